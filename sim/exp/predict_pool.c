/* What pools should do: rows, and warnings. */
#include "exp/predict_part.h"

#include <math.h>
#include <string.h>

#include "exp/study_part.h"
#include "util/value.h"

/* Least gateways per instance at which the busiest hour has less work than workers can do. */
static uint32_t count_for(const PoolWait *wait, uint32_t count)
{
    return (uint32_t)MIN(floor(wait->peak_load * count) + 1.0, 1e9);
}

static void warn_of_peak(const Forecast *forecast, uint32_t p, const PoolWait *wait)
{
    const PoolSpec *pool = &forecast->spec->pools[p];
    uint32_t count = forecast->spec->instances[wait->peak_instance].gateway_count;
    uint32_t needed = count_for(wait, count);
    g_autofree char *queue =
        wait->most_waiting >= 1.0
            ? g_strdup_printf(
                  "; up to %s requests wait, %s on average from %02d:00 to %02d:00",
                  study_quantity(forecast->study, VALUE_NUMBER, wait->most_waiting),
                  study_quantity(forecast->study, VALUE_DURATION, wait->peak_wait * 1e9),
                  wait->wait_hour, (wait->wait_hour + 1) % 24)
            : g_strdup("");
    forecast_warn(forecast,
                  "Gateways of pool %s are offered %.3g times the work they can do in the busiest "
                  "hour, %02d:00 to %02d:00%s; count = %u would bring it to %.0f %% (it is %u).",
                  pool->name, wait->peak_load, wait->peak_hour, (wait->peak_hour + 1) % 24, queue,
                  needed, 100.0 * wait->peak_load * count / needed, count);
}

static void warn_of_silence(const Forecast *forecast, uint32_t p)
{
    const PoolSpec *pool = &forecast->spec->pools[p];
    const char *why = pool->lb->forecast == NULL ? "its policy has no forecast"
                      : !isfinite(dist_variance(&pool->service))
                          ? "its service time has no finite variance"
                          : "a short queue_limit cuts queues, or arrivals have no known scatter";
    forecast_warn(forecast, "Waits at gateways of pool %s are not foretold: %s.", pool->name, why);
}

static const char *hour_text(const Forecast *forecast, const char *what, int hour)
{
    return study_text(forecast->study, "%s, %02d:00 to %02d:00", what, hour, (hour + 1) % 24);
}

static void predict_pool(const Forecast *forecast, uint32_t p)
{
    const PoolWait *wait = &forecast->waits[p];
    uint32_t scope =
        (uint32_t)scope_set_find(forecast->scopes, "pool", forecast->spec->pools[p].name);
    PredictionRow row = {.basis = "offered work", .low = NAN, .high = NAN};
    row.quantity = "gateway_load";
    row.unit = "fraction";
    row.predicted = wait->load;
    forecast_add(forecast, scope, row);
    if (!wait->is_asked)
        return;
    row.quantity = "peak_load";
    row.basis = hour_text(forecast, "busiest hour", wait->peak_hour);
    row.predicted = wait->peak_load;
    forecast_add(forecast, scope, row);
    row = (PredictionRow){.quantity = "queue_wait",
                          .unit = "s",
                          .basis = wait->basis,
                          .predicted = wait->expected,
                          .low = wait->low,
                          .high = wait->high};
    forecast_add(forecast, scope, row);
    row.quantity = "peak_wait";
    row.basis = hour_text(forecast, "longest", wait->wait_hour);
    row.predicted = wait->is_known ? wait->peak_wait : NAN;
    row.low = row.high = NAN;
    forecast_add(forecast, scope, row);
    if (wait->peak_load >= 1.0)
        warn_of_peak(forecast, p, wait);
    if (!wait->is_known)
        warn_of_silence(forecast, p);
}

void predict_pools(const Forecast *forecast)
{
    for (uint32_t p = 0; p < forecast->spec->pool_count; p++)
        predict_pool(forecast, p);
}
