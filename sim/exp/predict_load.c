/* What gateways are asked through the day, and the queues that follow. */
#include "exp/predict_part.h"

#include <math.h>
#include <string.h>

#include "exp/predict_queue.h"
#include "stat/queueing.h"

/* Requests a second of one instance. */
typedef struct InstanceLoad {
    QueueDay day;
    double devices, gap_cv2; /* the latter summed over devices; NAN: not known */
    bool is_placed;          /* local_shift is that of its first devices */
} InstanceLoad;

/* Requests a second of one device of a fleet in each step of the day, by where its clock stands. */
typedef struct DayRates {
    uint32_t fleet;
    SimTime shift;
    double rates[QUEUE_STEPS];
} DayRates;

static const DayRates *day_rates(GPtrArray *known, const Forecast *forecast, uint32_t f,
                                 SimTime shift)
{
    for (guint i = known->len; i > 0; i--) {
        const DayRates *rates = g_ptr_array_index(known, i - 1);
        if (rates->fleet == f && rates->shift == shift)
            return rates;
    }
    const FleetSpec *fleet = &forecast->spec->fleets[f];
    const SimTime step = NS_PER_D / QUEUE_STEPS;
    DayRates *rates = g_new(DayRates, 1);
    rates->fleet = f;
    rates->shift = shift;
    for (int i = 0; i < QUEUE_STEPS; i++)
        rates->rates[i] =
            forecast_demand_rate(fleet) *
            pattern_mean(&fleet->work->pattern, shift + i * step, shift + (i + 1) * step);
    g_ptr_array_add(known, rates);
    return rates;
}

static void add_segment(InstanceLoad *load, const Forecast *forecast, const SegmentSpec *segment,
                        GPtrArray *known)
{
    const WorkSpec *work = forecast->spec->fleets[segment->fleet].work;
    SimTime shift = forecast->spec->leaves[segment->leaf].day_shift;
    const DayRates *rates = day_rates(known, forecast, segment->fleet, shift);
    double cv2 = work->arrival->gap_cv2 ? work->arrival->gap_cv2(work->arrival_params) : NAN;
    if (!load->is_placed)
        load->day.local_shift = shift;
    load->is_placed = true;
    load->devices += segment->count;
    load->gap_cv2 += cv2 * segment->count;
    for (int i = 0; i < QUEUE_STEPS; i++)
        load->day.rates[i] += rates->rates[i] * segment->count;
}

static InstanceLoad *instance_loads(const Forecast *forecast)
{
    const WorldSpec *spec = forecast->spec;
    InstanceLoad *loads = g_new0(InstanceLoad, spec->instance_count + 1);
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
    for (uint32_t i = 0; i < spec->instance_count; i++) {
        loads[i].day.from = spec->warmup;
        loads[i].day.to = spec->end;
    }
    for (uint32_t s = 0; s < spec->segment_count; s++) {
        const SegmentSpec *segment = &spec->segments[s];
        if (segment->instance != WORLD_NONE && spec->fleets[segment->fleet].work->is_at_gateway)
            add_segment(&loads[segment->instance], forecast, segment, known);
    }
    return loads;
}

/* Streams of many devices together come as if at random, the more so the less a queue remembers.
 * Source: W. Whitt, "The Queueing Network Analyzer", Bell System Technical Journal 62(9), 1983,
 * (24) and (33), streams alike. */
static double merged_cv2(const InstanceLoad *load, double use)
{
    double own = load->gap_cv2 / load->devices, idle = 1.0 - MIN(use, 1.0);
    double weight = 1.0 / (1.0 + 4.0 * idle * idle * (load->devices - 1.0));
    return weight * own + 1.0 - weight;
}

/* --- one instance ----------------------------------------------------------------------------- */

static double mean_of(const double *rates)
{
    double sum = 0;
    for (int i = 0; i < QUEUE_STEPS; i++)
        sum += rates[i];
    return sum / QUEUE_STEPS;
}

static LbLoad lb_load_of(const PoolSpec *pool, const InstanceSpec *instance,
                         const InstanceLoad *load)
{
    double mean = dist_mean(&pool->service) * 1e-9;
    double cv2 = dist_variance(&pool->service) * 1e-18 / (mean * mean);
    double workers = (double)pool->worker_count * instance->gateway_count;
    double use = mean_of(load->day.rates) * mean / workers;
    return (LbLoad){.gateway_count = instance->gateway_count,
                    .worker_count = pool->worker_count,
                    .service_mean = mean,
                    .arrival_cv2 = merged_cv2(load, use),
                    .service_cv2 = cv2};
}

static double total_waited(const QueueFate *fate, double *ret_served)
{
    double waited = 0;
    *ret_served = 0;
    for (int h = 0; h < QUEUE_HOURS; h++) {
        waited += fate->hours[h].waited;
        *ret_served += fate->hours[h].served;
    }
    return waited;
}

