#include "world/pool.h"

#include "world/plan.h"
#include "world/inference.h"
#include "world/request.h"
#include "world/service.h"
#include "world/settle.h"

enum { FOLD_SERVED = 1, FOLD_REFUSED, FOLD_DARK, FOLD_LIGHT };

void pool_begin(Shard *shard)
{
    for (uint32_t i = 0; i < shard->instance_count; i++) {
        Instance *instance = &shard->instances[i];
        instance->are_candidates_stale = true;
        instance->lb_state = g_malloc0(MAX(instance->pool->lb->state_size, 1));
        instance->candidates = g_new0(uint32_t, instance->gateway_count);
        for (uint32_t g = 0; g < instance->gateway_count; g++)
            gateway_init(&shard->gateways[instance->first_gateway + g],
                         instance->pool->worker_count, instance->pool->queue_limit);
        shard->metrics->pools[instance->pool_number].gateway_count += instance->gateway_count;
    }
}

void pool_clear(Shard *shard)
{
    for (uint32_t i = 0; i < shard->instance_count; i++) {
        g_free(shard->instances[i].lb_state);
        g_free(shard->instances[i].candidates);
    }
    for (uint32_t g = 0; g < shard->gateway_count; g++)
        gateway_clear(&shard->gateways[g]);
}

/* --- balance of an interval ----------------------------------------------------------------- */

/* Busiest gateway over the mean, less one, of requests begun in the interval that ended. */
static void close_interval(Shard *shard, Instance *instance)
{
    PoolMetrics *counts = &shard->metrics->pools[instance->pool_number];
    int64_t most = 0, sum = 0;
    for (uint32_t g = 0; g < instance->gateway_count; g++) {
        Gateway *gateway = &shard->gateways[instance->first_gateway + g];
        most = MAX(most, gateway->interval_requests);
        sum += gateway->interval_requests;
        gateway->interval_requests = 0;
    }
    if (sum == 0)
        return;
    counts->imbalance[instance->interval] +=
        (most * instance->gateway_count - sum) * INT64_C(1000000000) / sum;
    counts->imbalance_count[instance->interval]++;
}

static void count_begun(Shard *shard, Instance *instance, Gateway *gateway, SimTime t)
{
    const MetricsCalendar *calendar = shard->metrics->calendar;
    uint32_t slice = metrics_slice(calendar, t);
    uint32_t interval = calendar->slices[slice].stat_bin;
    if (interval != instance->interval) {
        close_interval(shard, instance);
        instance->interval = interval;
    }
    gateway->interval_requests++;
    shard->metrics->pools[instance->pool_number].requests[slice]++;
}

/* --- requests ------------------------------------------------------------------------------- */

typedef struct Balancing {
    Shard *shard;
    Instance *instance;
    SimTime now;
} Balancing;

static uint32_t open_at(void *context, uint32_t i)
{
    Balancing *balancing = context;
    Gateway *gateway = &balancing->shard->gateways[balancing->instance->candidates[i]];
    gateway_settle(gateway, balancing->now, balancing->shard->metrics,
                   balancing->instance->pool_number);
    return gateway_open(gateway);
}

static uint32_t list_candidates(const Shard *shard, Instance *instance)
{
    uint32_t count = 0;
    for (uint32_t g = 0; g < instance->gateway_count; g++) {
        uint32_t gateway = instance->first_gateway + g;
        if (shard->gateways[gateway].dark_count == 0)
            instance->candidates[count++] = gateway;
    }
    return count;
}

static Gateway *balance(Shard *shard, Instance *instance, const Request *request, SimTime now)
{
    const Strip *strip = shard_strip(shard, request->device);
    if (instance->are_candidates_stale) {
        instance->candidate_count = list_candidates(shard, instance);
        instance->are_candidates_stale = false;
    }
    uint32_t count = instance->candidate_count;
    if (count == 0)
        return NULL;
    Balancing balancing = {shard, instance, now};
    LbView view = {count, &balancing, open_at};
    Rng rng = rng_at(strip->pool_key, strip_number(strip, request->device), RNG_BALANCER,
                     request->demand);
    uint32_t picked =
        instance->pool->lb->pick(instance->lb_state, instance->pool->lb_params, &view, &rng);
    g_assert(picked < count);
    return &shard->gateways[instance->candidates[picked]];
}

static SimTime service_time(const Shard *shard, const Instance *instance, const Request *request)
{
    const Strip *strip = shard_strip(shard, request->device);
    Rng rng = rng_at(strip->pool_key, strip_number(strip, request->device), RNG_SERVICE_TIME,
                     request->demand);
    return dist_sample_ns(&instance->pool->service, &rng, 1);
}

static void count_wait(Shard *shard, const Request *request, SimTime wait)
{
    uint32_t slice = metrics_slice(shard->metrics->calendar, request->asked);
    uint32_t group = shard_group(shard, shard_strip(shard, request->device), request->device);
    int64_t *row = metrics_row(shard->metrics, group, slice);
    row[COUNTER_SERVED]++;
    row[COUNTER_WAITED] += wait > 0;
    metrics_sample(shard->metrics, group, SAMPLE_QUEUE_WAIT, slice, wait);
}

static void fold(Instance *instance, SimTime t, uint64_t what)
{
    instance->digest = digest_fold(digest_fold(instance->digest, (uint64_t)t), what);
}

