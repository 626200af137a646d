/* The tree of regions: replicates, leaves, and the climate of each leaf. */
#include "exp/scenario_part.h"

#include <string.h>

#include "util/value.h"

enum { REGION_COUNT_MAX = 10000000, CLIMATE_KEY_COUNT = 5 };

static const char *const climate_keys[CLIMATE_KEY_COUNT] = {"temperature", "swing", "season",
                                                            "latitude", "timezone"};

static KeyPlace region_key(const RegionSection *region, const char *key)
{
    return (KeyPlace){"region", region->head.name, key};
}

static RegionSection *section_at(const Scenario *scenario, uint32_t i)
{
    return &g_array_index(scenario->regions, RegionSection, i);
}

static bool is_root(const RegionSection *region)
{
    return strcmp(region->head.name, "global") == 0;
}

const NodeRange *reading_region(const Reading *reading, const char *name)
{
    return g_hash_table_lookup(reading->memory->region_nodes, name);
}

static void name_nodes(const Reading *reading, const char *name, uint32_t first, uint32_t count)
{
    NodeRange *range = param_alloc(&reading->memory->params, sizeof *range);
    *range = (NodeRange){first, count};
    g_hash_table_insert(reading->memory->region_nodes, (gpointer)(uintptr_t)name, range);
}

/* How many nodes a section makes; `global` makes none, it is node 0. */
static uint32_t node_count_of(const RegionSection *region)
{
    return is_root(region) ? 0 : (uint32_t)region->replicate;
}

static bool check_count(const Reading *reading)
{
    int64_t total = 1;
    for (uint32_t i = 0; i < reading->scenario->regions->len; i++) {
        const RegionSection *region = section_at(reading->scenario, i);
        total += node_count_of(region);
        if (total > REGION_COUNT_MAX) {
            reading_say(reading, PROBLEM_ERROR, region_key(region, "replicate"),
                        "more than %d regions in all", REGION_COUNT_MAX);
            return false;
        }
    }
    return true;
}

/* Nodes of one section, its parent still open. */
static void make_nodes(const Reading *reading, Placement *placement, uint32_t section)
{
    const RegionSection *region = section_at(reading->scenario, section);
    uint32_t count = node_count_of(region), first = placement->region_count;
    for (uint32_t i = 0; i < count; i++) {
        g_autofree char *name = count == 1 ? g_strdup(region->head.name)
                                           : g_strdup_printf("%s-%u", region->head.name, i + 1);
        PlacedRegion *node = &placement->regions[placement->region_count];
        *node = (PlacedRegion){param_text_keep(&reading->memory->params, name), 0, (int32_t)section,
                               PLACEMENT_NONE};
        if (reading_region(reading, node->name) != NULL)
            reading_say_section(reading, PROBLEM_ERROR, "region", region->head.name,
                                "makes a region '%s', which is there already", node->name);
        else
            name_nodes(reading, node->name, placement->region_count, 1);
        placement->region_count++;
    }
    if (count > 1 && reading_region(reading, region->head.name) == NULL)
        name_nodes(reading, region->head.name, first, count);
}

/* Position of the parent's section, -1 for global. */
static int32_t parent_section(const Reading *reading, const RegionSection *region)
{
    if (is_root(region) || region->parent == NULL || strcmp(region->parent, "global") == 0)
        return -1;
    int32_t parent = scenario_find(reading->scenario, "region", region->parent);
    if (parent >= 0 && section_at(reading->scenario, (uint32_t)parent)->replicate > 1) {
        reading_say(reading, PROBLEM_ERROR, region_key(region, "parent"),
                    "'%s' stands for its replicates and cannot be a parent", region->parent);
        return -1;
    }
    return parent;
}

/* The first of a cycle's sections in the file is cut off from its parent. */
static void cut_cycle(const Reading *reading, int32_t *parents, int32_t member)
{
    int32_t first = member;
    for (int32_t i = parents[member]; i != member; i = parents[i])
        first = MIN(first, i);
    reading_say(reading, PROBLEM_ERROR,
                region_key(section_at(reading->scenario, (uint32_t)first), "parent"),
                "the region would be inside itself");
    parents[first] = -1;
}

/* Parents of all sections; one that leads back to itself is cut off. */
static int32_t *find_parents(const Reading *reading)
{
    uint32_t count = reading->scenario->regions->len;
    int32_t *parents = g_new(int32_t, count + 1);
    g_autofree uint32_t *walk = g_new0(uint32_t, count + 1); /* which walk came by; 0 = none */
    for (uint32_t i = 0; i < count; i++)
        parents[i] = parent_section(reading, section_at(reading->scenario, i));
    for (uint32_t i = 0; i < count; i++) {
        int32_t above = (int32_t)i;
        for (; above >= 0 && walk[above] == 0; above = parents[above])
            walk[above] = i + 1;
        if (above >= 0 && walk[above] == i + 1)
            cut_cycle(reading, parents, above);
    }
    return parents;
}

/* Sections in an order in which each comes behind its parent. */
static int32_t *order_down(const int32_t *parents, uint32_t count)
{
    int32_t *order = g_new(int32_t, count + 1);
    g_autofree bool *is_listed = g_new0(bool, count + 1);
    uint32_t filled = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t depth = 0;
        for (int32_t s = (int32_t)i; s >= 0 && !is_listed[s]; s = parents[s])
            depth++;
        uint32_t at = filled + depth;
        for (int32_t s = (int32_t)i; s >= 0 && !is_listed[s]; s = parents[s]) {
            order[--at] = s;
            is_listed[s] = true;
        }
        filled += depth;
    }
    return order;
}

