/* Gateways and devices onto the tree of regions. */
#include "exp/scenario_part.h"

#include <string.h>

static PoolSection *pool_at(const Scenario *scenario, uint32_t i)
{
    return &g_array_index(scenario->pools, PoolSection, i);
}

/* Nodes that the pool names, each replicate its own; unknown names are somebody else's mistake. */
static void mark_named(const Reading *reading, const PoolSection *pool, bool *is_named)
{
    const char *const *names = pool->regions.items;
    for (size_t i = 0; i < pool->regions.count; i++) {
        const NodeRange *range = reading_region(reading, names[i]);
        for (uint32_t j = 0; range != NULL && j < range->count; j++)
            is_named[range->first + j] = true;
    }
}

static bool has_named_above(const Placement *placement, const bool *is_named, uint32_t node)
{
    while (node != PLACEMENT_NONE && !is_named[node])
        node = placement->regions[node].parent;
    return node != PLACEMENT_NONE;
}

/* Does an instance of the pool stand in this node? */
static bool stands_in(const Placement *placement, const PoolSection *pool, const bool *is_named,
                      uint32_t node)
{
    if (pool->per == POOL_PER_REGION)
        return is_named[node];
    return placement->regions[node].leaf != PLACEMENT_NONE &&
           has_named_above(placement, is_named, node);
}

static void place_pool(const Reading *reading, GArray *instances, uint32_t index)
{
    const PoolSection *pool = pool_at(reading->scenario, index);
    const Placement *placement = reading->scenario->placement;
    if (pool->count < 1)
        return;
    g_autofree bool *is_named = g_new0(bool, placement->region_count);
    mark_named(reading, pool, is_named);
    int64_t gateway_count = 0;
    for (uint32_t node = 0; node < placement->region_count; node++) {
        if (!stands_in(placement, pool, is_named, node))
            continue;
        PlacedInstance instance = {index, node, (uint32_t)gateway_count, (uint32_t)pool->count};
        gateway_count += pool->count;
        if (gateway_count > UINT32_MAX) {
            reading_say(reading, PROBLEM_ERROR,
                        (KeyPlace){"gateway-pool", pool->head.name, "count"},
                        "more than 2^32 gateways in all regions");
            return;
        }
        g_array_append_val(instances, instance);
    }
}

static void *keep_array(const Reading *reading, const GArray *array, size_t item_size)
{
    void *items = param_alloc(&reading->memory->params, (array->len + 1) * item_size);
    if (array->len > 0)
        memcpy(items, array->data, array->len * item_size);
    return items;
}

void scenario_place_gateways(Reading *reading)
{
    g_autoptr(GArray) instances = g_array_new(FALSE, FALSE, sizeof(PlacedInstance));
    for (uint32_t i = 0; i < reading->scenario->pools->len; i++)
        place_pool(reading, instances, i);
    Placement *placement = reading->scenario->placement;
    placement->instances = keep_array(reading, instances, sizeof(PlacedInstance));
    placement->instance_count = instances->len;
}

/* Share of each node among its siblings, by weight. */
static double *sibling_shares(const Reading *reading)
{
    const Placement *placement = reading->scenario->placement;
    uint32_t count = placement->region_count;
    g_autofree double *sums = g_new0(double, count);
    double *shares = g_new0(double, count);
    for (uint32_t i = 1; i < count; i++) {
        const PlacedRegion *node = &placement->regions[i];
        shares[i] = g_array_index(reading->scenario->regions, RegionSection, node->section).weight;
        sums[node->parent] += shares[i];
    }
    for (uint32_t i = 1; i < count; i++) {
        double sum = sums[placement->regions[i].parent];
        shares[i] = sum > 0.0 ? shares[i] / sum : 0.0;
    }
    return shares;
}

/* What the fleet's map gives to each node it names; false if that is nothing. */
static bool named_weights(const Reading *reading, const FleetSection *fleet, double *weights)
{
    const ParamPair *pairs = fleet->regions.items;
    double total = 0.0;
    for (size_t i = 0; i < fleet->regions.count; i++) {
        const NodeRange *range = reading_region(reading, pairs[i].name);
        if (range == NULL || !(pairs[i].value >= 0.0))
            continue;
        for (uint32_t j = 0; j < range->count; j++)
            weights[range->first + j] += pairs[i].value / range->count;
        total += pairs[i].value;
    }
    for (uint32_t i = 0; i < reading->scenario->placement->region_count && total > 0.0; i++)
        weights[i] /= total;
    return total > 0.0;
}

