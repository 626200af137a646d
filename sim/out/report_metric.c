#include <math.h>
#include <string.h>

#include "out/number.h"
#include "out/quantile.h"
#include "exp/result_find.h"
#include "out/report_html.h"
#include "out/report_part.h"
#include "out/view.h"

#define COLUMN_MAX 8   /* of a table with a column per scope */
#define SCOPE_MAX  200 /* rows of a fold */

/* What a section tells: metrics, each with its statistics. */
typedef struct MetricUse {
    const char *section, *metric;
    const char *stats[5];
} MetricUse;

static const MetricUse uses[] = {
    {"availability", "availability", {"mean"}},
    {"availability", "device_availability", {"p5", "min"}},
    {"availability", "group_availability", {"mean"}},
    {"availability", "group_failure_time", {"mean"}},
    {"availability", "downtime", {"sum"}},
    {"failures", "failures", {"sum"}},
    {"failures", "device_losses", {"sum"}},
    {"failures", "mtbf", {"mean"}},
    {"failures", "mttr", {"mean", "p50", "p95"}},
    {"failures", "visits", {"sum"}},
    {"failures", "bit_flips", {"sum"}},
    {"failures", "uncorrected_words", {"sum"}},
    {"detection", "detection_time", {"p50", "p95", "p99"}},
    {"detection", "undetected_failures", {"sum"}},
    {"detection", "false_alarms", {"sum"}},
    {"detection", "false_alarm_rate", {"mean"}},
    {"detection", "monitor_messages", {"sum"}},
    {"latency", "inference_latency", {"p50", "p95", "p99", "p99.9", "max"}},
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

/* Where a metric goes that no row names: by the first words of its name. */
static const struct {
    const char *prefix, *section;
} homes[] = {
    {"energy", "energy"},     {"battery", "energy"},       {"current", "energy"},
    {"memory", "energy"},     {"outages", "failures"},     {"crashes", "detection"},
    {"message", "gateways"},  {"messages", "gateways"},    {"radio", "gateways"},
    {"on_air", "gateways"},   {"gateway", "gateways"},     {"queue", "gateways"},
    {"data", "gateways"},     {"heartbeat", "detection"},  {"inference", "latency"},
    {"reported", "accuracy"}, {"clock_error", "accuracy"},
};

static bool is_listed(const char *metric)
{
    for (size_t u = 0; u < G_N_ELEMENTS(uses); u++)
        if (strcmp(uses[u].metric, metric) == 0)
            return true;
    return false;
}

/* MetricUse of a section: those listed, then others of its kind with their headline. */
static GArray *uses_of(const Study *study, const char *section)
{
    GArray *own = g_array_new(FALSE, FALSE, sizeof(MetricUse));
    for (size_t u = 0; u < G_N_ELEMENTS(uses); u++)
        if (strcmp(uses[u].section, section) == 0)
            g_array_append_val(own, uses[u]);
    for (guint m = 0; m < study->metrics->len; m++) {
        const MetricInfo *info = view_metric(study, m);
        MetricUse use = {section, info->name, {info->headline}};
        bool is_home = false;
        for (size_t h = 0; h < G_N_ELEMENTS(homes); h++)
            is_home |= g_str_has_prefix(info->name, homes[h].prefix) &&
                       strcmp(homes[h].section, section) == 0;
        if (is_home && !is_listed(info->name))
            g_array_append_val(own, use);
    }
    return own;
}

static const MetricUse *use_at(const GArray *own, guint index)
{
    return &g_array_index(own, MetricUse, index);
}

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

/* Metrics of a feature that may not be used, and the count that is above 0 if it is. */
static const struct {
    const char *metric, *witness;
} features[] = {
    {"visits", "visits"},
    {"bit_flips", "bit_flips"},
    {"uncorrected_words", "bit_flips"},
    {"device_losses", "failures"},
    {"monitor_messages", "monitor_messages"},
    {"false_alarms", "monitor_messages"},
    {"false_alarm_rate", "monitor_messages"},
    {"undetected_failures", "monitor_messages"},
    {"bytes_up", "bytes_up"},
    {"bytes_down", "bytes_down"},
    {"queue_drop_ratio", "gateway_requests"},
};

/* A count of 0 where nothing could have happened says nothing. */
static bool is_of_unused_feature(const Study *study, const SummaryRow *row)
{
    const char *name = view_metric(study, row->metric)->name;
    for (size_t i = 0; row->mean == 0 && i < G_N_ELEMENTS(features); i++) {
        if (strcmp(features[i].metric, name) != 0)
            continue;
        const SummaryRow *witness =
            study_find_summary(study, row->point, features[i].witness, 0, "sum");
        return !witness || !(witness->mean > 0);
    }
    return false;
}

static bool is_worth_showing(const Study *study, const SummaryRow *row)
{
    return !isnan(row->mean) && !is_of_unused_feature(study, row) &&
           !view_is_moot(study, row->point, row->metric, row->scope);
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
            if (rows->len >= SCOPE_MAX)
                return rows;
            const SummaryRow *row = study_find_summary(study, 0, use->metric, s, use->stats[i]);
            if (row && is_worth_showing(study, row))
                g_ptr_array_add(rows, (gpointer)(uintptr_t)row);
        }
    }
    return rows;
}

