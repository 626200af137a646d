/*
 * world/occurrence.h - the clock of a faults section: when occurrence k begins, does it strike,
 * how long does it last. One law for a single device and for a unit that suffers as a whole.
 *
 * On the calendar the next occurrence follows from the beginning of the one before; a life runs
 * anew from its healing. All is chance with an address, so whoever asks gets the same answer.
 *
 * Units:   times in ns.
 * Owner:   nothing is kept.
 * Errors:  none; TIME_NEVER = no more occurrence, or no end.
 */
#ifndef TINYFLEET_WORLD_OCCURRENCE_H
#define TINYFLEET_WORLD_OCCURRENCE_H

#include "world/shard.h"

/* Whose occurrences: a device's, by its number in its fleet, or a unit's, number 0. */
typedef struct OccurrenceClock {
    const FaultSpec *fault;
    const Dist *gap;
    RngKey key;
    uint32_t number;
} OccurrenceClock;

/* When occurrence k begins. `from`: on the calendar the beginning of the one before, of a life the
 * healing of the one before; 0 for the first. `age`: of what begins its life at `from`. */
SimTime occurrence_begin(const OccurrenceClock *clock, uint32_t k, SimTime from, double age);

/* Does it strike at all? `chance` decides for whoever the clock is of. */
bool occurrence_strikes(const OccurrenceClock *clock, uint32_t k);

/* Does it reach this device or gateway, of `hits`? */
bool occurrence_hits(const FaultSpec *fault, RngKey key, uint32_t number, RngPurpose purpose,
                     uint32_t k);

SimTime occurrence_length(const OccurrenceClock *clock, uint32_t k);

/* One more in `outages`, if such an occurrence is one: what ends by itself, unless nothing stops.
 */
void occurrence_count(Shard *shard, uint32_t fault, SimTime t);

#endif