/* A leaf gets what its regions upwards are given, thinned by the shares on the way down. */
static void leaf_shares(const Placement *placement, const double *weights, const double *among,
                        double *shares)
{
    for (uint32_t leaf = 0; leaf < placement->leaf_count; leaf++) {
        uint32_t node = placement->leaves[leaf].region;
        double below = 1.0;
        shares[leaf] = 0.0;
        while (node != PLACEMENT_NONE) {
            shares[leaf] += below * weights[node];
            below *= among[node];
            node = placement->regions[node].parent;
        }
    }
}

/* Instance of a pool by node, PLACEMENT_NONE where it has none. */
static uint32_t *instances_by_node(const Placement *placement, int32_t pool)
{
    uint32_t *found = g_new(uint32_t, placement->region_count);
    for (uint32_t i = 0; i < placement->region_count; i++)
        found[i] = PLACEMENT_NONE;
    for (uint32_t i = 0; i < placement->instance_count; i++) {
        if ((int32_t)placement->instances[i].pool == pool)
            found[placement->instances[i].region] = i;
    }
    return found;
}

static uint32_t nearest_instance(const Placement *placement, const uint32_t *by_node, uint32_t leaf)
{
    uint32_t node = placement->leaves[leaf].region;
    while (node != PLACEMENT_NONE && by_node[node] == PLACEMENT_NONE)
        node = placement->regions[node].parent;
    return node == PLACEMENT_NONE ? PLACEMENT_NONE : by_node[node];
}

/* The runs of one fleet; total holds what the fleets before it have. */
static void add_segments(const Reading *reading, GArray *segments, uint32_t fleet_index,
                         const uint32_t *counts, uint32_t first_id)
{
    const Placement *placement = reading->scenario->placement;
    const FleetSection *fleet =
        &g_array_index(reading->scenario->fleets, FleetSection, fleet_index);
    g_autofree uint32_t *by_node = instances_by_node(placement, fleet->pool_index);
    uint32_t number = 0;
    bool is_missing = false;
    for (uint32_t leaf = 0; leaf < placement->leaf_count; leaf++) {
        if (counts[leaf] == 0)
            continue;
        Segment segment = {fleet_index,       leaf,   nearest_instance(placement, by_node, leaf),
                           first_id + number, number, counts[leaf]};
        number += counts[leaf];
        g_array_append_val(segments, segment);
        if (fleet->pool_index < 0 || segment.instance != PLACEMENT_NONE || is_missing)
            continue;
        is_missing = true;
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "gateways"},
                    "%u devices are in '%s', where neither it nor a region above has gateways of "
                    "this pool",
                    counts[leaf], placement->regions[placement->leaves[leaf].region].name);
    }
}

static void place_fleet(const Reading *reading, const double *among, uint32_t index,
                        uint64_t *total, GArray *segments)
{
    const Placement *placement = reading->scenario->placement;
    const FleetSection *fleet = &g_array_index(reading->scenario->fleets, FleetSection, index);
    KeyPlace regions = {"fleet", fleet->head.name, "regions"};
    g_autofree double *weights = g_new0(double, placement->region_count);
    g_autofree double *shares = g_new(double, placement->leaf_count);
    g_autofree uint32_t *counts = g_new0(uint32_t, placement->leaf_count);
    if (fleet->devices < 1)
        return;
    if (*total + (uint64_t)fleet->devices >= UINT32_MAX) {
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "devices"},
                    "more than 2^32 devices in all fleets");
        return;
    }
    if (named_weights(reading, fleet, weights))
        leaf_shares(placement, weights, among, shares);
    else
        memset(shares, 0, placement->leaf_count * sizeof *shares);
    placement_apportion((uint32_t)fleet->devices, shares, counts, placement->leaf_count);
    uint64_t placed = 0;
    for (uint32_t leaf = 0; leaf < placement->leaf_count; leaf++)
        placed += counts[leaf];
    if (placed == (uint64_t)fleet->devices)
        add_segments(reading, segments, index, counts, (uint32_t)*total);
    else if (problem_count(reading->problems, PROBLEM_ERROR) == 0)
        reading_say(reading, PROBLEM_ERROR, regions, "the weights on the way leave no place");
    *total += (uint64_t)fleet->devices;
}

void scenario_place_devices(Reading *reading)
{
    g_autoptr(GArray) segments = g_array_new(FALSE, FALSE, sizeof(Segment));
    g_autofree double *among = sibling_shares(reading);
    uint64_t total = 0;
    for (uint32_t i = 0; i < reading->scenario->fleets->len; i++)
        place_fleet(reading, among, i, &total, segments);
    Placement *placement = reading->scenario->placement;
    placement->segments = keep_array(reading, segments, sizeof(Segment));
    placement->segment_count = segments->len;
    placement->device_count = (uint32_t)total;
}
