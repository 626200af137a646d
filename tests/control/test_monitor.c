/* The timeout detector and the ladder on single records, against worked examples.
 * Source: POLICIES.md EX-FD-3; INTERFACE 2.11 "Detection". */
#include "control/monitor.h"
#include "test.h"

#define HEARTBEAT (30 * NS_PER_S)

typedef struct Bench {
    MonitorRules rules;
    RecordOps ops;
    Record record;
    SimTime phase;
} Bench;

/* 30 s x 3: the example's numbers. */
static void bench_init(Bench *bench, SimTime grace, Dist visit)
{
    *bench = (Bench){.rules = {.missed = 3, .grace = grace, .recovery = {visit, grace}},
                     .record = {.base = -1},
                     .phase = 7 * NS_PER_S};
    bench->ops = monitor_record_ops(&bench->rules);
}

static SimTime due(const Bench *bench)
{
    return bench->ops.due(bench->ops.rules, &bench->record, bench->phase, HEARTBEAT);
}

static RecordCase case_at(Bench *bench, SimTime now)
{
    return (RecordCase){.record = &bench->record,
                        .now = now,
                        .phase = bench->phase,
                        .heartbeat = HEARTBEAT,
                        .key = rng_key(3, 0, "fleet lamps"),
                        .number = 12};
}

static RecordCase check_at(Bench *bench, SimTime now)
{
    RecordCase look = case_at(bench, now);
    bench->ops.on_check(bench->ops.rules, &look);
    return look;
}

static RecordCase review_at(Bench *bench, SimTime now)
{
    RecordCase look = case_at(bench, now);
    bench->ops.on_review(bench->ops.rules, &look);
    return look;
}

static const Dist never = {.kind = DIST_CONSTANT, .p = {(double)TIME_NEVER}};

/* EX-FD-3: 30 s x 3 without grace: 90 s after the last heartbeat. */
static void down_after_the_missed_beats(void)
{
    Bench bench;
    bench_init(&bench, 0, never);
    record_hear(&bench.record, 10);
    SimTime heard = record_slot_time(bench.phase, HEARTBEAT, 10);
    CHECK_INT(due(&bench), heard + 90 * NS_PER_S);
    RecordCase look = check_at(&bench, heard + 90 * NS_PER_S);
    CHECK(look.is_alarm);
    CHECK_INT(bench.record.is_down, 1);
    CHECK_INT(bench.record.asked_at, 13);
}

static void grace_is_added_once(void)
{
    Bench bench;
    bench_init(&bench, 5 * NS_PER_S, never);
    record_hear(&bench.record, 0);
    CHECK_INT(due(&bench), bench.phase + 95 * NS_PER_S);
}

/* A device that was never heard misses slots 0, 1 and 2. */
static void silence_from_the_start_counts(void)
{
    Bench bench;
    bench_init(&bench, 0, never);
    CHECK_INT(due(&bench), bench.phase + 60 * NS_PER_S);
    CHECK(check_at(&bench, due(&bench)).is_alarm);
    CHECK_INT(bench.record.asked_at, 2);
}

static void one_below_the_count_is_no_alarm(void)
{
    Bench bench;
    bench_init(&bench, 0, never);
    record_hear(&bench.record, 0);
    SimTime first = due(&bench);
    record_hear(&bench.record, 2); /* slots 1 only was missed */
    CHECK(!check_at(&bench, first).is_alarm);
    CHECK_INT(bench.record.base, 2);
    CHECK_INT(bench.record.is_down, 0);
}

/* The count starts again after an alarm, and a device is declared once. */
static void one_alarm_for_one_silence(void)
{
    Bench bench;
    bench_init(&bench, 0, never);
    SimTime first = due(&bench);
    CHECK(check_at(&bench, first).is_alarm);
    CHECK_INT(due(&bench), first + 90 * NS_PER_S);
    RecordCase look = check_at(&bench, due(&bench));
    CHECK(!look.is_alarm);
    CHECK(look.step == STEP_NONE);
    CHECK_INT(bench.record.asked_at, 2);
    CHECK(record_hear(&bench.record, 9));
    CHECK_INT(bench.record.attempt, 1);
    CHECK(check_at(&bench, due(&bench)).is_alarm);
    CHECK_INT(bench.record.asked_at, 12);
}

