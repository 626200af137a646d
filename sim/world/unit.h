/*
 * world/unit.h - occurrences that strike a region, a fleet or a gateway as a whole.
 *
 * Their times, lengths and victims are pure functions of addresses, so every shard that holds
 * something of the unit evaluates them for itself.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_UNIT_H
#define TINYFLEET_WORLD_UNIT_H

#include "world/shard.h"

void units_begin(Shard *shard);
void units_clear(Shard *shard);

/* Handlers; context is the Shard. */
void unit_on_begin(void *context, const Event *event);
void unit_on_end(void *context, const Event *event);

#endif
