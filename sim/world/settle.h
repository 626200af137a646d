/*
 * world/settle.h - the work of a device that nobody else sees, done in a loop when somebody looks.
 *
 * Beats, inferences on the device, batches and the hourly grid of a battery are items.  Settling
 * does, in order of time, every item of a device below a limit; handlers, levers and commands
 * settle a device before they read or change it.  settle(t1); settle(t2) equals settle(t2).
 *
 * An inference is booked at its end, in the slice of its asking; what ends a device's service
 * voids it before that.  The fate of a message is fixed as it is sent.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SETTLE_H
#define TINYFLEET_WORLD_SETTLE_H

#include "world/shard.h"

/* What an item found that others must hear of at once. Only possible at the instant the device
 * was woken for. */
typedef struct Settled {
    bool is_hung, is_empty;
} Settled;

/* All items before t. */
void device_settle(Shard *shard, uint32_t device, SimTime t);

/* Those at t as well: for what comes after the device's timer at that instant. */
Settled device_settle_through(Shard *shard, uint32_t device, SimTime t);

/* When the next item is due, a request to a gateway included; TIME_NEVER if none is. */
SimTime device_next_item(const Shard *shard, uint32_t device);

/* Energy of the present state from settled_at to t; at changes of state and at the end. */
void device_book_state(Shard *shard, uint32_t device, SimTime t);

/* Energy of an inference that is cut off at t. */
void device_book_cut_off(Shard *shard, uint32_t device, SimTime t);

/* Its next demand, after the present one has found its end. */
void device_next_demand(const Shard *shard, uint32_t device);

/* At the end of the run, settled to it: demands that are open on the device, or wait for it, are
 * misses if their deadline has passed, or if they found it at work and it lets them drop. */
void device_miss_open(Shard *shard, uint32_t device, SimTime t);

/* The demand asked for at its first instant. */
void device_first_demand(const Shard *shard, uint32_t device);

#endif
