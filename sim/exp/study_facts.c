/* Lines of "what was simulated". */
#include "exp/study_part.h"

#include <math.h>
#include <string.h>

#include "hw/fit.h"
#include "util/value.h"

enum { CELL_DEVICES = 4096 }; /* of a fleet that talks to the cloud directly */

const char *study_text(Study *study, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return g_string_chunk_insert_const(study->texts, text);
}

const char *study_quantity(Study *study, int kind, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, "%.3g", value);
    double rounded = g_ascii_strtod(digits, NULL);
    bool is_integer = kind == VALUE_DURATION || kind == VALUE_SIZE;
    g_autofree char *text =
        value_show((ValueKind)kind, is_integer ? floor(rounded + 0.5) : rounded);
    return g_string_chunk_insert_const(study->texts, text);
}

static void put_fact(Study *study, const char *group, const char *name, const char *value)
{
    FactRow row = {group, name, value};
    g_array_append_val(study->facts, row);
}

/* As the effective scenario has it; NULL if the key is not set. Its rows are sorted. */
static const char *config_find(const Scenario *scenario, const char *section, const char *key)
{
    guint low = 0, high = scenario->config->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const ConfigRow *row = &g_array_index(scenario->config, ConfigRow, middle);
        int order = strcmp(row->section, section);
        order = order != 0 ? order : strcmp(row->key, key);
        if (order == 0)
            return row->value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Of the section that the group is named after. */
static void put_config(Study *study, const Scenario *scenario, const char *group, const char *key)
{
    const char *value = config_find(scenario, group, key);
    if (value && *value)
        put_fact(study, group, key, g_string_chunk_insert_const(study->texts, value));
}

static const char *fit_text(Study *study, Bytes need, Bytes have)
{
    g_autofree char *needed = fit_size_text(need);
    g_autofree char *there = fit_size_text(have);
    return study_text(study, "%s of %s", needed, there);
}

static void put_board(Study *study, const char *group, const FleetSection *fleet,
                      const FleetFigures *figures)
{
    const Board *board = fleet->board;
    put_fact(study, group, "board",
             study_text(study, "%s: %s, %s, %s (%s)", board->profile, board->name, board->core,
                        study_quantity(study, VALUE_FREQUENCY, board->clock),
                        board_fidelity_name(board->fidelity)));
    put_fact(study, group, "flash", fit_text(study, figures->model_flash, board->flash));
    put_fact(study, group, "RAM", fit_text(study, figures->model_arena, board->ram));
    if (figures->latency_ns == TIME_NEVER) {
        put_fact(study, group, "inference", "as drawn: its law has no mean");
        return;
    }
    put_fact(study, group, "inference",
             study_text(study, "%s [%s, %s] %s, %s",
                        study_quantity(study, VALUE_DURATION, (double)figures->latency_ns),
                        study_quantity(study, VALUE_DURATION, (double)figures->latency_low_ns),
                        study_quantity(study, VALUE_DURATION, (double)figures->latency_high_ns),
                        figures->latency_basis,
                        study_quantity(study, VALUE_ENERGY, figures->inference_nj * 1e-9)));
}

static void put_fleet(Study *study, const Scenario *scenario, const Blueprint *blueprint,
                      uint32_t f)
{
    static const char *const keys[] = {"firmware", "workload",  "network", "power",
                                       "sensor",   "gateways",  "regions", "place",
                                       "age",      "variation", "tags"};
    const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, f);
    const ModelSection *model =
        &g_array_index(scenario->models, ModelSection, (guint)fleet->model_index);
    const char *group = study_text(study, "fleet %s", fleet->head.name);
    put_fact(study, group, "devices", study_text(study, "%" G_GINT64_FORMAT, fleet->devices));
    put_fact(
        study, group, "model",
        study_text(study, "%s, version %s (%s)", model->head.name, model->version, model->file));
    put_board(study, group, fleet, blueprint_fleet(blueprint, f));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        put_config(study, scenario, group, keys[i]);
}

/* Every key of a section that the scenario or its bases set. */
static void put_given(Study *study, const Scenario *scenario, const char *kind)
{
    size_t length = strlen(kind);
    for (guint i = 0; i < scenario->config->len; i++) {
        const ConfigRow *row = &g_array_index(scenario->config, ConfigRow, i);
        bool is_kind = strncmp(row->section, kind, length) == 0 &&
                       (row->section[length] == ' ' || row->section[length] == '\0');
        if (!is_kind || g_str_has_prefix(row->origin, "default"))
            continue;
        put_fact(study, g_string_chunk_insert_const(study->texts, row->section),
                 g_string_chunk_insert_const(study->texts, row->key),
                 g_string_chunk_insert_const(study->texts, row->value));
    }
}

/* Cells are what no thread may split: an instance with its devices, or a block of others. */
typedef struct PoolCounts {
    uint32_t instances, gateways, cells;
} PoolCounts;

/* [pools]; to be freed. */
static PoolCounts *count_pools(const WorldSpec *spec)
{
    PoolCounts *counts = g_new0(PoolCounts, spec->pool_count + 1);
    g_autofree bool *is_used = g_new0(bool, spec->instance_count + 1);
    for (uint32_t s = 0; s < spec->segment_count; s++) {
        if (spec->segments[s].instance != WORLD_NONE)
            is_used[spec->segments[s].instance] = true;
    }
    for (uint32_t i = 0; i < spec->instance_count; i++) {
        PoolCounts *of = &counts[spec->instances[i].pool];
        of->instances++;
        of->gateways += spec->instances[i].gateway_count;
        of->cells += is_used[i];
    }
    return counts;
}

static void put_pool(Study *study, const char *name, const PoolCounts *counts)
{
    const char *group = study_text(study, "gateway-pool %s", name);
    put_fact(study, group, "gateways",
             study_text(study, "%u in %u place%s", counts->gateways, counts->instances,
                        counts->instances == 1 ? "" : "s"));
    put_fact(study, group, "cells",
             study_text(study, "%u%s", counts->cells,
                        counts->cells == 1 ? ": a run uses one core" : ""));
}

static void put_direct(Study *study, const WorldSpec *spec)
{
    uint64_t devices = 0;
    for (uint32_t s = 0; s < spec->segment_count; s++)
        devices += spec->segments[s].instance == WORLD_NONE ? spec->segments[s].count : 0;
    if (devices > 0)
        put_fact(study, "devices without a gateway", "cells",
                 study_text(study, "%" G_GUINT64_FORMAT, (devices - 1) / CELL_DEVICES + 1));
}

void study_put_facts(Study *study, const Scenario *scenario, const Blueprint *blueprint)
{
    static const char *const kinds[] = {"workload", "network", "power",  "sensor",
                                        "region",   "faults",  "health", "recovery"};
    g_assert(study && scenario && blueprint);

    for (guint f = 0; f < scenario->fleets->len; f++)
        put_fleet(study, scenario, blueprint, f);
    put_given(study, scenario, "gateway-pool");
    const WorldSpec *spec = blueprint_spec(blueprint);
    g_autofree PoolCounts *counts = count_pools(spec);
    for (guint p = 0; p < scenario->pools->len; p++)
        put_pool(study, spec->pools[p].name, &counts[p]);
    put_direct(study, spec);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        put_given(study, scenario, kinds[i]);
}
