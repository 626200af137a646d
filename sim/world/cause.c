#include "world/cause.h"

#include <math.h>

#include "engine/memory.h"
#include "hw/hazard.h"
#include "world/lever.h"
#include "world/occurrence.h"
#include "world/settle.h"
#include "world/state.h"

/* --- when ----------------------------------------------------------------------------------- */

/* A life that ends behind all time: unlike TIME_NEVER it waits for no healing. */
#define LIFE_BEYOND (TIME_NEVER - 1)

static OccurrenceClock clock_of(const Shard *shard, const Cause *cause, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    uint32_t fleet = strip->spec->fleet;
    return (OccurrenceClock){fault, fault->gaps == NULL ? &fault->gap : &fault->gaps[fleet],
                             cause->keys[fleet], strip_number(strip, d)};
}

static SimTime life_end(const OccurrenceClock *clock, uint32_t part, SimTime from, double age)
{
    return MIN(occurrence_begin(clock, part, from, age), LIFE_BEYOND);
}

static double first_age(const Strip *strip, uint32_t number)
{
    Rng rng = rng_at(strip->fleet_key, number, RNG_AGE, 0);
    return MAX(dist_sample(&strip->fleet->age, &rng), 0.0);
}

/* Crashes of a build: a Poisson process of the model's own rate. */
static SimTime model_crash_next(const Strip *strip, uint32_t number, uint32_t k, SimTime before)
{
    double rate = strip->fleet->model->crash_rate;
    if (rate <= 0.0)
        return TIME_NEVER;
    double u = rng_unit_at(strip->fleet_key, number, RNG_MODEL_CRASH, k);
    return time_add(before, MAX(int64_from_double(hazard_gap(1e9 / rate, u)), 1));
}

static SimTime first_strike(const Shard *shard, const Cause *cause, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    if (cause->fault == WORLD_NONE)
        return model_crash_next(strip, strip_number(strip, d), 0, 0);
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    if (!lever_can_hit(shard, d, fault))
        return TIME_NEVER;
    OccurrenceClock clock = clock_of(shard, cause, d);
    if (fault->is_life)
        return life_end(&clock, 0, 0, first_age(strip, strip_number(strip, d)));
    return occurrence_begin(&clock, 0, 0, 0.0);
}

/* --- who ------------------------------------------------------------------------------------ */

static bool is_model_unstable(const WorldSpec *spec)
{
    for (uint32_t f = 0; f < spec->fleet_count; f++) {
        if (spec->fleets[f].model->crash_rate > 0.0)
            return true;
    }
    return false;
}

static void cause_begin(Shard *shard, Cause *cause, uint32_t fault)
{
    const WorldSpec *spec = shard->spec;
    cause->fault = fault;
    cause->next_at = engine_alloc(shard->device_count, sizeof *cause->next_at);
    cause->end_at = engine_alloc(shard->device_count, sizeof *cause->end_at);
    cause->number = engine_alloc(shard->device_count, sizeof *cause->number);
    cause->keys = g_new0(RngKey, spec->fleet_count);
    for (uint32_t f = 0; f < spec->fleet_count && fault != WORLD_NONE; f++) {
        g_autofree char *address =
            g_strdup_printf("faults %s fleet %s", spec->faults[fault].name, spec->fleets[f].name);
        cause->keys[f] = rng_key(spec->seed, shard->replication, address);
    }
    for (uint32_t d = 0; d < shard->device_count; d++) {
        cause->next_at[d] = first_strike(shard, cause, d);
        cause->end_at[d] = TIME_NEVER;
    }
}

void causes_begin(Shard *shard)
{
    const WorldSpec *spec = shard->spec;
    shard->causes = g_new0(Cause, spec->fault_count + 1);
    for (uint32_t f = 0; f < spec->fault_count; f++) {
        if (spec->faults[f].is_per_device)
            cause_begin(shard, &shard->causes[shard->cause_count++], f);
    }
    if (is_model_unstable(spec))
        cause_begin(shard, &shard->causes[shard->cause_count++], WORLD_NONE);
}

void causes_clear(Shard *shard)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        engine_free(cause->next_at, shard->device_count, sizeof *cause->next_at);
        engine_free(cause->end_at, shard->device_count, sizeof *cause->end_at);
        engine_free(cause->number, shard->device_count, sizeof *cause->number);
        g_free(cause->keys);
    }
    g_free(shard->causes);
}

void causes_schedule(Shard *shard, uint32_t d, SimTime now)
{
    DeviceCold *cold = &shard->cold[d];
    SimTime next = cold->change_at;
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        next = MIN(next, shard->causes[i].next_at[d]);
        next = MIN(next, shard->causes[i].end_at[d]);
    }
    next = next < shard->spec->end ? MAX(next, now) : TIME_NEVER;
    if (next == cold->slow_at)
        return;
    cold->slow_at = next;
    eventq_push_timer(shard->queue, d, EVENT_SLOW, next);
}

