/* A run is the same however it is cut, threaded or looked at. */
#include <math.h>
#include <string.h>

#include "test.h"
#include "little_world.h"
#include "world/world.h"

static const SimTime end = 2 * NS_PER_D;

static WorldTotals run(const LittleWorld *little, uint32_t thread_count)
{
    g_autoptr(World) world = world_new(&little->spec, 0);
    WorldRun how = {.thread_count = thread_count};
    CHECK_INT(world_run(world, &how), little->spec.end);
    return world_totals(world);
}

static void check_same(WorldTotals a, WorldTotals b)
{
    CHECK_INT((int64_t)a.digest.chains, (int64_t)b.digest.chains);
    CHECK_INT((int64_t)a.digest.totals, (int64_t)b.digest.totals);
    CHECK_INT(a.items, b.items);
    CHECK_INT(a.beats, b.beats);
}

static void a_run_repeats_itself(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    check_same(run(&little, 1), run(&little, 1));
    little_world_clear(&little);
}

static void partitions_and_threads_do_not_show(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    WorldTotals whole = run(&little, 1);
    little.spec.partition_devices = 60;
    check_same(run(&little, 2), whole);
    little_world_clear(&little);
}

static void each_item_as_an_event_changes_nothing(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    WorldTotals settled = run(&little, 1);
    little.spec.events_every = true;
    WorldTotals every = run(&little, 1);
    check_same(every, settled);
    little_world_clear(&little);
}

/* On links on which a run of lost beats is rare; where it is not, alarms are looked for often. */
static void settling_saves_nine_events_of_ten(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    little.link.loss.bad = 0.1;
    link_prepare(&little.link);
    little.spec.fault_count = 2; /* crashes and deaths */
    WorldTotals settled = run(&little, 1);
    little.spec.events_every = true;
    CHECK(run(&little, 1).events > 10 * settled.events);
    little_world_clear(&little);
}

/* Slow gateways, so that many requests are open at the end. */
static void requests_to_gateways_agree_in_every_way(void)
{
    LittleWorld little;
    little_world_init(&little, 30, NS_PER_D);
    little.works[0].is_at_gateway = little.works[1].is_at_gateway = true;
    little.pool.service = dist_make(DIST_EXP, 20e9, 0.0, 0.0);
    little.pool.worker_count = 40;
    little.pool.queue_limit = 1000;
    WorldTotals settled = run(&little, 1);
    little.spec.events_every = true;
    little.spec.partition_devices = 60;
    check_same(run(&little, 2), settled);
    little_world_clear(&little);
}

/* A grace of one period: the check falls on the very instant of the next beat. */
static void checks_at_the_instant_of_a_beat_agree_in_every_way(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    little.grace = little.record_ops.grace = NS_PER_MIN;
    little.record_ops.rules = &little.grace;
    WorldTotals settled = run(&little, 1);
    little.spec.events_every = true;
    check_same(run(&little, 1), settled);
    little_world_clear(&little);
}

static void batteries_that_run_empty_agree_in_every_way(void)
{
    LittleWorld little;
    little_world_init(&little, 20, 10 * NS_PER_D);
    little.power.capacity = dist_make(DIST_UNIFORM, 3e10, 6e10, 0.0);
    WorldTotals settled = run(&little, 1);
    little.spec.events_every = true;
    check_same(run(&little, 1), settled);
    little_world_clear(&little);
}

static void another_seed_is_another_run(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    WorldTotals first = run(&little, 1);
    little.spec.seed = 8;
    CHECK(run(&little, 1).digest.chains != first.digest.chains);
    little_world_clear(&little);
}

enum { CUT_AT = 5000 }; /* demands of all devices */

typedef struct Cut {
    volatile int flag;
    uint32_t count; /* demands */
} Cut;

/* A demand a second, and a cut while they are settled. */
static Demand cut_at_next(const void *params, const ArrivalView *view, Demand last)
{
    (void)view;
    Cut *cut = (Cut *)(uintptr_t)params;
    cut->flag = ++cut->count >= CUT_AT;
    return (Demand){last.at + NS_PER_S, last.number + 1};
}

static Demand cut_at_first(const void *params, const ArrivalView *view)
{
    (void)params;
    (void)view;
    return (Demand){0, 0};
}

static double cut_at_rate(const void *params)
{
    (void)params;
    return 1.0;
}

static const ArrivalOps cut_at = {.first = cut_at_first, .next = cut_at_next, .rate = cut_at_rate};

