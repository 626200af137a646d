/*
 * world/lever.h - the one thing that a fault hits, and what its levers do to it.
 *
 * Loss factors and power cuts are counted per device, so that occurrences may overlap: a
 * condition holds while any occurrence of it is in force.
 *
 * Owner:   a target lives on the stack of whoever strikes.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_LEVER_H
#define TINYFLEET_WORLD_LEVER_H

#include "world/shard.h"

struct FaultTarget {
    Shard *shard;
    uint32_t device; /* WORLD_NONE: a gateway is hit */
    uint32_t gateway, instance;
    SimTime t;
    uint32_t fault;      /* in the spec */
    uint64_t occurrence; /* number of it: names the boot that follows */
    SimTime length;      /* TIME_NEVER = until healed */
    RngKey key;          /* of the fault's chance with this device's fleet */
};

/* May this device be hit by that kind at all? */
bool lever_can_hit(const Shard *shard, uint32_t device, const FaultSpec *fault);

#endif
