/* Captions: what a figure shows, in sentences whose numbers say what they are. */
#include <math.h>
#include <string.h>

#include "exp/result_find.h"
#include "out/chart_axis.h"
#include "out/claim.h"
#include "out/number.h"
#include "out/plot_spec.h"
#include "out/quantile.h"
#include "out/view.h"

#define SAID_MAX  4 /* lines told one by one */
#define WORST_MAX 3 /* of more than that */

/* One line that may be told of, and how bad it is. */
typedef struct Said {
    guint index;
    double badness;
} Said;

static gint said_compare(gconstpointer pa, gconstpointer pb)
{
    const Said *a = pa, *b = pb;
    if (a->badness != b->badness)
        return (a->badness < b->badness) - (a->badness > b->badness);
    return (a->index > b->index) - (a->index < b->index);
}

/* All in their order, or the worst few of many; says that there are more. */
static guint choose(GString *caption, const Study *study, const PlotSpec *spec, GArray *said)
{
    char count[NUMBER_SIZE];
    if (said->len <= SAID_MAX)
        return said->len;
    g_array_sort(said, said_compare);
    number_count((double)said->len, count);
    const char *kind = study->points->len > 1 ? "point" : spec->kind;
    g_autofree char *what = g_strdup_printf("scopes %s in %s", spec->metric, kind);
    g_string_append(caption, "The worst three of ");
    claim_put(caption, count, what);
    g_string_append_printf(caption, " %ss:", kind);
    return WORST_MAX;
}

/* " 98.3 % in one interval (day 12.8, replication 3)" */
static void say_extreme(GString *caption, const Study *study, const ChartLine *line,
                        const ViewExtreme *extreme, bool is_most)
{
    const MetricInfo *metric = view_metric(study, line->metric);
    TimeUnit unit = axis_time_unit((double)study->duration / 1e9);
    const char *which = is_most ? "most" : "least";
    char value[NUMBER_SIZE], at[NUMBER_SIZE], run[NUMBER_SIZE];
    g_autofree char *when = NULL;
    g_autofree char *when_words = g_strconcat("when ", which, NULL);
    g_autofree char *run_words = g_strconcat("replication ", which, NULL);
    number_show(extreme->value, NAN, metric->unit, value);
    number_text((NumberStyle){1, 1, ""}, extreme->middle_s / unit.seconds, at);
    when = g_strdup_printf("%s %s", unit.word, at);
    g_snprintf(run, sizeof run, "%u", extreme->replication + 1);
    claim_put_of(caption, study, value, (Claim){which, metric->name, line->scope});
    g_string_append(caption, " in one interval (");
    claim_put_of(caption, study, when, (Claim){when_words, metric->name, line->scope});
    if (view_run_count(study, line->point) > 1) {
        g_string_append(caption, ", replication ");
        claim_put_of(caption, study, run, (Claim){run_words, metric->name, line->scope});
    }
    g_string_append(caption, ")");
}

/* "homes: 99.61 % on average, least 98.3 % in one interval (day 12.8, replication 3)." */
static void say_series_line(GString *caption, const Study *study, const PlotSpec *spec,
                            const ChartLine *line)
{
    const MetricInfo *metric = view_metric(study, line->metric);
    ViewAsk ask = {line->point, line->metric, line->scope, spec->is_high_worst};
    ViewExtreme worst = {NAN, NAN, 0}, best = {NAN, NAN, 0};
    char mean[NUMBER_SIZE];
    ViewAsk other = {line->point, line->metric, line->scope, !spec->is_high_worst};
    if (!view_extreme(study, &ask, &worst) || !view_extreme(study, &other, &best))
        return;
    g_string_append(caption, caption->len ? " " : "");
    claim_put_name(caption, line->label);
    g_string_append(caption, ": ");
    number_show(line->mean, line->half_width, metric->unit, mean);
    if (worst.value == best.value) {
        number_show(worst.value, NAN, metric->unit, mean);
        claim_put_of(caption, study, mean,
                     (Claim){spec->is_high_worst ? "most" : "least", metric->name, line->scope});
        g_string_append(caption, " throughout.");
        return;
    }
    if (!isnan(line->mean)) {
        claim_put_of(caption, study, mean, (Claim){"mean mean", metric->name, line->scope});
        g_string_append_printf(caption, " %s, ", spec->mean_word);
    }
    g_string_append_printf(caption, "%s ", spec->worst_word);
    say_extreme(caption, study, line, &worst, spec->is_high_worst);
    g_string_append_c(caption, '.');
}

static void say_interval(GString *caption, const Study *study)
{
    const RunResult *first = view_first_run(study, 0);
    char length[NUMBER_SIZE];
    number_duration((double)MIN(first->bin_length, first->sim_end) / 1e9, length);
    g_string_append(caption, " An interval lasts ");
    claim_put(caption, length, "interval");
    g_string_append(caption, view_run_count(study, 0) > 1
                                 ? "; the worst one of any replication is told, while the lines "
                                   "are means."
                                 : ".");
}

void plot_say_series(GString *caption, const Study *study, const PlotSpec *spec, const Chart *chart)
{
    g_assert(caption && study && spec && chart);

    g_autoptr(GArray) said = g_array_new(FALSE, FALSE, sizeof(Said));
    for (guint i = 0; i < chart->lines->len; i++) {
        const ChartLine *line = chart_line(chart, i);
        ViewAsk ask = {line->point, line->metric, line->scope, spec->is_high_worst};
        ViewExtreme worst = {NAN, NAN, 0};
        if (!view_extreme(study, &ask, &worst))
            continue;
        Said one = {i, spec->is_high_worst ? worst.value : -worst.value};
        g_array_append_val(said, one);
    }
    guint count = choose(caption, study, spec, said);
    for (guint i = 0; i < count; i++)
        say_series_line(caption, study, spec,
                        chart_line(chart, g_array_index(said, Said, i).index));
    if (count > 0)
        say_interval(caption, study);
}

