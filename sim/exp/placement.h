/*
 * exp/placement.h - who is where: the tree of regions, its leaves, pool instances, segments.
 *
 * Devices are numbered from 0: fleets in file order, inside a fleet leaf regions in file order
 * (replicates by number), exact shares by largest remainder.  A segment is the devices of one
 * fleet in one leaf: a run of public ids and of numbers in the fleet.
 *
 * Shapes:  leaves, instances, segments in the order just said; indices are uint32_t.
 * Owner:   the Scenario.
 */
#ifndef TINYFLEET_EXP_PLACEMENT_H
#define TINYFLEET_EXP_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "util/dist.h"

#define PLACEMENT_NONE UINT32_MAX

typedef struct PlacedRegion { /* a node of the tree, replicates made; 0 is `global` */
    const char *name;         /* "hills", "north-3" */
    uint32_t parent;          /* PLACEMENT_NONE for global */
    int32_t section;          /* index into Scenario.regions; -1 = built-in global */
    uint32_t leaf;            /* its leaf number, PLACEMENT_NONE if it has children */
} PlacedRegion;

typedef struct PlacedLeaf {
    uint32_t region; /* node */

    /* Climate: each value is that of the nearest region upwards which gives it. */
    double mean_c; /* mean of `temperature` */
    double swing_c, season_c, latitude, timezone_h;
    const Dist *temperature;     /* its law; C */
    uint32_t temperature_region; /* node that gives it, or 0: one draw for all below */
} PlacedLeaf;

typedef struct PlacedInstance { /* the gateways of one pool in one place */
    uint32_t pool;              /* index into Scenario.pools */
    uint32_t region;            /* node it stands in */
    uint32_t first_gateway;     /* number in the pool */
    uint32_t gateway_count;
} PlacedInstance;

typedef struct Segment {
    uint32_t fleet, leaf;
    uint32_t instance;     /* PLACEMENT_NONE: talks to the cloud directly */
    uint32_t first_id;     /* public */
    uint32_t first_number; /* in the fleet */
    uint32_t count;        /* >= 1 */
} Segment;

typedef struct Placement {
    PlacedRegion *regions;
    PlacedLeaf *leaves;
    PlacedInstance *instances;
    Segment *segments;
    uint32_t region_count, leaf_count, instance_count, segment_count, device_count;
} Placement;

/* Is the leaf at or below this node? */
bool placement_is_below(const Placement *placement, uint32_t leaf, uint32_t region);

/* Mean temperature of a leaf's year in one replication: the draw of the region that gives it. */
double placement_mean_c(const Placement *placement, uint32_t leaf, uint64_t seed,
                        uint32_t replication);

/* counts[i] = what item i of `total` gets by its share: whole parts first, then the largest
 * remainders, among equals the lower index. Shares are >= 0; their sum is 1, or nothing is
 * given. */
void placement_apportion(uint32_t total, const double *shares, uint32_t *counts, uint32_t count);

#endif
