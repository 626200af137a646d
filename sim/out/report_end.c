#include <math.h>
#include <string.h>

#include "exp/predict.h"
#include "exp/result_find.h"
#include "out/number.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/verdict_text.h"
#include "out/view.h"
#include "stat/histogram.h"
#include "util/detmath.h"

#define MISS                0.10  /* a prediction further off is flagged */
#define NOTHING             1e-12 /* seconds, shares: as good as zero */
#define REPLICATIONS_ENOUGH 10

/* Metrics a sweep is read by. */
static const struct {
    const char *metric, *stat, *title;
} point_columns[] = {
    {"availability", "mean", "Availability"},
    {"inference_latency", "p95", "Latency p95"},
    {"deadline_miss_ratio", "mean", "Deadline misses"},
    {"failures", "sum", "Failures a run"},
    {"accuracy", "mean", "Accuracy"},
    {"battery_life", "p10", "Battery p10"},
    {"energy_per_inference", "mean", "Energy/inference"},
    {"gateway_utilisation", "mean", "Gateway load"},
};

static const SummaryRow *point_cell(const Study *study, uint32_t point, size_t column)
{
    return study_find_summary(study, point, point_columns[column].metric, 0,
                              point_columns[column].stat);
}

/* Has any point a number there? */
static bool has_column(const Study *study, size_t column)
{
    for (guint p = 0; p < study->points->len; p++) {
        const SummaryRow *row = point_cell(study, p, column);
        if (row && !isnan(row->mean))
            return true;
    }
    return false;
}

static void put_point(GString *page, const Study *study, uint32_t point)
{
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, view_point(study, point));
    g_string_append(page, "</th>");
    for (size_t c = 0; c < G_N_ELEMENTS(point_columns); c++) {
        const SummaryRow *row = point_cell(study, point, c);
        char text[NUMBER_SIZE] = NUMBER_NONE;
        if (!has_column(study, c))
            continue;
        if (row)
            number_show(row->mean, 0.5 * (row->ci_high - row->ci_low),
                        view_unit(study, row->metric, row->stat), text);
        html_number(page, row ? row->mean : NAN, text);
    }
    g_string_append(page, "</tr>\n");
}

void report_points(GString *page, const Study *study)
{
    g_assert(page && study);

    if (study->points->len < 2)
        return;
    g_autoptr(GString) columns = g_string_new("Point");
    for (size_t c = 0; c < G_N_ELEMENTS(point_columns); c++)
        if (has_column(study, c))
            g_string_append_printf(columns, "|#%s", point_columns[c].title);
    html_section_begin(page, "points", "Points of the sweep");
    html_table_begin(page, columns->str);
    for (guint p = 0; p < study->points->len; p++)
        put_point(page, study, p);
    html_table_end(page);
    g_string_append(page, "<p class=\"note\">Means over replications; the last digit is uncertain. "
                          "Figures below show one line per point, tables the first point.</p>\n");
    html_section_end(page);
}

/* Events that a mean of `predicted` a run may well bring, over all runs: the exact interval of a
 * Poisson mean around what was counted. Source: F. Garwood, Biometrika 28, 1936. */
static bool is_within_poisson(const Study *study, const PredictionRow *row)
{
    double runs = view_run_count(study, row->point), count = floor(row->observed * runs + 0.5);
    double low = count > 0 ? det_chi2_quantile(0.025, 2 * count) / 2 : 0;
    double high = det_chi2_quantile(0.975, 2 * count + 2) / 2;
    return low <= row->predicted * runs && row->predicted * runs <= high;
}

/* Chance alone may explain the difference: the interval of what was measured holds it. */
static bool is_within_chance(const Study *study, const PredictionRow *row)
{
    if (strcmp(row->unit, "count") == 0 && row->observed >= 0 && is_within_poisson(study, row))
        return true;

    const SummaryRow *summary = predict_measured(study, row);
    double unit = row->per_measured > 0.0 ? row->per_measured : 1.0;
    return summary && summary->ci_low * unit <= row->predicted &&
           row->predicted <= summary->ci_high * unit;
}

/* Relative; NAN where both are next to nothing. */
static double prediction_error(const PredictionRow *row)
{
    bool is_nothing = fabs(row->predicted) < NOTHING && fabs(row->observed) < NOTHING;
    return row->predicted == 0 || is_nothing ? NAN : row->observed / row->predicted - 1;
}

