#include "one_device.h"

#include <math.h>

/* --- arrivals -------------------------------------------------------------------------------- */

static Demand asked_at(const void *params, uint32_t number)
{
    const SimTime *asked = params;
    bool is_there = number < ONE_DEVICE_DEMANDS && asked[number] > 0;
    return (Demand){is_there ? asked[number] : TIME_NEVER, number};
}

static Demand first_asked(const void *params, const ArrivalView *view)
{
    (void)view;
    return asked_at(params, 0);
}

static Demand next_asked(const void *params, const ArrivalView *view, Demand last)
{
    (void)view;
    return asked_at(params, last.number + 1);
}

static double rate(const void *params)
{
    (void)params;
    return 1e-3;
}

static const ArrivalOps listed = {.first = first_asked, .next = next_asked, .rate = rate};

/* --- faults ---------------------------------------------------------------------------------- */

static void stop(const void *params, FaultTarget *target)
{
    (void)params;
    fault_stop_firmware(target);
}

static void end_life(const void *params, FaultTarget *target)
{
    (void)params;
    fault_kill(target);
}

static void cut(const void *params, FaultTarget *target)
{
    (void)params;
    fault_cut_power(target);
}

static void restore(const void *params, FaultTarget *target)
{
    (void)params;
    fault_restore_power(target);
}

/* Half of nothing is lost: tests give the link a loss of its own. */
static void worsen(const void *params, FaultTarget *target)
{
    (void)params;
    fault_scale_loss(target, 1e9);
}

static void better(const void *params, FaultTarget *target)
{
    (void)params;
    fault_restore_loss(target, 1e9);
}

const FaultOps one_device_crash = {.is_failure = true, .healing = HEALS_BY_WATCHDOG, .begin = stop};
const FaultOps one_device_death = {
    .is_failure = true, .healing = HEALS_BY_VISIT, .length = LENGTH_REFUSED, .begin = end_life};
const FaultOps one_device_power_cut = {.healing = HEALS_BY_END,
                                       .length = LENGTH_REQUIRED,
                                       .hits_gateways = true,
                                       .needs_mains = true,
                                       .begin = cut,
                                       .end = restore};
const FaultOps one_device_loss = {.healing = HEALS_BY_END,
                                  .length = LENGTH_REQUIRED,
                                  .scales_loss = true,
                                  .begin = worsen,
                                  .end = better};

static bool everybody(const void *context, uint32_t segment, uint32_t number, uint32_t id)
{
    (void)context;
    (void)segment;
    (void)number;
    (void)id;
    return true;
}

FaultSpec *one_device_fault(OneDevice *one, const char *name, const FaultOps *ops)
{
    g_assert(one->spec.fault_count < ONE_DEVICE_FAULTS);
    FaultSpec *fault = &one->faults[one->spec.fault_count++];
    *fault = (FaultSpec){.name = name,
                         .ops = ops,
                         .is_per_device = true,
                         .gap = dist_constant((double)TIME_NEVER),
                         .chance = 1.0,
                         .hits = 1.0,
                         .length = dist_constant((double)TIME_NEVER),
                         .selects = everybody};
    return fault;
}

FaultSpec *one_device_unit_fault(OneDevice *one, const char *name, const FaultOps *ops)
{
    FaultSpec *fault = one_device_fault(one, name, ops);
    fault->is_per_device = false;
    fault->units = &one->unit;
    fault->unit_count = 1;
    return fault;
}

/* --- a gateway -------------------------------------------------------------------------------- */

static uint32_t pick_first(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)state;
    (void)params;
    (void)view;
    (void)rng;
    return 0;
}

static const LbOps first_gateway = {.pick = pick_first};

void one_device_gateway(OneDevice *one, SimTime service)
{
    one->pool = (PoolSpec){.name = "hub",
                           .worker_count = 1,
                           .queue_limit = 4,
                           .service = dist_constant((double)service),
                           .lb = &first_gateway};
    one->instance = (InstanceSpec){.gateway_count = 1};
    one->segment.instance = 0;
    one->work.is_at_gateway = true;
    one->spec.pools = &one->pool;
    one->spec.instances = &one->instance;
    one->spec.pool_count = one->spec.instance_count = 1;
}

/* --- the world ------------------------------------------------------------------------------- */

/* Nobody watches: never called, for want of `missed`. */
static SimTime never_due(const void *rules, const Record *record, SimTime phase, SimTime heartbeat)
{
    (void)rules;
    (void)record;
    (void)phase;
    (void)heartbeat;
    return TIME_NEVER;
}

