/*
 * world/cell.h - a device's battery: put in, leaking hour by hour, found empty, how long it lasts.
 *
 * Loads are taken as they come (world/energy.h), the leak at full hours.  The life of a battery
 * that ran empty is measured.  That of another is projected: the load is what was really taken
 * since the warm-up, over whole days where there is one, so that no night counts twice; the leak
 * ahead is that of a whole year at the place, whenever and however long the run was.
 *
 * Units:   times ns, charge nJ.
 * Owner:   the shard.
 * Errors:  none; without a battery nothing happens.
 */
#ifndef TINYFLEET_WORLD_CELL_H
#define TINYFLEET_WORLD_CELL_H

#include "world/shard.h"

/* A full one takes the place of the old one, if there was one. */
void cell_renew(Shard *shard, uint32_t device, SimTime t);

/* A boot takes a charge of `resume`: with less, the battery counts as empty from here on. */
void cell_boot(Shard *shard, uint32_t device);

/* The full hour that ends at t: self-discharge at the temperature of its middle, as if what was
 * drawn in it had been drawn evenly. The load is booked up to t. */
void cell_hour(Shard *shard, uint32_t device, SimTime t);

/* When sleeping alone takes it below the threshold, for a device that is up; TIME_NEVER if that is
 * more than the next full hour away. */
SimTime cell_empty_at(const Shard *shard, uint32_t device);

/* A life that ended at `at`, measured or projected. */
void cell_sample(Shard *shard, uint32_t device, SimTime at, SimTime life);

/* At the end of the run: full to empty, for a battery that did not get there. */
void cell_project(Shard *shard, uint32_t device, SimTime t);

/* Share of the charge that leaks in a second, mean of a year at the place of a strip. */
double cell_leak_rate(const FleetSpec *fleet, const Climate *climate);

#endif
