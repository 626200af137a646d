#include <math.h>
#include <string.h>

#include "out/number.h"
#include "out/plot_spec.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/view.h"

#define ROW_MAX   48  /* of a figure's table; the file has the rest */
#define SCOPE_MAX 200 /* rows of a fold */

/* What a section tells: metrics, each with its statistics. */
typedef struct MetricUse {
    const char *section, *metric;
    const char *stats[5];
} MetricUse;

static const MetricUse uses[] = {
    {"availability", "availability", {"mean"}},
    {"availability", "device_availability", {"p5", "mean", "min"}},
    {"availability", "group_availability", {"mean"}},
    {"availability", "group_failure_time", {"mean"}},
    {"availability", "downtime", {"sum"}},
    {"failures", "failures", {"sum"}},
    {"failures", "outages", {"sum"}},
    {"failures", "device_losses", {"sum"}},
    {"failures", "mtbf", {"mean"}},
    {"failures", "mttr", {"mean", "p50", "p95"}},
    {"failures", "visits", {"sum"}},
    {"failures", "bit_flips", {"sum"}},
    {"detection", "detection_time", {"p50", "p95", "p99"}},
    {"detection", "undetected_failures", {"sum"}},
    {"detection", "false_alarms", {"sum"}},
    {"detection", "false_alarm_rate", {"mean"}},
    {"detection", "monitor_messages", {"sum"}},
    {"latency", "inference_latency", {"p50", "p95", "p99", "max"}},
    {"latency", "deadline_miss_ratio", {"mean"}},
    {"latency", "inference_success_ratio", {"mean"}},
    {"latency", "throughput", {"mean"}},
    {"latency", "inferences", {"sum"}},
    {"latency", "demands", {"sum"}},
    {"energy", "energy_per_inference", {"mean"}},
    {"energy", "battery_life", {"p10", "p50", "p95"}},
    {"energy", "memory_use", {"p95", "max"}},
    {"accuracy", "accuracy", {"mean"}},
    {"accuracy", "confidence", {"mean"}},
    {"accuracy", "low_confidence", {"mean"}},
    {"accuracy", "error_rate", {"mean"}},
    {"accuracy", "class_drift", {"mean"}},
    {"gateways", "gateway_utilisation", {"mean", "p95"}},
    {"gateways", "queue_wait", {"mean", "p95"}},
    {"gateways", "queue_waited", {"mean"}},
    {"gateways", "gateway_queue", {"p95", "max"}},
    {"gateways", "gateway_in_system", {"mean"}},
    {"gateways", "gateway_requests", {"mean"}},
    {"gateways", "load_imbalance", {"mean"}},
    {"gateways", "queue_drop_ratio", {"mean"}},
    {"gateways", "data_loss_ratio", {"mean"}},
    {"gateways", "message_attempts", {"mean"}},
    {"gateways", "bytes_up", {"sum"}},
    {"gateways", "bytes_down", {"sum"}},
};

static const ReportSection sections[] = {
    {"availability", "Availability"},     {"failures", "Failures and repair"},
    {"detection", "Detection"},           {"latency", "Latency"},
    {"energy", "Energy and battery"},     {"accuracy", "Accuracy: truth beside report"},
    {"gateways", "Gateways and network"},
};

ReportSection report_section_at(size_t index)
{
    return index < G_N_ELEMENTS(sections) ? sections[index] : (ReportSection){NULL, NULL};
}

/* Of the statistics listed for a metric, its place; -1 = not shown there. */
static int stat_place(const MetricUse *use, const char *stat)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(use->stats) && use->stats[i]; i++)
        if (strcmp(use->stats[i], stat) == 0)
            return i;
    return -1;
}

static bool is_folded_kind(const char *kind)
{
    return strcmp(kind, "region") == 0 || strcmp(kind, "hwprofile") == 0 ||
           strcmp(kind, "tag") == 0;
}

/* Rows of the first point for one use, by scope and then by place of the statistic. */
static GPtrArray *find_rows(const Study *study, const MetricUse *use, bool is_folded)
{
    GPtrArray *rows = g_ptr_array_new();
    for (uint32_t s = 0; s < study->scopes->len; s++) {
        const char *kind = view_scope(study, s)->kind;
        if (is_folded_kind(kind) != is_folded || strcmp(kind, "faults") == 0)
            continue;
        for (int i = 0; i < (int)G_N_ELEMENTS(use->stats) && use->stats[i]; i++) {
            const SummaryRow *row = study_find_summary(study, 0, use->metric, s, use->stats[i]);
            if (row && !isnan(row->mean) && rows->len < SCOPE_MAX)
                g_ptr_array_add(rows, (gpointer)(uintptr_t)row);
        }
    }
    return rows;
}