static void refuse(Shard *shard, Instance *instance, uint32_t place, SimTime t)
{
    const Request *request = request_at(shard, place);
    uint32_t group = shard_group(shard, shard_strip(shard, request->device), request->device);
    metrics_count(shard->metrics, group, COUNTER_DROPS, request->asked, 1);
    device_settle(shard, request->device, t);
    fold(instance, t, FOLD_REFUSED | (uint64_t)request->demand << 32);
    request_miss(shard, place, t);
}

void pool_on_request(void *context, const Event *event)
{
    Shard *shard = context;
    Instance *instance = &shard->instances[event->destination - shard->device_count];
    uint32_t place = (uint32_t)event->payload;
    const Request *request = request_at(shard, place);
    SimTime now = event->time;
    uint32_t group = shard_group(shard, shard_strip(shard, request->device), request->device);
    metrics_count(shard->metrics, group, COUNTER_ATTEMPTS, request->asked, 1);
    Gateway *gateway = balance(shard, instance, request, now);
    if (gateway == NULL) {
        refuse(shard, instance, place, now);
        return;
    }
    gateway_settle(gateway, now, shard->metrics, instance->pool_number);
    Job job = {.device = request->device, .demand = request->demand, .place = place};
    if (!gateway_offer(gateway, now, service_time(shard, instance, request), &job)) {
        refuse(shard, instance, place, now);
        return;
    }
    count_begun(shard, instance, gateway, now);
    if (job.start != TIME_NEVER) /* else all workers are busy for ever */
        count_wait(shard, request, job.start - now);
    fold(instance, job.end, FOLD_SERVED | (uint64_t)request->demand << 32);
    Event reply = {.time = job.end,
                   .destination = request->device,
                   .source = event->destination,
                   .sequence = ++instance->sequence,
                   .class = EVENT_ARRIVE,
                   .kind = KIND_REPLY,
                   .payload = place};
    if (job.end < shard->spec->end)
        eventq_push(shard->queue, &reply);
}

/* --- power ---------------------------------------------------------------------------------- */

typedef struct Losing {
    Shard *shard;
    SimTime t;
} Losing;

/* The miss is booked now; the reply that is under way finds the request lost. */
static void lose_job(void *context, const Job *job)
{
    Losing *losing = context;
    Request *request = request_at(losing->shard, job->place);
    device_settle(losing->shard, request->device, losing->t);
    Outcome outcome = {request->asked, losing->t, request->demand, 0, NULL};
    inference_book(losing->shard, request->device, &outcome);
    request->is_lost = 1;
}

static void settle_devices(Shard *shard, const Instance *instance, SimTime t)
{
    for (uint32_t s = 0; s < instance->strip_count; s++) {
        const Strip *strip = &shard->strips[instance->first_strip + s];
        for (uint32_t d = strip->first; d < strip->first + strip->count; d++)
            device_settle(shard, d, t);
    }
}

/* Devices behind an instance that has gone dark, or is back: beats fare differently now, and who
 * is answered there serves no more, or again. */
static void tell_devices(Shard *shard, const Instance *instance, SimTime t, uint16_t cause)
{
    for (uint32_t s = 0; s < instance->strip_count; s++) {
        const Strip *strip = &shard->strips[instance->first_strip + s];
        for (uint32_t d = strip->first; d < strip->first + strip->count; d++) {
            device_forget_beats(shard, d);
            service_update(shard, d, t, cause);
            device_plan(shard, d, t);
        }
    }
}

/* One gateway more or less has power; it matters to devices if it is the last or the first. */
static void set_dark(Shard *shard, Instance *instance, SimTime t, int change, uint16_t cause)
{
    uint32_t now = instance->dark_count + (uint32_t)change;
    bool is_turn =
        now == instance->gateway_count || instance->dark_count == instance->gateway_count;
    if (is_turn)
        settle_devices(shard, instance, t);
    instance->dark_count = now;
    instance->are_candidates_stale = true;
    fold(instance, t, change > 0 ? FOLD_DARK : FOLD_LIGHT);
    if (is_turn)
        tell_devices(shard, instance, t, cause);
}

void pool_cut_power(Shard *shard, uint32_t i, uint32_t g, SimTime t, uint16_t cause)
{
    Instance *instance = &shard->instances[i];
    Gateway *gateway = &shard->gateways[g];
    gateway_settle(gateway, t, shard->metrics, instance->pool_number);
    if (gateway->dark_count++ > 0)
        return;
    Losing losing = {shard, t};
    gateway_drop_all(gateway, t, lose_job, &losing);
    set_dark(shard, instance, t, 1, cause);
}

void pool_restore_power(Shard *shard, uint32_t i, uint32_t g, SimTime t)
{
    Instance *instance = &shard->instances[i];
    Gateway *gateway = &shard->gateways[g];
    g_assert(gateway->dark_count > 0);
    gateway_settle(gateway, t, shard->metrics, instance->pool_number);
    if (--gateway->dark_count == 0)
        set_dark(shard, instance, t, -1, 0);
}

void pool_finish(Shard *shard, SimTime t)
{
    for (uint32_t i = 0; i < shard->instance_count; i++) {
        Instance *instance = &shard->instances[i];
        close_interval(shard, instance);
        for (uint32_t g = 0; g < instance->gateway_count; g++)
            gateway_settle(&shard->gateways[instance->first_gateway + g], t, shard->metrics,
                           instance->pool_number);
    }
}
