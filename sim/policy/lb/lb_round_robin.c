/*
 * policy/lb/lb_round_robin.c - each gateway in its turn.
 *
 * Source:  NGINX smooth weighted round robin, which with equal weights is cyclic.
 * Cost:    O(1); no draws.
 */
#include <glib.h>

#include "policy/lb/lb_bound.h"
#include "stat/balancing.h"

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

/* A gateway has every n-th request: of Poisson arrivals, with Erlang gaps of n stages. */
static LbForecast round_robin_forecast(const void *params, const LbLoad *load)
{
    (void)params;
    double rate = load->rate / load->gateway_count;
    LbForecast forecast = {0, lb_wait_shared(load), lb_wait_alone(load),
                           "every n-th arrival, GI/G/c (approximation)"};
    if (load->worker_count == 1 && load->arrival_cv2 == 1.0 && load->service_cv2 == 1.0) {
        forecast.wait = ekm1_wait(load->gateway_count, rate, load->service_mean);
        forecast.basis = "E_k/M/1";
        return forecast;
    }
    forecast.wait = ggc_wait((Station){load->worker_count, rate, load->service_mean,
                                       load->arrival_cv2 / load->gateway_count, load->service_cv2});
    forecast.low = MIN(forecast.low, forecast.wait);
    return forecast;
}

const LbOps lb_round_robin = {
    .form = {.name = "round-robin", .doc = "Each gateway in its turn."},
    .state_size = sizeof(RoundRobin),
    .pick = round_robin_pick,
    .forecast = round_robin_forecast,
};
