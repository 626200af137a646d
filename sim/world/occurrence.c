#include "world/occurrence.h"

#include "hw/hazard.h"

static SimTime span_of(double ns)
{
    return MAX(int64_from_double(ns), 1);
}

SimTime occurrence_begin(const OccurrenceClock *clock, uint32_t k, SimTime from, double age)
{
    const FaultSpec *fault = clock->fault;
    if (fault->at_count > 0)
        return k < fault->at_count ? fault->at[k] : TIME_NEVER;
    if (fault->every > 0)
        return time_add(from, fault->every);
    if (fault->is_life) {
        double u = rng_unit_at(clock->key, clock->number, RNG_FAULT_BUDGET, k);
        return time_add(from, span_of(hazard_residual(clock->gap, age, u)));
    }
    Rng rng = rng_at(clock->key, clock->number, RNG_FAULT_GAP, k);
    return time_add(from, span_of(dist_sample(clock->gap, &rng)));
}

bool occurrence_strikes(const OccurrenceClock *clock, uint32_t k)
{
    double chance = clock->fault->chance;
    return chance >= 1.0 || rng_unit_at(clock->key, clock->number, RNG_FAULT_CHANCE, k) < chance;
}

bool occurrence_hits(const FaultSpec *fault, RngKey key, uint32_t number, RngPurpose purpose,
                     uint32_t k)
{
    return fault->hits >= 1.0 || rng_unit_at(key, number, purpose, k) < fault->hits;
}

SimTime occurrence_length(const OccurrenceClock *clock, uint32_t k)
{
    Rng rng = rng_at(clock->key, clock->number, RNG_FAULT_LENGTH, k);
    return dist_sample_ns(&clock->fault->length, &rng, 1);
}

void occurrence_count(Shard *shard, uint32_t fault, SimTime t)
{
    const FaultOps *ops = shard->spec->faults[fault].ops;
    uint32_t slice = metrics_slice(shard->metrics->calendar, t);
    if (ops->end != NULL && !ops->is_silent)
        shard->metrics->causes[fault].outages[slice]++;
}
