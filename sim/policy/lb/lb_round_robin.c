/*
 * policy/lb/lb_round_robin.c - each gateway in its turn.
 *
 * Source:  NGINX smooth weighted round robin, which with equal weights is cyclic.
 * Cost:    O(1); no draws.
 */
#include <glib.h>

#include "world/lb.h"

typedef struct RoundRobin {
    uint32_t turn; /* whose it is */
} RoundRobin;

static uint32_t round_robin_pick(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)params;
    (void)rng;
    g_assert(view->count > 0);
    RoundRobin *self = state;
    uint32_t picked = self->turn < view->count ? self->turn : 0;
    self->turn = picked + 1;
    return picked;
}

const LbOps lb_round_robin = {
    .form = {.name = "round-robin", .doc = "Each gateway in its turn."},
    .state_size = sizeof(RoundRobin),
    .pick = round_robin_pick,
};
