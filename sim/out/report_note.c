#include <math.h>
#include <string.h>

#include "out/claim.h"
#include "out/number.h"
#include "out/quantile.h"
#include "exp/result_find.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/view.h"
#include "util/detmath.h"

#define MINUTES_PER_YEAR 525960.0 /* 365.25 days */
#define HOURS            3600.0

static void note_availability(GString *page, const Study *study)
{
    const SummaryRow *row = study_find_summary(study, 0, "availability", 0, "mean");
    char minutes[NUMBER_SIZE], half[NUMBER_SIZE] = "";
    if (!row || isnan(row->mean))
        return;
    double width = 0.5 * (row->ci_high - row->ci_low) * MINUTES_PER_YEAR;
    NumberStyle style = number_style((1 - row->mean) * MINUTES_PER_YEAR, width, "none");
    number_bare(style, (1 - row->mean) * MINUTES_PER_YEAR, minutes);
    if (width > 0)
        number_bare(style, width, half);
    g_string_append(page, "<p class=\"finding\">All devices together: ");
    claim_put(page, minutes, "minutes down");
    g_string_append(page, half[0] ? " ± " : "");
    if (half[0])
        claim_put(page, half, "minutes down half");
    g_string_append(page, " minutes without service in a device-year. A device <em>serves</em> "
                          "while it could answer a demand where its workload runs; this is truth, "
                          "not what a monitor believed.</p>\n");
}

/* One cause: its failures, its outages and what they cost in service; means per run, 0 where
 * nothing is known. */
typedef struct Cause {
    uint32_t scope;
    double failures, outages, downtime;
} Cause;

static gint cause_compare(gconstpointer pa, gconstpointer pb)
{
    const Cause *a = pa, *b = pb;
    if (a->downtime != b->downtime)
        return (a->downtime < b->downtime) - (a->downtime > b->downtime);
    if (a->failures != b->failures)
        return (a->failures < b->failures) - (a->failures > b->failures);
    return (a->scope > b->scope) - (a->scope < b->scope);
}

static double mean_sum(const Study *study, const char *metric, uint32_t scope)
{
    const SummaryRow *row = study_find_summary(study, 0, metric, scope, "sum");
    return row && !isnan(row->mean) ? row->mean : 0;
}

static GArray *find_causes(const Study *study)
{
    GArray *causes = g_array_new(FALSE, FALSE, sizeof(Cause));
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        if (strcmp(view_scope(study, s)->kind, "faults") != 0)
            continue;
        Cause cause = {s, mean_sum(study, "failures", s), mean_sum(study, "outages", s),
                       mean_sum(study, "downtime", s)};
        if (cause.failures > 0 || cause.outages > 0 || cause.downtime > 0)
            g_array_append_val(causes, cause);
    }
    g_array_sort(causes, cause_compare);
    return causes;
}

/* A share of a total, with a blank for a part of nothing. */
static void put_share(GString *page, double part, double total)
{
    char text[NUMBER_SIZE] = "";
    double share = total > 0 ? part / total : NAN;
    if (!isnan(share))
        number_show(share, share > 0 && share < 1 ? 0.001 : NAN, "fraction", text);
    html_number(page, share, text);
}

/* A mean count: one decimal where it is not whole. */
static void put_count(GString *page, double count)
{
    char text[NUMBER_SIZE];
    number_few(count, text);
    html_number(page, count, text);
}

/* How long a cause's failures took to heal: a quantile, or that there are too few. */
static void put_repair(GString *page, const Study *study, uint32_t scope, const char *stat)
{
    const SummaryRow *row = study_find_summary(study, 0, "mttr", scope, stat);
    char text[NUMBER_SIZE] = "";
    Quantile quantile = {.value = NAN};
    if (row && !isnan(row->mean)) {
        quantile = quantile_of(study, row);
        quantile_text(&quantile, text);
    }
    html_number(page, quantile.value, text);
}