static void put_row(GString *page, const Study *study, const SummaryRow *row, bool is_first)
{
    char mean[NUMBER_SIZE], low[NUMBER_SIZE] = "", high[NUMBER_SIZE] = "", worst[NUMBER_SIZE];
    const MetricInfo *metric = view_metric(study, row->metric);
    NumberStyle style = number_style(row->mean, 0.5 * (row->ci_high - row->ci_low),
                                     view_unit(study, row->metric, row->stat));
    number_text(style, row->mean, mean);
    number_bare(style, row->worst, worst);
    if (!isnan(row->ci_low)) {
        number_bare(style, row->ci_low, low);
        number_bare(style, row->ci_high, high);
    }
    g_string_append(page, is_first ? "<tr class=\"first\"><th scope=\"row\">" : "<tr><td>");
    if (is_first) {
        html_text(page, metric->name);
        g_string_append(page, metric->is_reported ? " <small>(as reported) " : " <small>");
        html_text(page, metric->doc);
        g_string_append(page, "</small></th>");
    } else {
        g_string_append(page, "</td>");
    }
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    html_cell(page, NULL, scope);
    html_cell(page, NULL, row->stat);
    html_number(page, row->mean, mean);
    html_number(page, row->ci_low, low);
    html_number(page, row->ci_high, high);
    html_number(page, row->worst, worst);
    g_string_append(page, "</tr>\n");
}

/* The table of a section, or of its fold by region; nothing if it has no rows. */
static void put_table(GString *page, const Study *study, const char *section, bool is_folded)
{
    bool is_open = false;
    for (size_t u = 0; u < G_N_ELEMENTS(uses); u++) {
        if (strcmp(uses[u].section, section) != 0)
            continue;
        g_autoptr(GPtrArray) rows = find_rows(study, &uses[u], is_folded);
        if (rows->len > 0 && !is_open) {
            if (is_folded)
                html_fold_begin(page, "By region, hardware and tag");
            html_table_begin(page, "Metric|Scope|Statistic|#Mean|#Interval from|#to|#Worst run");
            is_open = true;
        }
        for (guint i = 0; i < rows->len; i++)
            put_row(page, study, g_ptr_array_index(rows, i), i == 0);
    }
    if (is_open)
        html_table_end(page);
    if (is_open && is_folded)
        html_fold_end(page);
}

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

/* The picture if it was drawn, its caption, and a fold with the numbers and their query. */
static void put_figure(GString *page, const Chart *chart, const char *dir)
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
    g_string_append(page, "</figcaption>\n");
    html_fold_begin(page, "Numbers of this figure");
    put_figure_table(page, chart);
    g_string_append(page, "<p class=\"note\">From the database:</p><pre>sqlite3 results.db \"");
    html_text(page, chart->query);
    g_string_append(page, "\"</pre>\n");
    html_fold_end(page);
    g_string_append(page, "</figure>\n");
}

static void put_figures(GString *page, const Study *study, const char *section, const char *dir)
{
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++) {
        if (strcmp(spec->section, section) != 0)
            continue;
        g_autoptr(Chart) chart = spec->build(study, spec);
        if (chart)
            put_figure(page, chart, dir);
    }
}

bool report_has_section(const Study *study, const char *id)
{
    g_assert(study && id);

    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        const char *metric = view_metric(study, row->metric)->name;
        for (size_t u = 0; u < G_N_ELEMENTS(uses); u++)
            if (!isnan(row->mean) && strcmp(uses[u].section, id) == 0 &&
                strcmp(uses[u].metric, metric) == 0 && stat_place(&uses[u], row->stat) >= 0)
                return true;
    }
    return false;
}

void report_metrics(GString *page, const Study *study, const char *dir)
{
    g_assert(page && study && dir);

    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (!report_has_section(study, sections[i].id))
            continue;
        html_section_begin(page, sections[i].id, sections[i].title);
        put_figures(page, study, sections[i].id, dir);
        put_table(page, study, sections[i].id, false);
        put_table(page, study, sections[i].id, true);
        report_note(page, study, sections[i].id);
        html_section_end(page);
    }
}
