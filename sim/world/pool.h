/*
 * world/pool.h - gateway-pool instances: requests in, answers out, power gone and back.
 *
 * An instance is an entity of its shard, numbered behind the devices. A request is balanced
 * when it arrives, over the gateways that have power.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_POOL_H
#define TINYFLEET_WORLD_POOL_H

#include "world/shard.h"

/* Entity number of a local instance. */
static inline uint32_t pool_entity(const Shard *shard, uint32_t instance)
{
    return shard->device_count + instance;
}

void pool_begin(Shard *shard);
void pool_clear(Shard *shard);

/* `gateway` is local to the shard; cause: number of the faults section + 1. */
void pool_cut_power(Shard *shard, uint32_t instance, uint32_t gateway, SimTime t, uint16_t cause);
void pool_restore_power(Shard *shard, uint32_t instance, uint32_t gateway, SimTime t);

/* Handler of KIND_REQUEST; context is the Shard. */
void pool_on_request(void *context, const Event *event);

/* Settles every gateway to the end. */
void pool_finish(Shard *shard, SimTime t);

#endif
