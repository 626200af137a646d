/* Causes of failure: laws of time, units that suffer as a whole, who can be hit. */
#include "exp/build_part.h"

#include <math.h>

#include "policy/fault/fault_table.h"

/* Whom a selector means, for the world. */
typedef struct Chooser {
    const Selector *selector;
    const Placement *placement;
} Chooser;

/* The units of one faults section as they are made. */
typedef struct Units {
    Blueprint *blueprint;
    const FaultSection *section;
    const FaultOps *ops;
    GArray *list; /* UnitSpec */
} Units;

/* Lists of one unit as they grow. */
typedef struct UnitDraft {
    GArray *segments; /* uint32_t */
    GArray *gateways; /* uint32_t: pairs */
} UnitDraft;

static bool selects(const void *context, uint32_t segment, uint32_t number, uint32_t id)
{
    const Chooser *chooser = context;
    const Segment *placed = &chooser->placement->segments[segment];
    return selector_has(chooser->selector, placed->fleet, placed->leaf, number, id);
}

/* --- who stands in a unit ------------------------------------------------------------------ */

static bool can_be_hit(const Units *units, uint32_t segment)
{
    const Selector *selector = &units->section->selector;
    const Segment *placed = &units->blueprint->scenario->placement->segments[segment];
    bool is_on_mains = units->blueprint->fleets[placed->fleet].power == NULL;
    return selector->fleet[placed->fleet] && selector->leaf[placed->leaf] &&
           (is_on_mains || !units->ops->needs_mains);
}

/* Do the terms of the selector that tell fleets apart let the gateways of a pool in? A term that
 * names the pool does; one that leaves a fleet out, or picks devices, does not. */
static bool is_pool_meant(const Units *units, uint32_t pool)
{
    const Selector *selector = &units->section->selector;
    const GArray *fleets = units->blueprint->scenario->fleets;
    if (selector->share < 1.0 || selector->device != NULL)
        return false;
    if (selector->pool != NULL && !selector->pool[pool])
        return false;
    for (guint f = 0; f < fleets->len; f++) {
        bool is_served = g_array_index(fleets, FleetSection, f).pool_index == (int32_t)pool;
        if (!selector->fleet[f] && (selector->pool == NULL || is_served))
            return false;
    }
    return true;
}

