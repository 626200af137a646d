/*
 * world/metrics_energy.h - what each consumer took, per group and stretch of the calendar.
 *
 * Units:   nJ.
 * Owner:   the Metrics.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_METRICS_ENERGY_H
#define TINYFLEET_WORLD_METRICS_ENERGY_H

#include "world/metrics.h"

/* What each consumer took in a stretch: [CONSUMER_COUNT]. */
static inline __int128 *metrics_energy(const Metrics *metrics, uint32_t stretch, uint32_t group)
{
    size_t row = (size_t)stretch * metrics->group_count + group;
    return metrics->energies_nj + row * CONSUMER_COUNT;
}

/* What the consumers of one group took, in all stretches, added to those of another. */
void metrics_add_energy(Metrics *into, uint32_t to, const Metrics *from, uint32_t group);

#endif