/* The first step reaches the device at its next nominal slot, and has two beats to help. */
static void a_restart_comes_with_the_next_slot(void)
{
    Bench bench;
    bench_init(&bench, 5 * NS_PER_S, never);
    SimTime now = due(&bench);
    RecordCase look = check_at(&bench, now);
    CHECK(look.step == STEP_RESTART);
    CHECK_INT(look.step_at, record_slot_time(bench.phase, HEARTBEAT, 3));
    CHECK_INT(look.review_after, 65 * NS_PER_S);
    bench_init(&bench, 0, never); /* now is a slot: the next one is meant */
    look = check_at(&bench, due(&bench));
    CHECK_INT(look.step_at, record_slot_time(bench.phase, HEARTBEAT, 3));
}

/* What a restart did not help gets its model written anew, at a slot again. */
static void a_reload_follows_the_restart(void)
{
    Bench bench;
    bench_init(&bench, 5 * NS_PER_S, never);
    check_at(&bench, due(&bench));
    SimTime now = record_slot_time(bench.phase, HEARTBEAT, 5) + 5 * NS_PER_S;
    RecordCase look = review_at(&bench, now);
    CHECK(look.step == STEP_RELOAD);
    CHECK_INT(look.step_at, record_slot_time(bench.phase, HEARTBEAT, 6));
    CHECK_INT(look.review_after, 65 * NS_PER_S);
}

static void without_visits_the_ladder_ends(void)
{
    Bench bench;
    bench_init(&bench, 0, never);
    CHECK(!recovery_visits(&bench.rules.recovery));
    check_at(&bench, due(&bench));
    CHECK(review_at(&bench, NS_PER_H).step == STEP_RELOAD);
    CHECK(review_at(&bench, 2 * NS_PER_H).step == STEP_NONE);
    CHECK_INT(bench.record.step, 2);
}

static void visits_follow_until_one_helps(void)
{
    Bench bench;
    bench_init(&bench, 0, dist_make(DIST_UNIFORM, 1e9, 1000e9, 0.0));
    check_at(&bench, due(&bench));
    review_at(&bench, NS_PER_H / 2);
    SimTime now = NS_PER_H, last = 0;
    for (int visit = 0; visit < 300; visit++) {
        RecordCase look = review_at(&bench, now);
        if (!CHECK(look.step == STEP_VISIT && look.step_at > now))
            return;
        CHECK(look.step_at - now != last || visit > 250); /* each its own draw */
        last = look.step_at - now;
        now = look.step_at + look.review_after;
    }
    record_hear(&bench.record, 500);
    CHECK(review_at(&bench, now).step == STEP_NONE);
}

/* The delay of a visit is that of the alarm, however it was reached. */
static void a_visit_is_addressed_by_its_alarm(void)
{
    Bench a, b;
    Dist visit = dist_make(DIST_EXP, 3e14, 0.0, 0.0);
    bench_init(&a, 0, visit);
    bench_init(&b, 0, visit);
    record_hear(&a.record, 9);
    check_at(&a, due(&a));
    check_at(&b, due(&b)); /* an alarm more, earlier */
    review_at(&b, NS_PER_MIN);
    record_hear(&b.record, 9);
    check_at(&b, due(&b));
    SimTime t = NS_PER_H;
    review_at(&a, t / 2); /* the reload comes first */
    review_at(&b, t / 2);
    CHECK_INT(review_at(&a, t).step_at, review_at(&b, t).step_at);
}

static void no_detector_has_nothing_to_call(void)
{
    MonitorRules rules = {.missed = 0};
    RecordOps ops = monitor_record_ops(&rules);
    CHECK(ops.due == NULL && ops.on_check == NULL && ops.on_review == NULL);
    CHECK_INT(ops.missed, 0);
}

TEST_MAIN(CASE(down_after_the_missed_beats), CASE(grace_is_added_once),
          CASE(silence_from_the_start_counts), CASE(one_below_the_count_is_no_alarm),
          CASE(one_alarm_for_one_silence), CASE(a_restart_comes_with_the_next_slot),
          CASE(a_reload_follows_the_restart), CASE(without_visits_the_ladder_ends),
          CASE(visits_follow_until_one_helps), CASE(a_visit_is_addressed_by_its_alarm),
          CASE(no_detector_has_nothing_to_call))
