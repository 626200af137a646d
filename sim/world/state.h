/*
 * world/state.h - what takes a device out of service and brings it back.
 *
 * Every change goes through here: the device is settled to the instant, energy and time of the
 * state it leaves are booked, and what follows (a boot, a check of its record, a new plan) is
 * arranged.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_STATE_H
#define TINYFLEET_WORLD_STATE_H

#include "world/shard.h"

enum { CAUSE_NONE = 0 }; /* else number of the faults section + 1 */

/* Why a device fails, and when that ends by itself. */
typedef struct Failure {
    uint16_t cause;
    uint64_t boot_index; /* part of the address of the boot that follows */
    SimTime length;      /* TIME_NEVER = until healed */
} Failure;

/* All expect the device settled to t. */
void state_stop(Shard *shard, uint32_t device, SimTime t, Failure failure);
void state_kill(Shard *shard, uint32_t device, SimTime t, Failure failure);
void state_cut_power(Shard *shard, uint32_t device, SimTime t, Failure failure);
void state_restore_power(Shard *shard, uint32_t device, SimTime t);
void state_run_empty(Shard *shard, uint32_t device, SimTime t);

/* A reset from outside: heals a stop, restarts what runs. */
void state_restart(Shard *shard, uint32_t device, SimTime t, uint64_t boot_index);

/* The same, with the model written anew; a dead device or one without power hears nothing. */
void state_reload(Shard *shard, uint32_t device, SimTime t, uint64_t boot_index);

/* Somebody came: a dead device is replaced by a new one, anything else is reset if stopped. */
void state_visit(Shard *shard, uint32_t device, SimTime t, uint64_t boot_index);

/* change_at has come. */
void state_change(Shard *shard, uint32_t device, SimTime t);

/* At the end of the run: open spans and failures without an alarm are counted. */
void state_close(Shard *shard, uint32_t device, SimTime t);

#endif