static void a_cut_ends_the_work_of_a_device_within_some_items(void)
{
    LittleWorld little;
    little_world_init(&little, 1, 30 * NS_PER_D);
    Cut cut = {0, 0};
    little.works[0].arrival = little.works[1].arrival = &cut_at;
    little.works[0].arrival_params = little.works[1].arrival_params = &cut;
    little.fleets[1].power = NULL;
    little.spec.fault_count = 0;
    little.record_ops.missed = 0; /* no plans for beats */
    g_autoptr(World) world = world_new(&little.spec, 0);
    WorldRun how = {.thread_count = 1, .cut = &cut.flag};
    CHECK_INT(world_run(world, &how), -1);
    CHECK(cut.count >= CUT_AT && cut.count < CUT_AT + 2000); /* of 10 million */
    little_world_clear(&little);
}

static int64_t total(const Metrics *metrics, Counter counter)
{
    int64_t sum = 0;
    for (uint32_t g = 0; g < metrics->group_count; g++) {
        for (uint32_t s = 0; s < metrics->calendar->slice_count; s++)
            sum += metrics_row((Metrics *)metrics, g, s)[counter];
    }
    return sum;
}

static void what_is_counted_adds_up(void)
{
    LittleWorld little;
    little_world_init(&little, 30, end);
    g_autoptr(World) world = world_new(&little.spec, 0);
    WorldRun how = {.thread_count = 1};
    world_run(world, &how);
    const Metrics *metrics = world_metrics(world);
    CHECK_INT(total(metrics, COUNTER_DEMANDS), total(metrics, COUNTER_JUDGED));
    CHECK(total(metrics, COUNTER_ANSWERS) <= total(metrics, COUNTER_JUDGED));
    CHECK(total(metrics, COUNTER_RIGHT) <= total(metrics, COUNTER_ANSWERS));
    CHECK(total(metrics, COUNTER_BEATS_HEARD) <= total(metrics, COUNTER_BEATS_DUE));
    CHECK(total(metrics, COUNTER_FAILURES) > 0);
    CHECK(total(metrics, COUNTER_VISITS) > 0);
    CHECK(total(metrics, COUNTER_DOWN_TIME) > 0);
    int64_t told = total(metrics, COUNTER_DETECTED) + total(metrics, COUNTER_UNDETECTED);
    CHECK(told <= total(metrics, COUNTER_FAILURES)); /* less those declared down before */
    CHECK(10 * told > 9 * total(metrics, COUNTER_FAILURES));
    little_world_clear(&little);
}

/* Sleepers run on batteries: a cut of an hour takes their gateways, not them. */
static void who_is_answered_by_a_dark_pool_does_not_serve(void)
{
    LittleWorld little;
    little_world_init(&little, 30, NS_PER_D);
    const SimTime at[1] = {5 * NS_PER_H};
    little.spec.faults = &little.faults[2];
    little.spec.fault_count = 1;
    little.faults[2].at = at;
    little.faults[2].at_count = 1;
    little.faults[2].hits = 1.0;
    little.faults[2].length = dist_constant((double)NS_PER_H);
    for (int is_remote = 0; is_remote < 2; is_remote++) {
        little.works[1].is_at_gateway = is_remote;
        g_autoptr(World) world = world_new(&little.spec, 0);
        WorldRun how = {.thread_count = 1};
        world_run(world, &how);
        Metrics *metrics = (Metrics *)world_metrics(world);
        int64_t down_us = 0;
        for (uint32_t slice = 0; slice < metrics->calendar->slice_count; slice++)
            down_us += metrics_row(metrics, 2, slice)[COUNTER_DOWN_TIME];
        if (is_remote)
            CHECK_INT(down_us, 30 * NS_PER_H / NS_PER_US);
        else /* but for restarts, since their beats stayed away */
            CHECK(down_us < NS_PER_H / NS_PER_US);
        CHECK(metrics->causes[0].down_us[metrics_slice(metrics->calendar, at[0])] > 0);
    }
    little_world_clear(&little);
}

TEST_MAIN(CASE(who_is_answered_by_a_dark_pool_does_not_serve), CASE(a_run_repeats_itself),
          CASE(partitions_and_threads_do_not_show), CASE(each_item_as_an_event_changes_nothing),
          CASE(settling_saves_nine_events_of_ten), CASE(requests_to_gateways_agree_in_every_way),
          CASE(checks_at_the_instant_of_a_beat_agree_in_every_way),
          CASE(batteries_that_run_empty_agree_in_every_way), CASE(another_seed_is_another_run),
          CASE(a_cut_ends_the_work_of_a_device_within_some_items), CASE(what_is_counted_adds_up))
