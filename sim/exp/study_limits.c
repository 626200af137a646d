/* Sentences for "assumptions and limits". */
#include "exp/study_part.h"

#include <math.h>
#include <string.h>

#include "util/value.h"

static void put_sentence(Study *study, const char *sentence)
{
    for (guint i = 0; i < study->assumptions->len; i++) {
        if (strcmp(g_array_index(study->assumptions, const char *, i), sentence) == 0)
            return;
    }
    g_array_append_val(study->assumptions, sentence);
}

static void put_latency(Study *study, const FleetSection *fleet, const FleetFigures *figures)
{
    const Board *board = fleet->board;
    if (strcmp(figures->latency_basis, "given") == 0) {
        put_sentence(study, study_text(study, "Latency of model %s is as the scenario gives it.",
                                       fleet->model));
        return;
    }
    put_sentence(
        study, study_text(study,
                          "Latency of model %s on %s is %s: %s, published boards of its kind lie "
                          "between %s and %s.",
                          fleet->model, board->profile, figures->latency_basis,
                          study_quantity(study, VALUE_DURATION, (double)figures->latency_ns),
                          study_quantity(study, VALUE_DURATION, (double)figures->latency_low_ns),
                          study_quantity(study, VALUE_DURATION, (double)figures->latency_high_ns)));
}

static void put_fleet(Study *study, const Scenario *scenario, const Blueprint *blueprint,
                      uint32_t f)
{
    const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, f);
    const ModelSection *model =
        &g_array_index(scenario->models, ModelSection, (guint)fleet->model_index);
    put_latency(study, fleet, blueprint_fleet(blueprint, f));
    put_sentence(study,
                 study_text(study, "Currents of board %s are %s (%s).", fleet->board->profile,
                            board_fidelity_name(fleet->board->fidelity),
                            fleet->board->source ? fleet->board->source : "no source given"));
    study->is_accuracy_assumed = study->is_accuracy_assumed || !isnan(model->accuracy);
    if (!isnan(model->accuracy))
        put_sentence(study, study_text(study,
                                       "Accuracy of model %s is assumed (%s): right or wrong is "
                                       "drawn, no inference is computed.",
                                       model->head.name,
                                       study_quantity(study, VALUE_FRACTION, model->accuracy)));
    else
        put_sentence(study, study_text(study,
                                       "Every answer of model %s is computed by its int8 graph on "
                                       "inputs of its data pool; real inputs may differ from it.",
                                       model->head.name));
}

static void put_trouble(Study *study, const Scenario *scenario, const WorldSpec *spec)
{
    bool has_battery = false;
    for (uint32_t f = 0; f < spec->fleet_count; f++)
        has_battery = has_battery || spec->fleets[f].power;
    if (spec->fault_count == 0)
        put_sentence(study, "Nothing breaks: the scenario has no faults.");
    else
        put_sentence(study, "Causes strike independently of each other; what hits many at once is "
                            "only what the scenario says per region, fleet or once.");
    if (spec->fault_count > 0 && !spec->are_visits_made)
        put_sentence(study, "There are no field visits: a device that only a visit heals is lost, "
                            "and stays in the denominator of availability.");
    if (scenario->health.detector == DETECTOR_NONE || scenario->health.heartbeat == TIME_NEVER)
        put_sentence(study, "Nobody watches: there are no alarms and no remote repair.");
    if (has_battery)
        put_sentence(study, "Battery life is measured where a battery ran empty, else projected "
                            "from its drain after the warm-up.");
}

void study_put_assumptions(Study *study, const Scenario *scenario, const Blueprint *blueprint)
{
    g_assert(study && scenario && blueprint);

    const WorldSpec *spec = blueprint_spec(blueprint);
    for (guint f = 0; f < scenario->fleets->len; f++)
        put_fleet(study, scenario, blueprint, f);
    put_sentence(study, "A device serves if it could answer a demand where its workload runs: not "
                        "while it is down, without power, booting or lost.");
    put_trouble(study, scenario, spec);
    put_sentence(study, "Not modelled: collisions on a shared radio channel, the cloud's own "
                        "failures and load, work of gateways on what only passes through them.");
}
