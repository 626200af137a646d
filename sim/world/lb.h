/*
 * world/lb.h - what a load-balancing policy is, as the gateway pool sees it.
 *
 * The pool owns the request; a policy only answers "which gateway?".  It is handed an LbView,
 * never the fleet, so it can neither change what it measures nor peek at what a real balancer
 * could not know.
 *
 * Units:   requests; times of a forecast in s, rates in 1/s.
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

/* Steady requests of one instance, in all. */
typedef struct LbLoad {
    uint32_t gateway_count, worker_count; /* workers of each gateway */
    double rate, service_mean;            /* 1/s, s; less work than workers can do */
    double arrival_cv2, service_cv2;      /* squared coefficients of variation; finite */
} LbLoad;

/* Mean wait before service, s; low and high bound it by what better and worse balancers reach. */
typedef struct LbForecast {
    double wait, low, high;
    const char *basis; /* "M/M/c"; an approximation says so */
} LbForecast;

typedef struct LbOps {
    FormSpec form;
    size_t state_size; /* bytes per pool instance, plain data, zeroed at the start */

    /* Returns an index < view->count. A pure function of (state, view, rng). */
    uint32_t (*pick)(void *state, const void *params, const LbView *view, Rng *rng);

    /* In closed form, what this policy makes of a load; NULL: nobody knows, so no number. */
    LbForecast (*forecast)(const void *params, const LbLoad *load);
} LbOps;

#endif
