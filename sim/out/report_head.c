#include <math.h>
#include <string.h>

#include "exp/requirement.h"
#include "exp/result_find.h"
#include "out/claim.h"
#include "out/number.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/verdict_text.h"
#include "out/view.h"

static void put_title(GString *page, const Study *study, const OutputOptions *options)
{
    char days[NUMBER_SIZE], warmup[NUMBER_SIZE], digest[DIGEST_TEXT_SIZE], runs[NUMBER_SIZE];
    number_duration((double)study->duration / 1e9, days);
    number_duration((double)study->warmup / 1e9, warmup);
    digest_print(study->digest, digest);
    g_string_append(page, "<header>\n<h1>");
    html_text(page, options->title ? options->title : study->name);
    g_string_append(page, "</h1>\n<p class=\"lead\">");
    claim_put_name(page, study->description ? study->description : "");
    g_string_append(page, study->description && study->description[0] ? " · " : "");
    claim_put(page, days, "duration");
    g_string_append(page, " simulated, ");
    g_snprintf(runs, sizeof runs, "%u", study->replications);
    claim_put(page, runs, "replications");
    g_string_append_printf(page, " replication%s", study->replications == 1 ? "" : "s");
    if (study->points->len > 1)
        g_string_append_printf(page, ", %u points", study->points->len);
    g_string_append(page, "</p>\n<p class=\"source\">tinyfleet ");
    html_text(page, options->version);
    g_string_append_printf(page,
                           " · seed %" G_GUINT64_FORMAT " · warm-up %s · digest <code>%.8s"
                           "…</code> · <a href=\"#redo\">how to redo this run</a></p>\n",
                           study->seed, warmup, digest);
    if (options->status && strcmp(options->status, "complete") != 0)
        g_string_append_printf(page,
                               "<p class=\"notice\"><b>! This run is not complete: it was "
                               "%s.</b> Numbers below are of what was done.</p>\n",
                               options->status);
    g_string_append(page, "</header>\n");
}

/* The names of the rows at level `must` with this verdict. */
static void put_names(GString *page, const Study *study, Verdict verdict)
{
    bool is_first = true;
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        if (row->verdict != verdict || strcmp(row->level, "must") != 0)
            continue;
        g_string_append(page, is_first ? ": " : ", ");
        claim_put_name(page, row->name);
        is_first = false;
    }
}

static void put_banner(GString *page, const Study *study)
{
    static const char *const ends[] = {"", "not met", "undecided", "without data"};
    static const char *const names[] = {"pass", "fail", "unclear", "no-data"};
    Verdict verdict = requirements_verdict(study);
    g_autofree char *sentence = verdict_sentence_html(study);
    if (study->requirements->len == 0) {
        g_string_append(page, "<div class=\"verdict none\"><b>No verdict</b><span>This scenario "
                              "sets no requirements.</span></div>\n");
        return;
    }
    g_string_append_printf(page,
                           "<div class=\"verdict %s\" role=\"status\"><b class=\"tag %s\">%s "
                           "%s</b><span>",
                           verdict_class(verdict), verdict_class(verdict), verdict_sign(verdict),
                           verdict_word(verdict));
    if (verdict != VERDICT_PASS) {
        uint32_t count = verdict_count(study, "must", verdict);
        char text[NUMBER_SIZE];
        g_autofree char *what = g_strdup_printf("requirements %s must", names[verdict]);
        g_snprintf(text, sizeof text, "%u", count);
        claim_put(page, text, what);
        g_string_append_printf(page, " <em>must</em> requirement%s %s",
                               count == 1 ? " is" : "s are", ends[verdict]);
        put_names(page, study, verdict);
        g_string_append(page, ". ");
    }
    g_string_append(page, sentence);
    g_string_append(page, ".</span></div>\n");
}

/* "1.2 M samples a run", and in how many replications there were any, if not in all. */
static char *sample_text(const Study *study, const RequirementRow *row)
{
    const char *metric = view_metric(study, row->metric)->name;
    const SummaryRow *count = study_find_summary(study, row->point, metric, row->scope, "count");
    uint32_t runs = view_run_count(study, row->point);
    char mean[NUMBER_SIZE];
    if (!count || isnan(count->mean) || runs == 0)
        return g_strdup("");
    number_few(count->mean * count->n / runs, mean);
    const char *plural = strcmp(mean, "1") == 0 ? "" : "s";
    if (count->n == runs)
        return g_strdup_printf("%s sample%s a run", mean, plural);
    return g_strdup_printf("%s sample%s a run, in %u of %u replications", mean, plural, count->n,
                           runs);
}

/* Its level, what would decide it, and on how many samples it stands. */
static void put_row_note(GString *page, const Study *study, const RequirementRow *row,
                         const char *note)
{
    g_autofree char *samples = sample_text(study, row);
    if (!note[0] && !samples[0])
        return;
    g_string_append(page, "<br><small>");
    html_text(page, note);
    g_string_append_printf(page, "%s%s</small>", note[0] && samples[0] ? "; " : "", samples);
}

