/* Every row of counter.def and of sample.def has an exact value in one of these worlds of one
 * device, summed by hand; what a world does not name is 0 in it. */
#include <string.h>

#include "one_device.h"
#include "test.h"

#define US_PER_S INT64_C(1000000)

typedef struct CounterRow {
    Counter counter;
    int64_t value;
} CounterRow;

typedef struct SampleRow {
    Sample sample;
    int64_t count, sum;
} SampleRow;

/* Rows end with a value, or a count, of 0. */
typedef struct Expected {
    const char *world;
    const CounterRow *counters;
    const SampleRow *samples;
} Expected;

/* Rows that some world has expected. */
typedef struct Pinned {
    bool counters[COUNTER_COUNT], samples[SAMPLE_COUNT];
} Pinned;

/* Outages are counted by cause alone. */
static int64_t counted(const World *world, Counter counter)
{
    int64_t sum = one_device_total(world, counter);
    for (uint32_t f = 0; counter == COUNTER_OUTAGES && f < world_metrics(world)->cause_count; f++)
        sum += one_device_outages(world, f);
    return sum;
}

static int64_t expected_count(const CounterRow *rows, Counter counter)
{
    for (; rows->value != 0; rows++) {
        if (rows->counter == counter)
            return rows->value;
    }
    return 0;
}

static void check_counters(const World *world, const Expected *expected, Pinned *pinned)
{
    for (int c = 0; c < COUNTER_COUNT; c++) {
        int64_t value = expected_count(expected->counters, (Counter)c);
        pinned->counters[c] |= value != 0;
        if (!CHECK_INT(counted(world, (Counter)c), value))
            g_printerr("    counter %d of counter.def, world '%s'\n", c, expected->world);
    }
}

static void check_samples(const World *world, const Expected *expected, Pinned *pinned)
{
    for (const SampleRow *row = expected->samples; row->count != 0; row++) {
        const SampleSet *set =
            metrics_samples((Metrics *)(uintptr_t)world_metrics(world), 0, 0, row->sample);
        pinned->samples[row->sample] = true;
        if (!CHECK_INT(set->count, row->count) || !CHECK_INT((int64_t)set->sum, row->sum))
            g_printerr("    sample %d of sample.def, world '%s'\n", row->sample, expected->world);
    }
}

static void check(OneDevice *one, const Expected *expected, Pinned *pinned)
{
    g_autoptr(World) world = one_device_run(one);
    check_counters(world, expected, pinned);
    check_samples(world, expected, pinned);
    one_device_clear(one);
}

/* When the device's beats come in their hour. */
static SimTime phase_of(const OneDevice *one)
{
    double u = rng_unit_at(rng_key(one->spec.seed, 0, "fleet one"), 0, RNG_BEAT_PHASE, 0);
    return (SimTime)(u * (double)one->spec.heartbeat);
}

/* --- a device that answers by itself -------------------------------------------------------- */

/* Asked at 1 h, 2 h, 3 h, 4 h, and 5 ms later, before the answer: 10 ms each, 15 ms the last, which
 * is late. An inference takes 10 mW x 10 ms = 100,000 nJ, its upload of 100 B is 100 us on air, at
 * 50 mW less the 1 uW of sleep 4,999.9 nJ. A beat comes each hour, of 24 B; four of them tell of
 * inferences: of latencies 10, 10, 10 and 12.5 ms in the mean, of one in two late. */
