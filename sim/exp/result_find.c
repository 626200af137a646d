#include "exp/result_find.h"

#include <string.h>

static int compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_scalars(const void *pa, const void *pb)
{
    const ScalarRow *a = pa, *b = pb;
    int order = compare_u32(a->metric, b->metric);
    if (order == 0)
        order = compare_u32(a->scope, b->scope);
    return order != 0 ? order : strcmp(a->stat, b->stat);
}

static int compare_columns(const void *pa, const void *pb)
{
    const SeriesColumn *a = pa, *b = pb;
    int order = compare_u32(a->scope, b->scope);
    return order != 0 ? order : compare_u32(a->metric, b->metric);
}

static int compare_buckets(const void *pa, const void *pb)
{
    const HistogramRow *a = pa, *b = pb;
    int order = compare_u32(a->metric, b->metric);
    return order != 0 ? order : compare_u32(a->scope, b->scope);
}

static int compare_summaries(const void *pa, const void *pb)
{
    const SummaryRow *a = pa, *b = pb;
    int order = compare_u32(a->point, b->point);
    if (order == 0)
        order = compare_u32(a->metric, b->metric);
    if (order == 0)
        order = compare_u32(a->scope, b->scope);
    return order != 0 ? order : strcmp(a->stat, b->stat);
}

/* The first row that does not come before `wanted`; the length if all do. */
static guint lower_bound(const GArray *rows, const void *wanted,
                         int (*compare)(const void *, const void *))
{
    guint size = g_array_get_element_size((GArray *)(uintptr_t)rows), from = 0, to = rows->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (compare(rows->data + (size_t)middle * size, wanted) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The row that equals `wanted`, NULL if there is none. */
static const void *find_row(const GArray *rows, const void *wanted,
                            int (*compare)(const void *, const void *))
{
    guint at = lower_bound(rows, wanted, compare);
    guint size = g_array_get_element_size((GArray *)(uintptr_t)rows);
    const char *row = rows->data + (size_t)at * size;
    return at < rows->len && compare(row, wanted) == 0 ? row : NULL;
}

const ScalarRow *run_find_scalar(const RunResult *run, uint32_t metric, uint32_t scope,
                                 const char *stat)
{
    g_assert(run && stat);
    ScalarRow wanted = {metric, scope, stat, 0};
    return find_row(run->scalars, &wanted, compare_scalars);
}

const SeriesColumn *run_find_series(const RunResult *run, uint32_t metric, uint32_t scope)
{
    g_assert(run);
    SeriesColumn wanted = {metric, scope, NULL};
    return find_row(run->series, &wanted, compare_columns);
}

const HistogramRow *run_find_histogram(const RunResult *run, uint32_t metric, uint32_t scope,
                                       guint *ret_count)
{
    g_assert(run && ret_count);
    HistogramRow wanted = {metric, scope, 0, 0, 0}, next = {metric, scope + 1, 0, 0, 0};
    guint from = lower_bound(run->histograms, &wanted, compare_buckets);
    *ret_count = lower_bound(run->histograms, &next, compare_buckets) - from;
    return *ret_count > 0 ? &g_array_index(run->histograms, HistogramRow, from) : NULL;
}

const SummaryRow *study_find_summary(const Study *study, uint32_t point, const char *metric,
                                     uint32_t scope, const char *stat)
{
    g_assert(study && metric && stat);

    int32_t id = study_find_metric(study, metric);
    SummaryRow wanted = {.point = point, .metric = (uint32_t)id, .scope = scope, .stat = stat};
    return id < 0 ? NULL : find_row(study->summary, &wanted, compare_summaries);
}

int32_t study_find_metric(const Study *study, const char *name)
{
    g_assert(study && name);

    for (guint i = 0; i < study->metrics->len; i++)
        if (strcmp(g_array_index(study->metrics, MetricInfo, i).name, name) == 0)
            return (int32_t)i;
    return -1;
}

int32_t study_find_scope(const Study *study, const char *kind, const char *name)
{
    g_assert(study && kind && name);

    for (guint i = 0; i < study->scopes->len; i++) {
        const Scope *scope = &g_array_index(study->scopes, Scope, i);
        if (strcmp(scope->kind, kind) == 0 && strcmp(scope->name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}
