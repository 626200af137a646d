/* When what strikes comes again: one device, hours added up by hand. */
#include <math.h>

#include "one_device.h"
#include "test.h"

#define US_PER_H INT64_C(3600000000)

/* Down 5 h from hour 10, 25, 40, 55, 70 and 85 on: 15 h a cycle, not 10. */
static void check_cuts_renew_at_their_end(bool is_per_device)
{
    OneDevice one;
    one_device_init(&one, 100 * NS_PER_H, 0);
    one.fleet.boot_time = dist_constant(0.0);
    FaultSpec *cut = is_per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                   : one_device_unit_fault(&one, "cut", &one_device_power_cut);
    cut->gap = dist_constant(10.0 * (double)NS_PER_H);
    cut->is_life = true;
    cut->length = dist_constant(5.0 * (double)NS_PER_H);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_outages(world, 0), 6);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 30 * US_PER_H);
    CHECK_INT(one_device_down_us(world, 0), 30 * US_PER_H);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 0);
    one_device_clear(&one);
}

static void a_life_of_a_condition_runs_anew_from_its_end(void)
{
    check_cuts_renew_at_their_end(true);
}

static void a_life_of_a_unit_runs_anew_from_the_end_too(void)
{
    check_cuts_renew_at_their_end(false);
}

static void what_never_ends_does_not_begin_anew(void)
{
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 10 * NS_PER_H, 0);
        FaultSpec *cut = per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                    : one_device_unit_fault(&one, "cut", &one_device_power_cut);
        cut->gap = dist_constant((double)NS_PER_H);
        cut->is_life = true;
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_outages(world, 0), 1);
        CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 9 * US_PER_H);
        one_device_clear(&one);
    }
}

/* On the calendar the next one comes 10 h after the beginning of the one before: 9 of them, down
 * 5 h each. */
static void check_cuts_on_the_calendar(bool is_per_device)
{
    OneDevice one;
    one_device_init(&one, 98 * NS_PER_H, 0);
    one.fleet.boot_time = dist_constant(0.0);
    FaultSpec *cut = is_per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                   : one_device_unit_fault(&one, "cut", &one_device_power_cut);
    cut->every = 10 * NS_PER_H;
    cut->length = dist_constant(5.0 * (double)NS_PER_H);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_outages(world, 0), 9);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 45 * US_PER_H);
    one_device_clear(&one);
}

static void on_the_calendar_the_next_follows_from_the_beginning(void)
{
    check_cuts_on_the_calendar(true);
    check_cuts_on_the_calendar(false);
}

/* 12 h every 10 h: it never ends again, and each of them is counted. */
static void conditions_that_overlap_hold_until_the_last_ends(void)
{
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 95 * NS_PER_H, 0);
        FaultSpec *cut = per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                    : one_device_unit_fault(&one, "cut", &one_device_power_cut);
        cut->every = 10 * NS_PER_H;
        cut->length = dist_constant(12.0 * (double)NS_PER_H);
        g_autoptr(World) world = one_device_run(&one);
        CHECK_INT(one_device_outages(world, 0), 9);
        CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 85 * US_PER_H);
        one_device_clear(&one);
    }
}

/* A crash is healed by the watchdog after 598 s and a boot of 2 s: every 70 min from 1 h on, so 8
 * in 10 h, of 10 min each. */
static void a_life_of_a_failure_runs_anew_from_the_service(void)
{
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
    crash->gap = dist_constant((double)NS_PER_H);
    crash->is_life = true;
    one.spec.watchdog = 598 * NS_PER_S;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 8);
    CHECK_INT(one_device_failures(world, 0), 8);
    CHECK_INT(one_device_outages(world, 0), 0);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), INT64_C(4800) * 1000000);
    CHECK_INT(world_device(world, 0).failures, 8);
    one_device_clear(&one);
}

