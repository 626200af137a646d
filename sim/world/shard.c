#include "world/shard.h"

#include "engine/memory.h"
#include "world/cause.h"
#include "world/cell.h"
#include "world/damage.h"
#include "world/energy.h"
#include "world/plan.h"
#include "world/pool.h"
#include "world/radio.h"
#include "world/record_event.h"
#include "world/request.h"
#include "world/settle.h"
#include "world/state.h"
#include "world/unit.h"
#include "world/uplink.h"

/* --- lanes ---------------------------------------------------------------------------------- */

static void shard_on_wake(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination;
    const Device *device = &shard->devices[d];
    Settled settled = device_settle_through(shard, d, event->time);
    bool is_up = device_state(device, &shard->rest[d]) == STATE_UP;
    if (is_up && shard_strip(shard, d)->fleet->work->is_at_gateway &&
        device->demand_at == event->time)
        request_send(shard, d, event->time);
    if (settled.is_empty)
        state_run_empty(shard, d, event->time);
    else if (settled.is_hung)
        state_stop(shard, d, event->time,
                   (Failure){CAUSE_NONE, UINT64_C(4) << 56 | device->demand, TIME_NEVER});
    else
        device_plan(shard, d, event->time);
}

static void shard_on_slow(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    if (shard->cold[d].change_at == event->time)
        state_change(shard, d, event->time);
    causes_strike(shard, d, event->time);
    causes_schedule(shard, d, event->time);
}

static const EventHandler handlers[KIND_COUNT] = {
#define KIND(name, handler, doc) [KIND_##name] = handler,
#include "world/event_kind.def"
#undef KIND
};

/* --- begin ---------------------------------------------------------------------------------- */

static void begin_columns(Shard *shard)
{
    const WorldSpec *spec = shard->spec;
    uint32_t count = shard->device_count;
    shard->devices = engine_alloc(count, sizeof *shard->devices);
    shard->cold = engine_alloc(count, sizeof *shard->cold);
    shard->rest = engine_alloc(count, sizeof *shard->rest);
    shard->reports = engine_alloc(count, sizeof *shard->reports);
    shard->records = engine_alloc(count, sizeof *shard->records);
    shard->loss_count = g_new0(uint32_t *, spec->fault_count + 1);
    shard->loss_by = g_new0(double, spec->fault_count + 1);
    for (uint32_t f = 0; f < spec->fault_count; f++) {
        if (!spec->faults[f].ops->scales_loss)
            continue;
        shard->loss_count[f] = engine_alloc(count, sizeof **shard->loss_count);
        if (shard->loss_factor == NULL)
            shard->loss_factor = engine_alloc(count, sizeof *shard->loss_factor);
    }
    for (uint32_t d = 0; shard->loss_factor != NULL && d < count; d++)
        shard->loss_factor[d] = 1.0;
    if (spec->cohort_count > 1)
        shard->cohorts = engine_alloc(count, sizeof *shard->cohorts);
    if (spec->per_device) {
        shard->inferences = engine_alloc(count, sizeof *shard->inferences);
        shard->misses = engine_alloc(count, sizeof *shard->misses);
        shard->drawn_nj = engine_alloc(count, sizeof *shard->drawn_nj);
    }
}

/* Where beats are not foreseen. */
static void begin_checks(Shard *shard)
{
    uint32_t count = shard->device_count;
    for (uint32_t s = 0; s < shard->strip_count && shard->check_at == NULL; s++) {
        if (!shard->strips[s].are_beats_foreseen)
            shard->check_at = engine_alloc(count, sizeof *shard->check_at);
    }
    for (uint32_t d = 0; shard->check_at != NULL && d < count; d++)
        shard->check_at[d] = -1;
}

/* Strips of one segment lie side by side and count together. */
static uint32_t number_groups(Shard *shard)
{
    uint32_t cohort_count = shard->spec->cohort_count, count = 0;
    for (uint32_t s = 0; s < shard->strip_count; s++) {
        Strip *strip = &shard->strips[s];
        bool is_same = s > 0 && strip[-1].segment == strip->segment;
        if (!is_same)
            count += cohort_count;
        strip->group = count - cohort_count;
    }
    return count;
}