/* A number of the table, exact and as shown. */
static void put_claimed(GString *page, const RequirementRow *row, const char *column, double exact,
                        const char *shown)
{
    char text[NUMBER_SIZE];
    g_autofree char *what = g_strdup_printf("%s %s", column, row->name);
    number_exact(exact, text);
    g_string_append_printf(page, "<td class=\"n\" data-value=\"%s\">", text);
    if (!isnan(exact))
        claim_put(page, shown, what);
    g_string_append(page, "</td>");
}

static void put_requirement(GString *page, const Study *study, const RequirementRow *row)
{
    VerdictText text = verdict_text(study, row);
    g_autofree char *scope = verdict_scope_text(study, row);
    g_string_append_printf(page, "<tr><td class=\"tag %s\">%s %s</td>", verdict_class(row->verdict),
                           verdict_sign(row->verdict), verdict_word(row->verdict));
    if (study->points->len > 1)
        html_cell(page, NULL, view_point(study, row->point));
    g_string_append(page, "<th scope=\"row\">");
    html_text(page, row->name);
    g_string_append(page, "</th><td>");
    g_autofree char *condition = verdict_condition_text(row);
    html_text(page, condition);
    if (scope[0]) {
        g_string_append(page, " <small>");
        html_text(page, scope);
        g_string_append(page, "</small>");
    }
    put_row_note(page, study, row, text.note);
    g_string_append(page, "</td>");
    put_claimed(page, row, "observed", row->observed, text.observed);
    put_claimed(page, row, "ci_low", row->ci_low, text.ci_low);
    put_claimed(page, row, "ci_high", row->ci_high, text.ci_high);
    g_string_append(page, "</tr>\n");
}

static void put_requirements(GString *page, const Study *study)
{
    if (study->requirements->len == 0)
        return;
    g_string_append(page, "<div class=\"requirements\">\n");
    html_table_begin(page, study->points->len > 1
                               ? "Verdict|Point|Requirement|Condition|#Observed|#Interval from|#to"
                               : "Verdict|Requirement|Condition|#Observed|#Interval from|#to");
    double least = 1, most = 0;
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        put_requirement(page, study, row);
        least = fmin(least, row->confidence);
        most = fmax(most, row->confidence);
    }
    html_table_end(page);
    g_string_append(page, "</div>\n");
    char confidence[NUMBER_SIZE];
    number_show(least, NAN, "fraction", confidence);
    g_string_append_printf(
        page,
        "<p class=\"note\">PASS only if the whole interval is on the good side of the limit, FAIL "
        "only if all of it is on the bad side, else UNCLEAR. Each of the %u is judged at %s "
        "confidence%s, so that all hold together (Bonferroni). Intervals are Student t over "
        "replications, the unit of every statement here; one replication gives none. A share on "
        "which all samples agree has the interval of Clopper and Pearson.</p>\n",
        study->requirements->len, confidence, least < most ? " or more" : "");
}

static void put_tile(GString *page, const char *number, const char *label, const char *what)
{
    g_string_append(page, "<div><b>");
    claim_put(page, number, what);
    g_string_append(page, "</b><span>");
    html_text(page, label);
    g_string_append(page, "</span></div>\n");
}

/* A tile with a mean over replications, if there is one. */
static void put_mean_tile(GString *page, const Study *study, const char *metric, const char *stat,
                          const char *label)
{
    const SummaryRow *row = study_find_summary(study, 0, metric, 0, stat);
    char text[NUMBER_SIZE];
    if (!row || isnan(row->mean) || view_is_moot(study, 0, row->metric, 0))
        return;
    number_show(row->mean, 0.5 * (row->ci_high - row->ci_low), view_unit(study, row->metric, stat),
                text);
    g_autofree char *what = g_strdup_printf("mean %s %s in all", stat, metric);
    put_tile(page, text, label, what);
}

static void put_tiles(GString *page, const Study *study)
{
    char text[NUMBER_SIZE];
    const RunResult *first = view_first_run(study, 0);
    double inferences = view_total(study, "inferences", "sum");
    g_string_append(page, "<div class=\"tiles\">\n");
    if (first) {
        number_count((double)first->devices, text);
        put_tile(page, text, "devices", "devices");
    }
    number_count(view_device_days(study), text);
    put_tile(page, text, "device-days in all", "device-days");
    if (!isnan(inferences)) {
        number_count(inferences, text);
        put_tile(page, text, "inferences in all", "total inferences in all");
    }
    put_mean_tile(page, study, "availability", "mean", "availability");
    put_mean_tile(page, study, "failures", "sum", "failures a run");
    put_mean_tile(page, study, "mttr", "mean", "mean time to repair");
    put_mean_tile(page, study, "energy_per_inference", "mean", "energy per inference");
    if (!study->is_accuracy_assumed)
        put_mean_tile(page, study, "accuracy", "mean", "of answers right (truth)");
    g_string_append(page, "</div>\n");
}

void report_head(GString *page, const Study *study, const OutputOptions *options)
{
    g_assert(page && study && options);

    put_title(page, study, options);
    put_banner(page, study);
    report_findings(page, study);
    put_requirements(page, study);
    put_tiles(page, study);
}
