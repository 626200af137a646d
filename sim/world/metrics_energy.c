#include "world/metrics_energy.h"

void metrics_add_energy(Metrics *into, uint32_t to, const Metrics *from, uint32_t group)
{
    for (uint32_t i = 0; i < from->calendar->stretch_count; i++) {
        for (uint32_t c = 0; c < CONSUMER_COUNT; c++)
            metrics_energy(into, i, to)[c] += metrics_energy(from, i, group)[c];
    }
}