static void begin_metrics(Shard *shard)
{
    const WorldSpec *spec = shard->spec;
    MetricsSize size = {number_groups(shard), spec->pool_count, spec->fault_count};
    shard->metrics = metrics_new(spec->calendar, size);
    shard->group_of = g_new(uint32_t, size.group_count + 1);
    for (uint32_t s = 0; s < shard->strip_count; s++) {
        const Strip *strip = &shard->strips[s];
        for (uint32_t c = 0; c < spec->cohort_count; c++)
            shard->group_of[strip->group + c] =
                world_spec_group(spec, strip->segment * spec->cohort_count + c);
    }
}

static void begin_strip(Shard *shard, uint32_t s)
{
    const WorldSpec *spec = shard->spec;
    Strip *strip = &shard->strips[s];
    const char *fleet = strip->fleet->name;
    g_autofree char *own = g_strdup_printf("fleet %s", fleet);
    g_autofree char *link = g_strdup_printf("network %s fleet %s", strip->fleet->link_name, fleet);
    strip->fleet_key = rng_key(spec->seed, shard->replication, own);
    strip->link_key = rng_key(spec->seed, shard->replication, link);
    if (strip->instance != WORLD_NONE) {
        g_autofree char *pool = g_strdup_printf(
            "gateway-pool %s fleet %s", shard->instances[strip->instance].pool->name, fleet);
        strip->pool_key = rng_key(spec->seed, shard->replication, pool);
    }
    strip->leaf = spec->leaves[strip->spec->leaf];
    if (spec->leaf_mean_c != NULL)
        strip->leaf.climate.mean_c =
            spec->leaf_mean_c(spec->leaf_context, strip->spec->leaf, shard->replication);
    uplink_prepare(spec, strip);
}

static uint8_t level_of(RngKey key, uint32_t number, RngPurpose purpose)
{
    return (uint8_t)(rng_unit_at(key, number, purpose, 0) * SPREAD_LEVELS);
}

static void begin_device(Shard *shard, const Strip *strip, uint32_t s, uint32_t d)
{
    const WorldSpec *spec = shard->spec;
    Device *device = &shard->devices[d];
    uint32_t number = strip_number(strip, d);
    device->segment = s;
    device->speed = level_of(strip->fleet_key, number, RNG_CLOCK_VARIATION);
    device->current = level_of(strip->fleet_key, number, RNG_CURRENT_VARIATION);
    device->wake_at = TIME_NEVER;
    shard->cold[d].slow_at = shard->cold[d].change_at = TIME_NEVER;
    shard->records[d].base = -1;
    if (shard->cohorts != NULL)
        shard->cohorts[d] = (uint16_t)spec->cohort(spec->cohort_context, strip->segment, number,
                                                   strip_id(strip, d));
    if (strip->fleet->power != NULL)
        cell_renew(shard, d, 0);
    device_first_demand(shard, d);
}

/* Some events a device day; speed only. */
static double event_rate(const Shard *shard)
{
    double per_device = 0.0;
    for (uint32_t s = 0; s < shard->strip_count; s++) {
        const Strip *strip = &shard->strips[s];
        const WorkSpec *work = strip->fleet->work;
        double beats = 1e9 / (double)shard->spec->heartbeat;
        double demands = work->arrival->rate(work->arrival_params);
        double rate = shard->spec->events_every ? beats + demands : beats / 64.0;
        if (work->is_at_gateway)
            rate += 4.0 * demands;
        per_device += rate * (double)strip->count;
    }
    return MAX(per_device, 1e-9);
}

static void begin_partition(Shard *shard)
{
    uint32_t entities = shard->device_count;
    PartitionSpec partition = {
        .queue = {.entity_count = entities,
                  .wake_at = &shard->devices[0].wake_at,
                  .slow_at = &shard->cold[0].slow_at,
                  .wake_stride = sizeof(Device),
                  .slow_stride = sizeof(DeviceCold),
                  .bucket_bits = eventq_bucket_bits(event_rate(shard)),
                  .message_budget = entities / 8 + 64},
        .handlers = handlers,
        .handler_count = KIND_COUNT,
        .context = shard,
    };
    shard->partition = partition_new(&partition);
    shard->queue = partition_queue(shard->partition);
}

