/*
 * world/plan.h - when a device must be woken: looking ahead for what others will notice.
 *
 * Chance is addressed, so the fates of the next beats are known now. A run of lost ones is told
 * to the cloud's record by a check at the instant it is due; a request to a gateway, a model
 * that may hang and a battery that may run empty are instants of their own. A change of state
 * makes a new plan.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_PLAN_H
#define TINYFLEET_WORLD_PLAN_H

#include "world/shard.h"

/* Sets wake_at and its timer; the device is settled through `now`. */
void device_plan(Shard *shard, uint32_t device, SimTime now);

/* Forgets what was foreseen of beats: links or power of gateways have changed. */
void device_forget_beats(Shard *shard, uint32_t device);

/* A check of the record when `missed` beats after its base will have stayed away; none if that
 * is past: then it has been made. */
void device_push_check(Shard *shard, uint32_t device, SimTime now);

#endif
