#include <math.h>
#include <string.h>

#include "out/number.h"
#include "out/plot_spec.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/verdict_text.h"
#include "out/view.h"

#define ROW_MAX 48 /* of a figure's table; the file has the rest */

static void put_figure_table(GString *page, const Chart *chart)
{
    bool is_bars = chart->kind == CHART_BARS;
    uint32_t stride = (chart->count + ROW_MAX - 1) / ROW_MAX;
    g_string_append(page, "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">");
    html_text(page, is_bars ? "name" : chart->x_name);
    g_string_append(page, "</th>");
    for (guint l = 0; l < chart->lines->len && !is_bars; l++) {
        g_string_append(page, "<th class=\"n\" scope=\"col\">");
        html_text(page, chart_line(chart, l)->label);
        g_string_append(page, "</th>");
    }
    g_string_append(page, "</tr></thead><tbody>\n");
    for (guint l = 0; l < chart->lines->len && is_bars; l++) {
        char text[NUMBER_SIZE];
        number_exact(chart_line(chart, l)->mid[0], text);
        g_string_append(page, "<tr>");
        html_cell(page, NULL, chart_line(chart, l)->label);
        html_cell(page, "n", text);
        g_string_append(page, "</tr>\n");
    }
    for (uint32_t i = 0; i < chart->count && !is_bars; i += stride) {
        char text[NUMBER_SIZE];
        number_bare((NumberStyle){1, 4, ""}, chart->x[i], text);
        g_string_append(page, "<tr>");
        html_cell(page, NULL, text);
        for (guint l = 0; l < chart->lines->len; l++) {
            number_bare((NumberStyle){1, 5, ""}, chart_line(chart, l)->mid[i], text);
            html_cell(page, "n", text);
        }
        g_string_append(page, "</tr>\n");
    }
    html_table_end(page);
    if (stride > 1)
        g_string_append_printf(page,
                               "<p class=\"note\">Every %u. row; all rows, with intervals, "
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
    html_text(page, row->name);
    g_string_append_printf(page, ": %s, required ",
                           isnan(row->observed) ? "nothing observed" : text.observed);
    html_text(page, condition);
    g_string_append(page, scope[0] ? " " : "");
    html_text(page, scope);
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
        g_string_append(page, "<img width=\"960\" height=\"540\" alt=\"");
        html_text(page, chart->alt);
        g_string_append_printf(page, "\" src=\"data:image/svg+xml;base64,%s\">\n", code);
    }
    g_string_append(page, "<figcaption><b>");
    html_text(page, chart->title);
    g_string_append(page, ".</b> ");
    html_text(page, chart->caption);
    for (guint i = 0; i < study->requirements->len; i++)
        put_judgement(page, study, &g_array_index(study->requirements, RequirementRow, i), spec);
    g_string_append(page, "</figcaption>\n");
    html_fold_begin(page, "Numbers of this figure");
    put_figure_table(page, chart);
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
