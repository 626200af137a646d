/*
 * world/service.h - whether a device serves, and for how long it did not.
 *
 * A device serves while it is up and, where its gateways answer for it, while one of them has
 * power.  Time out of service is a span from one change to the next, counted when it closes.
 *
 * Units:   times in ns.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SERVICE_H
#define TINYFLEET_WORLD_SERVICE_H

#include "world/shard.h"

bool service_is_on(const Shard *shard, uint32_t device);

/* Opens or closes a span if the device has ceased or begun to serve at t; cause: number of the
 * faults section + 1 that a span is because of, 0 = none. */
void service_update(Shard *shard, uint32_t device, SimTime t, uint16_t cause);

/* At the end of the run: a span that is open is counted up to t. */
void service_finish(Shard *shard, uint32_t device, SimTime t);

#endif
