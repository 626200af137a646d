/* Queues behind balancers against closed forms and values printed elsewhere. */
#include "stat/balancing.h"

#include <math.h>

#include "stat/queueing.h"
#include "test.h"

static void even_arrivals_wait_as_erlang_gaps_say(void)
{
    CHECK_NEAR(ekm1_wait(2, 0.8, 1.0), 2.84398, 1e-5); /* E_2/M/1 at 0.8 */
    CHECK_NEAR(ekm1_wait(1, 0.8, 1.0), 4.0, 1e-9);     /* M/M/1 */
    CHECK_NEAR(ekm1_wait(2, 8.0, 0.1), 0.284398, 1e-6);
    /* D/M/1 at 0.5: sigma = exp(-2 (1 - sigma)) = 0.2031878 */
    CHECK_NEAR(ekm1_wait(1 << 20, 0.5, 1.0), 0.2031878 / (1 - 0.2031878), 1e-5);
    CHECK(isinf(ekm1_wait(3, 1.0, 1.0)));
    CHECK_NEAR(ekm1_wait(3, 0.0, 1.0), 0.0, 0.0);
}

static void random_arrivals_are_lee_and_longton(void)
{
    CHECK_NEAR(ggc_wait((Station){3, 2.55, 1.0, 1.0, 1.0}), 1.623059, 1e-6);
    CHECK_NEAR(ggc_wait((Station){1, 8.0, 0.1, 1.0, 0.5}), 0.3, 1e-12);
    CHECK_NEAR(ggc_wait((Station){1, 8.0, 0.1, 1.0, 0.0}), 0.2, 1e-12);
    CHECK_NEAR(ggc_wait((Station){2, 8.0, 0.1, 3.0, 1.0}), 2.0 * mmc_wait(2, 8.0, 0.1), 1e-12);
    CHECK(isinf(ggc_wait((Station){2, 20.0, 0.1, 1.0, 1.0})));
    CHECK_NEAR(ggc_wait((Station){1, 8.0, 0.1, 0.0, 0.0}), 0.0, 0.0);
    CHECK_NEAR(ggc_wait((Station){1, 0.0, 0.1, 1.0, 1.0}), 0.0, 0.0);
}

/* Exact values of E_2/M/1, of which this is an approximation: within 10 %, 5 % from 0.7 on. */
static void more_even_arrivals_wait_less(void)
{
    for (double load = 0.5; load < 0.95; load += 0.1) {
        double exact = ekm1_wait(2, load, 1.0);
        double off = load < 0.69 ? 0.1 : 0.05;
        CHECK_NEAR(ggc_wait((Station){1, load, 1.0, 0.5, 1.0}), exact, off * exact);
    }
}

/* 5,000 workers are as good as idle until they are not. */
static void very_many_workers_are_scaled(void)
{
    double exact = mmc_wait(8000, 7990.0, 1.0);
    CHECK_NEAR(ggc_wait((Station){8000, 7990.0, 1.0, 1.0, 1.0}), exact, 0.15 * exact);
    CHECK(ggc_wait((Station){UINT32_MAX, 1e9, 1.0, 1.0, 1.0}) < 1e-9);
}

/* T - 1 = sum over k >= 2 of 0.9^(2^k - 2), printed as 2.614057 with k = 1. */
static void two_choices_are_mitzenmachers_sum(void)
{
    CHECK_NEAR(two_choices_wait((Station){1, 0.9, 1.0, 1.0, 1.0}), 1.614057, 1e-6);
    CHECK_NEAR(two_choices_wait((Station){1, 9.0, 0.1, 1.0, 0.0}), 0.0807029, 1e-7);
    CHECK(isinf(two_choices_wait((Station){2, 2.0, 1.0, 1.0, 1.0})));
    CHECK_NEAR(two_choices_wait((Station){2, 0.0, 1.0, 1.0, 1.0}), 0.0, 0.0);
}

/* Balance of the mean field with c workers: rate (s[k-1]^2 - s[k]^2) = min(k, c) (s[k] - s[k+1]),
 * found by letting its equations run. */
static void two_choices_of_several_workers_stand_still(void)
{
    enum { LEVELS = 60, C = 3 };
    const double rate = 2.7, dt = 0.02;
    double s[LEVELS + 2] = {1.0}, waiting = 0;
    for (int step = 0; step < 20000; step++) {
        double next[LEVELS + 2] = {1.0};
        for (int k = 1; k <= LEVELS; k++)
            next[k] = s[k] + dt * (rate * (s[k - 1] * s[k - 1] - s[k] * s[k]) -
                                   (k < C ? k : C) * (s[k] - s[k + 1]));
        for (int k = 1; k <= LEVELS; k++)
            s[k] = next[k];
    }
    for (int k = C + 1; k <= LEVELS; k++)
        waiting += s[k];
    CHECK(waiting > 0.1);
    CHECK_NEAR(two_choices_wait((Station){C, rate, 1.0, 1.0, 1.0}), waiting / rate, 1e-6);
}

TEST_MAIN(CASE(even_arrivals_wait_as_erlang_gaps_say), CASE(random_arrivals_are_lee_and_longton),
          CASE(more_even_arrivals_wait_less), CASE(very_many_workers_are_scaled),
          CASE(two_choices_are_mitzenmachers_sum), CASE(two_choices_of_several_workers_stand_still))