static void put_prediction(GString *page, const Study *study, const PredictionRow *row)
{
    char predicted[NUMBER_SIZE], range[2 * NUMBER_SIZE + 8] = "", low[NUMBER_SIZE],
                                                         high[NUMBER_SIZE], observed[NUMBER_SIZE],
                                                         off[NUMBER_SIZE];
    double half = 0.5 * (row->high - row->low);
    bool is_range = half > 1e-6 * fabs(row->predicted) && half > NOTHING;
    double value = fabs(row->predicted) < NOTHING ? 0 : row->predicted;
    NumberStyle style = number_style(value, is_range ? half / 10 : NAN, row->unit);
    number_text(style, value, predicted);
    number_show(row->observed, is_range ? half / 10 : NAN, row->unit, observed);
    if (is_range) {
        number_bare(style, row->low, low);
        number_bare(style, row->high, high);
        g_snprintf(range, sizeof range, "%s – %s", low, high);
    }
    double error = prediction_error(row);
    bool is_assumed = strcmp(row->basis, "assumed") == 0;
    bool is_missed = fabs(error) > MISS && !is_assumed && !is_within_chance(study, row);
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, row->quantity);
    g_string_append(page, "</th>");
    html_cell(page, NULL, scope);
    html_cell(page, NULL, row->basis);
    html_number(page, row->predicted, predicted);
    html_cell(page, "n", range);
    html_number(page, row->observed, observed);
    number_text((NumberStyle){100, 1, " %"}, error, off);
    bool is_zero = strspn(off, "-0.") == strcspn(off, " ");
    g_string_append_printf(page, "<td class=\"n\">%s%s</td>", error > 0 && !is_zero ? "+" : "",
                           off);
    g_string_append(page, is_missed ? "<td class=\"tag unclear\">! off by more than 10 %</td>"
                                    : "<td></td>");
    g_string_append(page, "</tr>\n");
}

/* Nobody was predicted to ask that pool for anything, and nobody did. */
static bool is_about_idle_gateways(const Study *study, const PredictionRow *row)
{
    return strcmp(view_scope(study, row->scope)->kind, "pool") == 0 && row->predicted < NOTHING &&
           view_is_idle(study, row->point, row->scope);
}

static void put_prediction_table(GString *page, const Study *study, bool is_measured)
{
    html_table_begin(page, "Quantity|Scope|Basis|#Predicted|#Range|#Measured|#Off by|");
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        if (isnan(row->observed) != is_measured && !is_about_idle_gateways(study, row))
            put_prediction(page, study, row);
    }
    html_table_end(page);
}

static void put_predictions(GString *page, const Study *study)
{
    if (study->predictions->len == 0)
        return;
    html_section_begin(page, "predictions", "Predictions beside measurements");
    g_string_append(page, "<p>Closed forms, worked out before the run without it. A difference "
                          "of more than 10 % is flagged if the interval of what was measured does "
                          "not reach the prediction: a fault, a full queue or retries may explain "
                          "it, or the formula does not fit this fleet.</p>\n");
    put_prediction_table(page, study, true);
    html_fold_begin(page, "Predicted, but not measured in this form");
    put_prediction_table(page, study, false);
    html_fold_end(page);
    html_section_end(page);
}

static void put_undecided(GString *page, const Study *study)
{
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        if (row->verdict != VERDICT_UNCLEAR)
            continue;
        VerdictText text = verdict_text(study, row);
        g_string_append(page, "<li>Requirement <b>");
        html_text(page, row->name);
        g_string_append(page, "</b> is unclear: ");
        html_text(page, text.needed);
        g_string_append(page, ".</li>\n");
    }
}

