/*
 * policy/arrival/arrival_periodic.c - a demand every so often, each late by a jitter of its own.
 *
 * Demand n is at phase + n every + jitter_n, n from 0: jitter does not add up, so the phase of a
 * device lasts for ever.  Phase and jitter are whole nanoseconds, uniform in [0, every) and
 * [0, jitter); order is kept because jitter <= every.
 *
 * Cost:    one draw for the phase; with jitter one more.
 */
#include "world/arrival.h"

typedef struct Periodic {
    SimTime every, jitter;
} Periodic;

static const ParamSpec periodic_params[] = {
    PARAM_ROW(DURATION, Periodic, every, .is_required = true, .min = 1.0, .max = INFINITY,
              .doc = "from demand to demand; the phase is uniform"),
    PARAM_ROW(DURATION, Periodic, jitter, .def = "0s",
              .doc = "longest delay of a demand, uniform from 0; at most `every`"),
    PARAM_NONE,
};

/* Uniform in 0 .. count-1; count / 2^64 is all the bias there is. */
static SimTime draw_below(const ArrivalView *view, RngPurpose purpose, uint64_t index,
                          SimTime count)
{
    uint64_t draw[2];
    rng_pair_at(view->key, view->number, purpose, index, draw);
    return (SimTime)(((unsigned __int128)draw[0] * (unsigned __int128)count) >> 64);
}

static Demand periodic_at(const Periodic *self, const ArrivalView *view, uint32_t n)
{
    SimTime phase = draw_below(view, RNG_ARRIVAL_PHASE, 0, self->every);
    SimTime at = time_add(phase, time_mul(self->every, n));
    if (self->jitter > 0)
        at = time_add(at, draw_below(view, RNG_ARRIVAL, n, self->jitter));
    return (Demand){at, n};
}

static Demand periodic_first(const void *params, const ArrivalView *view)
{
    return periodic_at(params, view, 0);
}

static Demand periodic_next(const void *params, const ArrivalView *view, Demand last)
{
    const Periodic *self = params;
    if (self->jitter == 0)
        return (Demand){time_add(last.at, self->every), last.number + 1};
    return periodic_at(self, view, last.number + 1);
}

static double periodic_rate(const void *params)
{
    const Periodic *self = params;
    return 1e9 / (double)self->every;
}

/* A gap is `every` and the difference of two jitters, each with variance jitter^2 / 12. */
static double periodic_gap_cv2(const void *params)
{
    const Periodic *self = params;
    double jitter = (double)self->jitter / (double)self->every;
    return jitter * jitter / 6.0;
}

static const char *periodic_check(const void *params)
{
    const Periodic *self = params;
    return self->jitter > self->every ? "jitter must not be longer than every" : NULL;
}

const ArrivalOps arrival_periodic = {
    .form = {"periodic", "A demand every `every`, each late by up to `jitter`.", periodic_params,
             sizeof(Periodic)},
    .first = periodic_first,
    .next = periodic_next,
    .rate = periodic_rate,
    .gap_cv2 = periodic_gap_cv2,
    .check = periodic_check,
};
