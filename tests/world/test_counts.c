/* What is counted of one device, to the last: open demands, rows after the warm-up, large numbers.
 */
#include "one_device.h"
#include "test.h"

/* --- demands that are open at the end ------------------------------------------------------- */

/* Asked a minute before each full hour, 2 h of work each: 0:59 to 2:59, 4:59, 6:59, then open. */
static void init_overload(OneDevice *one)
{
    one_device_init(one, 8 * NS_PER_H, 0);
    one->spec.heartbeat = TIME_NEVER;
    for (int i = 0; i < ONE_DEVICE_DEMANDS; i++)
        one->asked[i] = (i + 1) * NS_PER_H - NS_PER_MIN;
    for (int i = 0; i < SPREAD_LEVELS; i++)
        one->fleet.latency_ns[i] = 2 * NS_PER_H;
}

typedef struct Wanted {
    int64_t demands, misses, answers;
} Wanted;

static void check_demands(OneDevice *one, Wanted wanted)
{
    for (int every = 0; every < 2; every++) {
        one->spec.events_every = every;
        g_autoptr(World) world = one_device_run(one);
        CHECK_INT(one_device_total(world, COUNTER_DEMANDS), wanted.demands);
        CHECK_INT(one_device_total(world, COUNTER_JUDGED), wanted.demands);
        CHECK_INT(one_device_total(world, COUNTER_MISSES), wanted.misses);
        CHECK_INT(one_device_total(world, COUNTER_ANSWERS), wanted.answers);
        CHECK_INT(world_device(world, 0).inferences, wanted.answers);
        CHECK_INT(world_device(world, 0).misses, wanted.misses);
    }
    one_device_clear(one);
}

/* Three are answered late, five not at all. */
static void open_demands_past_their_deadline_are_misses(void)
{
    OneDevice one;
    init_overload(&one);
    one.work.deadline = NS_PER_S;
    check_demands(&one, (Wanted){8, 8, 3});
}

/* 2:30 h after 4:59 is before the end, after 5:59 it is not; the answer after 2 h is in time. */
static void open_demands_before_their_deadline_are_left_out(void)
{
    OneDevice one;
    init_overload(&one);
    one.work.deadline = 2 * NS_PER_H + 30 * NS_PER_MIN;
    check_demands(&one, (Wanted){5, 4, 3});
}

/* Up to the instant of it, which is the end. */
static void a_deadline_at_the_end_has_passed(void)
{
    OneDevice one;
    init_overload(&one);
    one.work.deadline = 3 * NS_PER_H + NS_PER_MIN; /* asked at 4:59 */
    check_demands(&one, (Wanted){5, 3, 3});
    init_overload(&one);
    one.work.deadline = 3 * NS_PER_H + NS_PER_MIN + 1;
    check_demands(&one, (Wanted){4, 2, 3});
}

/* Without a deadline only what it lets drop is a miss: 1:59, 3:59, 5:59 and, beside the open one of
 * 6:59, 7:59. */
static void what_is_dropped_is_a_miss_at_once(void)
{
    OneDevice one;
    init_overload(&one);
    one.work.is_dropping = true;
    check_demands(&one, (Wanted){7, 4, 3});
}

/* --- rows of devices ------------------------------------------------------------------------ */

/* Asleep for 4 h at 1,000 nW, and four times 10 ms at 10,000,000 nW instead. */
static void rows_of_devices_leave_the_warm_up_out(void)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 4 * NS_PER_H);
    one.spec.heartbeat = TIME_NEVER;
    one.work.deadline = NS_PER_MS;
    for (int i = 0; i < ONE_DEVICE_DEMANDS; i++)
        one.asked[i] = (i + 1) * NS_PER_H - NS_PER_MIN;
    g_autoptr(World) world = one_device_run(&one);
    DeviceView view = world_device(world, 0);
    CHECK_INT(view.inferences, 4);
    CHECK_INT(view.misses, 4);
    CHECK_INT(view.failures, 0);
    CHECK_INT(view.energy_nj, 4 * 3600 * 1000 + 4 * 99990);
    one_device_clear(&one);
}

/* Crashes at 1 h to 7 h, 10 s each; those from 4 h on count, the one of that instant too. */
static void failures_in_the_warm_up_are_in_no_row(void)
{
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 4 * NS_PER_H);
    one_device_fault(&one, "crash", &one_device_crash)->every = NS_PER_H;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 7);
    CHECK_INT(world_device(world, 0).failures, 4);
    CHECK_INT(world_device(world, 0).down_ns, 40 * NS_PER_S);
    one_device_clear(&one);
}

/* --- large numbers -------------------------------------------------------------------------- */

typedef struct Burst {
    SimTime from, gap;
    uint32_t count;
} Burst;

static Demand burst_at(const void *params, uint32_t number)
{
    const Burst *burst = params;
    bool is_there = number < burst->count;
    return (Demand){is_there ? burst->from + number * burst->gap : TIME_NEVER, number};
}

static Demand burst_first(const void *params, const ArrivalView *view)
{
    (void)view;
    return burst_at(params, 0);
}

static Demand burst_next(const void *params, const ArrivalView *view, Demand last)
{
    (void)view;
    return burst_at(params, last.number + 1);
}

static double burst_rate(const void *params)
{
    (void)params;
    return 1.0;
}

static const ArrivalOps burst_ops = {.first = burst_first, .next = burst_next, .rate = burst_rate};

