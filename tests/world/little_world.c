#include "little_world.h"

#include <math.h>

#include "hw/battery.h"
#include "util/detmath.h"

/* --- arrivals: the same laws as the policies', written the plain way -------------------------- */

static Demand every_minute_first(const void *params, const ArrivalView *view)
{
    (void)params;
    double u = rng_unit_at(view->key, view->number, RNG_ARRIVAL_PHASE, 0);
    return (Demand){int64_from_double(u * (double)NS_PER_MIN), 0};
}

static Demand every_minute_next(const void *params, const ArrivalView *view, Demand last)
{
    (void)params;
    (void)view;
    return (Demand){last.at + NS_PER_MIN, last.number + 1};
}

static Demand by_chance_next(const void *params, const ArrivalView *view, Demand last)
{
    (void)params;
    double u = rng_unit_at(view->key, view->number, RNG_ARRIVAL, last.number + 1);
    SimTime gap = int64_from_double(-30e9 * det_log(u));
    return (Demand){last.at + MAX(gap, 1), last.number + 1};
}

static Demand by_chance_first(const void *params, const ArrivalView *view)
{
    return by_chance_next(params, view, (Demand){0, 0});
}

static double rate(const void *params)
{
    (void)params;
    return 1.0 / 30.0;
}

static const ArrivalOps every_minute = {
    .first = every_minute_first, .next = every_minute_next, .rate = rate};
static const ArrivalOps by_chance = {
    .first = by_chance_first, .next = by_chance_next, .rate = rate};

/* --- a pool, faults, a monitor ---------------------------------------------------------------- */

static uint32_t pick_first(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)state;
    (void)params;
    (void)view;
    (void)rng;
    return 0;
}

static const LbOps first_gateway = {.pick = pick_first};

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

static void worsen(const void *params, FaultTarget *target)
{
    (void)params;
    fault_scale_loss(target, 8.0);
}

static void better(const void *params, FaultTarget *target)
{
    (void)params;
    fault_restore_loss(target, 8.0);
}

static const FaultOps crash = {.is_failure = true, .begin = stop};
static const FaultOps death = {.is_failure = true, .begin = end_life};
static const FaultOps power_cut = {
    .hits_gateways = true, .needs_mains = true, .begin = cut, .end = restore};
static const FaultOps link_loss = {.scales_loss = true, .begin = worsen, .end = better};

static bool everybody(const void *context, uint32_t segment, uint32_t number, uint32_t id)
{
    (void)context;
    (void)segment;
    (void)number;
    (void)id;
    return true;
}

static SimTime due(const void *rules, const Record *record, SimTime phase, SimTime heartbeat)
{
    return record_slot_time(phase, heartbeat, record->base + 3) + *(const SimTime *)rules;
}

static void on_check(const void *rules, RecordCase *look)
{
    (void)rules;
    Record *record = look->record;
    record->base += 3;
    look->is_alarm = !record->is_down;
    if (!look->is_alarm)
        return;
    record->is_down = 1;
    record->step = 1;
    record->asked_at = record->base;
    look->step = STEP_RESTART;
    look->step_at = look->now + look->heartbeat;
    look->review_after = 2 * look->heartbeat;
}

static void on_review(const void *rules, RecordCase *look)
{
    (void)rules;
    look->record->step++;
    look->step = STEP_VISIT;
    look->step_at = look->now + 3 * NS_PER_H;
    look->review_after = 2 * look->heartbeat;
}

/* --- the fleet -------------------------------------------------------------------------------- */

static Answer answers[4] = {{0, 250}, {1, 240}, {1, 130}, {0, 140}};
static const uint8_t labels[4] = {0, 1, 0, 1};
static const bool event_classes[2] = {false, true};
static const uint32_t event_samples[2] = {1, 3}, other_samples[2] = {0, 2};
static const uint32_t segments[4] = {0, 1, 2, 3}, gateways[4] = {0, 0, 1, 0};

static FleetSpec fleet(const LittleWorld *little, const char *name, const WorkSpec *work)
{
    FleetSpec fleet = {.name = name,
                       .model = &little->model,
                       .work = work,
                       .link = &little->link,
                       .link_name = "air",
                       .place = place_from_form((Form){-1, NULL}),
                       .age = dist_make(DIST_UNIFORM, 0.0, 1e15, 0.0),
                       .boot_time = dist_make(DIST_EXP, 2e9, 0.0, 0.0),
                       .bootloader_time = dist_constant(0.0),
                       .memory_use = dist_constant(0.5),
                       .drift = dist_constant(4e-5),
                       .sync = NS_PER_D,
                       .wake_ns = NS_PER_MS,
                       .tx_overhead_ns = NS_PER_MS};
    for (int b = 0; b < SPREAD_LEVELS; b++) {
        fleet.latency_ns[b] = (40 + b / 8) * NS_PER_MS;
        fleet.sleep_nw[b] = 15000 + b;
        fleet.active_nw[b] = 30000000 + 1000 * b;
        fleet.tx_nw[b] = fleet.rx_nw[b] = 60000000;
        fleet.start_nw[b] = fleet.listen_nw[b] = 60000000;
    }
    return fleet;
}