static const SummaryRow *row_of(const Study *study, const PlotSpec *spec,
                                const PlotSubject *subject, const char *stat)
{
    const SummaryRow *row =
        study_find_summary(study, subject->point, spec->metric, subject->scope, stat);
    return row && !isnan(row->mean) ? row : NULL;
}

static void say_quantile(GString *caption, const Study *study, const SummaryRow *row)
{
    char text[NUMBER_SIZE];
    Quantile quantile = quantile_of(study, row);
    g_autofree char *words = quantile_words(&quantile, row->stat);
    quantile_text(&quantile, text);
    claim_put_of(caption, study, text,
                 (Claim){words, view_metric(study, row->metric)->name, row->scope});
}

/* "12 samples, too few for more." */
static void say_too_few(GString *caption, const Study *study, const SummaryRow *row,
                        const char *end)
{
    char count[NUMBER_SIZE];
    Quantile quantile = quantile_of(study, row);
    quantile_count_text(&quantile, count);
    claim_put_of(caption, study, count,
                 (Claim){"samples", view_metric(study, row->metric)->name, row->scope});
    g_string_append_printf(caption, " sample%s: %s.", quantile.sample_count == 1 ? "" : "s", end);
}

static void say_distribution_line(GString *caption, const Study *study, const PlotSpec *spec,
                                  const PlotSubject *subject)
{
    const SummaryRow *half = row_of(study, spec, subject, "p50");
    const SummaryRow *far = row_of(study, spec, subject, spec->stat);
    if (!far)
        return;
    g_string_append(caption, caption->len ? " " : "");
    claim_put_name(caption, subject->label);
    g_string_append(caption, ": ");
    Quantile middle = half ? quantile_of(study, half) : (Quantile){.form = QUANTILE_FEW};
    Quantile end = quantile_of(study, far);
    if (middle.form == QUANTILE_FEW && end.form == QUANTILE_FEW) {
        say_too_few(caption, study, far, "too few for a quantile");
        return;
    }
    if (middle.form != QUANTILE_FEW) {
        g_string_append_printf(caption, "half %s ",
                               spec->is_survival ? "of them empty after" : "within");
        say_quantile(caption, study, half);
        g_string_append(caption, end.form == QUANTILE_FEW ? "; " : ", ");
    }
    if (end.form == QUANTILE_FEW) {
        say_too_few(caption, study, far, "too few for more");
        return;
    }
    g_string_append_printf(caption, "%s ", spec->worst_word);
    say_quantile(caption, study, far);
    g_string_append(caption, end.form == QUANTILE_POOLED ? " (all replications together)." : ".");
}

void plot_say_distribution(GString *caption, const Study *study, const PlotSpec *spec,
                           const GArray *subjects)
{
    g_assert(caption && study && spec && subjects);

    g_autoptr(GArray) said = g_array_new(FALSE, FALSE, sizeof(Said));
    for (guint i = 0; i < subjects->len; i++) {
        const SummaryRow *far =
            row_of(study, spec, &g_array_index(subjects, PlotSubject, i), spec->stat);
        double value = far ? quantile_of(study, far).value : NAN;
        double worse = spec->is_survival ? -value : value;
        Said one = {i, isnan(worse) ? -INFINITY : worse};
        if (far)
            g_array_append_val(said, one);
    }
    guint count = choose(caption, study, spec, said);
    for (guint i = 0; i < count; i++)
        say_distribution_line(
            caption, study, spec,
            &g_array_index(subjects, PlotSubject, g_array_index(said, Said, i).index));
}

void plot_say_all(GString *caption, const Study *study, const PlotSpec *spec, const char *label)
{
    g_assert(caption && study && spec && label);

    int32_t metric = study_find_metric(study, spec->metric);
    if (metric < 0 || !view_first_run(study, 0))
        return;
    if (spec->build == plot_build_distribution) {
        PlotSubject subject = {0, 0, 1, label};
        say_distribution_line(caption, study, spec, &subject);
        return;
    }
    const SummaryRow *row = study_find_summary(study, 0, spec->metric, 0, "mean");
    ChartLine line = {.label = (char *)(uintptr_t)label,
                      .metric = (uint32_t)metric,
                      .mean = row ? row->mean : NAN,
                      .half_width = row ? 0.5 * (row->ci_high - row->ci_low) : NAN};
    say_series_line(caption, study, spec, &line);
}

/* "crash is the largest: 45 % of 123 failures a run." */
void plot_say_bars(GString *caption, const Study *study, const PlotSpec *spec, uint32_t largest,
                   double total)
{
    g_assert(caption && study && spec);

    char all[NUMBER_SIZE], share[NUMBER_SIZE];
    const SummaryRow *row = study_find_summary(study, 0, spec->metric, largest, spec->stat);
    g_autofree char *kind = g_strdup_printf("kind %s in %s", spec->metric, spec->kind);
    const char *unit = view_unit(study, row->metric, spec->stat);
    if (strcmp(unit, "count") == 0)
        number_few(total, all);
    else
        number_show(total, NAN, unit, all);
    number_show(row->mean / total, 0.01, "fraction", share);
    claim_put_name(caption, view_scope(study, largest)->name);
    g_string_append(caption, " is the largest: ");
    claim_put_of(caption, study, share, (Claim){"share", spec->metric, largest});
    g_string_append(caption, " of ");
    claim_put(caption, all, kind);
    g_string_append_printf(caption, " %s a run.", spec->mean_word);
}
