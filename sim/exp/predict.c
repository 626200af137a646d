#include "exp/predict.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "exp/predict_part.h"
#include "exp/result_find.h"
#include "exp/study_part.h"
#include "stat/balancing.h"
#include "world/uplink.h"

enum { SLICES_MANY = 10000 };

void forecast_add(const Forecast *forecast, uint32_t scope, PredictionRow row)
{
    if (!isfinite(row.predicted))
        return;
    row.point = 0;
    row.scope = scope;
    row.observed = NAN;
    g_array_append_val(forecast->study->predictions, row);
}

void forecast_warn(const Forecast *forecast, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const char *kept = g_string_chunk_insert(forecast->study->texts, text);
    g_array_append_val(forecast->study->warnings, kept);
    g_array_append_val(forecast->study->assumptions, kept);
}

double forecast_demand_rate(const FleetSpec *fleet)
{
    return fleet->work->arrival->rate(fleet->work->arrival_params);
}

static double seconds(SimTime ns)
{
    return ns == TIME_NEVER ? INFINITY : (double)ns * 1e-9;
}

static double radio_s(const FleetSpec *fleet, Bytes size)
{
    return seconds(fleet->tx_overhead_ns + link_air_time(fleet->link, size, LINK_UP));
}

/* Messages of results: one a demand, or one a batch with all of them. */
static double uploads_per_demand(const Nominal *n)
{
    const WorkSpec *work = n->fleet->work;
    switch (work->upload) {
    case SEND_NOTHING:
        return 0.0;
    case SEND_ALL:
        return 1.0;
    case SEND_EVENTS:
        return n->figures->upload_rate;
    case SEND_BATCHES:
        break;
    }
    return n->rate > 0.0 ? MIN(1.0 / (seconds(work->batch) * n->rate), 1.0) : 0.0;
}

static Bytes upload_size(const Nominal *n)
{
    const WorkSpec *work = n->fleet->work;
    if (work->upload != SEND_BATCHES)
        return work->result_size;
    double results = MAX(floor(seconds(work->batch) * n->rate), 1.0);
    return work->result_size * (Bytes)results;
}

static Nominal nominal_of(const Forecast *forecast, uint32_t f)
{
    Nominal n = {
        .section = &g_array_index(forecast->scenario->fleets, FleetSection, f),
        .fleet = &forecast->spec->fleets[f],
        .figures = blueprint_fleet(forecast->blueprint, f),
        .beat_rate = forecast->spec->heartbeat == TIME_NEVER
                         ? 0.0
                         : 1.0 / seconds(forecast->spec->heartbeat),
    };
    n.scope = (uint32_t)scope_set_find(forecast->scopes, "fleet", n.section->head.name);
    n.rate = forecast_demand_rate(n.fleet);
    n.beat_s = radio_s(n.fleet, BEAT_SIZE + REPORT_SIZE);
    n.upload_s = uploads_per_demand(&n) * radio_s(n.fleet, upload_size(&n));
    return n;
}

/* Demands that come at random wait for those before them; a period spaces them. */
static double device_wait(const Nominal *n, double service)
{
    const WorkSpec *work = n->fleet->work;
    if (work->is_dropping)
        return 0.0;
    if (work->arrival->gap_cv2 == NULL)
        return NAN;
    const Station device = {1, n->rate, service, work->arrival->gap_cv2(work->arrival_params), 0.0};
    return ggc_wait(device);
}