static void put_metric(GString *page, const Study *study, uint32_t metric)
{
    const MetricInfo *info = view_metric(study, metric);
    bool is_assumed = study->is_accuracy_assumed && strcmp(info->name, "accuracy") == 0;
    html_text(page, info->name);
    g_string_append(page, info->is_reported ? " <small>(as reported) " : " <small>");
    html_text(page, info->doc);
    g_string_append(page, is_assumed ? "; assumed, not computed</small>" : "</small>");
}

static void put_row(GString *page, const Study *study, const SummaryRow *row, bool is_first)
{
    char mean[NUMBER_SIZE], low[NUMBER_SIZE] = "", high[NUMBER_SIZE] = "", worst[NUMBER_SIZE] = "";
    Quantile quantile = quantile_of(study, row);
    quantile_text(&quantile, mean);
    if (quantile.form == QUANTILE_MEAN)
        number_bare(quantile.style, row->worst, worst);
    if (!isnan(quantile.low)) {
        number_bare(quantile.style, quantile.low, low);
        number_bare(quantile.style, quantile.high, high);
    }
    g_string_append(page, is_first ? "<tr class=\"first\"><th scope=\"row\">" : "<tr><td>");
    if (is_first)
        put_metric(page, study, row->metric);
    g_string_append(page, is_first ? "</th>" : "</td>");
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    html_cell(page, NULL, scope);
    html_cell(page, NULL, row->stat);
    html_number(page, quantile.value, mean);
    html_number(page, quantile.low, low);
    html_number(page, quantile.high, high);
    html_number(page, quantile.form == QUANTILE_MEAN ? row->worst : NAN, worst);
    g_string_append(page, "</tr>\n");
}

/* Has the scope a number of this section in the first point? */
static bool is_column(const Study *study, const GArray *own, uint32_t scope)
{
    const char *kind = view_scope(study, scope)->kind;
    if (is_folded_kind(kind) || strcmp(kind, "faults") == 0)
        return false;
    for (guint u = 0; u < own->len; u++) {
        const MetricUse *use = use_at(own, u);
        for (size_t i = 0; i < G_N_ELEMENTS(use->stats) && use->stats[i]; i++) {
            const SummaryRow *row = study_find_summary(study, 0, use->metric, scope, use->stats[i]);
            if (row && is_worth_showing(study, row))
                return true;
        }
    }
    return false;
}

/* Scopes that are not folded and have a number of this section: uint32_t. */
static GArray *find_columns(const Study *study, const char *section)
{
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autoptr(GArray) own = uses_of(study, section);
    for (uint32_t s = 0; s < study->scopes->len; s++)
        if (is_column(study, own, s))
            g_array_append_val(columns, s);
    return columns;
}

/* The row of a scope and statistic among these, NULL if there is none. */
static const SummaryRow *pick_row(const GPtrArray *rows, uint32_t scope, const char *stat)
{
    for (guint i = 0; i < rows->len; i++) {
        const SummaryRow *row = g_ptr_array_index(rows, i);
        if (row->scope == scope && strcmp(row->stat, stat) == 0)
            return row;
    }
    return NULL;
}

