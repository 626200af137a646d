#include "out/csv_out.h"

#include <math.h>
#include <string.h>

#include "exp/requirement.h"
#include "exp/summary.h"
#include "out/table_file.h"
#include "out/file.h"
#include "out/view.h"

static void put_scope(TableFile *csv, const Study *study, uint32_t scope)
{
    g_autofree char *text = view_scope_text(view_scope(study, scope));
    table_file_text(csv, text);
}

/* metric, unit, scope */
static void put_key(TableFile *csv, const Study *study, uint32_t metric, uint32_t scope)
{
    table_file_text(csv, view_metric(study, metric)->name);
    table_file_text(csv, view_metric(study, metric)->unit);
    put_scope(csv, study, scope);
}

/* point, replication */
static void put_run(TableFile *csv, const Study *study, const RunResult *run)
{
    table_file_text(csv, view_point(study, run->point));
    table_file_integer(csv, run->replication);
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

static void put_summary(TableFile *csv, const Study *study)
{
    for (guint i = 0; i < study->summary->len; i++) {
        const SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        table_file_text(csv, view_point(study, row->point));
        put_key(csv, study, row->metric, row->scope);
        table_file_text(csv, row->stat);
        table_file_integer(csv, row->n);
        table_file_number(csv, row->mean);
        table_file_number(csv, row->sd);
        table_file_number(csv, row->ci_low);
        table_file_number(csv, row->ci_high);
        table_file_number(csv, row->worst);
        table_file_end_row(csv);
    }
}

static void put_scalars(TableFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->scalars->len; i++) {
            const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
            put_run(csv, study, run);
            put_key(csv, study, row->metric, row->scope);
            table_file_text(csv, row->stat);
            table_file_number(csv, row->value);
            table_file_end_row(csv);
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
static void put_column(TableFile *csv, const Study *study, const RunResult *first,
                       const SeriesColumn *column)
{
    g_autoptr(GPtrArray) columns = view_series(study, first->point, column->metric, column->scope);
    bool is_share = strcmp(view_metric(study, column->metric)->unit, "fraction") == 0;
    g_autofree double *values = g_new(double, columns->len);
    g_autofree double *factors = estimate_factors(columns->len, VIEW_CONFIDENCE);
    for (uint32_t b = 0; b < first->bin_count; b++) {
        for (guint i = 0; i < columns->len; i++)
            values[i] = ((const SeriesColumn *)g_ptr_array_index(columns, i))->value[b];
        Estimate e = estimate_with(values, columns->len, factors);
        estimate_clip(&e, is_share);
        table_file_text(csv, view_point(study, first->point));
        table_file_number(csv, seconds(view_bin_end(first, b)));
        put_key(csv, study, column->metric, column->scope);
        table_file_number(csv, e.mean);
        table_file_number(csv, e.ci_low);
        table_file_number(csv, e.ci_high);
        table_file_integer(csv, e.n);
        table_file_end_row(csv);
    }
}

static void put_series(TableFile *csv, const Study *study)
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

static void put_latency(TableFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->histograms->len; i++) {
            const HistogramRow *row = &g_array_index(run->histograms, HistogramRow, i);
            if (!is_latency(study, row))
                continue;
            put_run(csv, study, run);
            table_file_text(csv, view_metric(study, row->metric)->name);
            put_scope(csv, study, row->scope);
            table_file_number(csv, row->low);
            table_file_number(csv, row->high);
            table_file_integer(csv, row->count);
            table_file_end_row(csv);
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

static void put_events(TableFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->event_rows->len; i++) {
            const EventRow *row = &g_array_index(run->event_rows, EventRow, i);
            put_run(csv, study, run);
            table_file_number(csv, seconds(row->t));
            table_file_text(csv, row->kind);
            table_file_text(csv, row->subject);
            if (row->scope >= 0)
                put_scope(csv, study, (uint32_t)row->scope);
            else
                table_file_empty(csv);
            if (row->affected >= 0)
                table_file_integer(csv, row->affected);
            else
                table_file_empty(csv);
            table_file_text(csv, row->detail);
            table_file_end_row(csv);
        }
    }
}

static bool has_requirements(const Study *study)
{
    return study->requirements->len > 0;
}

static void put_requirements(TableFile *csv, const Study *study)
{
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        table_file_text(csv, view_point(study, row->point));
        table_file_text(csv, row->name);
        table_file_text(csv, row->level);
        table_file_text(csv, row->rule);
        table_file_text(csv, row->condition);
        put_key(csv, study, row->metric, row->scope);
        table_file_text(csv, row->stat);
        table_file_text(csv, row->op);
        table_file_number(csv, row->limit);
        table_file_number(csv, row->observed);
        table_file_number(csv, row->ci_low);
        table_file_number(csv, row->ci_high);
        table_file_number(csv, row->confidence);
        table_file_text(csv, verdict_name(row->verdict));
        if (row->needed >= 0)
            table_file_integer(csv, row->needed);
        else
            table_file_empty(csv);
        table_file_end_row(csv);
    }
}

static bool has_predictions(const Study *study)
{
    return study->predictions->len > 0;
}

static void put_predictions(TableFile *csv, const Study *study)
{
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        table_file_text(csv, view_point(study, row->point));
        put_scope(csv, study, row->scope);
        table_file_text(csv, row->quantity);
        table_file_text(csv, row->unit);
        table_file_number(csv, row->predicted);
        table_file_number(csv, row->low);
        table_file_number(csv, row->high);
        table_file_number(csv, row->observed);
        table_file_text(csv, row->basis);
        table_file_end_row(csv);
    }
}

static bool has_devices(const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++)
        if (view_run(study, r)->devices_rows->len > 0)
            return true;
    return false;
}

static void put_devices(TableFile *csv, const Study *study)
{
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = view_run(study, r);
        for (guint i = 0; i < run->devices_rows->len; i++) {
            const DeviceRow *row = &g_array_index(run->devices_rows, DeviceRow, i);
            put_run(csv, study, run);
            table_file_integer(csv, row->device);
            table_file_text(csv, row->fleet);
            table_file_text(csv, row->region);
            table_file_number(csv, row->uptime);
            table_file_integer(csv, row->failures);
            table_file_integer(csv, row->inferences);
            table_file_integer(csv, row->misses);
            table_file_number(csv, row->energy_j);
            table_file_number(csv, row->battery);
            table_file_text(csv, row->state);
            table_file_end_row(csv);
        }
    }
}

/* One file: when it exists, its columns, its rows. */
typedef struct Table {
    const char *name;
    bool (*has_rows)(const Study *study);
    void (*put)(TableFile *csv, const Study *study);
    const char *header;
} Table;

static const Table tables[] = {
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

bool tables_write(const Study *study, const char *dir, const OutputOptions *options, GError **error)
{
    g_assert(study && dir && options);

    if (!file_make_dir(dir, "metrics", error))
        return false;
    g_autofree char *folder = g_build_filename(dir, "metrics", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (options->stop && *options->stop != 0)
            return true;
        if (!tables[i].has_rows(study))
            continue;
        TableFile *csv = table_file_new(folder, tables[i].name, tables[i].header);
        tables[i].put(csv, study);
        if (!table_file_close(csv, error))
            return false;
    }
    return true;
}

const char *const *tables_file_names(void)
{
    static const char *const names[] = {
        "metrics/summary.csv",     "metrics/scalars.csv", "metrics/timeseries.csv",
        "metrics/latency.csv",     "metrics/events.csv",  "metrics/requirements.csv",
        "metrics/predictions.csv", "metrics/device.csv",  NULL,
    };
    return names;
}
