/* Rows in the order that a run has them. */
#include "synthetic.h"

static gint scalar_compare(gconstpointer pa, gconstpointer pb)
{
    const ScalarRow *a = pa, *b = pb;
    if (a->metric != b->metric)
        return (a->metric > b->metric) - (a->metric < b->metric);
    if (a->scope != b->scope)
        return (a->scope > b->scope) - (a->scope < b->scope);
    return g_strcmp0(a->stat, b->stat);
}

static gint column_compare(gconstpointer pa, gconstpointer pb)
{
    const SeriesColumn *a = pa, *b = pb;
    if (a->scope != b->scope)
        return (a->scope > b->scope) - (a->scope < b->scope);
    return (a->metric > b->metric) - (a->metric < b->metric);
}

static gint bucket_compare(gconstpointer pa, gconstpointer pb)
{
    const HistogramRow *a = pa, *b = pb;
    if (a->metric != b->metric)
        return (a->metric > b->metric) - (a->metric < b->metric);
    if (a->scope != b->scope)
        return (a->scope > b->scope) - (a->scope < b->scope);
    return (a->low > b->low) - (a->low < b->low);
}

void synthetic_sort(RunResult *run)
{
    g_array_sort(run->scalars, scalar_compare);
    g_array_sort(run->series, column_compare);
    g_array_sort(run->histograms, bucket_compare);
}

static bool is_before(const SummaryRow *a, const SummaryRow *b)
{
    if (a->point != b->point)
        return a->point < b->point;
    if (a->metric != b->metric)
        return a->metric < b->metric;
    return a->scope != b->scope ? a->scope < b->scope : g_strcmp0(a->stat, b->stat) < 0;
}

void synthetic_add_summary(Study *study, SummaryRow row)
{
    guint at = 0;
    while (at < study->summary->len &&
           is_before(&g_array_index(study->summary, SummaryRow, at), &row))
        at++;
    g_array_insert_val(study->summary, at, row);
}
