/* Names into indices, and sections that nothing refers to. */
#include "exp/scenario_part.h"

#include <string.h>

/* Sections that something refers to: a set of "kind name". */
typedef struct Refs {
    Reading *reading;
    GHashTable *used;
    GHashTable *unsure; /* kinds of which a name was refused: another may have been meant */
} Refs;

static void mark_used(const Refs *refs, const char *kind, const char *name)
{
    g_hash_table_add(refs->used, g_strdup_printf("%s %s", kind, name));
}

/* Names of the kind, and words that are as good; ends with NULL; to be freed with g_free. */
static const char **known_names(const Refs *refs, const char *kind, const char *builtin)
{
    g_autofree const char **names = scenario_names(refs->reading->scenario, kind);
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    bool is_there = builtin == NULL;
    for (size_t i = 0; names[i] != NULL; i++) {
        is_there = is_there || strcmp(names[i], builtin) == 0;
        g_ptr_array_add(known, (gpointer)(uintptr_t)names[i]);
    }
    if (!is_there)
        g_ptr_array_add(known, (gpointer)(uintptr_t)builtin);
    g_ptr_array_add(known, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&known), FALSE);
}

static void refuse(const Refs *refs, KeyPlace key, const char *kind, const char *builtin,
                   const char *name)
{
    g_autofree const char **known = known_names(refs, kind, builtin);
    g_autofree char *text = reading_unknown(kind, name, known);
    bool is_many = strcmp(key.key, "regions") == 0 || strcmp(key.key, "faults") == 0;
    g_hash_table_add(refs->unsure, (gpointer)(uintptr_t)kind);
    reading_say(refs->reading, PROBLEM_ERROR, key, "%s%s%s%s", is_many ? "'" : "",
                is_many ? name : "", is_many ? "': " : "", text);
}

/* Index of the section that a key names; -1 for the built-in, an absent or unknown name. */
static int32_t resolve(const Refs *refs, KeyPlace key, const char *kind, const char *builtin,
                       const char *name)
{
    if (name == NULL)
        return -1;
    int32_t index = scenario_find(refs->reading->scenario, kind, name);
    if (index >= 0)
        mark_used(refs, kind, name);
    else if (builtin == NULL || strcmp(name, builtin) != 0)
        refuse(refs, key, kind, builtin, name);
    return index;
}

/* A replicate, "north-3", is as good as a section. */
static void check_region(const Refs *refs, KeyPlace key, const char *name)
{
    const NodeRange *range = reading_region(refs->reading, name);
    if (range == NULL) {
        refuse(refs, key, "region", "global", name);
        return;
    }
    const Scenario *scenario = refs->reading->scenario;
    uint32_t node = range->first;
    while (node != PLACEMENT_NONE) { /* those above are used too */
        int32_t section = scenario->placement->regions[node].section;
        if (section >= 0)
            mark_used(refs, "region",
                      g_array_index(scenario->regions, RegionSection, section).head.name);
        node = scenario->placement->regions[node].parent;
    }
}

static void resolve_fleet(const Refs *refs, FleetSection *fleet)
{
    const char *name = fleet->head.name;
    KeyPlace workload = {"fleet", name, "workload"}, network = {"fleet", name, "network"};
    KeyPlace power = {"fleet", name, "power"}, gateways = {"fleet", name, "gateways"};
    fleet->workload_index = resolve(refs, workload, "workload", NULL, fleet->workload);
    fleet->network_index = resolve(refs, network, "network", "backbone", fleet->network);
    fleet->power_index = resolve(refs, power, "power", "mains", fleet->power);
    fleet->sensor_index =
        resolve(refs, (KeyPlace){"fleet", name, "sensor"}, "sensor", NULL, fleet->sensor);
    fleet->pool_index = resolve(refs, gateways, "gateway-pool", NULL, fleet->gateways);
    fleet->model_index = -1; /* may also be a file: scenario_check_files() */
    if (fleet->model != NULL)
        fleet->model_index = scenario_find(refs->reading->scenario, "model", fleet->model);
    if (fleet->model_index >= 0)
        mark_used(refs, "model", fleet->model);
    const ParamPair *pairs = fleet->regions.items;
    for (size_t i = 0; i < fleet->regions.count; i++)
        check_region(refs, (KeyPlace){"fleet", name, "regions"}, pairs[i].name);
}

static void resolve_pool(const Refs *refs, const PoolSection *pool)
{
    const char *const *names = pool->regions.items;
    for (size_t i = 0; i < pool->regions.count; i++)
        check_region(refs, (KeyPlace){"gateway-pool", pool->head.name, "regions"}, names[i]);
}

static void resolve_region(const Refs *refs, const RegionSection *region)
{
    if (region->parent != NULL && strcmp(region->parent, "global") != 0 &&
        scenario_find(refs->reading->scenario, "region", region->parent) < 0)
        refuse(refs, (KeyPlace){"region", region->head.name, "parent"}, "region", "global",
               region->parent);
}

/* A network that is there without a section: a fleet may name it. */
static void find_backbone(const Refs *refs)
{
    Scenario *scenario = refs->reading->scenario;
    ParamContext *ctx = &refs->reading->memory->params;
    scenario->backbone_index = scenario_find(scenario, "network", "backbone");
    if (scenario->backbone_index >= 0)
        return;
    NetworkSection network = {.head = {.name = "backbone", .place = "built-in", .enabled = true}};
    param_set_defaults(ctx, scenario_network_params, &network);
    network.head.enabled = true;
    network.latency = dist_constant(20.0 * (double)NS_PER_MS);
    network.bandwidth_up = 1e9;
    network.bandwidth_down = 1e9;
    network.loss_model = network_loss_from_form(network.loss);
    g_array_append_val(scenario->networks, network);
    scenario->backbone_index = (int32_t)scenario->networks->len - 1;
    scenario_index_newest(scenario, "network");
}

