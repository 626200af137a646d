/* Closed forms of pools. */
#include "exp/predict_part.h"

#include <math.h>
#include <string.h>

#include "stat/queueing.h"

static double seconds(double ns)
{
    return ns * 1e-9;
}

double forecast_pool_rate(const Forecast *forecast, uint32_t pool)
{
    double rate = 0;
    for (uint32_t f = 0; f < forecast->spec->fleet_count; f++) {
        const FleetSection *section = &g_array_index(forecast->scenario->fleets, FleetSection, f);
        const FleetSpec *fleet = &forecast->spec->fleets[f];
        if (section->pool_index == (int32_t)pool && fleet->work->is_at_gateway)
            rate += forecast_demand_rate(fleet) * fleet->device_count;
    }
    return rate;
}

static uint32_t gateways_of(const Forecast *forecast, uint32_t pool, uint32_t *ret_instances)
{
    uint32_t gateways = 0;
    *ret_instances = 0;
    for (uint32_t i = 0; i < forecast->spec->instance_count; i++) {
        const InstanceSpec *instance = &forecast->spec->instances[i];
        if (instance->pool != pool)
            continue;
        gateways += instance->gateway_count;
        (*ret_instances)++;
    }
    return gateways;
}

/* Round robin spaces the requests of one gateway, fewest-open nearly shares one queue. */
PoolWait forecast_pool_wait(const Forecast *forecast, uint32_t pool)
{
    const PoolSpec *spec = &forecast->spec->pools[pool];
    uint32_t instances, gateways = gateways_of(forecast, pool, &instances);
    double mean = seconds(dist_mean(&spec->service)), rate = forecast_pool_rate(forecast, pool);
    double cv2 = seconds(seconds(dist_variance(&spec->service))) / (mean * mean);
    PoolWait wait = {INFINITY, INFINITY, INFINITY, NAN, "M/G/c"};
    if (spec->service.kind == DIST_EXP)
        wait.basis = "M/M/c";
    if (gateways == 0 || !isfinite(cv2))
        return wait;
    wait.load = rate * mean / ((double)gateways * spec->worker_count);
    if (wait.load >= 1.0)
        return wait;
    if (rate == 0.0) {
        wait.expected = wait.low = wait.high = 0.0;
        return wait;
    }
    uint32_t together = spec->worker_count * (gateways / instances);
    wait.high = mgc_wait(spec->worker_count, rate / gateways, mean, cv2);
    wait.low = mgc_wait(together, rate / instances, mean, cv2);
    bool is_shared = strcmp(spec->lb->form.name, "least-conn") == 0;
    wait.expected = is_shared ? wait.low : wait.high;
    return wait;
}

void predict_pools(const Forecast *forecast)
{
    for (uint32_t p = 0; p < forecast->spec->pool_count; p++) {
        PoolWait wait = forecast_pool_wait(forecast, p);
        uint32_t scope =
            (uint32_t)scope_set_find(forecast->scopes, "pool", forecast->spec->pools[p].name);
        PredictionRow row = {.basis = "offered work", .low = NAN, .high = NAN};
        row.quantity = "gateway_load";
        row.unit = "fraction";
        row.predicted = wait.load;
        forecast_add(forecast, scope, row);
        if (forecast_pool_rate(forecast, p) == 0.0)
            continue;
        row.basis = wait.basis;
        row.quantity = "queue_wait";
        row.unit = "s";
        row.predicted = wait.expected;
        row.low = wait.low;
        row.high = wait.high;
        forecast_add(forecast, scope, row);
    }
}