static void take_hours(PoolWait *wait, uint32_t i, const LbLoad *load, const QueueFate *fate)
{
    double workers = (double)load->gateway_count * load->worker_count;
    for (int h = 0; h < QUEUE_HOURS; h++) {
        const QueueSum *hour = &fate->hours[h];
        double use = hour->offered * load->service_mean / (hour->seconds * workers);
        if (hour->seconds > 0.0 && use > wait->peak_load) {
            wait->peak_load = use;
            wait->peak_hour = h;
            wait->peak_instance = i;
        }
        if (hour->served > 0.0 && hour->waited > wait->peak_wait * hour->served) {
            wait->peak_wait = hour->waited / hour->served;
            wait->wait_hour = h;
        }
    }
    if (fate->most_waiting > wait->most_waiting) {
        wait->most_waiting = fate->most_waiting;
        wait->most_waiting_at = fate->most_waiting_at;
    }
    wait->is_known &= !fate->is_cut;
}

/* Adds to expected, low and high the request-seconds waited; to served the requests. */
static void follow_instance(PoolWait *wait, uint32_t i, const PoolSpec *pool, const LbLoad *load,
                            const QueueDay *day)
{
    double *const sums[] = {&wait->expected, &wait->low, &wait->high};
    for (int bound = QUEUE_EXPECTED; bound <= QUEUE_HIGH; bound++) {
        QueueCurve curve;
        QueueFate fate;
        double served;
        queue_curve_init(&curve, pool->lb, pool->lb_params, load, (QueueBound)bound);
        curve.limit = (double)pool->queue_limit * load->gateway_count;
        queue_follow(&curve, day, &fate);
        *sums[bound] += total_waited(&fate, &served);
        if (bound != QUEUE_EXPECTED)
            continue;
        wait->served += served;
        take_hours(wait, i, load, &fate);
    }
}

/* The load of the hours alone, where nothing is known of waits. */
static void load_of_instance(PoolWait *wait, uint32_t i, const LbLoad *load, const QueueDay *day)
{
    QueueFate fate;
    QueueCurve curve = {.capacity = 1.0, .workers = 1.0, .limit = INFINITY};
    queue_follow(&curve, day, &fate);
    fate.most_waiting = 0.0;
    for (int h = 0; h < QUEUE_HOURS; h++)
        fate.hours[h].waited = 0.0;
    take_hours(wait, i, load, &fate);
}

static const char *basis_of(const PoolSpec *pool, const LbLoad *load, const PoolWait *wait)
{
    LbLoad steady = *load;
    double capacity = (double)load->gateway_count * load->worker_count / load->service_mean;
    steady.rate = 0.5 * capacity;
    if (!wait->is_known)
        return "no closed form";
    return pool->lb->forecast(pool->lb_params, &steady).basis;
}

static PoolWait wait_of_pool(const Forecast *forecast, uint32_t p, const InstanceLoad *loads)
{
    const WorldSpec *spec = forecast->spec;
    const PoolSpec *pool = &spec->pools[p];
    PoolWait wait = {.is_known = pool->lb->forecast != NULL, .basis = "no closed form"};
    double workers = 0, rate = 0;
    for (uint32_t i = 0; i < spec->instance_count; i++) {
        const InstanceSpec *instance = &spec->instances[i];
        if (instance->pool != p)
            continue;
        workers += (double)instance->gateway_count * pool->worker_count;
        rate += mean_of(loads[i].day.rates);
        if (!(loads[i].devices > 0.0))
            continue;
        LbLoad load = lb_load_of(pool, instance, &loads[i]);
        wait.is_known &= isfinite(load.service_cv2) && isfinite(load.arrival_cv2);
        if (wait.is_known) {
            follow_instance(&wait, i, pool, &load, &loads[i].day);
            wait.basis = basis_of(pool, &load, &wait);
        } else {
            load_of_instance(&wait, i, &load, &loads[i].day);
        }
    }
    wait.is_asked = rate > 0.0;
    wait.load = workers > 0.0 ? rate * dist_mean(&pool->service) * 1e-9 / workers : 0.0;
    double served = wait.is_known && wait.served > 0.0 ? wait.served : NAN;
    wait.expected = wait.is_asked ? wait.expected / served : 0.0;
    wait.low = wait.is_asked ? wait.low / served : 0.0;
    wait.high = wait.is_asked ? wait.high / served : 0.0;
    return wait;
}

PoolWait *forecast_pool_waits(const Forecast *forecast)
{
    PoolWait *waits = g_new0(PoolWait, forecast->spec->pool_count + 1);
    g_autofree InstanceLoad *loads = instance_loads(forecast);
    for (uint32_t p = 0; p < forecast->spec->pool_count; p++)
        waits[p] = wait_of_pool(forecast, p, loads);
    return waits;
}
