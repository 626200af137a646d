#include "out/view.h"

#include "exp/result_find.h"

#include <math.h>
#include <string.h>

const MetricInfo *view_metric(const Study *study, uint32_t metric)
{
    g_assert(metric < study->metrics->len);
    return &g_array_index(study->metrics, MetricInfo, metric);
}

const Scope *view_scope(const Study *study, uint32_t scope)
{
    g_assert(scope < study->scopes->len);
    return &g_array_index(study->scopes, Scope, scope);
}

const char *view_point(const Study *study, uint32_t point)
{
    g_assert(point < study->points->len);
    return g_array_index(study->points, const char *, point);
}

const RunResult *view_run(const Study *study, guint index)
{
    g_assert(index < study->runs->len);
    return g_ptr_array_index(study->runs, index);
}

const char *view_unit(const Study *study, uint32_t metric, const char *stat)
{
    g_assert(stat);
    if (g_str_has_prefix(stat, "share("))
        return "fraction";
    return strcmp(stat, "count") == 0 ? "count" : view_metric(study, metric)->unit;
}

char *view_scope_text(const Scope *scope)
{
    g_assert(scope);
    if (strcmp(scope->kind, "all") == 0)
        return g_strdup("all");
    return g_strconcat(scope->kind, ":", scope->name, NULL);
}

static bool is_good_run(const RunResult *run, uint32_t point)
{
    return run->point == point && strcmp(run->status, "ok") == 0;
}

const RunResult *view_first_run(const Study *study, uint32_t point)
{
    g_assert(study);
    for (guint r = 0; r < study->runs->len; r++)
        if (is_good_run(view_run(study, r), point))
            return view_run(study, r);
    return NULL;
}

GPtrArray *view_series(const Study *study, uint32_t point, uint32_t metric, uint32_t scope)
{
    const RunResult *first = view_first_run(study, point);
    GPtrArray *columns = g_ptr_array_new();
    for (guint r = 0; first && r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        const SeriesColumn *column = run_find_series(run, metric, scope);
        if (column && is_good_run(run, point) && run->bin_count == first->bin_count &&
            run->bin_length == first->bin_length)
            g_ptr_array_add(columns, (gpointer)(uintptr_t)column);
    }
    return columns;
}

SimTime view_bin_end(const RunResult *run, uint32_t bin)
{
    g_assert(run && bin < run->bin_count);
    return bin + 1 == run->bin_count ? run->sim_end : (SimTime)(bin + 1) * run->bin_length;
}

/* Of intervals that begin at `from` or later. */
static bool find_extreme(const Study *study, const ViewAsk *ask, SimTime from,
                         ViewExtreme *ret_extreme)
{
    bool has_any = false;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        const SeriesColumn *column = run_find_series(run, ask->metric, ask->scope);
        for (uint32_t b = 0; column && is_good_run(run, ask->point) && b < run->bin_count; b++) {
            SimTime begin = (SimTime)b * run->bin_length;
            double value = column->value[b], best = ret_extreme->value;
            bool is_worse = !has_any || (ask->is_most ? value > best : value < best);
            if (isnan(value) || begin < from || !is_worse)
                continue;
            double middle_s = ((double)begin + (double)view_bin_end(run, b)) / 2e9;
            *ret_extreme = (ViewExtreme){value, middle_s, run->replication};
            has_any = true;
        }
    }
    return has_any;
}

bool view_extreme(const Study *study, const ViewAsk *ask, ViewExtreme *ret_extreme)
{
    g_assert(study && ask && ret_extreme);
    return find_extreme(study, ask, study->warmup, ret_extreme) ||
           find_extreme(study, ask, 0, ret_extreme);
}

double view_scalar(const RunResult *run, int32_t metric, uint32_t scope, const char *stat)
{
    g_assert(run && stat);
    const ScalarRow *row = metric < 0 ? NULL : run_find_scalar(run, (uint32_t)metric, scope, stat);
    return row ? row->value : NAN;
}

double view_total(const Study *study, const char *metric, const char *stat)
{
    g_assert(study && metric && stat);
    int32_t id = study_find_metric(study, metric);
    double total = NAN;
    for (guint r = 0; r < study->runs->len; r++) {
        double value = view_scalar(view_run(study, r), id, 0, stat);
        if (!isnan(value))
            total = isnan(total) ? value : total + value;
    }
    return total;
}

bool view_is_idle(const Study *study, uint32_t point, uint32_t scope)
{
    g_assert(study);
    const SummaryRow *row = study_find_summary(study, point, "gateway_requests", scope, "sum");
    return row && row->mean == 0;
}

bool view_is_moot(const Study *study, uint32_t point, uint32_t metric, uint32_t scope)
{
    g_assert(study);
    const char *name = view_metric(study, metric)->name;
    bool is_about_gateways = g_str_has_prefix(name, "gateway_") ||
                             g_str_has_prefix(name, "queue_") ||
                             strcmp(name, "load_imbalance") == 0;
    bool is_pool = strcmp(view_scope(study, scope)->kind, "pool") == 0;
    return is_about_gateways && view_is_idle(study, point, is_pool ? scope : 0);
}

uint32_t view_run_count(const Study *study, uint32_t point)
{
    g_assert(study);
    uint32_t count = 0;
    for (guint r = 0; r < study->runs->len; r++) {
        if (is_good_run(view_run(study, r), point))
            count++;
    }
    return count;
}

double view_operating_s(const Study *study, uint32_t point)
{
    g_assert(study);
    int32_t metric = study_find_metric(study, "availability");
    double total = NAN;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        double share = is_good_run(run, point) ? view_scalar(run, metric, 0, "mean") : NAN;
        double span = (double)(run->sim_end - study->warmup) / 1e9;
        if (!isnan(share) && span > 0)
            total = (isnan(total) ? 0 : total) + share * span * (double)run->devices;
    }
    return total;
}

double view_device_days(const Study *study)
{
    g_assert(study);
    double days = 0;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        days += (double)run->devices * ((double)run->sim_end / (double)NS_PER_D);
    }
    return days;
}
