#include "exp/placement.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "util/rng.h"

bool placement_is_below(const Placement *placement, uint32_t leaf, uint32_t region)
{
    g_assert(leaf < placement->leaf_count);
    g_assert(region < placement->region_count);
    uint32_t node = placement->leaves[leaf].region;
    while (node != region && node != PLACEMENT_NONE)
        node = placement->regions[node].parent;
    return node == region;
}

double placement_mean_c(const Placement *placement, uint32_t leaf, uint64_t seed,
                        uint32_t replication)
{
    g_assert(leaf < placement->leaf_count);
    const PlacedLeaf *place = &placement->leaves[leaf];
    const PlacedRegion *region = &placement->regions[place->temperature_region];
    g_autofree char *section = g_strdup_printf("region %s", region->name);
    Rng rng = rng_at(rng_key(seed, replication, section), 0, RNG_TEMPERATURE, 0);
    return dist_sample(place->temperature, &rng);
}

typedef struct Remainder {
    int64_t size; /* in 1e-6: what rounding has left does not decide a tie */
    uint32_t index;
} Remainder;

static int compare_remainders(const void *a, const void *b)
{
    const Remainder *left = a, *right = b;
    if (left->size != right->size)
        return left->size > right->size ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

void placement_apportion(uint32_t total, const double *shares, uint32_t *counts, uint32_t count)
{
    g_autofree Remainder *remainders = g_new(Remainder, count);
    uint32_t remainder_count = 0;
    uint64_t given = 0;
    for (uint32_t i = 0; i < count; i++) {
        double quota = shares[i] * (double)total;
        counts[i] = (uint32_t)int64_from_double(floor(quota));
        given += counts[i];
        if (shares[i] > 0.0)
            remainders[remainder_count++] =
                (Remainder){int64_from_double((quota - floor(quota)) * 1e6), i};
    }
    if (remainder_count == 0)
        return;
    qsort(remainders, remainder_count, sizeof *remainders, compare_remainders);
    for (uint32_t i = 0; given < total; i = (i + 1) % remainder_count, given++)
        counts[remainders[i].index]++;
}