static void add_latency(const Forecast *forecast, const Nominal *n)
{
    const FleetFigures *figures = n->figures;
    double wake = seconds(figures->wake_ns), service = wake + seconds(figures->latency_ns);
    if (!n->fleet->work->is_at_gateway) {
        double wait = device_wait(n, service);
        forecast_add(forecast, n->scope,
                     (PredictionRow){.quantity = "latency",
                                     .unit = "s",
                                     .basis = figures->latency_basis,
                                     .predicted = wait + service,
                                     .low = wait + wake + seconds(figures->latency_low_ns),
                                     .high = wait + wake + seconds(figures->latency_high_ns)});
        return;
    }
    const WorkSpec *work = n->fleet->work;
    const PoolSpec *pool = &forecast->spec->pools[n->section->pool_index];
    PoolWait wait = forecast->waits[n->section->pool_index];
    double there = radio_s(n->fleet, work->input_size) + dist_mean(&n->fleet->link->latency) * 1e-9;
    double back = seconds(link_air_time(n->fleet->link, work->result_size, LINK_DOWN)) +
                  dist_mean(&n->fleet->link->latency) * 1e-9;
    double rest = wake + there + dist_mean(&pool->service) * 1e-9 + back;
    forecast_add(forecast, n->scope,
                 (PredictionRow){.quantity = "latency",
                                 .unit = "s",
                                 .basis = wait.basis,
                                 .predicted = wait.expected + rest,
                                 .low = wait.low + rest,
                                 .high = wait.high + rest});
}

static void add_answers(const Forecast *forecast, const Nominal *n)
{
    const ModelSpec *model = n->fleet->model;
    PredictionRow row = {.basis = "mean rate", .low = NAN, .high = NAN};
    row.quantity = "throughput";
    row.unit = "1/s";
    row.predicted = n->rate * (double)n->fleet->device_count;
    forecast_add(forecast, n->scope, row);
    row.basis = model->answers ? "data pool" : "assumed";
    row.quantity = "accuracy";
    row.unit = "fraction";
    row.predicted = n->figures->accuracy;
    forecast_add(forecast, n->scope, row);
    row.quantity = "upload_share";
    row.predicted = n->figures->upload_rate;
    forecast_add(forecast, n->scope, row);
}

static void warn_of_slices(const Forecast *forecast)
{
    uint32_t count = forecast->spec->calendar->slice_count;
    if (count > SLICES_MANY)
        forecast_warn(forecast,
                      "%u slices of time: series and memory will be large; a longer [output] "
                      "interval or [scenario] stat_interval makes fewer.",
                      count);
}

void predict_fill(Study *study, const Scenario *scenario, const Blueprint *blueprint)
{
    g_assert(study && scenario && blueprint);

    Forecast forecast = {
        study, scenario, blueprint_spec(blueprint), blueprint_scopes(blueprint), blueprint, NULL};
    g_autofree PoolWait *waits = forecast_pool_waits(&forecast);
    forecast.waits = waits;
    for (uint32_t f = 0; f < forecast.spec->fleet_count; f++) {
        Nominal nominal = nominal_of(&forecast, f);
        add_latency(&forecast, &nominal);
        predict_energy(&forecast, &nominal, f);
        add_answers(&forecast, &nominal);
    }
    predict_pools(&forecast);
    warn_of_slices(&forecast);
    predict_causes(&forecast);
}

const SummaryRow *predict_measured(const Study *study, const PredictionRow *row)
{
    static const struct {
        const char *quantity, *metric, *stat;
    } measured[] = {
        {"latency", "inference_latency", "mean"},
        {"energy_per_inference", "energy_per_inference", "mean"},
        {"battery_life", "battery_life", "mean"},
        {"current_sensor", "power_sensor", "mean"},
        {"current_inference", "power_inference", "mean"},
        {"current_radio", "power_radio", "mean"},
        {"current_sleep", "power_sleep", "mean"},
        {"on_air_share", "on_air_share", "mean"},
        {"throughput", "throughput", "mean"},
        {"accuracy", "accuracy", "mean"},
        {"gateway_load", "gateway_utilisation", "mean"},
        {"queue_wait", "queue_wait", "mean"},
        {"failures", "failures", "sum"},
        {"outages", "outages", "sum"},
    };
    for (size_t m = 0; m < G_N_ELEMENTS(measured); m++) {
        if (strcmp(measured[m].quantity, row->quantity) == 0)
            return study_find_summary(study, row->point, measured[m].metric, row->scope,
                                      measured[m].stat);
    }
    return NULL;
}

void predict_observe(Study *study)
{
    for (guint i = 0; i < study->predictions->len; i++) {
        PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        const SummaryRow *found = predict_measured(study, row);
        if (found != NULL)
            row->observed = row->per_measured > 0.0 ? found->mean * row->per_measured : found->mean;
    }
}
