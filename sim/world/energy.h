/*
 * world/energy.h - the one way by which energy leaves a device, told by consumer.
 *
 * Everything a device takes goes through energy_spend() or energy_draw(), which lower its charge
 * and count the same nJ for the consumer.  So at any time, summed over the devices of a shard,
 *
 *     put in by batteries - taken out with old ones = charge now + spent, all consumers
 *
 * to the last nJ; on mains nothing is put in and the charge is what was drawn, negative.
 *
 * Units:   energy nJ, power nW, times ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_ENERGY_H
#define TINYFLEET_WORLD_ENERGY_H

#include "world/metrics_energy.h"
#include "world/shard.h"

/* A load over [from, to). */
typedef struct Draw {
    Consumer consumer;
    int64_t power_nw;
    SimTime from, to;
} Draw;

/* Turns the purse to the stretch that holds t; what lies past the end counts in the last. */
void energy_turn(Shard *shard, SimTime t);

/* What was taken at one instant, or counts as if. */
static inline void energy_spend(Shard *shard, uint32_t device, Consumer consumer, SimTime at,
                                Energy energy)
{
    if (at < shard->purse.from || at >= shard->purse.to)
        energy_turn(shard, at);
    uint32_t group = shard_group(shard, shard_strip(shard, device), device);
    shard->purse.energies_nj[group * CONSUMER_COUNT + consumer] += energy;
    shard->devices[device].charge_nj -= energy;
    if (shard->drawn_nj != NULL && at >= shard->spec->warmup)
        shard->drawn_nj[device] += energy;
}

/* floor(power x time) in all, cut at the edges of stretches without loss. */
void energy_draw(Shard *shard, uint32_t device, Draw draw);

/* A battery of `capacity` takes the place of what is in the device. */
void energy_new_battery(Shard *shard, uint32_t device, Energy capacity);

/* The equation above; stops the program if it does not hold. */
void energy_check(const Shard *shard);

#endif