static void pin_answers(Pinned *pinned)
{
    static const CounterRow counters[] = {{COUNTER_DEMANDS, 5},
                                          {COUNTER_ANSWERS, 5},
                                          {COUNTER_MISSES, 1},
                                          {COUNTER_JUDGED, 5},
                                          {COUNTER_RIGHT, 5},
                                          {COUNTER_ENERGY, 5 * (100000 + 4999)},
                                          {COUNTER_MESSAGES, 5 + 10},
                                          {COUNTER_SENT, 5 + 10},
                                          {COUNTER_AIR_TIME, 5 * 100 + 10 * 24},
                                          {COUNTER_DELIVERED, 5 + 10},
                                          {COUNTER_DELIVERED_TRIES, 5 + 10},
                                          {COUNTER_DELIVERED_PACKETS, 5 + 10},
                                          {COUNTER_BYTES_UP, 5 * 100 + 10 * 24},
                                          {COUNTER_BEATS_DUE, 10},
                                          {COUNTER_BEATS_HEARD, 10},
                                          {COUNTER_MONITOR_MESSAGES, 10},
                                          {COUNTER_REPORTS, 4},
                                          {COUNTER_REPORT_CONFIDENCE, 4 * 65536},
                                          {COUNTER_REPORT_LATENCY, 42500000},
                                          {COUNTER_REPORT_LATE, 32768},
                                          {0, 0}};
    static const SampleRow samples[] = {{SAMPLE_INFERENCE_LATENCY, 5, 55 * NS_PER_MS},
                                        {SAMPLE_DEVICE_DOWN_SHARE, 1, 0},
                                        {SAMPLE_MEMORY_USE, 1, 500000000},
                                        {SAMPLE_CLOCK_ERROR, 1, 1440 * NS_PER_MS},
                                        {0, 0, 0}};
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    const SimTime asked[] = {NS_PER_H, 2 * NS_PER_H, 3 * NS_PER_H, 4 * NS_PER_H,
                             4 * NS_PER_H + 5 * NS_PER_MS};
    memcpy(one.asked, asked, sizeof asked);
    one.work.deadline = 12 * NS_PER_MS;
    one.work.upload = SEND_ALL;
    one.fleet.drift = dist_constant(4e-5); /* x 10 h, never set right */
    check(&one, &(Expected){"answers", counters, samples}, pinned);
}

/* --- a device that asks its gateway --------------------------------------------------------- */

static uint32_t pick_first(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)state;
    (void)params;
    (void)view;
    (void)rng;
    return 0;
}

static const LbOps first_gateway = {.pick = pick_first};

/* Asked thrice in 10 ms, of a gateway with one worker and room for one: the first is served at once
 * for 100 ms, the second waits 95 ms for that, the third finds no room. 1,000 B take 1 ms up, 100 B
 * 0.1 ms down, each with 1 ms of latency. Energy: 50 mW x (1 ms + 0.1 ms) a request. Answers after
 * 2 + 100 + 1.1 ms, and 195 + 3.1 ms; a beat of 24 B each of 10 hours, one of which tells. */
static void pin_requests(Pinned *pinned)
{
    static const CounterRow counters[] = {{COUNTER_DEMANDS, 3},
                                          {COUNTER_ANSWERS, 2},
                                          {COUNTER_MISSES, 1},
                                          {COUNTER_JUDGED, 3},
                                          {COUNTER_RIGHT, 2},
                                          {COUNTER_ENERGY, 2 * 55000},
                                          {COUNTER_ATTEMPTS, 3},
                                          {COUNTER_DROPS, 1},
                                          {COUNTER_SERVED, 2},
                                          {COUNTER_WAITED, 1},
                                          {COUNTER_MESSAGES, 10},
                                          {COUNTER_SENT, 3 + 2 + 10},
                                          {COUNTER_AIR_TIME, 3 * 1000 + 2 * 100 + 10 * 24},
                                          {COUNTER_DELIVERED, 3 + 2 + 10},
                                          {COUNTER_DELIVERED_TRIES, 3 + 2 + 10},
                                          {COUNTER_DELIVERED_PACKETS, 3 + 2 + 10},
                                          {COUNTER_BYTES_UP, 3 * 1000 + 10 * 24},
                                          {COUNTER_BYTES_DOWN, 2 * 100},
                                          {COUNTER_BEATS_DUE, 10},
                                          {COUNTER_BEATS_HEARD, 10},
                                          {COUNTER_MONITOR_MESSAGES, 10},
                                          {COUNTER_REPORTS, 1},
                                          {COUNTER_REPORT_CONFIDENCE, 65536},
                                          {COUNTER_REPORT_LATENCY, 150600000},
                                          {0, 0}};
    static const SampleRow samples[] = {
        {SAMPLE_INFERENCE_LATENCY, 2, INT64_C(103100000) + 198100000},
        {SAMPLE_QUEUE_WAIT, 2, 95 * NS_PER_MS},
        {0, 0, 0}};
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    const SimTime asked[] = {NS_PER_H, NS_PER_H + 5 * NS_PER_MS, NS_PER_H + 10 * NS_PER_MS};
    memcpy(one.asked, asked, sizeof asked);
    one.work.is_at_gateway = true;
    one.work.deadline = 198100 * NS_PER_US;
    const PoolSpec pool = {"hub", 1, 1, dist_constant(100e6), &first_gateway, NULL};
    const InstanceSpec instance = {.gateway_count = 1};
    one.segment.instance = 0;
    one.spec.pools = &pool;
    one.spec.instances = &instance;
    one.spec.pool_count = one.spec.instance_count = 1;
    check(&one, &(Expected){"requests", counters, samples}, pinned);
}

