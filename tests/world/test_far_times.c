/* Times far behind the end of a run: one device, nothing wraps, nothing goes on for ever. */
#include "one_device.h"
#include "test.h"
#include "world/gateway.h"
#include "world/inference.h"

#define US_PER_H  INT64_C(3600000000)
#define FAR       (TIME_NEVER - 1)
#define FAR_WEEKS (INT64_C(15240) * NS_PER_W) /* 14 weeks before 2^63 ns */

static const RngKey any_key;

/* A demand an hour, a minute before it is full. */
static void ask_each_hour(OneDevice *one)
{
    for (int i = 0; i < ONE_DEVICE_DEMANDS; i++)
        one->asked[i] = (i + 1) * NS_PER_H - NS_PER_MIN;
}

static SimTime due(const void *rules, const Record *record, SimTime phase, SimTime heartbeat)
{
    return time_add(record_slot_time(phase, heartbeat, record->base + 3), *(const SimTime *)rules);
}

static void say_nothing(const void *rules, RecordCase *look)
{
    (void)rules;
    look->is_alarm = false;
    look->step = STEP_NONE;
}

/* With a link whose state must be looked up, and with somebody who counts misses. */
static void check_no_beats(SimTime heartbeat)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 0);
    static const SimTime grace = FAR;
    ask_each_hour(&one);
    one.spec.heartbeat = heartbeat;
    one.link.loss = (LossModel){LOSS_GILBERT_ELLIOTT, 0.0, 0.5, 0.1, 0.1, NS_PER_S};
    link_prepare(&one.link);
    one.record_ops = (RecordOps){due, say_nothing, say_nothing, &grace, 3, grace};
    one_device_fault(&one, "crash", &one_device_crash)->every = 3 * NS_PER_H;
    for (int every = 0; every < 2; every++) {
        one.spec.events_every = every;
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_total(world, COUNTER_BEATS_DUE), 0);
        CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 8);
        CHECK_INT(one_device_failures(world, 0), 2);
        CHECK(world_totals(world).events < 40);
    }
    one_device_clear(&one);
}

static void beats_behind_the_end_are_no_beats(void)
{
    check_no_beats(FAR_WEEKS);
    check_no_beats(INT64_C(300) * NS_PER_W);
    check_no_beats(INT64_C(520) * NS_PER_W);
}

static void a_device_may_have_no_beats_at_all(void)
{
    check_no_beats(TIME_NEVER);
    CHECK_INT(record_slot_time(0, TIME_NEVER, 0), TIME_NEVER);
    CHECK_INT(record_slot_time(5, FAR, 2), TIME_NEVER);
    CHECK_INT(record_slot_time(5, 100, 2), 205);
}

/* Down from the crash at 2 h on: the boot ends behind all time. */
static void a_boot_may_last_longer_than_time(void)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 0);
    one.fleet.boot_time = one.fleet.bootloader_time = dist_constant((double)FAR_WEEKS);
    one_device_fault(&one, "crash", &one_device_crash)->every = 2 * NS_PER_H;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_failures(world, 0), 1);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 6 * US_PER_H);
    CHECK_TEXT(world_device(world, 0).state, "booting");
    one_device_clear(&one);
}

/* The first demand is computed for ever; none is answered, nor lost before its deadline. */
static void an_inference_may_last_longer_than_time(void)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 0);
    ask_each_hour(&one);
    for (int i = 0; i < SPREAD_LEVELS; i++)
        one.fleet.latency_ns[i] = FAR;
    one.fleet.wake_ns = NS_PER_H;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 0);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 0);
    one_device_clear(&one);
}

/* What is drawn is what it takes on a device of mean speed, mean or no mean; 1.5 times that on a
 * slow one. */
static void a_latency_without_a_mean_is_taken_as_drawn(void)
{
    Dist law = dist_make(DIST_PARETO, 1.0, 50e6, 0.0);
    ModelSpec model = {.latency = &law};
    FleetSpec fleet = {.model = &model};
    Strip strip = {.fleet = &fleet, .fleet_key = any_key};
    Device even = {.speed = 3}, slow = {.speed = 200};
    int64_t below_median = 0;
    fleet.slowness[3] = 1.0;
    fleet.slowness[200] = 1.5;
    for (uint32_t demand = 0; demand < 1000; demand++) {
        SimTime drawn = inference_latency(&strip, &even, 7, demand);
        CHECK(drawn >= 50 * NS_PER_MS);
        CHECK_NEAR((double)inference_latency(&strip, &slow, 7, demand), 1.5 * (double)drawn, 1.0);
        below_median += drawn < 100 * NS_PER_MS;
    }
    CHECK(below_median > 500 - 64 && below_median < 500 + 64); /* four standard deviations */
}

/* Messages that go on behind all time never arrive: the demand stays open. */
static void an_answer_may_be_under_way_for_ever(void)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 0);
    one.link.latency = dist_constant((double)FAR);
    ask_each_hour(&one);
    one.work.upload = SEND_ALL;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 8);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 0);
    one_device_clear(&one);
}

/* Two workers: the first two requests hold them for ever, the others wait and are never served. */
static void a_service_may_last_longer_than_time(void)
{
    OneDevice one;
    one_device_init(&one, NS_PER_H, 0);
    Gateway gateway;
    MetricsSize size = {1, 1, 0};
    Metrics *metrics = metrics_new(one.calendar, size);
    gateway_init(&gateway, 2, 10);
    Job jobs[3] = {{.demand = 0}, {.demand = 1}, {.demand = 2}};
    for (SimTime t = 1; t <= 3; t++) {
        gateway_settle(&gateway, t, metrics, 0);
        CHECK(gateway_offer(&gateway, t, FAR, &jobs[t - 1]));
    }
    gateway_settle(&gateway, NS_PER_H, metrics, 0);
    CHECK_INT(jobs[1].end, TIME_NEVER);
    CHECK_INT(jobs[2].start, TIME_NEVER);
    CHECK_INT(gateway.running_count, 2);
    CHECK_INT(gateway.waiting_count, 1);
    gateway_clear(&gateway);
    metrics_free(metrics);
    one_device_clear(&one);
}

TEST_MAIN(CASE(beats_behind_the_end_are_no_beats), CASE(a_device_may_have_no_beats_at_all),
          CASE(a_boot_may_last_longer_than_time), CASE(an_inference_may_last_longer_than_time),
          CASE(a_latency_without_a_mean_is_taken_as_drawn),
          CASE(an_answer_may_be_under_way_for_ever), CASE(a_service_may_last_longer_than_time))
