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

/* --- devices ------------------------------------------------------------------------------- */

/* What all fleets need, made once: a fleet costs no more than the places it is spread over. */
typedef struct Placing {
    const Reading *reading;
    const Placement *placement;
    GArray *segments;                     /* Segment */
    double *among;                        /* [region]: share among its siblings */
    double *weights;                      /* [region]: of the fleet at hand, else 0 */
    uint32_t *first_child, *next_sibling; /* [region] */
    bool *is_listed;                      /* [leaf]: in `leaves` */
    GArray *leaves;                       /* uint32_t: where the fleet at hand may be, ascending */
    uint32_t *instance_at; /* [region]: of the pool at hand, PLACEMENT_NONE where it has none */
    uint32_t *pool_first;  /* [pool + 1]: its first instance; they stand in order of pools */
    int32_t pool;          /* at hand, -1 = none */
} Placing;

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

/* Adds what the fleet's map gives to each node it names, or takes it back; the sum of it. */
static double give_weights(Placing *placing, const FleetSection *fleet, bool is_taken_back)
{
    const ParamPair *pairs = fleet->regions.items;
    double total = 0.0;
    for (size_t i = 0; i < fleet->regions.count; i++) {
        const NodeRange *range = reading_region(placing->reading, pairs[i].name);
        if (range == NULL || !(pairs[i].value >= 0.0))
            continue;
        for (uint32_t j = 0; j < range->count; j++) {
            double *weight = &placing->weights[range->first + j];
            *weight = is_taken_back ? 0.0 : *weight + pairs[i].value / range->count;
        }
        total += pairs[i].value;
    }
    return total;
}

/* Adds the leaves at and below a node to the list. */
static void list_leaves(Placing *placing, uint32_t top)
{
    uint32_t node = top;
    while (true) {
        uint32_t leaf = placing->placement->regions[node].leaf;
        if (leaf != PLACEMENT_NONE && !placing->is_listed[leaf]) {
            placing->is_listed[leaf] = true;
            g_array_append_val(placing->leaves, leaf);
        }
        if (placing->first_child[node] != PLACEMENT_NONE) {
            node = placing->first_child[node];
            continue;
        }
        while (node != top && placing->next_sibling[node] == PLACEMENT_NONE)
            node = placing->placement->regions[node].parent;
        if (node == top)
            return;
        node = placing->next_sibling[node];
    }
}

static int compare_leaves(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void list_fleet_leaves(Placing *placing, const FleetSection *fleet)
{
    const ParamPair *pairs = fleet->regions.items;
    for (guint i = 0; i < placing->leaves->len; i++)
        placing->is_listed[g_array_index(placing->leaves, uint32_t, i)] = false;
    g_array_set_size(placing->leaves, 0);
    for (size_t i = 0; i < fleet->regions.count; i++) {
        const NodeRange *range = reading_region(placing->reading, pairs[i].name);
        for (uint32_t j = 0; range != NULL && j < range->count; j++)
            list_leaves(placing, range->first + j);
    }
    g_array_sort(placing->leaves, compare_leaves);
}

/* A leaf gets what its regions upwards are given, thinned by the shares on the way down. */
static double leaf_share(const Placing *placing, uint32_t leaf, double total)
{
    uint32_t node = placing->placement->leaves[leaf].region;
    double below = 1.0, share = 0.0;
    while (node != PLACEMENT_NONE) {
        share += below * (placing->weights[node] / total);
        below *= placing->among[node];
        node = placing->placement->regions[node].parent;
    }
    return share;
}

/* Devices of the fleet in each listed leaf; how many in all. */
static uint64_t spread_fleet(Placing *placing, const FleetSection *fleet, uint32_t *counts)
{
    guint count = placing->leaves->len;
    g_autofree double *shares = g_new0(double, count + 1);
    double total = give_weights(placing, fleet, false);
    for (guint i = 0; i < count && total > 0.0; i++)
        shares[i] = leaf_share(placing, g_array_index(placing->leaves, uint32_t, i), total);
    give_weights(placing, fleet, true);
    placement_apportion((uint32_t)fleet->devices, shares, counts, count);
    uint64_t placed = 0;
    for (guint i = 0; i < count; i++)
        placed += counts[i];
    return placed;
}

/* Makes instance_at that of a pool. */
static void take_pool(Placing *placing, int32_t pool)
{
    const PlacedInstance *instances = placing->placement->instances;
    if (pool == placing->pool)
        return;
    for (int side = 0; side < 2; side++) { /* the old one's nodes are cleared first */
        int32_t of = side == 0 ? placing->pool : pool;
        if (of < 0)
            continue;
        for (uint32_t i = placing->pool_first[of]; i < placing->pool_first[of + 1]; i++)
            placing->instance_at[instances[i].region] = side == 0 ? PLACEMENT_NONE : i;
    }
    placing->pool = pool;
}

static uint32_t nearest_instance(const Placing *placing, uint32_t leaf)
{
    uint32_t node = placing->placement->leaves[leaf].region;
    if (placing->pool < 0)
        return PLACEMENT_NONE;
    while (node != PLACEMENT_NONE && placing->instance_at[node] == PLACEMENT_NONE)
        node = placing->placement->regions[node].parent;
    return node == PLACEMENT_NONE ? PLACEMENT_NONE : placing->instance_at[node];
}

/* The runs of one fleet; first_id is how many devices the fleets before it have. */
static void add_segments(Placing *placing, uint32_t fleet_index, const uint32_t *counts,
                         uint32_t first_id)
{
    const Reading *reading = placing->reading;
    const Placement *placement = placing->placement;
    const FleetSection *fleet =
        &g_array_index(reading->scenario->fleets, FleetSection, fleet_index);
    uint32_t number = 0;
    bool is_missing = false;
    take_pool(placing, fleet->pool_index);
    for (guint i = 0; i < placing->leaves->len; i++) {
        uint32_t leaf = g_array_index(placing->leaves, uint32_t, i);
        if (counts[i] == 0)
            continue;
        Segment segment = {fleet_index,       leaf,   nearest_instance(placing, leaf),
                           first_id + number, number, counts[i]};
        number += counts[i];
        g_array_append_val(placing->segments, segment);
        if (fleet->pool_index < 0 || segment.instance != PLACEMENT_NONE || is_missing)
            continue;
        is_missing = true;
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "gateways"},
                    "%u device%s in '%s', where neither it nor a region above has gateways of "
                    "this pool",
                    counts[i], counts[i] == 1 ? " is" : "s are",
                    placement->regions[placement->leaves[leaf].region].name);
    }
}