/* --- a device that fails, and is missed ----------------------------------------------------- */

static SimTime due(const void *rules, const Record *record, SimTime phase, SimTime heartbeat)
{
    (void)rules;
    return record_slot_time(phase, heartbeat, record->base + 2) + NS_PER_MIN;
}

/* Two beats and a minute of silence: a restart after an hour, then a visit each second hour. */
static void on_check(const void *rules, RecordCase *look)
{
    (void)rules;
    look->record->base += 2;
    look->is_alarm = !look->record->is_down;
    if (!look->is_alarm)
        return;
    look->record->is_down = 1;
    look->record->step = 1;
    look->step = STEP_RESTART;
    look->step_at = look->now + NS_PER_H;
    look->review_after = NS_PER_H;
}

static void on_review(const void *rules, RecordCase *look)
{
    (void)rules;
    look->record->step++;
    look->step = STEP_VISIT;
    look->step_at = look->now + NS_PER_H;
    look->review_after = NS_PER_H;
}

/* Beats come p past each hour, p the phase; an alarm p + 1 h 1 min past the hour of a failure, a
 * restart 1 h after it, a visit 2 h after that; a boot takes 2 s.
 *    5 h  a crash that nothing but a restart ends: in service again p + 2 h 1 min 2 s later
 *   12 h  a crash that ends after a minute: back after 62 s, before its next beat; nobody knows
 *   15 h  death: in service again p + 4 h 1 min 2 s later, by the visit
 *   21 h  nothing gets through for 4 h: an alarm while it serves, a restart, 2 s down
 *   27 h  the mains fail for half an hour: 30 min 2 s down
 * Of the 30 beats those of 5, 6, 7, and of 15, 16, 17, 18 and 19 h are not due; of 22, 4 are lost.
 * Five boots are told of. */
static const SimTime crash_at = 5 * NS_PER_H, stop_at = 12 * NS_PER_H, death_at = 15 * NS_PER_H,
                     loss_at = 21 * NS_PER_H, cut_at = 27 * NS_PER_H;

static FaultSpec *strike_at(OneDevice *one, const FaultOps *ops, const SimTime *at, SimTime length)
{
    FaultSpec *fault = one_device_fault(one, "fault", ops);
    fault->at = at;
    fault->at_count = 1;
    fault->length = dist_constant((double)length);
    return fault;
}

