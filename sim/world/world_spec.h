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

#include "wire/record.h"
#include "world/fault.h"
#include "world/fleet_spec.h"
#include "world/lb.h"
#include "world/metrics.h"

#define WORLD_NONE UINT32_MAX

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
    const Dist *gaps;  /* [fleet_count] instead, of the kind's own rate; NULL = gap */
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
    uint32_t cohort_count; /* parts of a segment that are told apart */

    /* [segment_count][cohort_count]: the group that each part counts in, below group_count; NULL =
     * each in its own. */
    const uint32_t *group_of;
    uint32_t group_count;
    uint32_t (*cohort)(const void *context, uint32_t segment, uint32_t number, uint32_t id);
    const void *cohort_context;
    uint32_t partition_devices; /* partitions close at this size */
    bool events_every;          /* each settled item is an event */
    bool per_device;            /* count inferences and misses of each device */
} WorldSpec;

/* How many groups there are, and the one that part `cell` of [segment][cohort] counts in. */
static inline uint32_t world_spec_group_count(const WorldSpec *spec)
{
    return spec->group_of == NULL ? spec->segment_count * spec->cohort_count : spec->group_count;
}

static inline uint32_t world_spec_group(const WorldSpec *spec, uint32_t cell)
{
    return spec->group_of == NULL ? cell : spec->group_of[cell];
}

#endif