static bool takes_part(const ParamList *list, const char *name)
{
    const char *const *names = list->items;
    if (list->word != NULL)
        return strcmp(list->word, "*") == 0;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return list->count == 0;
}

/* Only the faults that [scenario] names stay. */
static void select_faults(const Refs *refs)
{
    Scenario *scenario = refs->reading->scenario;
    const char *const *names = scenario->run.faults.items;
    for (size_t i = 0; i < scenario->run.faults.count; i++)
        resolve(refs, (KeyPlace){"scenario", "", "faults"}, "faults", NULL, names[i]);
    guint count = 0;
    for (guint i = 0; i < scenario->faults->len; i++) {
        FaultSection fault = g_array_index(scenario->faults, FaultSection, i);
        if (takes_part(&scenario->run.faults, fault.head.name))
            g_array_index(scenario->faults, FaultSection, count++) = fault;
    }
    g_array_set_size(scenario->faults, count);
    scenario_index(scenario);
}

/* Which kinds must be referred to. */
static const char *const named_kinds[] = {"model",  "workload",     "power",  "sensor",
                                          "region", "gateway-pool", "network"};

static bool is_anything_damaged(const IniFile *ini)
{
    const IniSection *section;
    for (size_t i = 0; (section = inifile_at(ini, i)) != NULL; i++) {
        if (section->is_damaged)
            return true;
    }
    return ini->is_damaged;
}

static void warn_unused(const Refs *refs)
{
    const Scenario *scenario = refs->reading->scenario;
    if (is_anything_damaged(refs->reading->memory->merged))
        return; /* what refers to it may stand in a line that was refused */
    mark_used(refs, "region", "global");
    for (size_t k = 0; k < G_N_ELEMENTS(named_kinds); k++) {
        const SectionKind *kind = section_kind_find(named_kinds[k]);
        if (g_hash_table_contains(refs->unsure, kind->name))
            continue;
        for (guint i = 0; i < scenario_sections(scenario, kind)->len; i++) {
            const SectionHead *head = scenario_head(scenario, kind, i);
            g_autofree char *title = g_strdup_printf("%s %s", kind->name, head->name);
            bool is_builtin = strcmp(head->place, "built-in") == 0;
            bool is_backbone = strcmp(title, "network backbone") == 0;
            if (is_backbone && !is_builtin && !g_hash_table_contains(refs->used, title)) {
                problem_add(refs->reading->problems, PROBLEM_ERROR, head->place,
                            "[%s] has no effect: no fleet names it, and nothing is sent over it "
                            "from gateways to the cloud",
                            title);
                continue;
            }
            if (!head->is_inherited && !is_builtin && !g_hash_table_contains(refs->used, title))
                problem_add(refs->reading->problems, PROBLEM_WARNING, head->place,
                            "nothing refers to [%s]", title);
        }
    }
}

static bool is_used(const Refs *refs, uint32_t node)
{
    const char *name = refs->reading->scenario->placement->regions[node].name;
    g_autofree char *title = g_strdup_printf("region %s", name);
    return g_hash_table_contains(refs->used, title);
}

/* A region is in use when one above it is: each node asks upwards until one knows. */
static void mark_leaves(const Refs *refs)
{
    enum { UNKNOWN, UNUSED, USED };
    const Scenario *scenario = refs->reading->scenario;
    const Placement *placement = scenario->placement;
    g_autofree uint8_t *known = g_new0(uint8_t, placement->region_count);
    known[0] = is_used(refs, 0) ? USED : UNUSED;
    for (uint32_t i = 1; i < placement->region_count; i++) {
        uint32_t above = i;
        uint8_t answer = UNUSED;
        for (; known[above] == UNKNOWN; above = placement->regions[above].parent) {
            if (!is_used(refs, above))
                continue;
            answer = USED;
            break;
        }
        answer = known[above] == UNKNOWN ? answer : known[above];
        for (uint32_t n = i; n != above; n = placement->regions[n].parent) {
            known[n] = answer;
            if (answer == USED)
                mark_used(
                    refs, "region",
                    g_array_index(scenario->regions, RegionSection, placement->regions[n].section)
                        .head.name);
        }
    }
}

void scenario_check_refs(Reading *reading)
{
    Scenario *scenario = reading->scenario;
    Refs refs = {reading, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 g_hash_table_new(g_str_hash, g_str_equal)};
    find_backbone(&refs);
    for (guint i = 0; i < scenario->fleets->len; i++)
        resolve_fleet(&refs, &g_array_index(scenario->fleets, FleetSection, i));
    for (guint i = 0; i < scenario->pools->len; i++)
        resolve_pool(&refs, &g_array_index(scenario->pools, PoolSection, i));
    for (guint i = 0; i < scenario->regions->len; i++)
        resolve_region(&refs, &g_array_index(scenario->regions, RegionSection, i));
    select_faults(&refs);
    mark_leaves(&refs);
    warn_unused(&refs);
    g_hash_table_unref(refs.unsure);
    g_hash_table_unref(refs.used);
}
