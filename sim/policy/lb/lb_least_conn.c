/*
 * policy/lb/lb_least_conn.c - the gateway with the fewest open requests.
 *
 * Those with equally few take turns: the search starts behind the last one picked.
 *
 * Source:  NGINX `least_conn`, equal weights.
 * Cost:    O(gateways); no draws.
 */
#include <glib.h>
#include <stdbool.h>

#include "policy/lb/lb_bound.h"

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

/* A worker is seldom idle while another gateway has a queue: nearly one queue for all. */
static LbForecast least_conn_forecast(const void *params, const LbLoad *load)
{
    (void)params;
    double shared = lb_wait_shared(load), alone = lb_wait_alone(load);
    bool is_one = load->gateway_count == 1;
    return (LbForecast){shared, shared, alone,
                        is_one ? "GI/G/c" : "GI/G/c, one queue for all (approximation)"};
}

const LbOps lb_least_conn = {
    .form = {.name = "least-conn",
             .doc = "The gateway with the fewest open requests; the equal take turns."},
    .state_size = sizeof(LeastConn),
    .pick = least_conn_pick,
    .forecast = least_conn_forecast,
};