/* The same for a unit is over for the unit at once: hours 1 to 9. */
static void a_unit_does_not_wait_for_what_its_devices_heal_by_themselves(void)
{
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    FaultSpec *crash = one_device_unit_fault(&one, "crash", &one_device_crash);
    crash->gap = dist_constant((double)NS_PER_H);
    crash->is_life = true;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 9);
    CHECK_INT(one_device_outages(world, 0), 0);
    one_device_clear(&one);
}

/* With a length of 30 min it is not: at 1 h, 2:30, 4, 5:30, 7, 8:30; a boot of 2 s follows each. */
static void a_unit_waits_for_the_end_of_a_failure_with_a_length(void)
{
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    FaultSpec *crash = one_device_unit_fault(&one, "crash", &one_device_crash);
    crash->gap = dist_constant((double)NS_PER_H);
    crash->is_life = true;
    crash->length = dist_constant(30.0 * (double)NS_PER_MIN);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_total(world, COUNTER_FAILURES), 6);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 6 * INT64_C(1802000000));
    one_device_clear(&one);
}

/* Nothing struck, so nothing has to heal: the life begins anew at its end, 10 h a cycle. */
static void a_life_that_ends_without_a_strike_begins_anew_at_once(void)
{
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 20000 * NS_PER_H, 0);
        FaultSpec *cut = per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                    : one_device_unit_fault(&one, "cut", &one_device_power_cut);
        cut->gap = dist_constant(10.0 * (double)NS_PER_H);
        cut->is_life = true;
        cut->length = dist_constant(5.0 * (double)NS_PER_H);
        cut->chance = 0.2;
        one.fleet.boot_time = dist_constant(0.0);
        g_autoptr(World) world = one_device_run(&one);
        /* n strikes take 15 h, the others 10 h: a fifth of (20000 - 5 n) / 10 ends of a life */
        int64_t n = one_device_outages(world, 0);
        CHECK(n > 296 && n < 432); /* mean 364, four standard deviations */
        CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME) / US_PER_H, 5 * n);
        one_device_clear(&one);
    }
}

/* A fifth of 99 on the calendar reach it; a unit has all of them. */
static void hits_say_how_often_it_is_reached(void)
{
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 999 * NS_PER_H, 0);
        FaultSpec *cut = per_device ? one_device_fault(&one, "cut", &one_device_power_cut)
                                    : one_device_unit_fault(&one, "cut", &one_device_power_cut);
        cut->every = 10 * NS_PER_H;
        cut->length = dist_constant(5.0 * (double)NS_PER_H);
        cut->hits = 0.2;
        one.fleet.boot_time = dist_constant(0.0);
        g_autoptr(World) world = one_device_run(&one);
        int64_t n = one_device_total(world, COUNTER_DOWN_TIME) / (5 * US_PER_H);
        CHECK(n > 4 && n < 36); /* mean 20, four standard deviations */
        CHECK_INT(one_device_outages(world, 0), per_device ? n : 99);
        one_device_clear(&one);
    }
}

/* A part that was 900 h old when the run began, of a law that ends at 1,000 h: in hour 100; the
 * next one is new: 1,000 h after the healing at 100 h + 10 s. */
static void the_first_life_has_the_age_of_the_device(void)
{
    OneDevice one;
    one_device_init(&one, 1200 * NS_PER_H, 0);
    one.fleet.age = dist_constant(900.0 * (double)NS_PER_H);
    FaultSpec *crash = one_device_fault(&one, "crash", &one_device_crash);
    crash->gap = dist_constant(1000.0 * (double)NS_PER_H);
    crash->is_life = true;
    g_autoptr(World) world = one_device_run(&one);
    const int64_t *failures = world_metrics(world)->causes[0].failures;
    CHECK_INT(one_device_failures(world, 0), 2);
    CHECK_INT(failures[100], 1);
    CHECK_INT(failures[1100], 1);
    one_device_clear(&one);
}

