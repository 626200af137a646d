/*
 * world/shard_part.h - what a shard is made of beside its devices: strips, instances, causes,
 * units.
 *
 * Units:   times in ns.
 * Shapes:  columns of causes [device_count]; the rest as the counts say.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SHARD_PART_H
#define TINYFLEET_WORLD_SHARD_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "util/rng.h"
#include "world/world_spec.h"

/* A run of devices of one segment, inside one shard. */
typedef struct Strip {
    const SegmentSpec *spec;
    const FleetSpec *fleet;
    LeafSpec leaf;         /* as it is in this replication */
    uint32_t segment;      /* in the spec */
    uint32_t offset;       /* of the strip in its segment */
    uint32_t first, count; /* local device numbers */
    uint32_t instance;     /* local, WORLD_NONE */
    uint32_t group;        /* local group of cohort 0 */
    RngKey fleet_key, link_key, pool_key;
    Passage beat; /* of a beat with its report word, one try; these have its start-up too: */
    SimTime beat_on_ns, beat_held_ns, beat_closed_ns;
    SimTime poll_held_ns;    /* of one poll */
    double beat_high;        /* above this, the first try gets through whatever the state */
    bool is_beat_whole;      /* one packet */
    bool is_radio_plain;     /* no windows, no polls */
    bool are_beats_foreseen; /* else the record is checked whenever an alarm could be due */
} Strip;

typedef struct Instance {
    const PoolSpec *pool;
    uint32_t pool_number, first_gateway, gateway_count; /* gateways local to the shard */
    uint32_t segment_instance;                          /* in the spec */
    uint32_t first_strip, strip_count;                  /* devices that it serves */
    uint32_t dark_count;                                /* of its gateways */
    uint32_t sequence;
    uint64_t digest;
    void *lb_state;
    uint32_t *candidates; /* [candidate_count] gateways with power, local */
    uint32_t candidate_count;
    bool are_candidates_stale;
    uint32_t interval; /* of stat_interval that requests are being counted for */
} Instance;

/* One cause that strikes single devices: a faults section, or what a model does by itself. */
typedef struct Cause {
    uint32_t fault;            /* in the spec; WORLD_NONE: crashes of the model */
    SimTime *next_at, *end_at; /* [device_count], TIME_NEVER = none */
    uint32_t *number;          /* of the occurrence, or of the part */
    RngKey *keys;              /* [fleet_count] */
} Cause;

/* One unit of a fault that strikes regions, fleets or gateways. */
typedef struct UnitFault {
    uint32_t fault, unit;
    RngKey key;
    RngKey *hit_keys; /* [fleet_count] */
    RngKey gateway_key;
    uint32_t *strips;            /* [strip_count] of this shard that lie in it */
    uint32_t *gateways;          /* [gateway_count] local gateways in it, with .. */
    uint32_t *gateway_instances; /* .. their instance, and .. */
    uint32_t *gateway_ids;       /* .. their number in the pool */
    uint32_t strip_count, gateway_count;
    bool is_counted; /* this shard writes the outage of each occurrence */
} UnitFault;

#endif