static void place_fleet(Placing *placing, uint32_t index, uint64_t *total)
{
    const Reading *reading = placing->reading;
    const FleetSection *fleet = &g_array_index(reading->scenario->fleets, FleetSection, index);
    if (fleet->devices < 1)
        return;
    if (*total + (uint64_t)fleet->devices >= UINT32_MAX) {
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "devices"},
                    "more than 2^32 devices in all fleets");
        return;
    }
    list_fleet_leaves(placing, fleet);
    g_autofree uint32_t *counts = g_new0(uint32_t, placing->leaves->len + 1);
    if (spread_fleet(placing, fleet, counts) == (uint64_t)fleet->devices)
        add_segments(placing, index, counts, (uint32_t)*total);
    else if (problem_count(reading->problems, PROBLEM_ERROR) == 0)
        reading_say(reading, PROBLEM_ERROR, (KeyPlace){"fleet", fleet->head.name, "regions"},
                    "the weights on the way leave no place");
    *total += (uint64_t)fleet->devices;
}

static void placing_init(Placing *placing, const Reading *reading)
{
    const Placement *placement = reading->scenario->placement;
    uint32_t count = placement->region_count, pool_count = reading->scenario->pools->len;
    size_t list_size = (size_t)count * sizeof(uint32_t);
    *placing = (Placing){.reading = reading,
                         .placement = placement,
                         .segments = g_array_new(FALSE, FALSE, sizeof(Segment)),
                         .among = sibling_shares(reading),
                         .weights = g_new0(double, count),
                         .first_child = memset(g_malloc(list_size), 0xff, list_size),
                         .next_sibling = memset(g_malloc(list_size), 0xff, list_size),
                         .is_listed = g_new0(bool, placement->leaf_count + 1),
                         .leaves = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                         .instance_at = memset(g_malloc(list_size), 0xff, list_size),
                         .pool_first = g_new0(uint32_t, pool_count + 1),
                         .pool = -1};
    for (uint32_t i = count; i-- > 1;) {
        uint32_t parent = placement->regions[i].parent;
        placing->next_sibling[i] = placing->first_child[parent];
        placing->first_child[parent] = i;
    }
    for (uint32_t i = 0; i < placement->instance_count; i++)
        placing->pool_first[placement->instances[i].pool + 1]++;
    for (uint32_t p = 0; p < pool_count; p++)
        placing->pool_first[p + 1] += placing->pool_first[p];
}

static void placing_clear(Placing *placing)
{
    g_array_unref(placing->segments);
    g_array_unref(placing->leaves);
    g_free(placing->among);
    g_free(placing->weights);
    g_free(placing->first_child);
    g_free(placing->next_sibling);
    g_free(placing->is_listed);
    g_free(placing->instance_at);
    g_free(placing->pool_first);
}

void scenario_place_devices(Reading *reading)
{
    Placing placing;
    uint64_t total = 0;
    placing_init(&placing, reading);
    for (uint32_t i = 0; i < reading->scenario->fleets->len; i++)
        place_fleet(&placing, i, &total);
    Placement *placement = reading->scenario->placement;
    placement->segments = keep_array(reading, placing.segments, sizeof(Segment));
    placement->segment_count = placing.segments->len;
    placement->device_count = (uint32_t)total;
    placing_clear(&placing);
}