static const uint32_t own_segment[] = {0};

static void init_fleet(OneDevice *one)
{
    one->model = (ModelSpec){.accuracy = 1.0};
    one->work = (WorkSpec){.arrival = &listed,
                           .arrival_params = one->asked,
                           .deadline = TIME_NEVER,
                           .upload = SEND_NOTHING,
                           .input_size = 1000,
                           .result_size = 100};
    one->link = (LinkModel){.latency = dist_constant(1e6),
                            .up_bps = 8e6, /* a byte takes 1 us */
                            .down_bps = 8e6,
                            .mtu = 1500};
    link_prepare(&one->link);
    one->fleet = (FleetSpec){.name = "one",
                             .model = &one->model,
                             .work = &one->work,
                             .link = &one->link,
                             .link_name = "air",
                             .place = place_from_form((Form){-1, NULL}),
                             .age = dist_constant(0.0),
                             .boot_time = dist_constant(2e9),
                             .bootloader_time = dist_constant(0.0),
                             .memory_use = dist_constant(0.5),
                             .drift = dist_constant(0.0),
                             .sync = TIME_NEVER,
                             .device_count = 1};
    for (int i = 0; i < SPREAD_LEVELS; i++) {
        one->fleet.latency_ns[i] = 10 * NS_PER_MS;
        one->fleet.sleep_nw[i] = 1000;
        one->fleet.active_nw[i] = 10000000;
        one->fleet.tx_nw[i] = one->fleet.rx_nw[i] = 50000000;
        one->fleet.start_nw[i] = one->fleet.listen_nw[i] = 50000000;
    }
}

void one_device_init(OneDevice *one, SimTime end, SimTime warmup)
{
    *one = (OneDevice){0};
    init_fleet(one);
    one->leaf.climate = (Climate){20.0, 0.0, 0.0, 0.0, 0.0};
    one->segment = (SegmentSpec){.instance = WORLD_NONE, .count = 1};
    one->unit = (UnitSpec){.address = "all", .segments = own_segment, .segment_count = 1};
    one->record_ops = (RecordOps){.due = never_due};
    MetricsWindow window = {warmup, end};
    one->calendar = metrics_calendar_new(end, NS_PER_H, NS_PER_H, &window, 1);
    one->spec = (WorldSpec){.seed = 1,
                            .end = end,
                            .warmup = warmup,
                            .fleets = &one->fleet,
                            .leaves = &one->leaf,
                            .segments = &one->segment,
                            .faults = one->faults,
                            .fleet_count = 1,
                            .leaf_count = 1,
                            .segment_count = 1,
                            .device_count = 1,
                            .heartbeat = NS_PER_H,
                            .watchdog = 8 * NS_PER_S,
                            .are_visits_made = true,
                            .record_ops = &one->record_ops,
                            .calendar = one->calendar,
                            .cohort_count = 1,
                            .partition_devices = 65536,
                            .per_device = true};
}

void one_device_clear(OneDevice *one)
{
    metrics_calendar_free(one->calendar);
}

World *one_device_run(OneDevice *one)
{
    World *world = world_new(&one->spec, 0);
    const WorldRun how = {.thread_count = 1};
    SimTime reached = world_run(world, &how);
    g_assert(reached == one->spec.end);
    return world;
}

/* --- what was counted ------------------------------------------------------------------------ */

static int64_t sum_of(const World *world, const int64_t *of_slice)
{
    int64_t sum = 0;
    for (uint32_t s = 0; s < world_metrics(world)->calendar->slice_count; s++)
        sum += of_slice[s];
    return sum;
}

int64_t one_device_total(const World *world, Counter counter)
{
    const Metrics *metrics = world_metrics(world);
    int64_t sum = 0;
    for (uint32_t s = 0; s < metrics->calendar->slice_count; s++)
        sum += metrics_row((Metrics *)(uintptr_t)metrics, 0, s)[counter];
    return sum;
}

int64_t one_device_failures(const World *world, uint32_t fault)
{
    return sum_of(world, world_metrics(world)->causes[fault].failures);
}

int64_t one_device_outages(const World *world, uint32_t fault)
{
    return sum_of(world, world_metrics(world)->causes[fault].outages);
}

int64_t one_device_down_us(const World *world, uint32_t fault)
{
    return sum_of(world, world_metrics(world)->causes[fault].down_us);
}
