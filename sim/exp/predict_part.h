/*
 * exp/predict_part.h - what the parts of predict share.
 */
#ifndef TINYFLEET_EXP_PREDICT_PART_H
#define TINYFLEET_EXP_PREDICT_PART_H

#include "exp/predict.h"

typedef struct PoolWait PoolWait;

typedef struct Forecast {
    Study *study;
    const Scenario *scenario;
    const WorldSpec *spec;
    const ScopeSet *scopes;
    const Blueprint *blueprint;
    const PoolWait *waits; /* [pool_count] */
} Forecast;

/* One fleet's device in numbers. */
typedef struct Nominal {
    const FleetSection *section;
    const FleetSpec *fleet;
    const FleetFigures *figures;
    uint32_t scope;
    double rate;             /* demands a second */
    double beat_rate;        /* beats a second */
    double beat_s, upload_s; /* time the radio is on for one */
} Nominal;

/* A row without a range has NAN there; one without a value is left out. */
void forecast_add(const Forecast *forecast, uint32_t scope, PredictionRow row);

/* What is said to who runs the scenario, and among the assumptions. */
void forecast_warn(const Forecast *forecast, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Demands a second of one device of a fleet, mean over the day. */
double forecast_demand_rate(const FleetSpec *fleet);

/* (predict_load.c) What a pool's gateways have to do, and what waits there. The wait of an hour is
 * of requests that come in it; hours are local to the devices of the instance. */
struct PoolWait {
    double load;                /* work offered per worker, mean of the day */
    double expected, low, high; /* s, mean of requests in what counts; NAN: not foretold */
    double served;              /* requests in what counts */
    double peak_load, peak_wait;
    int peak_hour, wait_hour; /* 0..23, each of the worst of its kind */
    uint32_t peak_instance;
    double most_waiting; /* requests of one instance, all its gateways together */
    SimTime most_waiting_at;
    bool is_asked, is_known;
    const char *basis;
};

/* [pool_count]; g_free(). */
PoolWait *forecast_pool_waits(const Forecast *forecast);

/* (predict_energy.c) Energy, currents by consumer, battery life, air time of one fleet. */
void predict_energy(const Forecast *forecast, const Nominal *nominal, uint32_t f);

void predict_pools(const Forecast *forecast);

/* (predict_cause.c) */
void predict_causes(const Forecast *forecast);

#endif