/* 70,000 of 3 bytes, in a batch or two. */
static void a_batch_may_hold_more_than_16_bits_of_results(void)
{
    OneDevice one;
    one_device_init(&one, 5 * NS_PER_H, 0);
    static const Burst burst = {NS_PER_S, 20 * NS_PER_MS, 70000};
    one.spec.heartbeat = TIME_NEVER;
    one.work.arrival = &burst_ops;
    one.work.arrival_params = &burst;
    one.work.upload = SEND_BATCHES;
    one.work.batch = 2 * NS_PER_H;
    one.work.result_size = 3;
    one.link.mtu = 1000000;
    link_prepare(&one.link);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 70000);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 3 * 70000);
    one_device_clear(&one);
}

static SimTime phase_of(const OneDevice *one)
{
    RngKey key = rng_key(one->spec.seed, 0, "fleet one");
    return (SimTime)(rng_unit_at(key, 0, RNG_BEAT_PHASE, 0) * (double)one->spec.heartbeat);
}

/* Demand n waits n x 9 ms and takes 10 ms; the last 4,464 of 70,000 are late, all known after
 * 700 s, before the first beat. */
static void a_report_may_tell_of_more_than_16_bits_of_answers(void)
{
    OneDevice one;
    one_device_init(&one, 7 * NS_PER_H, 0);
    static const Burst burst = {NS_PER_S, NS_PER_MS, 70000};
    one.spec.heartbeat = 6 * NS_PER_H;
    one.work.arrival = &burst_ops;
    one.work.arrival_params = &burst;
    one.work.deadline = 10 * NS_PER_MS + INT64_C(65535) * 9 * NS_PER_MS;
    CHECK(phase_of(&one) > 800 * NS_PER_S);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_REPORTS), 1);
    CHECK_INT(one_device_total(world, COUNTER_MISSES), 4464);
    CHECK_INT(one_device_total(world, COUNTER_REPORT_LATE), INT64_C(4464) * 65536 / 70000);
    CHECK_INT(one_device_total(world, COUNTER_REPORT_CONFIDENCE), 65536);
    CHECK_INT(one_device_total(world, COUNTER_REPORT_LATENCY),
              10 * NS_PER_MS + 9 * NS_PER_MS * 69999 / 2);
    one_device_clear(&one);
}

/* A crash every 100 ms, mended after 1 ms: all before the last beat have been told. */
static void a_report_may_tell_of_more_than_16_bits_of_resets(void)
{
    OneDevice one;
    one_device_init(&one, 7 * NS_PER_H, 0);
    one.spec.heartbeat = 6 * NS_PER_H;
    one.spec.watchdog = NS_PER_MS;
    one.fleet.boot_time = dist_constant(0.0);
    one_device_fault(&one, "crash", &one_device_crash)->every = 100 * NS_PER_MS;
    SimTime beat = phase_of(&one);
    CHECK(beat > 6554 * NS_PER_S && beat % (100 * NS_PER_MS) > NS_PER_MS);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_HEARD), 1);
    CHECK_INT(one_device_total(world, COUNTER_RESETS_REPORTED), beat / (100 * NS_PER_MS));
    one_device_clear(&one);
}

/* Asked at 7 s, served for 2,560 s; 256 crashes meanwhile. Whoever answers then answers nobody. */
static void an_answer_to_an_earlier_life_is_void_after_256_resets(void)
{
    OneDevice one;
    one_device_init(&one, 3 * NS_PER_H, 0);
    one.spec.watchdog = NS_PER_S;
    one.fleet.boot_time = dist_constant(0.0);
    one.asked[0] = 7 * NS_PER_S;
    one_device_gateway(&one, 2560 * NS_PER_S);
    FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
    {
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 1); /* without crashes it is answered */
    }
    crash->every = 10 * NS_PER_S;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_SERVED), 1);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 0);
    CHECK_INT(one_device_total(world, COUNTER_MISSES), 1);
    one_device_clear(&one);
}

/* 70,000 cuts in force at once: power is back when the last of them ends, at 7,000 s + 2 h. */
static void more_than_16_bits_of_cuts_may_be_in_force(void)
{
    OneDevice one;
    one_device_init(&one, 5 * NS_PER_H, 0);
    one.fleet.boot_time = dist_constant(0.0);
    g_autofree SimTime *at = g_new(SimTime, 70000);
    for (int i = 0; i < 70000; i++)
        at[i] = (i + 1) * 100 * NS_PER_MS;
    FaultSpec *cut = one_device_unit_fault(&one, "cut", &one_device_power_cut);
    cut->at = at;
    cut->at_count = 70000;
    cut->length = dist_constant(2.0 * (double)NS_PER_H);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_outages(world, 0), 70000);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), INT64_C(14199900) * 1000);
    one_device_clear(&one);
}

TEST_MAIN(CASE(open_demands_past_their_deadline_are_misses),
          CASE(open_demands_before_their_deadline_are_left_out),
          CASE(a_deadline_at_the_end_has_passed), CASE(what_is_dropped_is_a_miss_at_once),
          CASE(rows_of_devices_leave_the_warm_up_out), CASE(failures_in_the_warm_up_are_in_no_row),
          CASE(a_batch_may_hold_more_than_16_bits_of_results),
          CASE(a_report_may_tell_of_more_than_16_bits_of_answers),
          CASE(a_report_may_tell_of_more_than_16_bits_of_resets),
          CASE(an_answer_to_an_earlier_life_is_void_after_256_resets),
          CASE(more_than_16_bits_of_cuts_may_be_in_force))
