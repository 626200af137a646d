/* Closed forms of pools and causes. */
#include "exp/predict_part.h"

#include <math.h>
#include <string.h>

#include "stat/queueing.h"

enum { AGE_STEPS = 64 };

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

/* --- causes ------------------------------------------------------------------------------- */

static bool is_selected(const Selector *selector, const SegmentSpec *segment)
{
    return selector->is_everything ||
           (selector->fleet[segment->fleet] && selector->leaf[segment->leaf]);
}

/* Devices of a segment that a cause may strike. */
static double devices_at_risk(const Selector *selector, const SegmentSpec *segment)
{
    if (!is_selected(selector, segment))
        return 0.0;
    if (!selector->device)
        return selector->share * segment->count;
    double count = 0;
    for (uint32_t i = 0; i < selector->device_count; i++) {
        uint32_t id = selector->device[i];
        count += id >= segment->first_id && id - segment->first_id < segment->count;
    }
    return count * selector->share;
}

/* Failures of one device in the time that counts: by its first life, or as a renewal process
 * where the time is longer than a life. */
static double lives_ended(const Forecast *forecast, const FaultSpec *fault, const FleetSpec *fleet)
{
    double from = (double)forecast->spec->warmup, to = (double)forecast->spec->end, sum = 0;
    double life = dist_mean(&fault->gap);
    if (fault->ops->healing != HEALS_BY_VISIT && to > life)
        return (to - from) / life;
    for (int i = 0; i < AGE_STEPS; i++) {
        double u = (i + 0.5) / AGE_STEPS;
        double age =
            fleet->age.kind == DIST_CONSTANT ? fleet->age.p[0] : dist_quantile(&fleet->age, u);
        double left = 1.0 - dist_cdf(&fault->gap, age);
        double ended = dist_cdf(&fault->gap, age + to) - dist_cdf(&fault->gap, age + from);
        sum += left > 0.0 ? ended / left : 1.0;
    }
    return sum / AGE_STEPS;
}

/* Occurrences of one unit, or one device, on the calendar. */
static double occurrences(const Forecast *forecast, const FaultSpec *fault)
{
    double from = (double)forecast->spec->warmup, to = (double)forecast->spec->end, count = 0;
    if (fault->at_count > 0) {
        for (uint32_t i = 0; i < fault->at_count; i++)
            count += fault->at[i] >= forecast->spec->warmup && fault->at[i] < forecast->spec->end;
        return count;
    }
    if (fault->every > 0)
        return (to - from) / (double)fault->every;
    return (to - from) / dist_mean(&fault->gap);
}

static double failures_per_device(const Forecast *forecast, const FaultSpec *fault,
                                  const SegmentSpec *segment)
{
    if (fault->is_life)
        return lives_ended(forecast, fault, &forecast->spec->fleets[segment->fleet]);
    return occurrences(forecast, fault) * fault->chance * fault->hits;
}

static void predict_cause(const Forecast *forecast, uint32_t c)
{
    const FaultSpec *fault = &forecast->spec->faults[c];
    const FaultSection *section = &g_array_index(forecast->scenario->faults, FaultSection, c);
    bool is_failure = fault->ops->is_failure;
    double count = 0;
    if (fault->ops->is_silent)
        return;
    for (uint32_t s = 0; s < forecast->spec->segment_count; s++) {
        const SegmentSpec *segment = &forecast->spec->segments[s];
        double devices = devices_at_risk(&section->selector, segment);
        if (devices > 0.0 && (is_failure || fault->is_per_device))
            count += devices * failures_per_device(forecast, fault, segment);
    }
    if (!is_failure && !fault->is_per_device)
        count = occurrences(forecast, fault) * fault->chance * fault->unit_count;
    PredictionRow row = {.quantity = is_failure ? "failures" : "outages",
                         .unit = "count",
                         .basis = fault->is_life ? "lifetime law" : "rate x time",
                         .predicted = count,
                         .low = NAN,
                         .high = NAN};
    forecast_add(forecast, (uint32_t)scope_set_find(forecast->scopes, "faults", fault->name), row);
}

void predict_causes(const Forecast *forecast)
{
    for (uint32_t c = 0; c < forecast->spec->fault_count; c++)
        predict_cause(forecast, c);
}