/* The section that gives a climate key to each: itself, or the nearest upwards; -1 = none. */
static void find_givers(const Reading *reading, const int32_t *parents, const int32_t *order,
                        const char *key, int32_t *givers)
{
    const Scenario *scenario = reading->scenario;
    int32_t root = scenario_find(scenario, "region", "global");
    if (root >= 0 && !reading_is_given(reading, (KeyPlace){"region", "global", key}))
        root = -1;
    for (uint32_t i = 0; i < scenario->regions->len; i++) {
        int32_t s = order[i], above = parents[s];
        if (reading_is_given(reading, region_key(section_at(scenario, (uint32_t)s), key)))
            givers[s] = s;
        else
            givers[s] = above >= 0 ? givers[above] : root;
    }
}

/* Where each climate key of a section comes from; of the first key, `temperature`, givers. */
static void inherit_climate(const Reading *reading, const int32_t *parents, int32_t *givers)
{
    const SectionKind *kind = section_kind_find("region");
    uint32_t count = reading->scenario->regions->len;
    g_autofree int32_t *order = order_down(parents, count);
    for (size_t k = CLIMATE_KEY_COUNT; k-- > 0;) {
        find_givers(reading, parents, order, climate_keys[k], givers);
        const ParamSpec *spec = section_key_find(kind, climate_keys[k]);
        for (uint32_t i = 0; i < count; i++) {
            int32_t from = givers[i];
            if (from < 0 || from == (int32_t)i)
                continue;
            char *target = (char *)section_at(reading->scenario, i) + spec->offset;
            const char *source = (const char *)section_at(reading->scenario, (uint32_t)from);
            memcpy(target, source + spec->offset, spec->is_dist ? sizeof(Dist) : sizeof(double));
        }
    }
}

static void make_leaf(const Reading *reading, Placement *placement, uint32_t node,
                      const int32_t *givers, const RegionSection *defaults)
{
    PlacedRegion *region = &placement->regions[node];
    const RegionSection *climate =
        region->section < 0 ? defaults : section_at(reading->scenario, (uint32_t)region->section);
    region->leaf = placement->leaf_count;
    PlacedLeaf *leaf = &placement->leaves[placement->leaf_count++];
    *leaf = (PlacedLeaf){node,
                         dist_mean(&climate->temperature),
                         climate->swing,
                         climate->season,
                         climate->latitude,
                         climate->timezone,
                         &climate->temperature,
                         0};
    int32_t from = region->section < 0 ? -1 : givers[region->section];
    if (from == region->section && from >= 0)
        leaf->temperature_region = node;
    else if (from >= 0 && !is_root(section_at(reading->scenario, (uint32_t)from)))
        leaf->temperature_region =
            reading_region(reading, section_at(reading->scenario, (uint32_t)from)->head.name)
                ->first;
}

static void make_leaves(const Reading *reading, Placement *placement, const int32_t *givers)
{
    RegionSection *defaults = param_alloc(&reading->memory->params, sizeof *defaults);
    param_set_defaults(&reading->memory->params, scenario_region_params, defaults);
    g_autofree bool *has_children = g_new0(bool, placement->region_count);
    for (uint32_t i = 1; i < placement->region_count; i++)
        has_children[placement->regions[i].parent] = true;
    placement->leaves =
        param_alloc(&reading->memory->params, placement->region_count * sizeof(PlacedLeaf));
    for (uint32_t i = 0; i < placement->region_count; i++) {
        if (!has_children[i])
            make_leaf(reading, placement, i, givers, defaults);
    }
}

static void check_root(const Reading *reading)
{
    int32_t root = scenario_find(reading->scenario, "region", "global");
    if (root < 0)
        return;
    static const char *const refused[] = {"parent", "replicate"};
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        KeyPlace key = {"region", "global", refused[i]};
        if (reading_is_given(reading, key))
            reading_say(reading, PROBLEM_ERROR, key, "'global' is the root of all regions");
    }
}

void scenario_place_regions(Reading *reading)
{
    Scenario *scenario = reading->scenario;
    ParamContext *ctx = &reading->memory->params;
    uint32_t count = scenario->regions->len, node_count = 1;
    check_root(reading);
    if (!check_count(reading)) {
        for (uint32_t i = 0; i < count; i++)
            section_at(scenario, i)->replicate = 1;
    }
    for (uint32_t i = 0; i < count; i++)
        node_count += node_count_of(section_at(scenario, i));
    Placement *placement = param_alloc(ctx, sizeof *placement);
    placement->regions = param_alloc(ctx, node_count * sizeof(PlacedRegion));
    placement->regions[0] = (PlacedRegion){
        "global", PLACEMENT_NONE, scenario_find(scenario, "region", "global"), PLACEMENT_NONE};
    placement->region_count = 1;
    name_nodes(reading, "global", 0, 1);
    for (uint32_t i = 0; i < count; i++)
        make_nodes(reading, placement, i);
    g_autofree int32_t *parents = find_parents(reading);
    for (uint32_t i = 1; i < placement->region_count; i++) {
        int32_t above = parents[placement->regions[i].section];
        placement->regions[i].parent =
            above < 0
                ? 0
                : reading_region(reading, section_at(scenario, (uint32_t)above)->head.name)->first;
    }
    g_autofree int32_t *givers = g_new(int32_t, count + 1);
    inherit_climate(reading, parents, givers);
    make_leaves(reading, placement, givers);
    scenario->placement = placement;
}
