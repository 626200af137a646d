#include "exp/requirement.h"
#include "out/json.h"
#include "out/store_schema.h"
#include "out/summary_text.h"
#include "out/verdict_text.h"
#include "out/view.h"

static void put_scope(Json *json, const Study *study, uint32_t scope)
{
    g_autofree char *text = view_scope_text(view_scope(study, scope));
    json_text(json, "scope", text);
}

static void put_run(Json *json, const Study *study, const SummaryStyle *style)
{
    char digest[DIGEST_TEXT_SIZE];
    Verdict verdict = requirements_verdict(study);
    const RunResult *first = view_first_run(study, 0);
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, study->seed);
    digest_print(study->digest, digest);
    json_begin(json, "run", '{');
    json_text(json, "name", study->name);
    json_text(json, "description", study->description);
    json_text(json, "version", style->version);
    json_text(json, "status", style->status ? style->status : "complete");
    json_text(json, "verdict", study->requirements->len > 0 ? verdict_name(verdict) : "none");
    json_bool(json, "passed", verdict == VERDICT_PASS);
    json_text(json, "seed", seed);
    json_integer(json, "replications", study->replications);
    json_number(json, "duration_s", (double)study->duration / 1e9);
    json_number(json, "warmup_s", (double)study->warmup / 1e9);
    json_begin(json, "points", '[');
    for (guint p = 0; p < study->points->len; p++)
        json_text(json, NULL, view_point(study, p));
    json_end(json, '[');
    json_integer(json, "devices", first ? first->devices : 0);
    json_number(json, "device_days", view_device_days(study));
    json_text(json, "scenario_sha256", study->scenario_sha256);
    json_text(json, "command", study->command);
    json_text(json, "digest", digest);
    json_number(json, "wall_s", study->wall_s);
    json_text(json, "directory", style->dir);
    json_end(json, '{');
}

static void put_requirement(Json *json, const Study *study, const RequirementRow *row)
{
    VerdictText words = verdict_text(study, row);
    json_begin(json, NULL, '{');
    json_text(json, "point", view_point(study, row->point));
    json_text(json, "name", row->name);
    json_text(json, "level", row->level);
    json_text(json, "rule", row->rule);
    json_text(json, "condition", row->condition);
    json_text(json, "metric", view_metric(study, row->metric)->name);
    json_text(json, "unit", view_unit(study, row->metric, row->stat));
    put_scope(json, study, row->scope);
    json_text(json, "stat", row->stat);
    json_text(json, "op", row->op);
    json_number(json, "limit", row->limit);
    json_number(json, "observed", row->observed);
    json_number(json, "ci_low", row->ci_low);
    json_number(json, "ci_high", row->ci_high);
    json_number(json, "confidence", row->confidence);
    json_text(json, "verdict", verdict_name(row->verdict));
    json_bool(json, "passed", row->verdict == VERDICT_PASS);
    if (row->needed >= 0 && row->needed < INT64_MAX)
        json_integer(json, "needed", row->needed);
    else
        json_text(json, "needed", NULL);
    json_text(json, "note", words.note);
    json_end(json, '{');
}

static void put_summary(Json *json, const Study *study, const SummaryRow *row)
{
    json_begin(json, NULL, '{');
    json_text(json, "point", view_point(study, row->point));
    json_text(json, "metric", view_metric(study, row->metric)->name);
    json_text(json, "unit", view_metric(study, row->metric)->unit);
    put_scope(json, study, row->scope);
    json_text(json, "stat", row->stat);
    json_integer(json, "n", row->n);
    json_number(json, "mean", row->mean);
    json_number(json, "sd", row->sd);
    json_number(json, "ci_low", row->ci_low);
    json_number(json, "ci_high", row->ci_high);
    json_number(json, "worst", row->worst);
    json_end(json, '{');
}

static void put_prediction(Json *json, const Study *study, const PredictionRow *row)
{
    json_begin(json, NULL, '{');
    json_text(json, "point", view_point(study, row->point));
    put_scope(json, study, row->scope);
    json_text(json, "quantity", row->quantity);
    json_text(json, "unit", row->unit);
    json_number(json, "predicted", row->predicted);
    json_number(json, "low", row->low);
    json_number(json, "high", row->high);
    json_number(json, "observed", row->observed);
    json_text(json, "basis", row->basis);
    json_end(json, '{');
}

char *summary_print_json(const Study *study, const SummaryStyle *style)
{
    g_assert(study && style);

    GString *text = g_string_new(NULL);
    Json json = {text, true};
    json_begin(&json, NULL, '{');
    json_integer(&json, "schema", STORE_SCHEMA_VERSION);
    put_run(&json, study, style);
    json_begin(&json, "requirements", '[');
    for (guint i = 0; i < study->requirements->len; i++)
        put_requirement(&json, study, &g_array_index(study->requirements, RequirementRow, i));
    json_end(&json, '[');
    json_begin(&json, "summary", '[');
    for (guint i = 0; i < study->summary->len; i++)
        put_summary(&json, study, &g_array_index(study->summary, SummaryRow, i));
    json_end(&json, '[');
    json_begin(&json, "predictions", '[');
    for (guint i = 0; i < study->predictions->len; i++)
        put_prediction(&json, study, &g_array_index(study->predictions, PredictionRow, i));
    json_end(&json, '[');
    json_end(&json, '{');
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}
