#include "out/csv_out.h"

#include <math.h>
#include <string.h>

#include "exp/requirement.h"
#include "exp/summary.h"
#include "out/csv_file.h"
#include "out/file.h"
#include "out/view.h"

static void put_scope(CsvFile *csv, const Study *study, uint32_t scope)
{
    g_autofree char *text = view_scope_text(view_scope(study, scope));
    csv_file_text(csv, text);
}

/* metric, unit, scope */
static void put_key(CsvFile *csv, const Study *study, uint32_t metric, uint32_t scope)
{
    csv_file_text(csv, view_metric(study, metric)->name);
    csv_file_text(csv, view_metric(study, metric)->unit);
    put_scope(csv, study, scope);
}

/* point, replication */
static void put_run(CsvFile *csv, const Study *study, const RunResult *run)
{
    csv_file_text(csv, view_point(study, run->point));
    csv_file_integer(csv, run->replication);
}

static double seconds(SimTime t)
{
    return (double)t / 1e9;
}

static bool has_summary(const Study *study)
{
    (void)study;
    return true;
}

static void put_summary(CsvFile *csv, const Study *study)
{
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        csv_file_text(csv, view_point(study, row->point));
        put_key(csv, study, row->metric, row->scope);
        csv_file_text(csv, row->stat);
        csv_file_integer(csv, row->n);
        csv_file_number(csv, row->mean);
        csv_file_number(csv, row->sd);
        csv_file_number(csv, row->ci_low);
        csv_file_number(csv, row->ci_high);
        csv_file_number(csv, row->worst);
        csv_file_end_row(csv);
    }
}

static void put_scalars(CsvFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->scalars->len; i++) {
            const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
            put_run(csv, study, run);
            put_key(csv, study, row->metric, row->scope);
            csv_file_text(csv, row->stat);
            csv_file_number(csv, row->value);
            csv_file_end_row(csv);
        }
    }
}

static bool has_series(const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++)
        if (view_run(study, r)->series->len > 0)
            return true;
    return false;
}

/* One column over the replications of a point: mean and interval, bin by bin. */
static void put_column(CsvFile *csv, const Study *study, const RunResult *first,
                       const SeriesColumn *column)
{
    g_autoptr(GPtrArray) columns = view_series(study, first->point, column->metric, column->scope);
    g_autofree double *values = g_new(double, columns->len);
    for (uint32_t b = 0; b < first->bin_count; b++) {
        for (guint i = 0; i < columns->len; i++)
            values[i] = ((const SeriesColumn *)g_ptr_array_index(columns, i))->value[b];
        Estimate e = estimate_mean(values, columns->len, VIEW_CONFIDENCE);
        csv_file_text(csv, view_point(study, first->point));
        csv_file_number(csv, seconds(view_bin_end(first, b)));
        put_key(csv, study, column->metric, column->scope);
        csv_file_number(csv, e.mean);
        csv_file_number(csv, e.ci_low);
        csv_file_number(csv, e.ci_high);
        csv_file_integer(csv, e.n);
        csv_file_end_row(csv);
    }
}

static void put_series(CsvFile *csv, const Study *study)
{
    for (guint p = 0; p < study->points->len; p++) {
        const RunResult *first = view_first_run(study, p);
        for (guint i = 0; first && i < first->series->len; i++)
            put_column(csv, study, first, &g_array_index(first->series, SeriesColumn, i));
    }
}

static bool is_latency(const Study *study, const HistogramRow *row)
{
    const char *name = view_metric(study, row->metric)->name;
    return strcmp(name, "inference_latency") == 0 || strcmp(name, "reported_latency") == 0;
}

static bool has_latency(const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->histograms->len; i++)
            if (is_latency(study, &g_array_index(run->histograms, HistogramRow, i)))
                return true;
    }
    return false;
}

static void put_latency(CsvFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->histograms->len; i++) {
            const HistogramRow *row = &g_array_index(run->histograms, HistogramRow, i);
            if (!is_latency(study, row))
                continue;
            put_run(csv, study, run);
            csv_file_text(csv, view_metric(study, row->metric)->name);
            put_scope(csv, study, row->scope);
            csv_file_number(csv, row->low);
            csv_file_number(csv, row->high);
            csv_file_integer(csv, row->count);
            csv_file_end_row(csv);
        }
    }
}

static bool has_events(const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++)
        if (view_run(study, r)->event_rows->len > 0)
            return true;
    return false;
}

static void put_events(CsvFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->event_rows->len; i++) {
            const EventRow *row = &g_array_index(run->event_rows, EventRow, i);
            put_run(csv, study, run);
            csv_file_number(csv, seconds(row->t));
            csv_file_text(csv, row->kind);
            csv_file_text(csv, row->subject);
            if (row->scope >= 0)
                put_scope(csv, study, (uint32_t)row->scope);
            else
                csv_file_empty(csv);
            if (row->affected >= 0)
                csv_file_integer(csv, row->affected);
            else
                csv_file_empty(csv);
            csv_file_text(csv, row->detail);
            csv_file_end_row(csv);
        }
    }
}

