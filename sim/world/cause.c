#include "world/cause.h"

#include <math.h>

#include "engine/memory.h"
#include "hw/hazard.h"
#include "world/lever.h"
#include "world/settle.h"
#include "world/state.h"

/* --- when ----------------------------------------------------------------------------------- */

static SimTime time_of(double ns)
{
    return ns < 9.2e18 ? MAX(int64_from_double(ns), 1) : TIME_NEVER;
}

static RngKey cause_key(const Cause *cause, const Strip *strip)
{
    return cause->keys[strip->spec->fleet];
}

/* The occurrence that `rng` is the chance of, on the calendar, given the one before (at 0 for the
 * first). */
static SimTime calendar_next(const FaultSpec *fault, uint32_t fleet, Rng rng, SimTime before)
{
    if (fault->at_count > 0)
        return rng.index < fault->at_count ? fault->at[rng.index] : TIME_NEVER;
    if (fault->every > 0)
        return time_add(before, fault->every);
    const Dist *gap = fault->gaps == NULL ? &fault->gap : &fault->gaps[fleet];
    return time_add(before, time_of(dist_sample(gap, &rng)));
}

static SimTime life_end(const FaultSpec *fault, RngKey key, uint32_t number, uint32_t part,
                        double age)
{
    double u = rng_unit_at(key, number, RNG_FAULT_BUDGET, part);
    return time_of(hazard_residual(&fault->gap, age, u));
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
    return time_add(before, time_of(hazard_gap(1e9 / rate, u)));
}

static SimTime first_strike(const Shard *shard, const Cause *cause, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    uint32_t number = strip_number(strip, d);
    if (cause->fault == WORLD_NONE)
        return model_crash_next(strip, number, 0, 0);
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    if (!lever_can_hit(shard, d, fault))
        return TIME_NEVER;
    RngKey key = cause_key(cause, strip);
    if (fault->is_life)
        return life_end(fault, key, number, 0, first_age(strip, number));
    return calendar_next(fault, strip->spec->fleet, rng_at(key, number, RNG_FAULT_GAP, 0), 0);
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

/* --- strikes -------------------------------------------------------------------------------- */

static void renew(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    if (!lever_can_hit(shard, d, fault))
        return;
    uint32_t part = ++cause->number[d];
    SimTime life = life_end(fault, cause_key(cause, strip), strip_number(strip, d), part, 0.0);
    cause->next_at[d] = time_add(t, life);
}

void cause_renew(Shard *shard, uint32_t d, uint16_t number, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        bool is_own = cause->fault != WORLD_NONE && cause->fault + 1 == number;
        if (is_own && shard->spec->faults[cause->fault].is_life && cause->next_at[d] == TIME_NEVER)
            renew(shard, cause, d, t);
    }
}

void causes_renew_all(Shard *shard, uint32_t d, SimTime t)
{
    for (uint32_t i = 0; i < shard->cause_count; i++) {
        Cause *cause = &shard->causes[i];
        if (cause->fault != WORLD_NONE && shard->spec->faults[cause->fault].is_life)
            renew(shard, cause, d, t);
    }
}

static bool strikes(const FaultSpec *fault, RngKey key, uint32_t number, uint32_t k)
{
    if (fault->chance < 1.0 && rng_unit_at(key, number, RNG_FAULT_CHANCE, k) >= fault->chance)
        return false;
    return fault->hits >= 1.0 || rng_unit_at(key, number, RNG_FAULT_HIT, k) < fault->hits;
}

static SimTime strike_length(const FaultSpec *fault, RngKey key, uint32_t number, uint32_t k)
{
    Rng rng = rng_at(key, number, RNG_FAULT_LENGTH, k);
    return dist_sample_ns(&fault->length, &rng, 1);
}

static void strike(Shard *shard, Cause *cause, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    const FaultSpec *fault = &shard->spec->faults[cause->fault];
    RngKey key = cause_key(cause, strip);
    uint32_t number = strip_number(strip, d), k = cause->number[d];
    if (fault->is_life) {
        cause->next_at[d] = TIME_NEVER;
    } else {
        cause->number[d] = k + 1;
        Rng gap = rng_at(key, number, RNG_FAULT_GAP, k + 1);
        cause->next_at[d] = calendar_next(fault, strip->spec->fleet, gap, t);
    }
    uint32_t failures = shard->rest[d].failures;
    if (strikes(fault, key, number, k)) {
        FaultTarget target = {.shard = shard,
                              .device = d,
                              .t = t,
                              .fault = cause->fault,
                              .occurrence = k,
                              .length = strike_length(fault, key, number, k),
                              .key = key};
        bool is_condition = fault->ops->end != NULL;
        if (!is_condition || cause->end_at[d] == TIME_NEVER)
            fault->ops->begin(fault->params, &target);
        if (is_condition && target.length != TIME_NEVER) {
            SimTime end = time_add(t, target.length);
            cause->end_at[d] = cause->end_at[d] == TIME_NEVER ? end : MAX(end, cause->end_at[d]);
            if (!fault->ops->is_silent)
                shard->metrics->causes[cause->fault]
                    .outages[metrics_slice(shard->metrics->calendar, t)]++;
        }
    }
    /* A life that ended without a failure to heal begins anew at once. */
    if (fault->is_life && shard->rest[d].failures == failures && cause->next_at[d] == TIME_NEVER)
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
        if (cause->end_at[d] == t) {
            const FaultSpec *fault = &shard->spec->faults[cause->fault];
            FaultTarget target = {.shard = shard, .device = d, .t = t, .fault = cause->fault};
            cause->end_at[d] = TIME_NEVER;
            fault->ops->end(fault->params, &target);
        }
        if (cause->next_at[d] != t)
            continue;
        if (cause->fault == WORLD_NONE)
            strike_model(shard, cause, d, t);
        else
            strike(shard, cause, d, t);
    }
}
