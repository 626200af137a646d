/*
 * world/plan.h - when a device must be woken: looking ahead for what others will notice.
 *
 * Chance is addressed: one draw tells of the next beats which get through whatever comes. Where
 * a run of others is long enough for an alarm, the cloud's record is checked at the instant that
 * is due; a check finds out for itself whether it was needed. Where beats may wait for the radio
 * so long that they miss their time, one check follows another instead: each at the instant at
 * which an alarm is due unless a beat has been heard by then. A request to a gateway, a model
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

/* Something waits for the radio of a device whose every item is noticed: wakes it for that. */
void device_wake_for_radio(Shard *shard, uint32_t device);

/* Forgets what was foreseen of beats: links or power of gateways have changed. */
void device_forget_beats(Shard *shard, uint32_t device);

/* A check of the record when `missed` beats after its base will have stayed away; none if that
 * is past: then it has been made. */
void device_push_check(Shard *shard, uint32_t device, SimTime now);

/* A check has been made: the next one, where one follows another. */
void device_check_made(Shard *shard, uint32_t device, SimTime now);

#endif