static void put_quality(GString *page, const Study *study)
{
    uint32_t bad = 0;
    char warmup[NUMBER_SIZE];
    for (guint r = 0; r < study->runs->len; r++)
        if (strcmp(view_run(study, r)->status, "ok") != 0)
            bad++;
    number_duration((double)study->warmup / 1e9, warmup);
    g_string_append_printf(page, "<li>%u run%s ended well; ", study->runs->len - bad,
                           study->runs->len - bad == 1 ? "" : "s");
    if (bad > 0)
        g_string_append_printf(page, "<b>%u did not and %s left out.</b></li>\n", bad,
                               bad == 1 ? "is" : "are");
    else
        g_string_append(page, "none was left out.</li>\n");
    if (study->replications < 2)
        g_string_append(page, "<li><b>One replication: no interval is made up.</b> Every number "
                              "here is one draw of chance.</li>\n");
    else if (study->replications < REPLICATIONS_ENOUGH)
        g_string_append_printf(page,
                               "<li>%u replications are few: intervals assume means that "
                               "are nearly normal; 10 or more are usual.</li>\n",
                               study->replications);
    g_string_append_printf(page,
                           "<li>The warm-up (%s) counts in no number but those of rollouts; "
                           "figures shade it.</li>\n<li>Quantiles come from histograms whose "
                           "buckets are at most 1/%d of a value wide.</li>\n",
                           warmup, HISTOGRAM_OCTAVE);
}

static void put_limits(GString *page, const Study *study)
{
    html_section_begin(page, "limits", "Assumptions and limits");
    g_string_append(page, "<ul>\n");
    put_undecided(page, study);
    for (guint i = 0; i < study->assumptions->len; i++) {
        g_string_append(page, "<li>");
        html_text(page, g_array_index(study->assumptions, const char *, i));
        g_string_append(page, "</li>\n");
    }
    put_quality(page, study);
    g_string_append(page, "</ul>\n");
    html_section_end(page);
}

static void put_pair(GString *page, const char *name, const char *value)
{
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, name);
    g_string_append(page, "</th><td class=\"code\">");
    html_text(page, value);
    g_string_append(page, "</td></tr>\n");
}

static void put_facts_of_run(GString *page, const Study *study, const OutputOptions *options)
{
    char digest[DIGEST_TEXT_SIZE], wall[NUMBER_SIZE];
    digest_print(study->digest, digest);
    number_show(study->wall_s, NAN, "s", wall);
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, study->seed);
    g_autofree char *version = g_strdup_printf(
        "%s%s%s%s", options->version ? options->version : "", options->git ? " (" : "",
        options->git ? options->git : "", options->git ? ")" : "");
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(options->started);
    g_autofree char *date = time ? g_date_time_format(time, "%Y-%m-%d %H:%M UTC") : NULL;
    g_autofree char *cost = g_strdup_printf("%s, %u threads", wall, study->thread_count);
    html_table_begin(page, "Fact|Value");
    put_pair(page, "tinyfleet", version);
    put_pair(page, "seed", seed);
    put_pair(page, "digest", digest);
    put_pair(page, "scenario SHA-256", study->scenario_sha256);
    for (guint i = 0; i < study->inputs->len; i++) {
        const InputFile *input = &g_array_index(study->inputs, InputFile, i);
        put_pair(page, input->path, input->sha256);
    }
    put_pair(page, "started", date);
    put_pair(page, "wall time", cost);
    html_table_end(page);
}

static void put_config(GString *page, const Study *study)
{
    if (study->config->len == 0)
        return;
    html_fold_begin(page, "Every key, its value and where it came from");
    html_table_begin(page, "Section|Key|Value|Origin");
    for (guint i = 0; i < study->config->len; i++) {
        const ConfigRow *row = &g_array_index(study->config, ConfigRow, i);
        g_string_append(page, "<tr>");
        html_cell(page, NULL, row->section);
        html_cell(page, NULL, row->key);
        html_cell(page, NULL, row->value);
        html_cell(page, NULL, row->origin);
        g_string_append(page, "</tr>\n");
    }
    html_table_end(page);
    html_fold_end(page);
}

static void put_redo(GString *page, const Study *study, const OutputOptions *options)
{
    html_section_begin(page, "redo", "How to redo this run");
    g_string_append(page, "<pre>");
    html_text(page, study->command);
    g_string_append(page, "</pre>\n<p>The same scenario, seed and version give the same digest, "
                          "with any number of threads.</p>\n");
    put_facts_of_run(page, study, options);
    if (study->scenario_text) {
        html_fold_begin(page, "Effective scenario (scenario.ini runs as it is)");
        g_string_append(page, "<pre>");
        html_text(page, study->scenario_text);
        g_string_append(page, "</pre>\n");
        html_fold_end(page);
    }
    put_config(page, study);
    html_section_end(page);
}

void report_end(GString *page, const Study *study, const OutputOptions *options)
{
    g_assert(page && study && options);

    put_predictions(page, study);
    put_limits(page, study);
    put_redo(page, study, options);
}
