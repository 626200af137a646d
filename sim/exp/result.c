#include "exp/result.h"

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
