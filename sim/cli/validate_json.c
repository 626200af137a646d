#include "cli/validate_json.h"

#include <stdio.h>

#include "out/json.h"
#include "out/view.h"

static void put_problem(Json *json, const char *place, const char *severity, const char *text)
{
    json_begin(json, NULL, '{');
    json_text(json, "place", place);
    json_text(json, "severity", severity);
    json_text(json, "text", text);
    json_end(json, '{');
}

static void put_problems(Json *json, const ValidateResult *result)
{
    static const char *const severities[PROBLEM_SEVERITY_COUNT] = {"error", "warning", "note"};
    const Study *study = result->study;
    json_begin(json, "problems", '[');
    for (size_t i = 0; problem_at(result->problems, i) != NULL; i++) {
        const Problem *problem = problem_at(result->problems, i);
        put_problem(json, problem->place, severities[problem->severity], problem->text);
    }
    if (result->error != NULL)
        put_problem(json, "", "error", result->error->message);
    for (guint i = 0; study != NULL && i < study->warnings->len; i++)
        put_problem(json, "", "warning", g_array_index(study->warnings, const char *, i));
    json_end(json, '[');
}

static void put_predictions(Json *json, const Study *study)
{
    json_begin(json, "predictions", '[');
    for (guint i = 0; study != NULL && i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
        json_begin(json, NULL, '{');
        json_text(json, "scope", scope);
        json_text(json, "quantity", row->quantity);
        json_text(json, "unit", row->unit);
        json_number(json, "predicted", row->predicted);
        json_number(json, "low", row->low);
        json_number(json, "high", row->high);
        json_text(json, "basis", row->basis);
        json_end(json, '{');
    }
    json_end(json, '[');
}

static void put_notes(Json *json, const Study *study)
{
    json_begin(json, "notes", '[');
    for (guint i = 0; study != NULL && i < study->facts->len; i++) {
        const FactRow *fact = &g_array_index(study->facts, FactRow, i);
        json_begin(json, NULL, '{');
        json_text(json, "about", fact->group);
        json_text(json, "what", fact->name);
        json_text(json, "found", fact->value);
        json_end(json, '{');
    }
    json_end(json, '[');
}

void validate_print_json(const ValidateResult *result)
{
    const Scenario *scenario = result->scenario;
    g_autoptr(GString) text = g_string_new(NULL);
    Json json = {text, true};
    json_begin(&json, NULL, '{');
    json_text(&json, "file", result->path);
    json_bool(&json, "ok", result->is_ok);
    if (scenario != NULL) {
        json_text(&json, "name", scenario->run.name);
        json_integer(&json, "devices", scenario->placement->device_count);
        json_number(&json, "duration", (double)scenario->run.duration / 1e9);
        json_integer(&json, "replications", scenario->sweep.replications);
        json_integer(&json, "seed", scenario->run.seed);
    }
    put_predictions(&json, result->study);
    put_problems(&json, result);
    put_notes(&json, result->study);
    json_end(&json, '{');
    g_string_append_c(text, '\n');
    fputs(text->str, stdout);
}