/* A mean with its interval below it, a joined quantile, or that there are too few samples. */
static void put_estimate(GString *page, const Study *study, const SummaryRow *row)
{
    char exact[NUMBER_SIZE], shown[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (!row) {
        g_string_append(page, "<td class=\"n\"></td>");
        return;
    }
    Quantile quantile = quantile_of(study, row);
    number_exact(quantile.value, exact);
    quantile_text(&quantile, shown);
    number_bare(quantile.style, quantile.low, low);
    number_bare(quantile.style, quantile.high, high);
    g_string_append_printf(page, "<td class=\"n\" data-value=\"%s\">%s%s%s", exact,
                           quantile.form == QUANTILE_FEW ? "<small>" : "", shown,
                           quantile.form == QUANTILE_FEW ? "</small>" : "");
    if (quantile.high > quantile.low)
        g_string_append_printf(page, "<small>%s – %s</small>", low, high);
    if (quantile.form == QUANTILE_POOLED)
        g_string_append(page, "<small>all runs together</small>");
    else if (row->n < view_run_count(study, row->point))
        g_string_append_printf(page, "<small>n = %u</small>", row->n);
    g_string_append(page, "</td>");
}

static void put_use(GString *page, const Study *study, const MetricUse *use, const GArray *columns)
{
    g_autoptr(GPtrArray) rows = find_rows(study, use, false);
    bool is_first = true;
    for (size_t i = 0; i < G_N_ELEMENTS(use->stats) && use->stats[i]; i++) {
        bool has_any = false;
        for (guint c = 0; c < columns->len; c++)
            has_any |= pick_row(rows, g_array_index(columns, uint32_t, c), use->stats[i]) != NULL;
        if (!has_any)
            continue;
        g_string_append(page, is_first ? "<tr class=\"first\"><th scope=\"row\">" : "<tr><td>");
        if (is_first)
            put_metric(page, study, ((SummaryRow *)rows->pdata[0])->metric);
        g_string_append(page, is_first ? "</th>" : "</td>");
        html_cell(page, NULL, use->stats[i]);
        for (guint c = 0; c < columns->len; c++)
            put_estimate(page, study,
                         pick_row(rows, g_array_index(columns, uint32_t, c), use->stats[i]));
        g_string_append(page, "</tr>\n");
        is_first = false;
    }
}

/* A row per statistic, a column per scope. */
static void put_matrix(GString *page, const Study *study, const char *section,
                       const GArray *columns)
{
    uint32_t n = view_run_count(study, 0);
    g_autoptr(GString) names = g_string_new("Metric|Statistic");
    for (guint c = 0; c < columns->len; c++) {
        const Scope *scope = view_scope(study, g_array_index(columns, uint32_t, c));
        bool is_plain = scope->name[0] && strcmp(scope->kind, "fleet") == 0;
        g_autofree char *text = is_plain ? g_strdup(scope->name) : view_scope_text(scope);
        g_string_append_printf(names, "|#%s", g_strdelimit(text, "|", ' '));
    }
    html_table_begin(page, names->str);
    g_autoptr(GArray) own = uses_of(study, section);
    for (guint u = 0; u < own->len; u++)
        put_use(page, study, use_at(own, u), columns);
    html_table_end(page);
    if (n < 2)
        g_string_append(page, "<p class=\"note\">One replication, so no intervals.</p>\n");
    else
        g_string_append_printf(page,
                               "<p class=\"note\">Means over %u replications, their 95 %% "
                               "intervals below; none where all agree. n: replications "
                               "that had any, if not all.</p>\n",
                               n);
}

/* The table of a section, or of its fold by region; nothing if it has no rows. */
static void put_table(GString *page, const Study *study, const char *section, bool is_folded)
{
    bool is_open = false;
    g_autoptr(GArray) own = uses_of(study, section);
    for (guint u = 0; u < own->len; u++) {
        g_autoptr(GPtrArray) rows = find_rows(study, use_at(own, u), is_folded);
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

bool report_has_section(const Study *study, const char *id)
{
    g_assert(study && id);

    g_autoptr(GArray) own = uses_of(study, id);
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        const char *metric = view_metric(study, row->metric)->name;
        for (guint u = 0; u < own->len; u++)
            if (strcmp(use_at(own, u)->metric, metric) == 0 && is_worth_showing(study, row) &&
                stat_place(use_at(own, u), row->stat) >= 0)
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
        g_autoptr(GArray) columns = find_columns(study, sections[i].id);
        report_figures(page, study, sections[i].id, dir);
        if (columns->len <= COLUMN_MAX)
            put_matrix(page, study, sections[i].id, columns);
        else
            put_table(page, study, sections[i].id, false);
        put_table(page, study, sections[i].id, true);
        report_note(page, study, sections[i].id);
        html_section_end(page);
    }
}
