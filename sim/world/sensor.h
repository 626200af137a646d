/*
 * world/sensor.h - what sensing takes: a capture before each demand, standby all the time.
 *
 * The demand is due when the window is complete: a capture is over at that instant, and takes
 * energy but no time of the answer.  It is made for each demand that a device in service takes
 * up; a demand that is dropped because another is open has no window of its own.
 *
 * Units:   nJ.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SENSOR_H
#define TINYFLEET_WORLD_SENSOR_H

#include "world/shard.h"

/* One capture of a device of this current level: what it takes beyond sleeping. */
Energy sensor_capture(const FleetSpec *fleet, uint8_t level);

/* Takes it at the instant of asking; returns what it took. */
Energy sensor_spend(Shard *shard, uint32_t device, SimTime asked);

#endif