static void a_battery_device_is_spared_by_the_mains(void)
{
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    const PowerSpec battery = {.capacity = dist_constant(1e15),
                               .replace = dist_constant((double)TIME_NEVER)};
    one.fleet.power = &battery;
    one_device_fault(&one, "cut", &one_device_power_cut)->every = NS_PER_H;
    one_device_unit_fault(&one, "cuts", &one_device_power_cut)->every = NS_PER_H;
    one.faults[0].length = one.faults[1].length = dist_constant((double)NS_PER_MIN);
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_outages(world, 0), 0);
    CHECK_INT(one_device_outages(world, 1), 9); /* the unit has them all the same */
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 0);
    one_device_clear(&one);
}

/* Dead at 3 h, replaced never: the life does not begin anew, other causes find nothing to do. */
static void the_dead_do_not_die_again(void)
{
    OneDevice one;
    one_device_init(&one, 10 * NS_PER_H, 0);
    one.spec.are_visits_made = false;
    FaultSpec *death = one_device_fault(&one, "death", &one_device_death);
    death->gap = dist_constant(3.0 * (double)NS_PER_H);
    death->is_life = true;
    one_device_fault(&one, "crash", &one_device_crash)->every = 2 * NS_PER_H;
    one_device_fault(&one, "theft", &one_device_death)->every = 4 * NS_PER_H;
    g_autoptr(World) world = one_device_run(&one);
    CHECK_INT(one_device_failures(world, 0), 1);
    CHECK_INT(one_device_failures(world, 2), 0);
    CHECK_INT(one_device_failures(world, 1), 1); /* at 2 h */
    CHECK_INT(one_device_total(world, COUNTER_LOSSES), 1);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), 7 * US_PER_H + 10 * 1000000);
    CHECK_TEXT(world_device(world, 0).state, "lost");
    one_device_clear(&one);
}

/* At 1 h, 2 h and 5 h, and never again. */
static void a_list_of_times_is_kept_to(void)
{
    static const SimTime at[] = {NS_PER_H, 2 * NS_PER_H, 5 * NS_PER_H};
    for (int per_device = 0; per_device < 2; per_device++) {
        OneDevice one;
        one_device_init(&one, 10 * NS_PER_H, 0);
        FaultSpec *crash = per_device ? one_device_fault(&one, "crash", &one_device_crash)
                                      : one_device_unit_fault(&one, "crash", &one_device_crash);
        crash->at = at;
        crash->at_count = 3;
        g_autoptr(World) world = one_device_run(&one);
        const int64_t *failures = world_metrics(world)->causes[0].failures;
        CHECK_INT(one_device_failures(world, 0), 3);
        CHECK_INT(failures[1] + failures[2] + failures[5], 3);
        one_device_clear(&one);
    }
}

/* A model that crashes by itself: some four times a day, of no section. */
static void a_build_crashes_by_its_own_rate(void)
{
    OneDevice one;
    one_device_init(&one, 1000 * NS_PER_D, 0);
    one.model.crash_rate = 4.0 / 86400.0;
    g_autoptr(World) world = one_device_run(&one);
    int64_t n = one_device_total(world, COUNTER_FAILURES);
    CHECK(n > 4000 - 4 * 64 && n < 4000 + 4 * 64);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), n * 10 * 1000000);
    one_device_clear(&one);
}

TEST_MAIN(CASE(a_life_of_a_condition_runs_anew_from_its_end),
          CASE(a_life_of_a_unit_runs_anew_from_the_end_too),
          CASE(what_never_ends_does_not_begin_anew),
          CASE(on_the_calendar_the_next_follows_from_the_beginning),
          CASE(conditions_that_overlap_hold_until_the_last_ends),
          CASE(a_life_of_a_failure_runs_anew_from_the_service),
          CASE(a_unit_does_not_wait_for_what_its_devices_heal_by_themselves),
          CASE(a_unit_waits_for_the_end_of_a_failure_with_a_length),
          CASE(a_life_that_ends_without_a_strike_begins_anew_at_once),
          CASE(hits_say_how_often_it_is_reached), CASE(the_first_life_has_the_age_of_the_device),
          CASE(a_battery_device_is_spared_by_the_mains), CASE(the_dead_do_not_die_again),
          CASE(a_list_of_times_is_kept_to), CASE(a_build_crashes_by_its_own_rate))
