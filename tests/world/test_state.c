/* What takes a device out of service and brings it back, and who notices: seconds added by hand. */
#include "one_device.h"
#include "test.h"

#define US_PER_S INT64_C(1000000)

static const SimTime hour_one[] = {NS_PER_H};

/* One crash at 1 h of 3 h; watchdog 8 s, boot 2 s. */
static FaultSpec *init_crash(OneDevice *one)
{
    one_device_init(one, 3 * NS_PER_H, 0);
    one->spec.heartbeat = TIME_NEVER;
    FaultSpec *crash = one_device_fault(one, "crash", &one_device_crash);
    crash->at = hour_one;
    crash->at_count = 1;
    return crash;
}

static void add_cut(OneDevice *one, const SimTime *at, SimTime length)
{
    FaultSpec *cut = one_device_fault(one, "cut", &one_device_power_cut);
    cut->at = at;
    cut->at_count = 1;
    cut->length = dist_constant((double)length);
}

static SampleSet samples(const World *world, Sample sample)
{
    return *metrics_samples((Metrics *)(uintptr_t)world_metrics(world), 0, 0, sample);
}

static void check_one(SampleSet set, SimTime wanted)
{
    CHECK_INT(set.count, 1);
    CHECK_INT(set.min, wanted);
    CHECK_INT(set.max, wanted);
}

/* Runs it: down for so long, because of fault 0 alone; repaired if it is up at the end. */
static void check_down(OneDevice *one, SimTime down, bool is_repaired)
{
    g_autoptr(World) world = one_device_run(one);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), down / 1000);
    CHECK_INT(one_device_down_us(world, 0), down / 1000);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 1);
    CHECK_INT(one_device_total(world, COUNTER_UNDETECTED), 1);
    CHECK_INT(one_device_total(world, COUNTER_DETECTED), 0);
    CHECK_INT(samples(world, SAMPLE_REPAIR_TIME).count, is_repaired);
    if (is_repaired) {
        check_one(samples(world, SAMPLE_REPAIR_TIME), down);
        check_one(world_metrics(world)->causes[0].repair, down);
    }
    one_device_clear(one);
}

static void a_watchdog_and_a_boot_heal_a_crash(void)
{
    OneDevice one;
    init_crash(&one);
    check_down(&one, 10 * NS_PER_S, true);
}

static void a_boot_is_the_loader_and_the_application(void)
{
    OneDevice one;
    init_crash(&one);
    one.fleet.bootloader_time = dist_constant(3e9);
    check_down(&one, 13 * NS_PER_S, true);
}

static void without_a_watchdog_nobody_heals_it(void)
{
    OneDevice one;
    init_crash(&one);
    one.spec.watchdog = 0;
    check_down(&one, 2 * NS_PER_H, false);
}

/* The watchdog is idle: what has a length lasts exactly that, and a boot. */
static void a_length_is_kept_to(void)
{
    OneDevice one;
    init_crash(&one)->length = dist_constant(60e9);
    check_down(&one, 62 * NS_PER_S, true);
}

/* Without power from 30 s to 40 s of it: no change. From 30 s to 90 s: then the boot. */
static void a_power_cut_neither_ends_nor_shortens_it(void)
{
    static const SimTime at[] = {NS_PER_H + 30 * NS_PER_S};
    OneDevice one;
    init_crash(&one)->length = dist_constant(60e9);
    add_cut(&one, at, 10 * NS_PER_S);
    check_down(&one, 62 * NS_PER_S, true);
    init_crash(&one)->length = dist_constant(60e9);
    add_cut(&one, at, 60 * NS_PER_S);
    check_down(&one, 92 * NS_PER_S, true);
}

/* One reset and no more: nothing boots without power. */
static void nothing_boots_without_power(void)
{
    static const SimTime at[] = {NS_PER_H + 30 * NS_PER_S};
    OneDevice one;
    init_crash(&one)->length = dist_constant(60e9);
    add_cut(&one, at, 60 * NS_PER_S);
    one.spec.heartbeat = NS_PER_MIN;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_RESETS_REPORTED), 1);
    one_device_clear(&one);
}

/* Asked at 0:59, 1:59, .. and crashed half a minute after each: no batch has anything to send. */
static void a_batch_is_lost_with_the_service(void)
{
    SimTime at[ONE_DEVICE_DEMANDS];
    OneDevice one;
    one_device_init(&one, 8 * NS_PER_H, 0);
    for (int i = 0; i < ONE_DEVICE_DEMANDS; i++) {
        one.asked[i] = (i + 1) * NS_PER_H - NS_PER_MIN;
        at[i] = one.asked[i] + 30 * NS_PER_S;
    }
    one.spec.heartbeat = TIME_NEVER;
    one.work.upload = SEND_BATCHES;
    one.work.batch = 2 * NS_PER_H;
    {
        g_autoptr(World) world = one_device_run(&one);
        CHECK(one_device_total(world, COUNTER_BYTES_UP) >= 500); /* what it sends without crashes */
    }
    FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
    crash->at = at;
    crash->at_count = ONE_DEVICE_DEMANDS;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 8);
    CHECK_INT(one_device_total(world, COUNTER_BYTES_UP), 0);
    one_device_clear(&one);
}

