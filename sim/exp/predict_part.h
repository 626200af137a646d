/*
 * exp/predict_part.h - what the parts of predict share.
 */
#ifndef TINYFLEET_EXP_PREDICT_PART_H
#define TINYFLEET_EXP_PREDICT_PART_H

#include "exp/predict.h"

typedef struct Forecast {
    Study *study;
    const Scenario *scenario;
    const WorldSpec *spec;
    const ScopeSet *scopes;
    const Blueprint *blueprint;
} Forecast;

/* A row without a range has NAN there; one without a value is left out. */
void forecast_add(const Forecast *forecast, uint32_t scope, PredictionRow row);

/* Demands a second of one device of a fleet, mean over the day. */
double forecast_demand_rate(const FleetSpec *fleet);

/* (predict_pool.c) A pool's fleets ask its gateways for so much a second, in all. */
double forecast_pool_rate(const Forecast *forecast, uint32_t pool);

/* Mean wait before service at a gateway of this pool; low: as if all gateways of an instance
 * shared one queue; high: each for itself. INFINITY where there is no steady state. */
typedef struct PoolWait {
    double expected, low, high; /* s */
    double load;                /* work offered per worker */
    const char *basis;
} PoolWait;

PoolWait forecast_pool_wait(const Forecast *forecast, uint32_t pool);

void predict_pools(const Forecast *forecast);

/* (predict_cause.c) */
void predict_causes(const Forecast *forecast);

#endif