static void init_failures(OneDevice *one)
{
    one_device_init(one, 30 * NS_PER_H, 0);
    one->spec.watchdog = 0;
    one->link.loss = loss_bernoulli(1e-9); /* the fault makes 1 of it */
    link_prepare(&one->link);
    one->record_ops = (RecordOps){
        .due = due, .on_check = on_check, .on_review = on_review, .missed = 2, .grace = NS_PER_MIN};
    strike_at(one, &one_device_crash, &crash_at, TIME_NEVER);
    strike_at(one, &one_device_crash, &stop_at, NS_PER_MIN);
    strike_at(one, &one_device_death, &death_at, TIME_NEVER);
    strike_at(one, &one_device_loss, &loss_at, 4 * NS_PER_H);
    strike_at(one, &one_device_power_cut, &cut_at, 30 * NS_PER_MIN);
}

static void pin_failures(Pinned *pinned)
{
    OneDevice one;
    init_failures(&one);
    SimTime p = phase_of(&one), boot = 2 * NS_PER_S;
    CHECK(p > 31 * NS_PER_MIN && p < 58 * NS_PER_MIN);
    SimTime crash = p + 2 * NS_PER_H + NS_PER_MIN + boot, stop = NS_PER_MIN + boot;
    SimTime death = p + 4 * NS_PER_H + NS_PER_MIN + boot, cut = 30 * NS_PER_MIN + boot;
    int64_t down_us = crash / NS_PER_US + death / NS_PER_US + (stop + cut + boot) / NS_PER_US;
    double down_share = (double)(crash + stop + death + cut + boot) / (30.0 * (double)NS_PER_H);
    const CounterRow counters[] = {{COUNTER_MESSAGES, 22},
                                   {COUNTER_SENT, 22},
                                   {COUNTER_LOST, 4},
                                   {COUNTER_AIR_TIME, 22 * 24},
                                   {COUNTER_MESSAGES_LOST, 4},
                                   {COUNTER_DELIVERED, 18},
                                   {COUNTER_DELIVERED_TRIES, 18},
                                   {COUNTER_DELIVERED_PACKETS, 18},
                                   {COUNTER_BYTES_UP, 22 * 24},
                                   {COUNTER_BEATS_DUE, 22},
                                   {COUNTER_BEATS_HEARD, 18},
                                   {COUNTER_MONITOR_MESSAGES, 18},
                                   {COUNTER_RESETS_REPORTED, 5},
                                   {COUNTER_FAILURES, 3},
                                   {COUNTER_OUTAGES, 2},
                                   {COUNTER_DOWN_TIME, down_us},
                                   {COUNTER_FALSE_ALARMS, 1},
                                   {COUNTER_DETECTED, 2},
                                   {COUNTER_UNDETECTED, 1},
                                   {COUNTER_VISITS, 1},
                                   {0, 0}};
    const SampleRow samples[] = {{SAMPLE_REPAIR_TIME, 3, crash + stop + death},
                                 {SAMPLE_DETECTION_TIME, 2, 2 * (p + NS_PER_H + NS_PER_MIN)},
                                 {SAMPLE_DEVICE_DOWN_SHARE, 1, (int64_t)(down_share * 1e9 + 0.5)},
                                 {0, 0, 0}};
    check(&one, &(Expected){"failures", counters, samples}, pinned);
}

/* --- a device whose battery an inference empties ---------------------------------------------- */

/* 1 J; asked at 1 h, it takes 1 kW for 10 ms, which is 10 J, answers, and is lost for the other 9 h
 * less 10 ms; one beat came before. */
