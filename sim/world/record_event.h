/*
 * world/record_event.h - what the cloud's record of a device asks of the world, and the truth of
 * it.
 *
 * Control decides (wire/record.h); this room settles the device before a record is looked at,
 * carries the decision out, and notes whether an alarm was right.
 *
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_RECORD_EVENT_H
#define TINYFLEET_WORLD_RECORD_EVENT_H

#include "world/shard.h"

/* Handlers; context is the Shard. */
void record_on_check(void *context, const Event *event);
void record_on_review(void *context, const Event *event);
void record_on_restart(void *context, const Event *event);
void record_on_reload(void *context, const Event *event);
void record_on_visit(void *context, const Event *event);

#endif
