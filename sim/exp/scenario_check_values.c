/* Values one by one: what must be above 0, and what has no effect. */
#include "exp/scenario_part.h"

#include <math.h>
#include <string.h>

#include "util/param_type.h"

/* A key whose range of printed limits leaves 0, or less, open. */
typedef struct LeastRow {
    const char *kind, *key;
    bool may_be_zero;
} LeastRow;

static const LeastRow least_rows[] = {
    {"scenario", "duration", false},    {"fleet", "sync", false},
    {"model", "arena", false},          {"workload", "deadline", false},
    {"workload", "batch", false},       {"workload", "input_size", false},
    {"workload", "result_size", false}, {"power", "capacity", false},
    {"power", "voltage", false},        {"region", "weight", true},
    {"region", "swing", true},          {"region", "season", true},
    {"network", "bandwidth_up", false}, {"network", "bandwidth_down", false},
    {"network", "mtu", false},          {"network", "poll", false},
    {"network", "listen", true},        {"network", "retry_spacing", true},
    {"network", "duty_cycle", false},   {"faults", "mtbf", false},
    {"faults", "every", false},         {"faults", "time_between", false},
    {"health", "heartbeat", false},     {"output", "interval", false},
};

/* The value of a field as a number; the mean of a distribution, which has none below 0. */
static double field_number(const ParamSpec *spec, const void *record)
{
    const void *field = (const char *)record + spec->offset;
    if (spec->is_dist)
        return dist_mean(field);
    return param_type_row(spec->type)->field == FIELD_DOUBLE ? *(const double *)field
                                                             : (double)*(const int64_t *)field;
}

static void check_least(const Reading *reading, const LeastRow *row, const char *name,
                        const void *record)
{
    KeyPlace key = {row->kind, name, row->key};
    const ParamSpec *spec = section_key_find(section_kind_find(row->kind), row->key);
    if (!reading_is_given(reading, key))
        return;
    double value = field_number(spec, record);
    if (value < 0.0 && row->may_be_zero)
        reading_say(reading, PROBLEM_ERROR, key, "must not be below 0");
    else if (value <= 0.0 && !row->may_be_zero && value != (double)PARAM_AUTO)
        reading_say(reading, PROBLEM_ERROR, key, "must be above 0");
}

/* The struct that a section fills; of a kind that may occur once, i is 0. */
static const void *record_at(const Scenario *scenario, const SectionKind *kind, guint i)
{
    return kind->is_many ? (const void *)scenario_head(scenario, kind, i)
                         : (const void *)((const char *)scenario + kind->offset);
}

static guint record_count(const Scenario *scenario, const SectionKind *kind)
{
    return kind->is_many ? scenario_sections(scenario, kind)->len : 1;
}

static void check_all_least(const Reading *reading)
{
    for (size_t r = 0; r < G_N_ELEMENTS(least_rows); r++) {
        const SectionKind *kind = section_kind_find(least_rows[r].kind);
        for (guint i = 0; i < record_count(reading->scenario, kind); i++) {
            const void *record = record_at(reading->scenario, kind, i);
            const char *name = kind->is_many ? ((const SectionHead *)record)->name : "";
            check_least(reading, &least_rows[r], name, record);
        }
    }
}

/* Did the key come at least as late as what decides that it has no effect? A base file's key that
 * the scenario, or a setting, makes idle is no mistake: nobody can take it away. */
static bool is_blamed(const Reading *reading, const SectionKind *kind, const char *name,
                      const ParamSpec *spec)
{
    g_auto(GStrv) sides = g_strsplit(spec->only_with, "=", 2);
    KeyPlace own = {kind->name, name, spec->name};
    KeyPlace deciding = {kind->name, name, g_strstrip(sides[0])};
    return reading_layer(reading, own) >= reading_layer(reading, deciding);
}

static void check_effects(const Reading *reading, const SectionKind *kind, const char *name,
                          const void *record)
{
    const IniSection *section = inifile_find(reading->memory->merged, kind->name, name);
    if (section == NULL)
        return;
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(IniPair));
    for (size_t i = 0; inisection_at(section, i) != NULL; i++) {
        const ParamSpec *spec = section_key_find(kind, inisection_at(section, i)->key);
        if (spec != NULL && spec->only_with != NULL && is_blamed(reading, kind, name, spec))
            g_array_append_vals(pairs, inisection_at(section, i), 1);
    }
    IniSection blamed = {section->kind, section->name, section->place, pairs, false, NULL};
    param_check_effects(&reading->memory->params, kind->params, &blamed, record);
}

void scenario_check_values(Reading *reading)
{
    check_all_least(reading);
    for (size_t k = 0; section_kind_at(k) != NULL; k++) {
        const SectionKind *kind = section_kind_at(k);
        for (guint i = 0; i < record_count(reading->scenario, kind); i++) {
            const void *record = record_at(reading->scenario, kind, i);
            check_effects(reading, kind, kind->is_many ? ((const SectionHead *)record)->name : "",
                          record);
        }
    }
}
