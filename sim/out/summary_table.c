#include <csv.h>
#include <math.h>
#include <string.h>

#include "exp/requirement.h"
#include "out/summary_text.h"
#include "out/verdict_text.h"
#include "out/view.h"

static void put_csv_text(GString *out, const char *text)
{
    size_t size = csv_write(NULL, 0, text, strlen(text));
    g_autofree char *field = g_malloc(size);
    csv_write(field, size, text, strlen(text));
    g_string_append_len(out, field, (gssize)size);
    g_string_append_c(out, ',');
}

static void put_csv_number(GString *out, double value, char end)
{
    char text[NUMBER_SIZE];
    number_exact(value, text);
    g_string_append(out, text);
    g_string_append_c(out, end);
}

char *summary_print_csv(const Study *study, const SummaryStyle *style)
{
    g_assert(study);
    (void)style;

    GString *out = g_string_new("point,metric,unit,scope,stat,n,mean,sd,ci_low,ci_high,worst\n");
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
        put_csv_text(out, view_point(study, row->point));
        put_csv_text(out, view_metric(study, row->metric)->name);
        put_csv_text(out, view_metric(study, row->metric)->unit);
        put_csv_text(out, scope);
        put_csv_text(out, row->stat);
        g_string_append_printf(out, "%u,", row->n);
        put_csv_number(out, row->mean, ',');
        put_csv_number(out, row->sd, ',');
        put_csv_number(out, row->ci_low, ',');
        put_csv_number(out, row->ci_high, ',');
        put_csv_number(out, row->worst, '\n');
    }
    return g_string_free(out, FALSE);
}

/* Text inside a table: no markup of Markdown or HTML takes effect, and no new row begins. */
static void put_markdown(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    for (const char *p = valid; *p; p++) {
        if (strchr("\\`*_[]|~#", *p))
            g_string_append_c(out, '\\');
        if (*p == '<')
            g_string_append(out, "&lt;");
        else if (*p == '&')
            g_string_append(out, "&amp;");
        else
            g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
    }
}

static void put_markdown_row(GString *out, const Study *study, const RequirementRow *row)
{
    VerdictText text = verdict_text(study, row);
    g_autofree char *scope = verdict_scope_text(study, row);
    g_string_append_printf(out, "| %s %s | ", verdict_sign(row->verdict),
                           verdict_word(row->verdict));
    if (study->points->len > 1) {
        put_markdown(out, view_point(study, row->point));
        g_string_append(out, ": ");
    }
    put_markdown(out, row->name);
    g_string_append(out, " | ");
    g_autofree char *condition = verdict_condition_text(row);
    put_markdown(out, condition);
    g_string_append(out, scope[0] ? " " : "");
    put_markdown(out, scope);
    g_string_append_printf(out, " | %s | ", text.observed);
    if (text.ci_low[0])
        g_string_append_printf(out, "%s – %s", text.ci_low, text.ci_high);
    g_string_append_printf(out, " | %s |\n", text.note);
}

char *summary_print_markdown(const Study *study, const SummaryStyle *style)
{
    g_assert(study && style);

    char digest[DIGEST_TEXT_SIZE], days[NUMBER_SIZE];
    GString *out = g_string_new("## ");
    g_autofree char *sentence = verdict_sentence(study);
    put_markdown(out, study->name);
    g_string_append_printf(out, ": %s\n\n", sentence);
    if (study->requirements->len > 0)
        g_string_append(out, "| Verdict | Requirement | Condition | Observed | Interval | Note |\n"
                             "| --- | --- | --- | ---: | --- | --- |\n");
    for (guint i = 0; i < study->requirements->len; i++)
        put_markdown_row(out, study, &g_array_index(study->requirements, RequirementRow, i));
    digest_print(study->digest, digest);
    number_duration((double)study->duration / 1e9, days);
    g_string_append_printf(out, "\n%s, %u replications, seed %" G_GUINT64_FORMAT ", digest `%s`\n",
                           days, study->replications, study->seed, digest);
    return g_string_free(out, FALSE);
}

/* Escaped for XML, where control characters may not stand at all. */
static void put_xml(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    for (char *p = valid; *p; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    g_autofree char *escaped = g_markup_escape_text(valid, -1);
    g_string_append(out, escaped);
}

/* A must that is not a pass fails; a should that is not one is skipped, as it decides nothing. */
static void put_case(GString *out, const Study *study, const RequirementRow *row)
{
    VerdictText text = verdict_text(study, row);
    bool is_must = strcmp(row->level, "must") == 0;
    g_string_append(out, "  <testcase classname=\"");
    put_xml(out, view_point(study, row->point));
    g_string_append(out, "\" name=\"");
    put_xml(out, row->name);
    g_string_append(out, "\">");
    if (row->verdict != VERDICT_PASS) {
        g_string_append_printf(out, "<%s message=\"%s: ", is_must ? "failure" : "skipped",
                               verdict_word(row->verdict));
        put_xml(out, row->condition);
        g_string_append_printf(out, ", observed %s", text.observed);
        if (text.ci_low[0])
            g_string_append_printf(out, " [%s, %s]", text.ci_low, text.ci_high);
        put_xml(out, text.note[0] ? "; " : "");
        put_xml(out, text.note);
        g_string_append(out, "\"/>");
    }
    g_string_append(out, "</testcase>\n");
}

char *summary_print_junit(const Study *study, const SummaryStyle *style)
{
    g_assert(study && style);

    guint failed = 0, skipped = 0;
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        bool is_must = strcmp(row->level, "must") == 0;
        failed += row->verdict != VERDICT_PASS && is_must;
        skipped += row->verdict != VERDICT_PASS && !is_must;
    }
    GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
    put_xml(out, study->name);
    g_string_append_printf(out, "\" tests=\"%u\" failures=\"%u\" skipped=\"%u\" errors=\"0\">\n",
                           study->requirements->len, failed, skipped);
    for (guint i = 0; i < study->requirements->len; i++)
        put_case(out, study, &g_array_index(study->requirements, RequirementRow, i));
    g_string_append(out, "</testsuite>\n");
    return g_string_free(out, FALSE);
}
