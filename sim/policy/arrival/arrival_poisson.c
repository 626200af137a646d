/*
 * policy/arrival/arrival_poisson.c - demands at random, more of them in the busy hours.
 *
 * Candidates come as a Poisson process at the rate of the busiest hour and are numbered 1, 2, ...;
 * each becomes a demand with the chance that its hour bears to the busiest one (thinning).  Gap
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

static Demand next_thinned(double mean_ns, const ArrivalView *view, Demand last)
{
    double peak = pattern_peak(view->pattern), mean_at_peak = mean_ns / peak;
    for (;;) {
        uint64_t draw[2];
        rng_pair_at(view->key, view->number, RNG_ARRIVAL, ++last.number, draw);
        last.at = later(last.at, mean_at_peak, rng_unit_of(draw[0]));
        if (last.at == TIME_NEVER)
            return last;
        SimTime local = (view->day_shift + last.at) % NS_PER_D;
        if (pattern_exceeds(view->pattern, local, rng_unit_of(draw[1]) * peak))
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

const ArrivalOps arrival_poisson = {
    .form = {"poisson", "Independent demands; their rate follows the `pattern` of the day.",
             poisson_params, sizeof(Poisson)},
    .is_thinned = true,
    .first = poisson_first,
    .next = poisson_next,
    .rate = poisson_rate,
};