/* Power comes back after 14 s: that is a reset, the watchdog is not waited for. */
static void power_that_comes_back_heals_a_crash(void)
{
    static const SimTime at[] = {NS_PER_H + 4 * NS_PER_S};
    OneDevice one;
    init_crash(&one);
    add_cut(&one, at, 10 * NS_PER_S);
    check_down(&one, 16 * NS_PER_S, true);
}

/* The boot had begun at 8 s; it begins anew at 14 s. */
static void a_boot_cut_off_begins_anew(void)
{
    static const SimTime at[] = {NS_PER_H + 9 * NS_PER_S};
    OneDevice one;
    init_crash(&one);
    add_cut(&one, at, 5 * NS_PER_S);
    check_down(&one, 16 * NS_PER_S, true);
}

/* Two cuts, 1 h to 1 h 10 s and 1 h 5 s to 1 h 20 s: power is back with the last. */
static void power_is_back_when_the_last_cut_ends(void)
{
    static const SimTime late[] = {NS_PER_H + 5 * NS_PER_S};
    OneDevice one;
    one_device_init(&one, 3 * NS_PER_H, 0);
    add_cut(&one, hour_one, 10 * NS_PER_S);
    add_cut(&one, late, 15 * NS_PER_S);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 22 * US_PER_S);
    CHECK_INT(one_device_down_us(world, 0), 22 * US_PER_S);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 0);
    one_device_clear(&one);
}

/* --- who notices ----------------------------------------------------------------------------- */

/* Three beats missed and 5 s of grace; a restart after a minute, a visit an hour after 10 min. */
static const SimTime grace = 5 * NS_PER_S;

static SimTime due(const void *rules, const Record *record, SimTime phase, SimTime heartbeat)
{
    (void)rules;
    return record_slot_time(phase, heartbeat, record->base + 3) + grace;
}

static void on_check(const void *rules, RecordCase *look)
{
    (void)rules;
    look->record->base += 3;
    look->is_alarm = !look->record->is_down;
    if (!look->is_alarm)
        return;
    look->record->is_down = 1;
    look->record->step = 1;
    look->step = STEP_RESTART;
    look->step_at = look->now + NS_PER_MIN;
    look->review_after = 10 * NS_PER_MIN;
}

static void on_review(const void *rules, RecordCase *look)
{
    (void)rules;
    look->record->step++;
    look->step = STEP_VISIT;
    look->step_at = look->now + NS_PER_H;
    look->review_after = 10 * NS_PER_MIN;
}

static void watch(OneDevice *one)
{
    one->spec.heartbeat = NS_PER_MIN;
    one->spec.watchdog = 0;
    one->record_ops = (RecordOps){due, on_check, on_review, NULL, 3, grace};
}

static SimTime phase_of(const OneDevice *one)
{
    RngKey key = rng_key(one->spec.seed, 0, "fleet one");
    return (SimTime)(rng_unit_at(key, 0, RNG_BEAT_PHASE, 0) * (double)one->spec.heartbeat);
}

/* From t to the alarm: the third beat after the last one before t, and the grace. */
static SimTime until_alarm(const OneDevice *one, SimTime t)
{
    SimTime since = (t - phase_of(one)) % one->spec.heartbeat;
    return 3 * one->spec.heartbeat - since + grace;
}

static void an_alarm_restarts_what_has_crashed(void)
{
    OneDevice one;
    init_crash(&one);
    watch(&one);
    SimTime alarm = until_alarm(&one, NS_PER_H), down = alarm + NS_PER_MIN + 2 * NS_PER_S;
    g_autoptr(World) world = one_device_run(&one);
    check_one(samples(world, SAMPLE_DETECTION_TIME), alarm);
    check_one(world_metrics(world)->causes[0].detection, alarm);
    check_one(samples(world, SAMPLE_REPAIR_TIME), down);
    CHECK_INT(one_device_total(world, COUNTER_DETECTED), 1);
    CHECK_INT(one_device_total(world, COUNTER_UNDETECTED), 0);
    CHECK_INT(one_device_total(world, COUNTER_FALSE_ALARMS), 0);
    CHECK_INT(one_device_total(world, COUNTER_VISITS), 0);
    CHECK_INT(one_device_total(world, COUNTER_RESETS_REPORTED), 1);
    one_device_clear(&one);
}

