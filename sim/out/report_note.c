#include <math.h>
#include <string.h>

#include "out/number.h"
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
    if (!isnan(width))
        number_bare(style, width, half);
    g_string_append_printf(page,
                           "<p>That is %s%s%s minutes without service in a device-year. A device "
                           "<em>serves</em> while it could answer a demand where its workload "
                           "runs; this is truth, not what a monitor believed.</p>\n",
                           minutes, half[0] ? " ± " : "", half);
}

/* One cause: its failures, their rate and what they cost in service. */
typedef struct Cause {
    uint32_t scope;
    double count, downtime; /* mean per run; downtime NAN if not known */
} Cause;

static gint cause_compare(gconstpointer pa, gconstpointer pb)
{
    const Cause *a = pa, *b = pb;
    if (a->count != b->count)
        return (a->count < b->count) - (a->count > b->count);
    return (a->scope > b->scope) - (a->scope < b->scope);
}

static GArray *find_causes(const Study *study)
{
    GArray *causes = g_array_new(FALSE, FALSE, sizeof(Cause));
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        if (strcmp(view_scope(study, s)->kind, "faults") != 0)
            continue;
        const SummaryRow *count = study_find_summary(study, 0, "failures", s, "sum");
        const SummaryRow *down = study_find_summary(study, 0, "downtime", s, "sum");
        Cause cause = {s, count ? count->mean : NAN, down ? down->mean : NAN};
        if (!isnan(cause.count))
            g_array_append_val(causes, cause);
    }
    g_array_sort(causes, cause_compare);
    return causes;
}

static void put_cause(GString *page, const Study *study, const Cause *cause, const Cause *total,
                      double *sum)
{
    char text[NUMBER_SIZE];
    double hours = view_operating_s(study, 0) / HOURS / (double)view_run_count(study, 0);
    *sum += cause->count;
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, view_scope(study, cause->scope)->name);
    g_string_append(page, "</th>");
    number_bare((NumberStyle){1, 1, ""}, cause->count, text);
    html_number(page, cause->count, text);
    number_bare((NumberStyle){1, 2, ""}, cause->count / hours * 1e6, text);
    html_number(page, cause->count / hours * 1e6, text);
    number_text((NumberStyle){100, 1, " %"}, cause->count / total->count, text);
    html_number(page, cause->count / total->count, text);
    number_text((NumberStyle){100, 1, " %"}, *sum / total->count, text);
    html_number(page, *sum / total->count, text);
    double share = total->downtime > 0 ? cause->downtime / total->downtime : NAN;
    number_text((NumberStyle){100, 1, " %"}, share, text);
    html_number(page, share, text);
    g_string_append(page, "</tr>\n");
}

static void put_causes(GString *page, const Study *study)
{
    g_autoptr(GArray) causes = find_causes(study);
    Cause total = {0, 0, 0};
    for (guint i = 0; i < causes->len; i++) {
        const Cause *cause = &g_array_index(causes, Cause, i);
        total.count += cause->count;
        total.downtime += isnan(cause->downtime) ? 0 : cause->downtime;
    }
    if (!(total.count > 0))
        return;
    g_string_append(page, "<h3>Causes, most frequent first</h3>\n");
    html_table_begin(page, "Cause|#Failures a run|#per 10⁶ device-hours|#Share|#Cumulative|"
                           "#Share of downtime");
    double sum = 0;
    for (guint i = 0; i < causes->len; i++)
        put_cause(page, study, &g_array_index(causes, Cause, i), &total, &sum);
    html_table_end(page);
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
    char right[NUMBER_SIZE], said[NUMBER_SIZE];
    if (!truth || !report || isnan(truth->mean) || isnan(report->mean))
        return;
    double gap = report->mean - truth->mean;
    number_text((NumberStyle){100, 1, " %"}, truth->mean, right);
    number_text((NumberStyle){100, 1, " %"}, report->mean, said);
    g_string_append_printf(page,
                           "<p>%s of the answers were right; the devices report a mean confidence "
                           "of %s, %.1f points %s. A fleet knows only the second number.</p>\n",
                           right, said, 100 * fabs(gap), gap < 0 ? "too low" : "too high");
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
    if (strcmp(section, "accuracy") == 0)
        note_accuracy(page, study);
}
