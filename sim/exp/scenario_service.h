/*
 * exp/scenario_service.h - what a scenario says of gateways, links, faults, health and recovery.
 *
 * Units:   base units of util/param.h; times in ns.
 * Owner:   the Scenario.
 */
#ifndef TINYFLEET_EXP_SCENARIO_SERVICE_H
#define TINYFLEET_EXP_SCENARIO_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "exp/scenario_fleet.h"
#include "exp/selector.h"
#include "net/loss.h"

typedef enum PoolPer { POOL_PER_REGION, POOL_PER_LEAF } PoolPer;
typedef enum FaultPer { PER_DEVICE, PER_GATEWAY, PER_REGION, PER_FLEET, PER_ONCE } FaultPer;
typedef enum HealthDetector { DETECTOR_TIMEOUT, DETECTOR_NONE } HealthDetector;

/* Which key of [faults] says when: exactly one is given, or none if the kind's own rate does. */
typedef enum FaultTiming {
    BY_RATE,
    BY_MTBF,
    BY_TIME_BETWEEN,
    BY_AT,
    BY_EVERY,
    BY_KIND
} FaultTiming;

typedef struct PoolSection {
    SectionHead head;
    int64_t count;
    ParamList regions; /* const char * */
    int per;           /* PoolPer */
    int64_t workers, queue_limit;
    Dist service; /* ns */
    Form policy;  /* family policy/lb */
} PoolSection;

typedef struct NetworkSection {
    SectionHead head;
    Dist latency; /* ns */
    double bandwidth_up, bandwidth_down;
    Form loss;            /* as written; loss_model is what it says */
    LossModel loss_model; /* checked */
    Bytes mtu, header;
    int64_t retries;
    SimTime retry_spacing;
    double duty_cycle;
    Form contact;         /* as net/contact.h has it */
    SimTime poll, listen; /* poll: TIME_NEVER = none */
    int64_t queue;
} NetworkSection;

typedef struct FaultSection {
    SectionHead head;
    Form kind; /* family policy/fault */
    const char *target;
    FaultTiming timing;
    Form rate_form; /* key `rate` as written */
    double rate;    /* 1/s: of `rate` or 1/mtbf; else NAN */
    SimTime mtbf;   /* -1 = absent */
    Dist time_between;
    ParamList at;  /* SimTime, ascending as written */
    SimTime every; /* -1 = absent */
    int per;       /* FaultPer */
    double chance, hits;
    Dist length; /* ns */
    bool has_length;
    Selector selector;
} FaultSection;

typedef struct HealthSection {
    int detector; /* HealthDetector */
    SimTime heartbeat, grace;
    int64_t missed;
} HealthSection;

typedef struct RecoverySection {
    SimTime watchdog; /* 0 = none */
    Dist visit;       /* ns; constant TIME_NEVER = never */
} RecoverySection;

#endif