/* --- healings ------------------------------------------------------------------------------- */

static void renew(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    OccurrenceClock clock = clock_of(shard, cause, d);
    if (lever_can_hit(shard, d, clock.fault))
        cause->next_at[d] = life_end(&clock, ++cause->number[d], t, 0.0);
}

static bool is_life(const Shard *shard, const Cause *cause)
{
    return cause->fault != WORLD_NONE && shard->spec->faults[cause->fault].is_life;
}

/* Its life has ended, and what ended it is neither healed nor ends by itself later. */
static bool is_waiting(const Shard *shard, const Cause *cause, uint32_t d)
{
    return is_life(shard, cause) && cause->next_at[d] == TIME_NEVER &&
           cause->end_at[d] == TIME_NEVER;
}

void cause_renew(Shard *shard, uint32_t d, uint16_t number, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        if (is_waiting(shard, cause, d) && cause->fault + 1 == number)
            renew(shard, cause, d, t);
    }
}

void causes_renew_mended(Shard *shard, uint32_t d, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        if (is_waiting(shard, cause, d) &&
            shard->spec->faults[cause->fault].ops->healing == HEALS_BY_RELOAD)
            renew(shard, cause, d, t);
    }
}

void causes_renew_all(Shard *shard, uint32_t d, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        if (is_life(shard, cause) && cause->end_at[d] == TIME_NEVER)
            renew(shard, cause, d, t);
    }
}

/* --- strikes -------------------------------------------------------------------------------- */

static bool strikes(const OccurrenceClock *clock, uint32_t k)
{
    return occurrence_strikes(clock, k) &&
           occurrence_hits(clock->fault, clock->key, clock->number, RNG_FAULT_HIT, k);
}

/* A condition holds until the last of its occurrences ends. */
static void hold(Cause *cause, uint32_t d, SimTime end)
{
    if (end != TIME_NEVER)
        cause->end_at[d] = cause->end_at[d] == TIME_NEVER ? end : MAX(end, cause->end_at[d]);
}

static bool is_broken_by(const Shard *shard, const Cause *cause, uint32_t d)
{
    return shard->devices[d].flags & DEVICE_BROKEN && shard->rest[d].fail_cause == cause->fault + 1;
}

/* Occurrence k at t; is there something left that will heal, now that it has struck? */
static bool hit(Shard *shard, Cause *cause, FaultTarget *target)
{
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    uint32_t d = target->device;
    bool is_condition = fault->ops->end != NULL;
    if (!is_condition || cause->end_at[d] == TIME_NEVER)
        fault->ops->begin(fault->params, target);
    if (is_condition)
        hold(cause, d, time_add(target->t, target->length));
    occurrence_count(shard, cause->fault, target->t);
    return cause->end_at[d] != TIME_NEVER || fault->ops->healing == HEALS_BY_END ||
           is_broken_by(shard, cause, d) ||
           (fault->ops->healing == HEALS_BY_RELOAD && shard->rest[d].damage != 0);
}

static void strike(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    OccurrenceClock clock = clock_of(shard, cause, d);
    uint32_t k = cause->number[d];
    if (clock.fault->is_life) {
        cause->next_at[d] = TIME_NEVER;
    } else {
        cause->number[d] = k + 1;
        cause->next_at[d] = occurrence_begin(&clock, k + 1, t, 0.0);
    }
    FaultTarget target = {.shard = shard,
                          .device = d,
                          .t = t,
                          .fault = cause->fault,
                          .occurrence = k,
                          .length = occurrence_length(&clock, k),
                          .key = clock.key};
    bool is_to_heal = strikes(&clock, k) && hit(shard, cause, &target);
    /* A life whose end has left nothing to heal begins anew at once. */
    if (!is_to_heal && is_waiting(shard, cause, d))
        renew(shard, cause, d, t);
}

static void end_condition(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    FaultTarget target = {.shard = shard, .device = d, .t = t, .fault = cause->fault};
    cause->end_at[d] = TIME_NEVER;
    fault->ops->end(fault->params, &target);
    if (is_waiting(shard, cause, d))
        renew(shard, cause, d, t);
}

static void strike_model(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    uint32_t k = cause->number[d]++;
    cause->next_at[d] = model_crash_next(strip, strip_number(strip, d), k + 1, t);
    state_stop(shard, d, t, (Failure){CAUSE_NONE, UINT64_C(2) << 56 | k, TIME_NEVER});
}

void causes_strike(Shard *shard, uint32_t d, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        if (cause->end_at[d] == t)
            end_condition(shard, cause, d, t);
        if (cause->next_at[d] != t)
            continue;
        if (cause->fault == WORLD_NONE)
            strike_model(shard, cause, d, t);
        else
            strike(shard, cause, d, t);
    }
}