static bool is_instance_meant(const Units *units, uint32_t instance)
{
    const InstanceSpec *spec = &units->blueprint->spec.instances[instance];
    for (uint32_t i = 0; i < spec->leaf_count; i++) {
        if (!units->section->selector.leaf[spec->leaves[i]])
            return false;
    }
    return units->ops->hits_gateways && is_pool_meant(units, spec->pool);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static UnitDraft draft_new(void)
{
    return (UnitDraft){g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                       g_array_new(FALSE, FALSE, sizeof(uint32_t))};
}

static void draft_segment(const Units *units, UnitDraft *draft, uint32_t segment)
{
    if (can_be_hit(units, segment))
        g_array_append_val(draft->segments, segment);
}

static void draft_gateway(UnitDraft *draft, uint32_t instance, uint32_t gateway)
{
    uint32_t pair[2] = {instance, gateway};
    g_array_append_vals(draft->gateways, pair, 2);
}

/* Everything at or below a node. */
static void draft_region(const Units *units, UnitDraft *draft, uint32_t region)
{
    const BuildTree *tree = units->blueprint->tree;
    IndexList leaves = index_list(&tree->leaves, region);
    for (uint32_t i = 0; i < leaves.count; i++) {
        IndexList segments = index_list(&tree->segments, leaves.items[i]);
        for (uint32_t k = 0; k < segments.count; k++)
            draft_segment(units, draft, segments.items[k]);
    }
    IndexList instances = index_list(&tree->instances, region);
    for (uint32_t i = 0; i < instances.count; i++) {
        uint32_t instance = instances.items[i];
        if (!is_instance_meant(units, instance))
            continue;
        for (uint32_t g = 0; g < units->blueprint->spec.instances[instance].gateway_count; g++)
            draft_gateway(draft, instance, g);
    }
}

static const uint32_t *keep(Blueprint *blueprint, GArray *take_list)
{
    uint32_t *kept = (uint32_t *)(void *)g_array_free(take_list, FALSE);
    g_ptr_array_add(blueprint->blocks, kept);
    return kept;
}

/* A unit that holds nobody is none. */
static void add_unit(Units *units, char *take_address, UnitDraft draft)
{
    UnitSpec unit = {.segment_count = draft.segments->len,
                     .gateway_count = draft.gateways->len / 2};
    g_array_sort(draft.segments, compare_ids);
    unit.segments = keep(units->blueprint, draft.segments);
    unit.gateways = keep(units->blueprint, draft.gateways);
    unit.address = take_address;
    g_ptr_array_add(units->blueprint->blocks, take_address);
    if (unit.segment_count > 0 || unit.gateway_count > 0)
        g_array_append_val(units->list, unit);
}

/* --- units by what they are ---------------------------------------------------------------- */

static void add_region(Units *units, uint32_t region)
{
    const char *name = units->blueprint->scenario->placement->regions[region].name;
    UnitDraft draft = draft_new();
    draft_region(units, &draft, region);
    add_unit(units, build_section("region", name), draft);
}

/* Those that the target names, else all leaves. */
static void add_regions(Units *units)
{
    const Selector *selector = &units->section->selector;
    const Placement *placement = units->blueprint->scenario->placement;
    for (uint32_t i = 0; i < selector->region_count; i++)
        add_region(units, (uint32_t)selector->region[i]);
    for (uint32_t i = 0; selector->region_count == 0 && i < placement->leaf_count; i++)
        add_region(units, placement->leaves[i].region);
}

static void add_fleets(Units *units)
{
    const Scenario *scenario = units->blueprint->scenario;
    const Placement *placement = scenario->placement;
    uint32_t s = 0; /* segments stand in order of fleets */
    for (guint f = 0; f < scenario->fleets->len; f++) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, f);
        UnitDraft draft = draft_new();
        for (; s < placement->segment_count && placement->segments[s].fleet == f; s++)
            draft_segment(units, &draft, s);
        add_unit(units, build_section("fleet", fleet->head.name), draft);
    }
}

static void add_everybody(Units *units)
{
    UnitDraft draft = draft_new();
    draft_region(units, &draft, 0);
    add_unit(units, g_strdup("all"), draft);
}

static void add_gateways(Units *units)
{
    const WorldSpec *spec = &units->blueprint->spec;
    for (uint32_t i = 0; i < spec->instance_count; i++) {
        const InstanceSpec *instance = &spec->instances[i];
        if (!is_instance_meant(units, i))
            continue;
        for (uint32_t g = 0; g < instance->gateway_count; g++) {
            UnitDraft draft = draft_new();
            draft_gateway(&draft, i, g);
            add_unit(units,
                     g_strdup_printf("gateway %s %u", spec->pools[instance->pool].name,
                                     instance->first_gateway + g),
                     draft);
        }
    }
}

static void build_units(Units *units, FaultSpec *spec)
{
    static void (*const add_by_per[])(Units *) = {[PER_GATEWAY] = add_gateways,
                                                  [PER_REGION] = add_regions,
                                                  [PER_FLEET] = add_fleets,
                                                  [PER_ONCE] = add_everybody};
    units->list = g_array_new(FALSE, FALSE, sizeof(UnitSpec));
    add_by_per[units->section->per](units);
    spec->unit_count = units->list->len;
    spec->units = (const UnitSpec *)(const void *)g_array_free(units->list, FALSE);
    g_ptr_array_add(units->blueprint->blocks, (void *)(uintptr_t)spec->units);
}

/* --- causes -------------------------------------------------------------------------------- */

static void set_timing(const FaultSection *section, FaultSpec *spec)
{
    switch (section->timing) {
    case BY_RATE:
    case BY_MTBF:
        spec->gap = dist_make(DIST_EXP, 1e9 / section->rate, 0.0, 0.0);
        break;
    case BY_TIME_BETWEEN:
        spec->gap = section->time_between;
        spec->is_life = true;
        break;
    case BY_AT:
        spec->at = section->at.items;
        spec->at_count = (uint32_t)section->at.count;
        break;
    case BY_EVERY:
        spec->every = section->every;
        break;
    case BY_KIND:
        break;
    }
}