static void put_cause(GString *page, const Study *study, const Cause *cause, const Cause *total,
                      double *sum)
{
    char text[NUMBER_SIZE];
    double hours = view_operating_s(study, 0) / HOURS / (double)view_run_count(study, 0);
    *sum += cause->downtime;
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, view_scope(study, cause->scope)->name);
    g_string_append(page, "</th>");
    number_show(cause->downtime, NAN, "s", text);
    html_number(page, cause->downtime, text);
    put_share(page, cause->downtime, total->downtime);
    put_share(page, *sum, total->downtime);
    put_count(page, cause->failures);
    number_show(cause->failures / hours * 1e6, NAN, "none", text);
    html_number(page, cause->failures / hours * 1e6, text);
    put_count(page, cause->outages);
    put_repair(page, study, cause->scope, "p50");
    put_repair(page, study, cause->scope, "p95");
    g_string_append(page, "</tr>\n");
}

/* What no fault of the scenario took: crashes of the models themselves, empty batteries. */
static void put_rest(GString *page, const Study *study, const Cause *total)
{
    char text[NUMBER_SIZE];
    double rest = mean_sum(study, "downtime", 0) - total->downtime;
    if (!(rest > 1e-6 * total->downtime) || rest < 1)
        return;
    number_show(rest, NAN, "s", text);
    g_string_append_printf(page,
                           "<p class=\"note\">Besides, %s a run out of service by no fault of "
                           "the scenario: empty batteries, crashes of the models themselves, "
                           "restarts by the monitor.</p>\n",
                           text);
}

/* Failures, and outages, which take a device's power or link without breaking it. */
static void put_causes(GString *page, const Study *study)
{
    g_autoptr(GArray) causes = find_causes(study);
    Cause total = {0, 0, 0, 0};
    for (guint i = 0; i < causes->len; i++) {
        const Cause *cause = &g_array_index(causes, Cause, i);
        total.failures += cause->failures;
        total.downtime += cause->downtime;
    }
    if (causes->len == 0)
        return;
    g_string_append(page, "<h3>Causes, most downtime first</h3>\n");
    html_table_begin(page, "Cause|#Downtime a run|#Share|#Cumulative|#Failures a run|"
                           "#per 10⁶ device-hours|#Outages a run|#Repair p50|#p95");
    double sum = 0;
    for (guint i = 0; i < causes->len; i++)
        put_cause(page, study, &g_array_index(causes, Cause, i), &total, &sum);
    html_table_end(page);
    g_string_append(page, "<p class=\"note\">An outage is one power cut or link loss, however many "
                          "devices it takes, those at set times included; downtime is added up "
                          "over devices. Repair: from failure to service.</p>\n");
    put_rest(page, study, &total);
}

/* Time-terminated chi-square bounds over all replications together, 95 %; without a failure the
 * one-sided bound. Source: NIST/SEMATECH e-Handbook of Statistical Methods, 8.4.5.1. */
static void put_mtbf(GString *page, const Study *study)
{
    double failures = view_total(study, "failures", "sum"), time = view_operating_s(study, 0);
    char middle[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE], count[NUMBER_SIZE];
    if (isnan(failures) || isnan(time) || time <= 0 || study->points->len > 1)
        return;
    number_count(failures, count);
    if (failures < 1) {
        number_show(time / -det_log(0.05), NAN, "s", low);
        g_string_append_printf(page,
                               "<p>No failure was seen. That is no proof of none: the time "
                               "between failures is at least %s (one-sided, 95 %%).</p>\n",
                               low);
        return;
    }
    double least = 2 * time / det_chi2_quantile(0.975, 2 * failures + 2);
    double most = 2 * time / det_chi2_quantile(0.025, 2 * failures);
    NumberStyle style = number_style(time / failures, 0.5 * (most - least), "s");
    number_text(style, time / failures, middle);
    number_bare(style, least, low);
    number_bare(style, most, high);
    g_string_append_printf(
        page,
        "<p>Operating time over failures, all replications together: one failure in %s "
        "[%s, %s] of service (%s failures; chi-square bounds, 95 %%). The bounds hold for a "
        "constant rate and independent devices; the intervals in the table do not need that.</p>\n",
        middle, low, high, count);
}