static void init_faults(LittleWorld *little)
{
    little->unit = (UnitSpec){"all", segments, 4, gateways, 2};
    little->faults[0] = (FaultSpec){.name = "crash",
                                    .ops = &crash,
                                    .is_per_device = true,
                                    .gap = dist_make(DIST_EXP, 6e13, 0.0, 0.0),
                                    .length = dist_constant((double)TIME_NEVER)};
    little->faults[1] = (FaultSpec){.name = "death",
                                    .ops = &death,
                                    .is_per_device = true,
                                    .is_life = true,
                                    .gap = dist_make(DIST_WEIBULL, 2.0, 2e15, 0.0),
                                    .length = dist_constant((double)TIME_NEVER)};
    little->faults[2] = (FaultSpec){.name = "cut",
                                    .ops = &power_cut,
                                    .gap = dist_make(DIST_EXP, 4e13, 0.0, 0.0),
                                    .length = dist_make(DIST_EXP, 6e11, 0.0, 0.0)};
    little->faults[3] = (FaultSpec){.name = "noise",
                                    .ops = &link_loss,
                                    .gap = dist_make(DIST_EXP, 2e13, 0.0, 0.0),
                                    .length = dist_make(DIST_EXP, 3e12, 0.0, 0.0)};
    for (int f = 0; f < 4; f++) {
        little->faults[f].chance = 1.0;
        little->faults[f].hits = f == 2 ? 0.7 : 1.0;
        little->faults[f].units = &little->unit;
        little->faults[f].unit_count = 1;
        little->faults[f].selects = everybody;
    }
}

static void init_work(LittleWorld *little)
{
    little->works[0] = (WorkSpec){.arrival = &by_chance,
                                  .deadline = 100 * NS_PER_MS,
                                  .upload = SEND_EVENTS,
                                  .input_size = 1000,
                                  .result_size = 32,
                                  .positive_rate = 0.2};
    little->works[1] = little->works[0];
    little->works[1].arrival = &every_minute;
    little->works[1].upload = SEND_BATCHES;
    little->works[1].batch = 30 * NS_PER_MIN;
    little->model = (ModelSpec){.answers = answers,
                                .labels = labels,
                                .is_event = event_classes,
                                .event_samples = event_samples,
                                .other_samples = other_samples,
                                .event_count = 2,
                                .other_count = 2,
                                .sample_count = 4,
                                .class_count = 2,
                                .accuracy = NAN};
    little->link = (LinkModel){.latency = dist_make(DIST_LOGNORMAL, 4e6, 0.5, 0.0),
                               .up_bps = 1e6,
                               .down_bps = 1e6,
                               .loss = {LOSS_GILBERT_ELLIOTT, 0.02, 0.6, 0.02, 0.1, NS_PER_S},
                               .mtu = 256,
                               .retries = 1};
    link_prepare(&little->link);
    little->power = (PowerSpec){.capacity = dist_constant(1e13),
                                .brownout = 0.03,
                                .resume = 0.08,
                                .self_discharge = 0.02,
                                .replace = dist_constant(1e14)};
    little->fleets[0] = fleet(little, "talkers", &little->works[0]);
    little->fleets[1] = fleet(little, "sleepers", &little->works[1]);
    little->fleets[1].power = &little->power;
}

void little_world_init(LittleWorld *little, uint32_t device_count, SimTime end)
{
    *little = (LittleWorld){0};
    init_work(little);
    init_faults(little);
    for (uint32_t s = 0; s < 4; s++)
        little->segments[s] = (SegmentSpec){
            s / 2, s % 2, s % 2, s * device_count, s % 2 * device_count, device_count};
    little->pool =
        (PoolSpec){"hub", 2, 4, dist_make(DIST_EXP, 5e6, 0.0, 0.0), &first_gateway, NULL};
    for (uint32_t i = 0; i < 2; i++) {
        little->leaves[i].climate = (Climate){20.0, 8.0, 8.0, 45.0, 0.0};
        little->instances[i] = (InstanceSpec){0, i, 1, NULL, 0};
    }
    little->grace = 5 * NS_PER_S;
    little->record_ops = (RecordOps){due, on_check, on_review, &little->grace, 3, little->grace};
    MetricsWindow window = {end / 10, end};
    little->calendar = metrics_calendar_new(end, NS_PER_H, NS_PER_H, &window, 1);
    little->spec = (WorldSpec){.seed = 7,
                               .end = end,
                               .warmup = end / 10,
                               .fleets = little->fleets,
                               .leaves = little->leaves,
                               .segments = little->segments,
                               .pools = &little->pool,
                               .instances = little->instances,
                               .faults = little->faults,
                               .fleet_count = 2,
                               .leaf_count = 2,
                               .segment_count = 4,
                               .pool_count = 1,
                               .instance_count = 2,
                               .fault_count = 4,
                               .device_count = 4 * device_count,
                               .heartbeat = NS_PER_MIN,
                               .watchdog = 8 * NS_PER_S,
                               .are_visits_made = true,
                               .record_ops = &little->record_ops,
                               .calendar = little->calendar,
                               .cohort_count = 1,
                               .partition_devices = 65536};
}

void little_world_clear(LittleWorld *little)
{
    metrics_calendar_free(little->calendar);
}