#define STRIKES_MAX 1e9 /* of one device in the run: they are told apart by 32 bits */

/* A rate of the kind's own follows from the model, fleet by fleet. */
static bool set_gaps(Blueprint *blueprint, const FaultSection *section, FaultSpec *spec,
                     GError **error)
{
    double run_s = (double)blueprint->scenario->run.duration * 1e-9;
    guint count = blueprint->scenario->fleets->len;
    Dist *gaps = build_alloc(blueprint, count, sizeof *gaps);
    for (guint f = 0; f < count; f++) {
        uint64_t size = blueprint->fleets[f].model->file_size;
        double rate = spec->ops->rate(section->kind.params, size);
        gaps[f] = dist_make(DIST_EXP, 1e9 / rate, 0.0, 0.0);
        g_autofree char *place = build_section("faults", section->head.name);
        if (rate * run_s > STRIKES_MAX)
            return build_refuse(blueprint, place, "kind", error,
                                "%s makes more than 1e9 strikes of a device in the run",
                                spec->ops->rate_param);
    }
    spec->gaps = gaps;
    return true;
}

static bool build_fault(Blueprint *blueprint, const FaultSection *section, FaultSpec *spec,
                        GError **error)
{
    Chooser *chooser = build_alloc(blueprint, 1, sizeof *chooser);
    *chooser = (Chooser){&section->selector, blueprint->scenario->placement};
    *spec = (FaultSpec){.name = section->head.name,
                        .ops = fault_at((size_t)section->kind.choice),
                        .params = section->kind.params,
                        .is_per_device = section->per == PER_DEVICE,
                        .chance = section->chance,
                        .hits = section->hits,
                        .length = section->has_length ? section->length
                                                      : dist_constant((double)TIME_NEVER),
                        .selects = selects,
                        .context = chooser};
    set_timing(section, spec);
    if (section->timing == BY_KIND && !set_gaps(blueprint, section, spec, error))
        return false;
    Units units = {.blueprint = blueprint, .section = section, .ops = spec->ops};
    if (!spec->is_per_device)
        build_units(&units, spec);
    return true;
}

/* What acts through answers has nothing to act on where accuracy is assumed. */
static bool check_answers(const Blueprint *blueprint, const FaultSection *section, GError **error)
{
    const Scenario *scenario = blueprint->scenario;
    const FaultOps *ops = fault_at((size_t)section->kind.choice);
    for (guint f = 0; ops->needs_answers && f < scenario->fleets->len; f++) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, f);
        const ModelSection *model =
            &g_array_index(scenario->models, ModelSection, (guint)fleet->model_index);
        if (!section->selector.fleet[f] || isnan(model->accuracy))
            continue;
        g_autofree char *place = build_section("faults", section->head.name);
        return build_refuse(blueprint, place, "kind", error,
                            "kind = %s needs computed answers, but model '%s' of fleet '%s' has "
                            "an assumed accuracy",
                            ops->form.name, model->head.name, fleet->head.name);
    }
    return true;
}

bool build_faults(Blueprint *blueprint, GError **error)
{
    const GArray *sections = blueprint->scenario->faults;
    FaultSpec *faults = build_alloc(blueprint, sections->len, sizeof *faults);
    for (guint i = 0; i < sections->len; i++) {
        const FaultSection *section = &g_array_index(sections, FaultSection, i);
        g_autoptr(GError) mistake = NULL;
        bool is_fine = check_answers(blueprint, section, &mistake);
        if (is_fine && problem_count(blueprint->problems, PROBLEM_ERROR) == 0) /* else not used */
            build_fault(blueprint, section, &faults[i], &mistake);
        if (!build_collect(blueprint, &mistake, error))
            return false;
    }
    blueprint->spec.faults = faults;
    blueprint->spec.fault_count = sections->len;
    return true;
}