static void pin_battery(Pinned *pinned)
{
    static const CounterRow counters[] = {{COUNTER_DEMANDS, 1},
                                          {COUNTER_ANSWERS, 1},
                                          {COUNTER_JUDGED, 1},
                                          {COUNTER_RIGHT, 1},
                                          {COUNTER_ENERGY, 10 * INT64_C(1000000000)},
                                          {COUNTER_MESSAGES, 1},
                                          {COUNTER_SENT, 1},
                                          {COUNTER_AIR_TIME, 24},
                                          {COUNTER_DELIVERED, 1},
                                          {COUNTER_DELIVERED_TRIES, 1},
                                          {COUNTER_DELIVERED_PACKETS, 1},
                                          {COUNTER_BYTES_UP, 24},
                                          {COUNTER_BEATS_DUE, 1},
                                          {COUNTER_BEATS_HEARD, 1},
                                          {COUNTER_MONITOR_MESSAGES, 1},
                                          {COUNTER_FAILURES, 1},
                                          {COUNTER_LOSSES, 1},
                                          {COUNTER_UNDETECTED, 1},
                                          {COUNTER_DOWN_TIME, 9 * 3600 * US_PER_S - 10000},
                                          {0, 0}};
    static const SampleRow samples[] = {
        {SAMPLE_BATTERY_LIFE, 1, NS_PER_H + 10 * NS_PER_MS},
        {SAMPLE_DEVICE_DOWN_SHARE, 1, 899999722}, /* 32,399.99 s of 36,000 s */
        {0, 0, 0}};
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    const PowerSpec power = {.capacity = dist_constant(1e9),
                             .brownout = 0.03,
                             .resume = 0.08,
                             .replace = dist_constant((double)TIME_NEVER)};
    one.fleet.power = &power;
    one.asked[0] = NS_PER_H;
    for (int i = 0; i < SPREAD_LEVELS; i++)
        one.fleet.active_nw[i] = INT64_C(1000000000000);
    check(&one, &(Expected){"battery", counters, samples}, pinned);
}

/* --- a device whose flash is hit ------------------------------------------------------------ */

static void flip_three(const void *params, FaultTarget *target)
{
    (void)params;
    fault_flip_flash(target, 3, NS_PER_D);
}

static const FaultOps upset = {.is_silent = true, .begin = flip_three};

/* Three bits of a file of one byte, in a word of 72 with ECC: the second makes it wrong, the third
 * finds it so. None of them is the byte's own, so that the model stays as it is. */
static void pin_flips(Pinned *pinned)
{
    static const CounterRow counters[] = {{COUNTER_MESSAGES, 3},
                                          {COUNTER_SENT, 3},
                                          {COUNTER_AIR_TIME, 3 * 24},
                                          {COUNTER_DELIVERED, 3},
                                          {COUNTER_DELIVERED_TRIES, 3},
                                          {COUNTER_DELIVERED_PACKETS, 3},
                                          {COUNTER_BYTES_UP, 3 * 24},
                                          {COUNTER_BEATS_DUE, 3},
                                          {COUNTER_BEATS_HEARD, 3},
                                          {COUNTER_MONITOR_MESSAGES, 3},
                                          {COUNTER_BIT_FLIPS, 3},
                                          {COUNTER_UNCORRECTED_WORDS, 1},
                                          {0, 0}};
    static const SampleRow samples[] = {{0, 0, 0}};
    OneDevice one;
    one_device_init(&one, 3 * NS_PER_H, 0);
    one.spec.seed = 3; /* whose three bits are others */
    one.model.file_size = 1;
    strike_at(&one, &upset, &(SimTime){NS_PER_H}, TIME_NEVER);
    check(&one, &(Expected){"flips", counters, samples}, pinned);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void every_row_has_an_exact_value(void)
{
    Pinned pinned = {{false}, {false}};
    pin_answers(&pinned);
    pin_requests(&pinned);
    pin_failures(&pinned);
    pin_battery(&pinned);
    pin_flips(&pinned);
    pinned.counters[COUNTER_RADIO_DROPS] = pinned.counters[COUNTER_POLLS] = true; /* test_radio */
    for (int c = 0; c < COUNTER_COUNT; c++) {
        if (!CHECK(pinned.counters[c]))
            g_printerr("    nobody pins counter %d of counter.def\n", c);
    }
    for (int s = 0; s < SAMPLE_COUNT; s++) {
        if (!CHECK(pinned.samples[s]))
            g_printerr("    nobody pins sample %d of sample.def\n", s);
    }
}

TEST_MAIN(CASE(every_row_has_an_exact_value))
