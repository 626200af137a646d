/*
 * policy/lb/lb_random_two.c - two different gateways at random, then the one with less to do.
 *
 * Source:  NGINX `random two`; M. Mitzenmacher, "The Power of Two Choices in Randomized Load
 *          Balancing", IEEE TPDS 12(10), 2001.
 * Cost:    O(1); two draws, none where there is no choice.
 */
#include <glib.h>
#include <math.h>

#include "policy/lb/lb_bound.h"
#include "stat/balancing.h"

static uint32_t random_two_pick(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)state;
    (void)params;
    g_assert(view->count > 0);
    if (view->count == 1)
        return 0;
    uint32_t first = rng_below(rng, view->count);
    uint32_t second = rng_below(rng, view->count - 1);
    second += second >= first;
    return lb_view_open(view, second) < lb_view_open(view, first) ? second : first;
}

/* Two of very many gateways leave what the mean field says, few of them also what one queue for all
 * would: the root of both squares is within 5 % of two shorter queues, 15 % of eight gateways. */
static LbForecast random_two_forecast(const void *params, const LbLoad *load)
{
    (void)params;
    double shared = lb_wait_shared(load), alone = lb_wait_alone(load);
    const Station station = {load->worker_count, load->rate / load->gateway_count,
                             load->service_mean, 1.0, load->service_cv2};
    double many = two_choices_wait(station);
    double wait = load->gateway_count == 1 ? shared : sqrt(many * many + shared * shared);
    return (LbForecast){wait, shared, alone, "two choices, mean field (approximation)"};
}

const LbOps lb_random_two = {
    .form = {.name = "random-two",
             .doc = "Two different gateways at random, then the one with fewer open requests."},
    .pick = random_two_pick,
    .forecast = random_two_forecast,
};
