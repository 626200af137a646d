/*
 * world/cause.h - what strikes single devices: one time of the next strike per cause and device.
 *
 * Gaps count on the calendar, generated even while the target is down; lives count from the
 * healing of their own cause, or from the replacement of the device, the first one given that
 * it survived the age the device began with. What heals is told by whoever heals it: the end of
 * a condition, a device back in service, a model written anew, a new device.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_CAUSE_H
#define TINYFLEET_WORLD_CAUSE_H

#include "world/shard.h"

/* One for each faults section per device, and one for the crashes of models. */
void causes_begin(Shard *shard);
void causes_clear(Shard *shard);

/* Everything of this device that is due at t, in order of the causes. */
void causes_strike(Shard *shard, uint32_t device, SimTime t);

/* Earliest of change_at and every cause: into the SLOW lane. */
void causes_schedule(Shard *shard, uint32_t device, SimTime now);

/* A failure by this cause has healed: its own life begins anew. cause as in Failure. */
void cause_renew(Shard *shard, uint32_t device, uint16_t cause, SimTime t);

/* The device's model has been written anew, and was not what it should be before. */
void causes_renew_mended(Shard *shard, uint32_t device, SimTime t);

/* A new device stands there: every life begins anew, if no condition of its cause is in force. */
void causes_renew_all(Shard *shard, uint32_t device, SimTime t);

#endif