void shard_begin(Shard *shard)
{
    g_assert(shard->device_count > 0);
    shard->notices = g_array_new(FALSE, FALSE, sizeof(Notice));
    begin_columns(shard);
    begin_metrics(shard);
    for (uint32_t s = 0; s < shard->strip_count; s++)
        begin_strip(shard, s);
    for (uint32_t s = 0; s < shard->strip_count; s++) {
        const Strip *strip = &shard->strips[s];
        for (uint32_t d = strip->first; d < strip->first + strip->count; d++)
            begin_device(shard, strip, s, d);
    }
    begin_checks(shard);
    begin_partition(shard);
    pool_begin(shard);
    request_begin(shard);
    radios_begin(shard);
    damage_begin(shard);
    causes_begin(shard);
    units_begin(shard);
    for (uint32_t d = 0; d < shard->device_count; d++) {
        device_plan(shard, d, -1);
        causes_schedule(shard, d, 0);
    }
}

void shard_clear(Shard *shard)
{
    const WorldSpec *spec = shard->spec;
    uint32_t count = shard->device_count;
    units_clear(shard);
    causes_clear(shard);
    damage_clear(shard);
    radios_clear(shard);
    request_clear(shard);
    pool_clear(shard);
    partition_free(shard->partition);
    metrics_free(shard->metrics);
    for (uint32_t f = 0; f < spec->fault_count; f++)
        engine_free(shard->loss_count[f], count, sizeof **shard->loss_count);
    g_free(shard->loss_count);
    g_free(shard->loss_by);
    engine_free(shard->loss_factor, count, sizeof *shard->loss_factor);
    engine_free(shard->cohorts, count, sizeof *shard->cohorts);
    engine_free(shard->inferences, count, sizeof *shard->inferences);
    engine_free(shard->misses, count, sizeof *shard->misses);
    engine_free(shard->drawn_nj, count, sizeof *shard->drawn_nj);
    engine_free(shard->devices, count, sizeof *shard->devices);
    engine_free(shard->cold, count, sizeof *shard->cold);
    engine_free(shard->rest, count, sizeof *shard->rest);
    engine_free(shard->reports, count, sizeof *shard->reports);
    engine_free(shard->records, count, sizeof *shard->records);
    engine_free(shard->check_at, count, sizeof *shard->check_at);
    g_array_unref(shard->notices);
    g_free(shard->group_of);
    g_free(shard->strips);
    g_free(shard->instances);
    g_free(shard->gateways);
}

/* --- the end -------------------------------------------------------------------------------- */

static int64_t share_of(double share)
{
    return CLAMP(int64_from_double(share * 1e9), 0, INT64_C(1000000000));
}

/* What is known of a device only at the end. */
static void sample_device(Shard *shard, uint32_t d, SimTime end)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    uint32_t group = shard_group(shard, strip, d), number = strip_number(strip, d);
    uint32_t last = shard->metrics->calendar->slice_count - 1;
    SimTime span = end - shard->spec->warmup;
    if (span > 0)
        metrics_sample(shard->metrics, group, SAMPLE_DEVICE_DOWN_SHARE, last,
                       share_of((double)shard->cold[d].down_ns / (double)span));
    Rng memory = rng_at(strip->fleet_key, number, RNG_MEMORY_USE, 0);
    metrics_sample(shard->metrics, group, SAMPLE_MEMORY_USE, last,
                   share_of(dist_sample(&fleet->memory_use, &memory)));
    Rng drift = rng_at(strip->fleet_key, number, RNG_CLOCK_DRIFT, 0);
    SimTime since = fleet->sync == TIME_NEVER ? end : end % fleet->sync;
    double error = dist_sample(&fleet->drift, &drift) * (double)since;
    metrics_sample(shard->metrics, group, SAMPLE_CLOCK_ERROR, last,
                   int64_from_double(error < 0.0 ? -error : error));
}

void shard_finish(Shard *shard, SimTime end)
{
    for (uint32_t d = 0; d < shard->device_count && !shard_is_cut(shard); d++)
        device_settle(shard, d, end);
    if (shard_is_cut(shard))
        return;
    request_finish(shard, end);
    pool_finish(shard, end);
    for (uint32_t d = 0; d < shard->device_count; d++) {
        state_close(shard, d, end);
        sample_device(shard, d, end);
    }
    metrics_sum_spans(shard->metrics);
    energy_check(shard);
    radio_check(shard);
}
