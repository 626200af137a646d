/*
 * world/world_spec.h - what a world is built from: plain data, checked, shared by all runs.
 *
 * Units:   times ns, powers nW, energies nJ, sizes bytes, loads and shares without unit.
 * Shapes:  arrays as their counts say; segments are in public order, cells in order of their
 *          first segment.
 * Owner:   the builder; read-only while any world lives.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_WORLD_SPEC_H
#define TINYFLEET_WORLD_WORLD_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "env/climate.h"
#include "env/pattern.h"
#include "net/link.h"
#include "util/dist.h"
#include "wire/record.h"
#include "world/arrival.h"
#include "world/fault.h"
#include "world/lb.h"
#include "world/metrics.h"

#define WORLD_NONE UINT32_MAX

/* What a model answers to one sample. */
typedef struct Answer {
    uint8_t class;
    uint8_t confidence; /* 255 = 1 */
} Answer;

/* A model with its data pool: healthy answers, computed before the run by the real kernels. */
typedef struct ModelSpec {
    const Answer *answers; /* [sample_count]; NULL when accuracy is assumed */
    const uint8_t *labels; /* [sample_count] */
    const bool *is_event;  /* [class_count] */
    const uint32_t *event_samples, *other_samples;
    uint32_t event_count, other_count, sample_count, class_count;
    double accuracy;   /* assumed; NAN = computed */
    double crash_rate; /* 1/s */
    double hang_probability;
    const Dist *latency; /* ns, drawn per demand on a device of mean speed; NULL = fixed */
    double latency_mean_ns;

    /* The same answer, computed now: for runs that recompute each inference; else NULL. */
    Answer (*compute)(void *context, uint32_t sample);
    void *context;
} ModelSpec;

typedef enum UploadWhat { SEND_NOTHING, SEND_EVENTS, SEND_ALL, SEND_BATCHES } UploadWhat;

typedef struct WorkSpec {
    const ArrivalOps *arrival;
    const void *arrival_params;
    DayPattern pattern;
    bool is_at_gateway; /* who answers */
    bool is_dropping;   /* a demand while another is open is a miss; else it waits its turn */
    SimTime deadline;   /* TIME_NEVER */
    UploadWhat upload;
    Bytes input_size, result_size;
    SimTime batch;
    double positive_rate;
} WorkSpec;

typedef struct PowerSpec { /* a battery */
    Dist capacity;         /* nJ */
    double brownout, resume, self_discharge;
    Dist replace; /* ns; constant TIME_NEVER = never */
} PowerSpec;

enum { SPREAD_LEVELS = 256 }; /* of a device's speed and current */

typedef struct FleetSpec {
    const char *name;
    const ModelSpec *model;
    const WorkSpec *work;
    const LinkModel *link;
    const char *link_name;
    const PowerSpec *power; /* NULL = mains */
    Place place;
    double self_heating;
    Dist age, boot_time, bootloader_time, memory_use, drift; /* drift: share */
    SimTime sync;
    SimTime wake_ns, tx_overhead_ns;
    SimTime latency_ns[SPREAD_LEVELS]; /* of one inference, by speed level */
    int64_t sleep_nw[SPREAD_LEVELS], active_nw[SPREAD_LEVELS], tx_nw[SPREAD_LEVELS],
        rx_nw[SPREAD_LEVELS]; /* by current level */
    double capacity_spread;
    uint32_t device_count;
} FleetSpec;

typedef struct LeafSpec {
    Climate climate;
    SimTime day_shift; /* local time of day at t = 0 */
} LeafSpec;

typedef struct SegmentSpec {
    uint32_t fleet, leaf, instance; /* WORLD_NONE: straight to the cloud */
    uint32_t first_id, first_number, count;
} SegmentSpec;

typedef struct PoolSpec {
    const char *name;
    uint32_t worker_count, queue_limit;
    Dist service; /* ns */
    const LbOps *lb;
    const void *lb_params;
} PoolSpec;

typedef struct InstanceSpec {
    uint32_t pool, first_gateway, gateway_count;
    const uint32_t *leaves; /* [leaf_count] at or below the node it stands in */
    uint32_t leaf_count;
} InstanceSpec;

/* One thing that suffers an occurrence as a whole. */
typedef struct UnitSpec {
    const char *address;      /* part of the address of its chance: "region harbour" */
    const uint32_t *segments; /* [segment_count] that lie in it and can be hit, ascending */
    uint32_t segment_count;
    const uint32_t *gateways; /* [gateway_count] pairs (instance, gateway in it) */
    uint32_t gateway_count;
} UnitSpec;

typedef struct FaultSpec {
    const char *name;
    const FaultOps *ops;
    const void *params;
    bool is_per_device;
    Dist gap;          /* ns between occurrences, or life; used if at and every are not */
    bool is_life;      /* clock of age: conditioned on it, and anew from the healing */
    SimTime every;     /* 0 = not */
    const SimTime *at; /* [at_count], ascending */
    uint32_t at_count;
    double chance, hits;
    Dist length;           /* ns; constant TIME_NEVER = until healed */
    const UnitSpec *units; /* [unit_count], unless per device */
    uint32_t unit_count;

    /* Can this device be hit? number is that in its fleet. */
    bool (*selects)(const void *context, uint32_t segment, uint32_t number, uint32_t id);
    const void *context;
} FaultSpec;

typedef struct WorldSpec {
    uint64_t seed;
    SimTime end, warmup;
    int64_t start_unix;
    const FleetSpec *fleets;
    const LeafSpec *leaves;

    /* Mean temperature of a leaf's year in this replication; NULL = as leaves say. */
    double (*leaf_mean_c)(const void *context, uint32_t leaf, uint32_t replication);
    const void *leaf_context;

    const SegmentSpec *segments;
    const PoolSpec *pools;
    const InstanceSpec *instances;
    const FaultSpec *faults;
    uint32_t fleet_count, leaf_count, segment_count, pool_count, instance_count, fault_count;
    uint32_t device_count;
    SimTime heartbeat;
    SimTime watchdog;     /* 0 = none */
    bool are_visits_made; /* else what only a visit heals is lost */
    const RecordOps *record_ops;
    const MetricsCalendar *calendar;
    uint32_t cohort_count; /* groups per segment */
    uint32_t (*cohort)(const void *context, uint32_t segment, uint32_t number, uint32_t id);
    const void *cohort_context;
    uint32_t partition_devices; /* partitions close at this size */
    bool events_every;          /* each settled item is an event */
    bool per_device;            /* count inferences and misses of each device */
} WorldSpec;

#endif