/* The restart does nothing; somebody comes 1 h after the review, 10 min after it. */
static void the_dead_wait_for_somebody_who_comes(void)
{
    OneDevice one;
    init_crash(&one)->ops = &one_device_death;
    watch(&one);
    SimTime visit = until_alarm(&one, NS_PER_H) + NS_PER_MIN + 10 * NS_PER_MIN + NS_PER_H;
    g_autoptr(World) world = one_device_run(&one);
    check_one(samples(world, SAMPLE_REPAIR_TIME), visit + 2 * NS_PER_S);
    CHECK_INT(one_device_total(world, COUNTER_VISITS), 1);
    CHECK_INT(one_device_total(world, COUNTER_LOSSES), 0);
    CHECK_TEXT(world_device(world, 0).state, "up");
    one_device_clear(&one);
}

static void who_is_never_visited_is_lost_at_once(void)
{
    OneDevice one;
    init_crash(&one)->ops = &one_device_death;
    one.spec.are_visits_made = false;
    g_autoptr(World) world = one_device_run(&one);
    size_t count = 0;
    const Notice *notices = world_notices(world, &count);
    CHECK_INT(one_device_total(world, COUNTER_LOSSES), 1);
    CHECK_INT((int64_t)count, 1);
    CHECK_INT(notices[0].t, NS_PER_H);
    CHECK_INT(notices[0].kind, NOTICE_DEVICE_LOST);
    CHECK_INT(notices[0].fault, 0);
    one_device_clear(&one);
}

/* All beats are lost while the link is out, 1:00 to 1:05: one alarm, one restart of what is well.
 */
static void an_alarm_about_nothing_costs_a_restart(void)
{
    OneDevice one;
    init_crash(&one)->ops = &one_device_loss;
    one.faults[0].length = dist_constant(300e9);
    one.link.loss = loss_bernoulli(1e-9);
    link_prepare(&one.link);
    watch(&one);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_FALSE_ALARMS), 1);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 0);
    CHECK_INT(one_device_total(world, COUNTER_DETECTED), 0);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 2 * US_PER_S);
    CHECK_INT(one_device_total(world, COUNTER_VISITS), 0);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_DUE) -
                  one_device_total(world, COUNTER_BEATS_HEARD),
              5);
    one_device_clear(&one);
}

/* --- levers ---------------------------------------------------------------------------------- */

/* A result an hour, at 0:59 .. 7:59; the link loses all from 2 h on, for 2 h, and from 3:30 on, for
 * 2 h: 2:59, 3:59 and 4:59. */
static void a_link_is_well_when_the_last_occurrence_ends(void)
{
    static const SimTime at[] = {2 * NS_PER_H, 3 * NS_PER_H + 30 * NS_PER_MIN};
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 8 * NS_PER_H, 0);
        for (int i = 0; i < ONE_DEVICE_DEMANDS; i++)
            one.asked[i] = (i + 1) * NS_PER_H - NS_PER_MIN;
        one.spec.heartbeat = TIME_NEVER;
        one.work.upload = SEND_ALL;
        one.link.loss = loss_bernoulli(1e-9);
        link_prepare(&one.link);
        FaultSpec *loss = per_device ? one_device_fault(&one, "loss", &one_device_loss)
                                     : one_device_unit_fault(&one, "loss", &one_device_loss);
        loss->at = at;
        loss->at_count = 2;
        loss->length = dist_constant(2.0 * (double)NS_PER_H);
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_total(world, COUNTER_MESSAGES), 8);
        CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 3);
        CHECK_INT(one_device_outages(world, 0), 2);
        one_device_clear(&one);
    }
}

TEST_MAIN(CASE(a_watchdog_and_a_boot_heal_a_crash), CASE(a_boot_is_the_loader_and_the_application),
          CASE(without_a_watchdog_nobody_heals_it), CASE(a_length_is_kept_to),
          CASE(a_power_cut_neither_ends_nor_shortens_it), CASE(power_that_comes_back_heals_a_crash),
          CASE(nothing_boots_without_power), CASE(a_batch_is_lost_with_the_service),
          CASE(a_boot_cut_off_begins_anew), CASE(power_is_back_when_the_last_cut_ends),
          CASE(an_alarm_restarts_what_has_crashed), CASE(the_dead_wait_for_somebody_who_comes),
          CASE(who_is_never_visited_is_lost_at_once), CASE(an_alarm_about_nothing_costs_a_restart),
          CASE(a_link_is_well_when_the_last_occurrence_ends))
