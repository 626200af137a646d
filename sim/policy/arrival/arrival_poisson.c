/*
 * policy/arrival/arrival_poisson.c - demands at random, more of them in the busy hours.
 *
 * Candidates come as a Poisson process, in each hour at the rate of its busiest instant, and are
 * numbered 1, 2, ...; each becomes a demand with the chance that its instant bears to that one
 * (thinning).  Gap
 * and thinning of candidate n are the two halves of one block at address n, and a demand keeps
 * the number of its candidate.
 *
 * Cost:    one block and one logarithm a candidate.
 * Source:  P. A. W. Lewis and G. S. Shedler, "Simulation of Nonhomogeneous Poisson Processes by
 *          Thinning", Naval Research Logistics Quarterly 26(3), 1979.
 */
#include "util/detmath.h"
#include "world/arrival.h"

typedef struct Poisson {
    double rate; /* 1/s, mean over the day */
} Poisson;

static const ParamSpec poisson_params[] = {
    PARAM_ROW(RATE, Poisson, rate, .is_required = true, .rate_of = RATE_OF_EVENTS,
              .doc = "demands per device, mean over the day"),
    PARAM_NONE,
};

/* At least 1 ns after the last, so that no two demands of a device are at once. */
static SimTime later(SimTime at, double mean_ns, double u)
{
    SimTime gap = int64_from_double(-mean_ns * det_log(u));
    return time_add(at, gap < 1 ? 1 : gap);
}

static Demand next_flat(double mean_ns, const ArrivalView *view, Demand last)
{
    double u = rng_unit_at(view->key, view->number, RNG_ARRIVAL, ++last.number);
    last.at = later(last.at, mean_ns, u);
    return last;
}

/* When `budget`, an exponential of mean 1, is spent at the rate of the busiest instant of each
 * hour; that rate is left in `ret_most`. */
static SimTime spend(const ArrivalView *view, SimTime from, double mean_ns, double budget,
                     double *ret_most)
{
    SimTime local = (view->day_shift + from) % NS_PER_D;
    for (;;) {
        SimTime hour = local / NS_PER_H, left = (hour + 1) * NS_PER_H - local;
        *ret_most = view->pattern->hour_most[hour];
        double needed = budget * mean_ns / *ret_most;
        if (needed < (double)left)
            return time_add(from, MAX(int64_from_double(needed), 1));
        if (from > TIME_NEVER - NS_PER_D)
            return TIME_NEVER;
        budget -= (double)left * *ret_most / mean_ns;
        from += left;
        local = hour + 1 == PATTERN_HOURS ? 0 : local + left;
    }
}

static Demand next_thinned(double mean_ns, const ArrivalView *view, Demand last)
{
    for (;;) {
        uint64_t draw[2];
        double most;
        rng_pair_at(view->key, view->number, RNG_ARRIVAL, ++last.number, draw);
        last.at = spend(view, last.at, mean_ns, -det_log(rng_unit_of(draw[0])), &most);
        if (last.at == TIME_NEVER)
            return last;
        SimTime local = (view->day_shift + last.at) % NS_PER_D;
        if (pattern_exceeds(view->pattern, local, rng_unit_of(draw[1]) * most))
            return last;
    }
}

static Demand poisson_next(const void *params, const ArrivalView *view, Demand last)
{
    const Poisson *self = params;
    double mean_ns = 1e9 / self->rate;
    if (view->pattern->kind == PATTERN_FLAT)
        return next_flat(mean_ns, view, last);
    return next_thinned(mean_ns, view, last);
}

static Demand poisson_first(const void *params, const ArrivalView *view)
{
    return poisson_next(params, view, (Demand){0, 0});
}

static double poisson_rate(const void *params)
{
    return ((const Poisson *)params)->rate;
}

static double poisson_gap_cv2(const void *params)
{
    (void)params;
    return 1.0;
}

const ArrivalOps arrival_poisson = {
    .form = {"poisson", "Independent demands; their rate follows the `pattern` of the day.",
             poisson_params, sizeof(Poisson)},
    .is_thinned = true,
    .first = poisson_first,
    .next = poisson_next,
    .rate = poisson_rate,
    .gap_cv2 = poisson_gap_cv2,
};
