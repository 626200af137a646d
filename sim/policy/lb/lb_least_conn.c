/*
 * policy/lb/lb_least_conn.c - the gateway with the fewest open requests.
 *
 * Those with equally few take turns: the search starts behind the last one picked.
 *
 * Source:  NGINX `least_conn`, equal weights.
 * Cost:    O(gateways); no draws.
 */
#include <glib.h>

#include "world/lb.h"

typedef struct LeastConn {
    uint32_t turn; /* where the search starts */
} LeastConn;

/* The first of the least in from .. to-1 that has fewer than *least open; else best. */
static uint32_t least_in(const LbView *view, uint32_t from, uint32_t to, uint32_t best,
                         uint32_t *least)
{
    for (uint32_t i = from; i < to; i++) {
        uint32_t open = lb_view_open(view, i);
        if (open < *least) {
            *least = open;
            best = i;
        }
    }
    return best;
}

static uint32_t least_conn_pick(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)params;
    (void)rng;
    g_assert(view->count > 0);
    LeastConn *self = state;
    uint32_t start = self->turn < view->count ? self->turn : 0;
    uint32_t least = lb_view_open(view, start);
    uint32_t picked = least_in(view, start + 1, view->count, start, &least);
    picked = least_in(view, 0, start, picked, &least);
    self->turn = picked + 1;
    return picked;
}

const LbOps lb_least_conn = {
    .form = {.name = "least-conn",
             .doc = "The gateway with the fewest open requests; the equal take turns."},
    .state_size = sizeof(LeastConn),
    .pick = least_conn_pick,
};
