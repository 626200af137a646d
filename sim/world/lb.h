/*
 * world/lb.h - what a load-balancing policy is, as the gateway pool sees it.
 *
 * The pool owns the request; a policy only answers "which gateway?".  It is handed an LbView,
 * never the fleet, so it can neither change what it measures nor peek at what a real balancer
 * could not know.
 *
 * Units:   requests.
 * Owner:   the caller owns state and view; rng is the address of this decision (pool, device,
 *          demand, try); pick() keeps no pointer.
 * Errors:  none while running; parameters were checked as the scenario loaded.
 */
#ifndef TINYFLEET_WORLD_LB_H
#define TINYFLEET_WORLD_LB_H

#include <stddef.h>
#include <stdint.h>

#include "util/param.h"
#include "util/rng.h"

typedef struct LbView {
    uint32_t count; /* gateways that may be picked, >= 1 */
    void *pool;     /* for `open` */

    /* Requests sent to candidate i and not answered yet: what a balancer counts itself. */
    uint32_t (*open)(void *pool, uint32_t i);
} LbView;

static inline uint32_t lb_view_open(const LbView *view, uint32_t i)
{
    return view->open(view->pool, i);
}

typedef struct LbOps {
    FormSpec form;
    size_t state_size; /* bytes per pool instance, plain data, zeroed at the start */

    /* Returns an index < view->count. A pure function of (state, view, rng). */
    uint32_t (*pick)(void *state, const void *params, const LbView *view, Rng *rng);
} LbOps;

#endif