static void note_accuracy(GString *page, const Study *study)
{
    const SummaryRow *truth = study_find_summary(study, 0, "accuracy", 0, "mean");
    const SummaryRow *report = study_find_summary(study, 0, "confidence", 0, "mean");
    char right[NUMBER_SIZE], said[NUMBER_SIZE], points[NUMBER_SIZE];
    if (study->is_accuracy_assumed || !truth || !report || isnan(truth->mean) ||
        isnan(report->mean))
        return;
    double gap = report->mean - truth->mean;
    number_show(truth->mean, 0.001, "fraction", right);
    number_show(report->mean, 0.001, "fraction", said);
    number_bare((NumberStyle){1, 1, ""}, 100 * fabs(gap), points);
    g_string_append(page, "<p class=\"finding\">");
    claim_put(page, right, "mean mean accuracy in all");
    g_string_append(page, " of the answers were right; the devices report a mean confidence of ");
    claim_put(page, said, "mean mean confidence in all");
    g_string_append(page, ", ");
    claim_put(page, points, "confidence gap");
    g_string_append_printf(page, " points %s. A fleet knows only the second number.</p>\n",
                           gap < 0 ? "too low" : "too high");
}

/* How many failures an alarm ever told of: times to detect are of those alone. */
static void note_detection(GString *page, const Study *study)
{
    double failures = mean_sum(study, "failures", 0);
    double missed = mean_sum(study, "undetected_failures", 0);
    char all[NUMBER_SIZE], rest[NUMBER_SIZE], share[NUMBER_SIZE];
    double noticed = fmax(failures - missed, 0);
    g_autoptr(GString) alarms = g_string_new(NULL);
    report_alarms(alarms, study);
    if (alarms->len > 0)
        g_string_append_printf(page, "<p class=\"finding\">%s</p>\n", alarms->str);
    if (!(failures > 0) || !study_find_summary(study, 0, "undetected_failures", 0, "sum"))
        return;
    number_few(failures, all);
    number_few(noticed, rest);
    number_show(noticed / failures, 0.001, "fraction", share);
    g_string_append(page,
                    noticed > 0 ? "<p class=\"finding\">Of " : "<p class=\"finding\">None of ");
    claim_put(page, all, "mean sum failures in all");
    g_string_append(page, " failures a run");
    if (noticed > 0) {
        g_string_append(page, ", ");
        claim_put(page, rest, "noticed failures");
        g_string_append(page, " (");
        claim_put(page, share, "noticed share");
        g_string_append(page, ") led to an alarm; the others healed, or the run ended, before one. "
                              "Times to detect are of those that did.</p>\n");
        return;
    }
    g_string_append(page,
                    " led to an alarm: they healed, or the run ended, before one. So there is "
                    "no time to detect.</p>\n");
}

/* Pools whose gateways had nothing to do: their loads are left out. */
static void note_gateways(GString *page, const Study *study)
{
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        const Scope *scope = view_scope(study, s);
        if (strcmp(scope->kind, "pool") != 0 || !view_is_idle(study, 0, s))
            continue;
        g_string_append(page, "<p>No inference was asked of pool <b>");
        html_text(page, scope->name);
        g_string_append(page, "</b>: it has no load to show. Uploads and heartbeats that only pass "
                              "through its gateways are no work of theirs in this model.</p>\n");
    }
}

void report_note(GString *page, const Study *study, const char *section)
{
    g_assert(page && study && section);

    if (strcmp(section, "availability") == 0)
        note_availability(page, study);
    if (strcmp(section, "failures") == 0) {
        put_causes(page, study);
        put_mtbf(page, study);
    }
    if (strcmp(section, "detection") == 0)
        note_detection(page, study);
    if (strcmp(section, "gateways") == 0)
        note_gateways(page, study);
    if (strcmp(section, "accuracy") == 0)
        note_accuracy(page, study);
}
