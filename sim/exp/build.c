#include "exp/build.h"

#include <stdarg.h>
#include <string.h>

#include "env/calendar.h"
#include "exp/build_part.h"
#include "exp/collect.h"
#include "policy/lb/lb_table.h"
#include "util/error.h"

enum { PARTITION_DEVICES = 65536 };

/* --- shared by the steps ------------------------------------------------------------------- */

void *build_alloc(Blueprint *blueprint, size_t count, size_t size)
{
    void *block = g_malloc0_n(MAX(count, 1), size);
    g_ptr_array_add(blueprint->blocks, block);
    return block;
}

char *build_section(const char *kind, const char *name)
{
    return g_strdup_printf("%s %s", kind, name);
}

void build_prefix(const Blueprint *blueprint, const char *section, const char *key, GError **error)
{
    g_prefix_error(error, "%s: error: ", scenario_place(blueprint->scenario, section, key));
}

bool build_refuse(const Blueprint *blueprint, const char *section, const char *key, GError **error,
                  const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: error: %s",
                scenario_place(blueprint->scenario, section, key), text);
    return false;
}

/* "PLACE: error: TEXT", or a text without a place. */
static void add_mistake(Blueprint *blueprint, const char *line)
{
    static const char mark[] = ": error: ";
    const char *found = strstr(line, mark);
    g_autofree char *place = found == NULL ? g_strdup("") : g_strndup(line, (size_t)(found - line));
    problem_add(blueprint->problems, PROBLEM_ERROR, place, "%s",
                found == NULL ? line : found + strlen(mark));
}

bool build_collect(Blueprint *blueprint, GError **mistake, GError **error)
{
    if (*mistake == NULL)
        return true;
    if (!g_error_matches(*mistake, FLEET_ERROR, FLEET_ERROR_INPUT)) {
        g_propagate_error(error, g_steal_pointer(mistake));
        return false;
    }
    g_auto(GStrv) lines = g_strsplit((*mistake)->message, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        add_mistake(blueprint, lines[i]);
    g_clear_error(mistake);
    return true;
}

/* --- places -------------------------------------------------------------------------------- */

static double leaf_mean_c(const void *context, uint32_t leaf, uint32_t replication)
{
    const Scenario *scenario = context;
    return placement_mean_c(scenario->placement, leaf, (uint64_t)scenario->run.seed, replication);
}

static void build_leaves(Blueprint *blueprint)
{
    const Placement *placement = blueprint->scenario->placement;
    int64_t start = blueprint->scenario->run.start;
    LeafSpec *leaves = build_alloc(blueprint, placement->leaf_count, sizeof *leaves);
    for (uint32_t i = 0; i < placement->leaf_count; i++) {
        const PlacedLeaf *place = &placement->leaves[i];
        leaves[i].climate = (Climate){.mean_c = place->mean_c,
                                      .swing_c = place->swing_c,
                                      .season_c = place->season_c,
                                      .latitude = place->latitude,
                                      .timezone_h = place->timezone_h};
        leaves[i].day_shift = calendar_time_of_day((Calendar){start, place->timezone_h}, 0);
    }
    blueprint->spec.leaves = leaves;
    blueprint->spec.leaf_count = placement->leaf_count;
    blueprint->spec.leaf_mean_c = leaf_mean_c;
    blueprint->spec.leaf_context = blueprint->scenario;
}

static void build_segments(Blueprint *blueprint)
{
    const Placement *placement = blueprint->scenario->placement;
    SegmentSpec *segments = build_alloc(blueprint, placement->segment_count, sizeof *segments);
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        const Segment *segment = &placement->segments[i];
        segments[i] = (SegmentSpec){
            .fleet = segment->fleet,
            .leaf = segment->leaf,
            .instance = segment->instance == PLACEMENT_NONE ? WORLD_NONE : segment->instance,
            .first_id = segment->first_id,
            .first_number = segment->first_number,
            .count = segment->count};
    }
    blueprint->spec.segments = segments;
    blueprint->spec.segment_count = placement->segment_count;
    blueprint->spec.device_count = placement->device_count;
}

static void build_pools(Blueprint *blueprint)
{
    const GArray *sections = blueprint->scenario->pools;
    PoolSpec *pools = build_alloc(blueprint, sections->len, sizeof *pools);
    for (guint i = 0; i < sections->len; i++) {
        const PoolSection *section = &g_array_index(sections, PoolSection, i);
        pools[i] = (PoolSpec){.name = section->head.name,
                              .worker_count = (uint32_t)section->workers,
                              .queue_limit = (uint32_t)section->queue_limit,
                              .service = section->service,
                              .lb = lb_at((size_t)section->policy.choice),
                              .lb_params = section->policy.params};
    }
    blueprint->spec.pools = pools;
    blueprint->spec.pool_count = sections->len;
}

static void build_instances(Blueprint *blueprint)
{
    const Placement *placement = blueprint->scenario->placement;
    InstanceSpec *instances = build_alloc(blueprint, placement->instance_count, sizeof *instances);
    for (uint32_t i = 0; i < placement->instance_count; i++) {
        const PlacedInstance *placed = &placement->instances[i];
        IndexList leaves = index_list(&blueprint->tree->leaves, placed->region);
        instances[i] = (InstanceSpec){.pool = placed->pool,
                                      .first_gateway = placed->first_gateway,
                                      .gateway_count = placed->gateway_count,
                                      .leaves = leaves.items,
                                      .leaf_count = leaves.count};
    }
    blueprint->spec.instances = instances;
    blueprint->spec.instance_count = placement->instance_count;
}

