#include <math.h>
#include <string.h>

#include "out/claim.h"
#include "out/number.h"
#include "out/plot_spec.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/verdict_text.h"
#include "out/view.h"

#define ROW_MAX 48 /* of a figure's table; the file has the rest */

/* A bar's number and its interval. */
static void put_bar(GString *page, const Chart *chart, const ChartLine *line)
{
    char mid[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    NumberStyle style =
        number_style(line->mid[0], 0.5 * (line->high[0] - line->low[0]), chart->unit);
    number_text(style, line->mid[0], mid);
    number_bare(style, line->low[0], low);
    number_bare(style, line->high[0], high);
    g_string_append(page, "<tr><th scope=\"row\">");
    html_text(page, line->label);
    g_string_append(page, "</th>");
    html_number(page, line->mid[0], mid);
    html_number(page, line->low[0], low);
    html_number(page, line->high[0], high);
    g_string_append(page, "</tr>\n");
}

static void put_bars(GString *page, const Chart *chart)
{
    html_table_begin(page, "Name|#Mean|#Interval from|#to");
    for (guint l = 0; l < chart->lines->len; l++)
        put_bar(page, chart, chart_line(chart, l));
    html_table_end(page);
}

/* One x and what each line has there: shares of a distribution, else the metric. */
static void put_point(GString *page, const Chart *chart, uint32_t i)
{
    char text[NUMBER_SIZE];
    bool is_distribution = chart->kind == CHART_DISTRIBUTION;
    if (is_distribution)
        number_show(chart->x[i], NAN, chart->unit, text);
    else
        number_text((NumberStyle){1, 2, ""}, chart->x[i], text);
    g_string_append(page, "<tr>");
    html_number(page, chart->x[i], text);
    for (guint l = 0; l < chart->lines->len; l++) {
        double value = chart_line(chart, l)->mid[i];
        number_show(value, NAN, is_distribution ? "fraction" : chart->unit, text);
        html_number(page, value, text);
    }
    g_string_append(page, "</tr>\n");
}

static void put_curves(GString *page, const Chart *chart)
{
    uint32_t stride = (chart->count + ROW_MAX - 1) / ROW_MAX;
    g_autoptr(GString) columns = g_string_new("#");
    g_string_append(columns, chart->x_axis.title ? chart->x_axis.title : chart->x_name);
    for (guint l = 0; l < chart->lines->len; l++) {
        g_autofree char *label = g_strdelimit(g_strdup(chart_line(chart, l)->label), "|", ' ');
        g_string_append_printf(columns, "|#%s", label);
    }
    html_table_begin(page, columns->str);
    for (uint32_t i = 0; i < chart->count; i += stride)
        put_point(page, chart, i);
    html_table_end(page);
    if (stride > 1)
        g_string_append_printf(page,
                               "<p class=\"note\">One row in %u; all rows, with intervals, "
                               "are in <code>plots/%s.csv</code>.</p>\n",
                               stride, chart->name);
}

/* "✓ PASS fast-answers: 61.4 ms, required p95(inference_latency) < 100 ms in tag:mains" */
static void put_judgement(GString *page, const Study *study, const RequirementRow *row,
                          const PlotSpec *spec)
{
    if (row->point != 0 || strcmp(view_metric(study, row->metric)->name, spec->metric) != 0)
        return;
    VerdictText text = verdict_text(study, row);
    g_autofree char *condition = verdict_condition_text(row);
    g_autofree char *scope = verdict_scope_text(study, row);
    g_string_append_printf(page, "<br><span class=\"tag %s\">%s %s</span> ",
                           verdict_class(row->verdict), verdict_sign(row->verdict),
                           verdict_word(row->verdict));
    claim_put_name(page, row->name);
    g_string_append(page, ": ");
    g_autofree char *what = g_strconcat("observed ", row->name, NULL);
    if (isnan(row->observed))
        g_string_append(page, "nothing observed");
    else
        claim_put(page, text.observed, what);
    g_string_append(page, ", required ");
    claim_put_name(page, condition);
    g_string_append(page, scope[0] ? " " : "");
    claim_put_name(page, scope);
    g_string_append(page, ".");
}

/* The picture if it was drawn, its caption, and a fold with the numbers and their query. */
static void put_figure(GString *page, const Study *study, const Chart *chart, const PlotSpec *spec,
                       const char *dir)
{
    g_autofree char *base = g_strconcat(chart->name, ".svg", NULL);
    g_autofree char *path = g_build_filename(dir, "plots", base, NULL);
    g_autofree char *svg = NULL;
    gsize length = 0;
    g_string_append(page, "<figure>\n");
    if (g_file_get_contents(path, &svg, &length, NULL)) {
        g_autofree char *code = g_base64_encode((const guchar *)svg, length);
        g_string_append(page, "<img width=\"600\" height=\"420\" alt=\"");
        html_text(page, chart->alt);
        g_string_append_printf(page, "\" src=\"data:image/svg+xml;base64,%s\">\n", code);
    }
    g_string_append(page, "<figcaption><b>");
    html_text(page, chart->title);
    g_string_append(page, ".</b> ");
    g_string_append(page, chart->caption);
    for (guint i = 0; i < study->requirements->len; i++)
        put_judgement(page, study, &g_array_index(study->requirements, RequirementRow, i), spec);
    g_string_append(page, "</figcaption>\n");
    html_fold_begin(page, "Numbers of this figure");
    if (chart->kind == CHART_BARS)
        put_bars(page, chart);
    else
        put_curves(page, chart);
    g_string_append(page, "<p class=\"note\">From the database:</p><pre>sqlite3 results.db \"");
    html_text(page, chart->query);
    g_string_append(page, "\"</pre>\n");
    html_fold_end(page);
    g_string_append(page, "</figure>\n");
}

void report_figures(GString *page, const Study *study, const char *section, const char *dir)
{
    g_assert(page && study && section && dir);

    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++) {
        if (strcmp(spec->section, section) != 0)
            continue;
        g_autoptr(Chart) chart = spec->build(study, spec);
        if (chart)
            put_figure(page, study, chart, spec, dir);
    }
}