static bool has_requirements(const Study *study)
{
    return study->requirements->len > 0;
}

static void put_requirements(CsvFile *csv, const Study *study)
{
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        csv_file_text(csv, view_point(study, row->point));
        csv_file_text(csv, row->name);
        csv_file_text(csv, row->level);
        csv_file_text(csv, row->rule);
        csv_file_text(csv, row->condition);
        put_key(csv, study, row->metric, row->scope);
        csv_file_text(csv, row->stat);
        csv_file_text(csv, row->op);
        csv_file_number(csv, row->limit);
        csv_file_number(csv, row->observed);
        csv_file_number(csv, row->ci_low);
        csv_file_number(csv, row->ci_high);
        csv_file_number(csv, row->confidence);
        csv_file_text(csv, verdict_name(row->verdict));
        if (row->needed >= 0)
            csv_file_integer(csv, row->needed);
        else
            csv_file_empty(csv);
        csv_file_end_row(csv);
    }
}

static bool has_predictions(const Study *study)
{
    return study->predictions->len > 0;
}

static void put_predictions(CsvFile *csv, const Study *study)
{
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        csv_file_text(csv, view_point(study, row->point));
        put_scope(csv, study, row->scope);
        csv_file_text(csv, row->quantity);
        csv_file_text(csv, row->unit);
        csv_file_number(csv, row->predicted);
        csv_file_number(csv, row->low);
        csv_file_number(csv, row->high);
        csv_file_number(csv, row->observed);
        csv_file_text(csv, row->basis);
        csv_file_end_row(csv);
    }
}

static bool has_devices(const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++)
        if (view_run(study, r)->devices_rows->len > 0)
            return true;
    return false;
}

static void put_devices(CsvFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->devices_rows->len; i++) {
            const DeviceRow *row = &g_array_index(run->devices_rows, DeviceRow, i);
            put_run(csv, study, run);
            csv_file_integer(csv, row->device);
            csv_file_text(csv, row->fleet);
            csv_file_text(csv, row->region);
            csv_file_number(csv, row->uptime);
            csv_file_integer(csv, row->failures);
            csv_file_integer(csv, row->inferences);
            csv_file_integer(csv, row->misses);
            csv_file_number(csv, row->energy_j);
            csv_file_number(csv, row->battery);
            csv_file_text(csv, row->state);
            csv_file_end_row(csv);
        }
    }
}

/* One file: when it exists, its columns, its rows. */
typedef struct CsvTable {
    const char *name;
    bool (*has_rows)(const Study *study);
    void (*put)(CsvFile *csv, const Study *study);
    const char *header;
} CsvTable;

static const CsvTable tables[] = {
    {"summary.csv", has_summary, put_summary,
     "point,metric,unit,scope,stat,n,mean,sd,ci_low,ci_high,worst"},
    {"scalars.csv", has_summary, put_scalars, "point,replication,metric,unit,scope,stat,value"},
    {"timeseries.csv", has_series, put_series,
     "point,t_s,metric,unit,scope,value,ci_low,ci_high,n"},
    {"latency.csv", has_latency, put_latency, "point,replication,metric,scope,low_s,high_s,count"},
    {"events.csv", has_events, put_events,
     "point,replication,t_s,kind,subject,scope,affected,detail"},
    {"requirements.csv", has_requirements, put_requirements,
     "point,name,level,rule,condition,metric,unit,scope,stat,op,limit,observed,ci_low,ci_high,"
     "confidence,verdict,needed"},
    {"predictions.csv", has_predictions, put_predictions,
     "point,scope,quantity,unit,predicted,low,high,observed,basis"},
    {"device.csv", has_devices, put_devices,
     "point,replication,device,fleet,region,uptime,failures,inferences,misses,energy_j,battery,"
     "state"},
};

bool csv_write(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir);
    (void)options;

    if (!file_make_dir(dir, "metrics", error))
        return false;
    g_autofree char *folder = g_build_filename(dir, "metrics", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (!tables[i].has_rows(study))
            continue;
        CsvFile *csv = csv_file_new(folder, tables[i].name, tables[i].header);
        tables[i].put(csv, study);
        if (!csv_file_close(csv, error))
            return false;
    }
    return true;
}

const char *const *csv_file_names(void)
{
    static const char *const names[] = {
        "metrics/summary.csv",      "metrics/scalars.csv",     "metrics/timeseries.csv",
        "metrics/latency.csv",      "metrics/events.csv",      "metrics/requirements.csv",
        "metrics/predictions.csv",  "metrics/device.csv",      NULL,
    };
    return names;
}
