#include "exp/result.h"

#include <string.h>

static void series_column_clear(gpointer item)
{
    SeriesColumn *column = item;
    g_free(column->value);
}

static void run_result_destroy(gpointer run)
{
    run_result_free(run);
}

Study *study_new(void)
{
    Study *study = g_new0(Study, 1);
    study->texts = g_string_chunk_new(4096);
    study->points = g_array_new(FALSE, TRUE, sizeof(const char *));
    study->metrics = g_array_new(FALSE, TRUE, sizeof(MetricInfo));
    study->scopes = g_array_new(FALSE, TRUE, sizeof(Scope));
    study->runs = g_ptr_array_new_with_free_func(run_result_destroy);
    study->summary = g_array_new(FALSE, TRUE, sizeof(SummaryRow));
    study->requirements = g_array_new(FALSE, TRUE, sizeof(RequirementRow));
    study->predictions = g_array_new(FALSE, TRUE, sizeof(PredictionRow));
    study->config = g_array_new(FALSE, TRUE, sizeof(ConfigRow));
    study->facts = g_array_new(FALSE, TRUE, sizeof(FactRow));
    study->assumptions = g_array_new(FALSE, TRUE, sizeof(const char *));
    study->warnings = g_array_new(FALSE, TRUE, sizeof(const char *));
    study->inputs = g_array_new(FALSE, TRUE, sizeof(InputFile));
    return study;
}

void study_free(Study *study)
{
    if (!study)
        return;
    g_array_unref(study->inputs);
    g_array_unref(study->assumptions);
    g_array_unref(study->warnings);
    g_array_unref(study->facts);
    g_array_unref(study->config);
    g_array_unref(study->predictions);
    g_array_unref(study->requirements);
    g_array_unref(study->summary);
    g_ptr_array_unref(study->runs);
    g_array_unref(study->scopes);
    g_array_unref(study->metrics);
    g_array_unref(study->points);
    g_string_chunk_free(study->texts);
    g_free(study);
}

RunResult *run_result_new(void)
{
    RunResult *run = g_new0(RunResult, 1);
    run->texts = g_string_chunk_new(1024);
    run->status = "failed";
    run->scalars = g_array_new(FALSE, TRUE, sizeof(ScalarRow));
    run->series = g_array_new(FALSE, TRUE, sizeof(SeriesColumn));
    g_array_set_clear_func(run->series, series_column_clear);
    run->histograms = g_array_new(FALSE, TRUE, sizeof(HistogramRow));
    run->event_rows = g_array_new(FALSE, TRUE, sizeof(EventRow));
    run->devices_rows = g_array_new(FALSE, TRUE, sizeof(DeviceRow));
    return run;
}

void run_result_free(RunResult *run)
{
    if (!run)
        return;
    g_array_unref(run->devices_rows);
    g_array_unref(run->event_rows);
    g_array_unref(run->histograms);
    g_array_unref(run->series);
    g_array_unref(run->scalars);
    g_string_chunk_free(run->texts);
    g_free(run);
}

const SummaryRow *study_find_summary(const Study *study, uint32_t point, const char *metric,
                                     uint32_t scope, const char *stat)
{
    g_assert(study && metric && stat);

    int32_t id = study_find_metric(study, metric);
    if (id < 0)
        return NULL;
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        if (row->point == point && row->metric == (uint32_t)id && row->scope == scope &&
            strcmp(row->stat, stat) == 0)
            return row;
    }
    return NULL;
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
