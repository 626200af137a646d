/* Sections of the merged file into the structs of exp/scenario.h. */
#include "exp/scenario_part.h"

#include <math.h>
#include <string.h>

#include "env/climate.h"
#include "util/suggest.h"

/* Names that stand for something of their own wherever a section of the kind is named. */
static const char *const reserved[][2] = {{"power", "mains"},
                                          {"sensor", "none"},
                                          {"gateway-pool", "cloud"},
                                          {"gateway-pool", "none"},
                                          {"faults", "none"}};

static void refuse_kind(const Reading *reading, const IniSection *section)
{
    const char *known[32] = {NULL};
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        g_assert(i + 1 < G_N_ELEMENTS(known));
        known[i] = section_kind_at(i)->name;
    }
    g_autofree char *place = iniplace_text(section->place);
    g_autofree char *title = inisection_title(section);
    g_autofree char *best = suggest_text(section->kind, known);
    problem_add(reading->problems, PROBLEM_ERROR, place, "unknown section %s%s", title, best);
    reading->memory->merged->is_damaged = true;
}

static bool check_title(const Reading *reading, const SectionKind *kind, const IniSection *section)
{
    g_autofree char *place = iniplace_text(section->place);
    bool is_named = *section->name != '\0';
    if (is_named != kind->is_many) {
        problem_add(reading->problems, PROBLEM_ERROR, place,
                    is_named ? "[%s %s] has a name, but there is only one [%s]"
                             : "[%s]%s needs a name: [%s NAME]",
                    kind->name, section->name, kind->name);
        reading->memory->merged->is_damaged = true;
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(reserved); i++) {
        if (strcmp(kind->name, reserved[i][0]) == 0 && strcmp(section->name, reserved[i][1]) == 0) {
            problem_add(reading->problems, PROBLEM_ERROR, place,
                        "[%s %s]: the name '%s' has a meaning of its own", kind->name,
                        section->name, section->name);
            return false;
        }
    }
    return true;
}

static void fill_many(Reading *reading, const SectionKind *kind, const IniSection *section)
{
    ParamContext *ctx = &reading->memory->params;
    void *record = param_alloc(ctx, kind->size);
    g_autofree char *place = iniplace_text(section->place);
    SectionHead *head = record; /* every struct of such a kind begins with it */
    *head = (SectionHead){.name = section->name,
                          .enabled = true,
                          .place = param_text_keep(ctx, place),
                          .is_inherited = strcmp(section->place.file, reading->memory->shown) != 0};
    param_read_section(ctx, kind->params, section, record);
    if (head->enabled)
        g_array_append_vals(scenario_sections(reading->scenario, kind), record, 1);
    else if (strcmp(kind->name, "fleet") == 0)
        g_array_append_vals(reading->memory->removed, record, 1);
}

static void fill_section(Reading *reading, const IniSection *section)
{
    const SectionKind *kind = section_kind_find(section->kind);
    if (kind == NULL) {
        refuse_kind(reading, section);
        return;
    }
    if (!check_title(reading, kind, section))
        return;
    if (kind->is_many)
        fill_many(reading, kind, section);
    else
        param_read_section(&reading->memory->params, kind->params, section,
                           (char *)reading->scenario + kind->offset);
}

static bool is_absent(const Dist *dist)
{
    return dist->kind == DIST_CONSTANT && isnan(dist->p[0]);
}

/* What follows from the values alone. */
static void derive(Scenario *scenario)
{
    for (guint i = 0; i < scenario->models->len; i++) {
        ModelSection *model = &g_array_index(scenario->models, ModelSection, i);
        model->has_latency = !is_absent(&model->latency);
        if (model->data != NULL && strcmp(model->data, "auto") == 0)
            model->data = NULL;
    }
    for (guint i = 0; i < scenario->powers->len; i++) {
        PowerSection *power = &g_array_index(scenario->powers, PowerSection, i);
        power->has_capacity = !is_absent(&power->capacity);
    }
    for (guint i = 0; i < scenario->networks->len; i++) {
        NetworkSection *network = &g_array_index(scenario->networks, NetworkSection, i);
        network->loss_model = network_loss_from_form(network->loss);
    }
    for (guint i = 0; i < scenario->fleets->len; i++) {
        FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, i);
        static const PlaceOutdoor plain = {0.0};
        if (fleet->place.choice == PLACE_OUTDOOR &&
            isnan(((const PlaceOutdoor *)fleet->place.params)->plus))
            fleet->place.params = &plain;
        double *spreads[] = {&fleet->clock_spread, &fleet->current_spread, &fleet->capacity_spread};
        for (size_t j = 0; j < G_N_ELEMENTS(spreads); j++)
            *spreads[j] = isnan(*spreads[j]) ? fleet->variation : *spreads[j];
    }
}

/* The fault's one key of time. */
static void derive_timing(FaultSection *fault)
{
    fault->rate = fault_rate_from_form(fault->rate_form);
    fault->has_length = !is_absent(&fault->length);
    if (!isnan(fault->rate))
        fault->timing = BY_RATE;
    else if (fault->mtbf != PARAM_AUTO)
        fault->timing = BY_MTBF;
    else if (!is_absent(&fault->time_between))
        fault->timing = BY_TIME_BETWEEN;
    else if (fault->at.count > 0)
        fault->timing = BY_AT;
    else
        fault->timing = fault->every != PARAM_AUTO ? BY_EVERY : BY_KIND;
    if (fault->timing == BY_MTBF && fault->mtbf > 0)
        fault->rate = 1e9 / (double)fault->mtbf;
}

static void derive_windows(Scenario *scenario)
{
    for (guint i = 0; i < scenario->requirements->len; i++) {
        RequirementSection *r = &g_array_index(scenario->requirements, RequirementSection, i);
        if (r->from == PARAM_WARMUP)
            r->from = scenario->run.warmup;
        if (r->to == TIME_NEVER)
            r->to = scenario->run.duration;
    }
}

void scenario_fill(Reading *reading)
{
    Scenario *scenario = reading->scenario;
    ParamContext *ctx = &reading->memory->params;
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        const SectionKind *kind = section_kind_at(i);
        if (!kind->is_many)
            param_set_defaults(ctx, kind->params, (char *)scenario + kind->offset);
        else
            *(GArray **)(void *)((char *)scenario + kind->offset) =
                g_array_new(FALSE, TRUE, (guint)kind->size);
    }
    const IniSection *section;
    for (size_t i = 0; (section = inifile_at(reading->memory->merged, i)) != NULL; i++)
        fill_section(reading, section);
    scenario_index(scenario);
    derive(scenario);
    for (guint i = 0; i < scenario->faults->len; i++)
        derive_timing(&g_array_index(scenario->faults, FaultSection, i));
    derive_windows(scenario);
    const char *file = reading->memory->shown;
    if (reading->memory->merged->is_damaged)
        return; /* the section that seems to be missing may be the one that was refused */
    if (inifile_find(reading->memory->merged, "scenario", "") == NULL)
        problem_add(reading->problems, PROBLEM_ERROR, file, "there is no [scenario] section");
    if (scenario->fleets->len == 0)
        problem_add(reading->problems, PROBLEM_ERROR, file, "there is no [fleet NAME] section");
}
