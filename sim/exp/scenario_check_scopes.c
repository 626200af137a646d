/* Selectors, conditions, and how the run will be cut into cells. */
#include "exp/scope.h"
#include "exp/selector_read.h"
#include "world/metric.h"

#include <string.h>

/* Above it a cell is worth a word: DESIGN 4 closes partitions at this many devices. */
enum { CELL_DEVICES_LARGE = 65536 };

/* False if there is none that can be read. */
static bool check_condition(const Reading *reading, RequirementSection *requirement)
{
    KeyPlace key = {"requirement", requirement->head.name, "check"};
    g_autoptr(GError) error = NULL;
    if (requirement->check == NULL)
        return false;
    bool is_read = condition_parse(requirement->check, reading->memory->params.texts,
                                   &requirement->condition, &error);
    if (!is_read)
        reading_say(reading, PROBLEM_ERROR, key, "%s", error->message);
    return is_read;
}

/* What is measured of gateways has no value for some of the devices. */
static void check_gateways(const Reading *reading, const RequirementSection *requirement)
{
    const Metric *metric = metric_get(requirement->condition.metric);
    KeyPlace key = {"requirement", requirement->head.name, "where"};
    const Selector *selector = &requirement->selector;
    if (metric->form == METRIC_POOL && !selector->is_everything && !selector->is_pools)
        reading_say(reading, PROBLEM_ERROR, key,
                    "%s is of gateways: only * and pool:NAME can be meant", metric->name);
}

static void check_requirements(const Reading *reading)
{
    uint32_t singling_count = 0;
    for (guint i = 0; i < reading->scenario->requirements->len; i++) {
        RequirementSection *requirement =
            &g_array_index(reading->scenario->requirements, RequirementSection, i);
        KeyPlace where = {"requirement", requirement->head.name, "where"};
        bool is_read = check_condition(reading, requirement);
        selector_read(reading, where, requirement->where, &requirement->selector);
        if (is_read)
            check_gateways(reading, requirement);
        bool is_singling =
            requirement->selector.share < 1.0 || requirement->selector.device != NULL;
        singling_count += is_singling;
        if (is_singling && singling_count > SCOPE_COHORT_SELECTOR_MAX)
            reading_say(reading, PROBLEM_ERROR, where,
                        "at most %d requirements may pick single devices by share: or device:",
                        SCOPE_COHORT_SELECTOR_MAX);
    }
}

/* Devices of each pool instance. */
static uint64_t *cell_sizes(const Placement *placement)
{
    uint64_t *sizes = g_new0(uint64_t, placement->instance_count + 1);
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        if (placement->segments[i].instance != PLACEMENT_NONE)
            sizes[placement->segments[i].instance] += placement->segments[i].count;
    }
    return sizes;
}

/* "1,000,000"; to be freed. */
static char *grouped(uint64_t number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    size_t length = strlen(digits);
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append_c(text, ',');
        g_string_append_c(text, digits[i]);
    }
    return g_string_free(text, FALSE);
}

/* Leaves with devices: how many cells the pool would have with per = leaf. */
static uint32_t leaf_cells(const Placement *placement)
{
    g_autofree bool *is_busy = g_new0(bool, placement->leaf_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        count += !is_busy[placement->segments[i].leaf];
        is_busy[placement->segments[i].leaf] = true;
    }
    return count;
}

/* A cell that holds everybody keeps all cores but one idle. */
static void note_large_cell(const Reading *reading)
{
    const Placement *placement = reading->scenario->placement;
    g_autofree uint64_t *sizes = cell_sizes(placement);
    for (uint32_t i = 0; i < placement->instance_count; i++) {
        if (sizes[i] <= CELL_DEVICES_LARGE || sizes[i] != placement->device_count)
            continue;
        const PoolSection *pool =
            &g_array_index(reading->scenario->pools, PoolSection, placement->instances[i].pool);
        uint32_t leaves = leaf_cells(placement);
        g_autofree char *size = grouped(sizes[i]);
        g_autofree char *hint = g_strdup_printf("; per = leaf would make %u partitions", leaves);
        problem_add(reading->problems, PROBLEM_NOTE, pool->head.place,
                    "pool %s serves %s devices in one cell: this run uses one core%s",
                    pool->head.name, size, pool->per == POOL_PER_REGION && leaves > 1 ? hint : "");
    }
}

void scenario_check_scopes(Reading *reading)
{
    Scenario *scenario = reading->scenario;
    for (guint i = 0; i < scenario->faults->len; i++) {
        FaultSection *fault = &g_array_index(scenario->faults, FaultSection, i);
        selector_read(reading, (KeyPlace){"faults", fault->head.name, "target"}, fault->target,
                      &fault->selector);
    }
    check_requirements(reading);
    note_large_cell(reading);
}
