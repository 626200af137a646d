/*
 * world/shard.h - one partition of a world: whole cells, their events, all of their state.
 *
 * A cell is a pool instance with the devices it serves, or a block of devices without one.
 * Devices are numbered in the shard segment by segment; the order of cells, and so of local
 * numbers, follows from the scenario alone and not from where partitions are cut.
 *
 * Units:   times in ns.
 * Shapes:  columns of devices [device_count]; columns of causes [cause_count][device_count].
 * Owner:   the world.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SHARD_H
#define TINYFLEET_WORLD_SHARD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/partition.h"
#include "util/digest.h"
#include "wire/record.h"
#include "world/device.h"
#include "world/ecc.h"
#include "world/gateway.h"
#include "world/metrics.h"
#include "world/shard_part.h"
#include "world/world.h"
#include "world/world_spec.h"

enum { CELL_DEVICES = 4096 }; /* of a cell without a pool */

typedef enum ShardKind {
#define KIND(name, handler, doc) KIND_##name,
#include "world/event_kind.def"
#undef KIND
    KIND_COUNT
} ShardKind;

/* Where energy was counted last. */
typedef struct EnergyPurse {
    SimTime from, to;
    __int128 *energies_nj; /* [group][CONSUMER_COUNT] of this stretch */
} EnergyPurse;

/* What batteries brought and what was left in those that were taken away. */
typedef struct EnergyLedger {
    __int128 put_in_nj, taken_out_nj;
} EnergyLedger;

typedef struct Shard {
    const WorldSpec *spec;
    uint32_t replication;
    Partition *partition;
    EventQueue *queue;
    Metrics *metrics;
    EnergyPurse purse;
    EnergyLedger ledger;
    uint32_t device_count, strip_count, instance_count, gateway_count, cause_count, unit_count;
    Device *devices;
    DeviceCold *cold;
    DeviceRest *rest;
    DeviceReport *reports;
    DeviceRadio *radios;
    Record *records;
    SimTime *check_at;     /* [device_count] next check of the record, TIME_NEVER = no more, -1 =
                            * none yet; NULL if all beats are foreseen */
    double *loss_factor;   /* [device_count]; NULL if no fault changes it */
    uint32_t **loss_count; /* [fault_count] -> [device_count] occurrences in force, or NULL */
    double *loss_by;       /* [fault_count] factor of each */
    uint16_t *cohorts;     /* [device_count]; NULL if there is one */
    uint32_t *inferences, *misses; /* [device_count] after the warm-up; NULL unless asked for */
    Energy *drawn_nj;              /* [device_count] the same */
    Strip *strips;
    Instance *instances;
    Gateway *gateways;
    Cause *causes;
    UnitFault *units;
    uint32_t *group_of;    /* [groups of metrics] in the spec */
    GArray *requests;      /* Request */
    uint32_t free_request; /* place, UINT32_MAX = none */
    GArray *waiting;       /* RadioMessage, of all devices */
    uint32_t free_waiting; /* place, UINT32_MAX = none */
    GPtrArray *damages;    /* of world/damage.c, by number */
    GArray *free_damages;  /* uint32_t: numbers to be used again */
    int64_t damage_room_used;
    EccPool upsets;         /* flips of all devices in words under ECC */
    GArray *notices;        /* Notice */
    uint64_t record_digest; /* xor over verdict changes */
    int64_t items, beats;
    const volatile int *cut; /* not 0: whatever is done is in vain; may be NULL */
} Shard;

static inline bool shard_is_cut(const Shard *shard)
{
    return shard->cut != NULL && *shard->cut != 0;
}

static inline const Strip *shard_strip(const Shard *shard, uint32_t device)
{
    return &shard->strips[shard->devices[device].segment];
}

/* Number in the fleet, and the public id. */
static inline uint32_t strip_number(const Strip *strip, uint32_t device)
{
    return strip->spec->first_number + strip->offset + (device - strip->first);
}

static inline uint32_t strip_id(const Strip *strip, uint32_t device)
{
    return strip->spec->first_id + strip->offset + (device - strip->first);
}

static inline uint32_t shard_group(const Shard *shard, const Strip *strip, uint32_t device)
{
    return strip->group + (shard->cohorts == NULL ? 0 : shard->cohorts[device]);
}

static inline bool shard_is_dark(const Shard *shard, const Strip *strip)
{
    if (strip->instance == WORLD_NONE)
        return false;
    const Instance *instance = &shard->instances[strip->instance];
    return instance->dark_count == instance->gateway_count;
}

/* Phase of a device's beats: the same in every life. */
static inline SimTime shard_phase(const Shard *shard, const Strip *strip, uint32_t device)
{
    double u = rng_unit_at(strip->fleet_key, strip_number(strip, device), RNG_BEAT_PHASE, 0);
    return (SimTime)(u * (double)shard->spec->heartbeat);
}

/* Folds what happened into the device's chain: one word of both, so that the chain waits for one
 * multiplication only. */
static inline void shard_fold(Device *device, SimTime time, uint64_t what)
{
    uint64_t word = (uint64_t)time + what * UINT64_C(0xff51afd7ed558ccd);
    device->digest = digest_fold(device->digest, word);
}

/* The shard's strips, instances and gateways are set; makes everything else. */
void shard_begin(Shard *shard);
void shard_clear(Shard *shard);

/* Settles everything to the end and closes open spans. */
void shard_finish(Shard *shard, SimTime end);

#endif