/* --- the rest of the spec ------------------------------------------------------------------ */

static uint32_t cohort_of(const void *context, uint32_t segment, uint32_t number, uint32_t id)
{
    const Blueprint *blueprint = context;
    const Segment *placed = &blueprint->scenario->placement->segments[segment];
    return scope_set_cohort(blueprint->scopes, placed, number, id);
}

static void build_control(Blueprint *blueprint)
{
    const HealthSection *health = &blueprint->scenario->health;
    bool is_watching = health->detector == DETECTOR_TIMEOUT && health->heartbeat != TIME_NEVER;
    blueprint->monitor = (MonitorRules){
        .missed = is_watching ? (int32_t)health->missed : 0,
        .grace = health->grace,
        .recovery = {.visit = blueprint->scenario->recovery.visit, .grace = health->grace}};
    blueprint->record_ops = monitor_record_ops(&blueprint->monitor);
    blueprint->spec.heartbeat = health->heartbeat;
    blueprint->spec.watchdog = blueprint->scenario->recovery.watchdog;
    blueprint->spec.are_visits_made = is_watching && recovery_visits(&blueprint->monitor.recovery);
    blueprint->spec.record_ops = &blueprint->record_ops;
}

static void build_run(Blueprint *blueprint, const RunOptions *options)
{
    const Scenario *scenario = blueprint->scenario;
    WorldSpec *spec = &blueprint->spec;
    spec->seed = (uint64_t)scenario->run.seed;
    spec->end = scenario->run.duration;
    spec->warmup = scenario->run.warmup;
    spec->start_unix = scenario->run.start;
    spec->calendar = blueprint->calendar;
    spec->cohort_count = blueprint->scopes->cohort_count;
    spec->group_of = blueprint->scopes->group_of;
    spec->group_count = blueprint->scopes->group_count;
    spec->cohort = cohort_of;
    spec->cohort_context = blueprint;
    spec->partition_devices =
        options->partition_devices > 0 ? options->partition_devices : PARTITION_DEVICES;
    spec->events_every = options->events_every;
    spec->per_device = scenario->output.per_device;
}

/* Beats are counted in 32 bits. */
static bool check_beats(const Blueprint *blueprint, GError **error)
{
    SimTime heartbeat = blueprint->scenario->health.heartbeat;
    if (blueprint->scenario->run.duration / heartbeat < INT32_MAX / 2)
        return true;
    return build_refuse(blueprint, "health", "heartbeat", error,
                        "heartbeat makes more than 1e9 beats of a device in the run");
}

/* --- the whole ----------------------------------------------------------------------------- */

static bool build_all(Blueprint *blueprint, const RunOptions *options, GError **error)
{
    const Scenario *scenario = blueprint->scenario;
    blueprint->tree = build_tree_new(scenario->placement);
    blueprint->scopes = scope_set_new(scenario);
    g_autoptr(GError) mistake = NULL;
    blueprint->calendar = collect_calendar_new(scenario, &mistake);
    if (!build_collect(blueprint, &mistake, error))
        return false;
    check_beats(blueprint, &mistake);
    if (!build_collect(blueprint, &mistake, error))
        return false;
    build_leaves(blueprint);
    build_segments(blueprint);
    build_pools(blueprint);
    build_instances(blueprint);
    build_control(blueprint);
    if (!build_models(blueprint, options, error) || !build_fleets(blueprint, error) ||
        !build_faults(blueprint, error))
        return false;
    if (problem_count(blueprint->problems, PROBLEM_ERROR) > 0) {
        g_autofree char *text = problem_list_text(blueprint->problems);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", g_strchomp(text));
        return false;
    }
    build_run(blueprint, options);
    return true;
}

Blueprint *blueprint_new(const Scenario *scenario, const RunOptions *options, GError **error)
{
    g_assert(scenario != NULL);
    static const RunOptions none = {0};
    g_autoptr(Blueprint) blueprint = g_new0(Blueprint, 1);
    blueprint->scenario = scenario;
    blueprint->blocks = g_ptr_array_new_with_free_func(g_free);
    blueprint->problems = problem_list_new();
    if (!build_all(blueprint, options == NULL ? &none : options, error))
        return NULL;
    return g_steal_pointer(&blueprint);
}

void blueprint_free(Blueprint *blueprint)
{
    if (blueprint == NULL)
        return;
    build_models_clear(blueprint);
    if (blueprint->calendar != NULL)
        metrics_calendar_free(blueprint->calendar);
    if (blueprint->scopes != NULL)
        scope_set_free(blueprint->scopes);
    build_tree_free(blueprint->tree);
    problem_list_free(blueprint->problems);
    g_ptr_array_unref(blueprint->blocks);
    g_free(blueprint);
}

const WorldSpec *blueprint_spec(const Blueprint *blueprint)
{
    return &blueprint->spec;
}

const FleetFigures *blueprint_fleet(const Blueprint *blueprint, uint32_t fleet)
{
    g_assert(fleet < blueprint->spec.fleet_count);
    return &blueprint->figures[fleet];
}

const ScopeSet *blueprint_scopes(const Blueprint *blueprint)
{
    return blueprint->scopes;
}
