/* Dates against the C library's own calendar, and hours by hand. */
#include <time.h>

#include "env/calendar.h"
#include "test.h"

static void days_and_dates_agree_with_gmtime(void)
{
    for (int64_t days = -200000; days <= 200000; days += 37) {
        time_t seconds = (time_t)(days * 86400);
        struct tm expected;
        gmtime_r(&seconds, &expected);
        CalendarDate date = calendar_date_of_days(days);
        CHECK_INT(date.year, expected.tm_year + 1900);
        CHECK_INT(date.month, expected.tm_mon + 1);
        CHECK_INT(date.day, expected.tm_mday);
        CHECK_INT(calendar_days_of_date(date), days);
        CHECK_INT(calendar_day_of_year((Calendar){days * 86400, 0.0}, 0), expected.tm_yday + 1);
    }
}

static void local_time_is_utc_plus_the_zone(void)
{
    Calendar utc = {1767225600, 0.0}; /* 2026-01-01T00:00Z */
    CHECK_INT(calendar_hour(utc, 13 * NS_PER_H), 13);
    CHECK_INT(calendar_date(utc, 0).year, 2026);
    Calendar india = {1767225600, 5.5};
    CHECK_INT(calendar_time_of_day(india, 0), 5 * NS_PER_H + 30 * NS_PER_MIN);
    Calendar honolulu = {1767225600, -10.0};
    CalendarDate eve = calendar_date(honolulu, 0);
    CHECK_INT(eve.year, 2025);
    CHECK_INT(eve.day, 31);
    CHECK_INT(calendar_hour(honolulu, 0), 14);
}

static void a_start_at_noon_shifts_the_hours(void)
{
    Calendar calendar = {1767225600 + 12 * 3600 + 30, 0.0};
    CHECK_INT(calendar_time_of_day(calendar, 0), 12 * NS_PER_H + 30 * NS_PER_S);
    CHECK_INT(calendar_time_of_day(calendar, 12 * NS_PER_H), 30 * NS_PER_S);
    CHECK_INT(calendar_day_of_year(calendar, 12 * NS_PER_H), 2);
    CHECK_INT(calendar_local(calendar, NS_PER_D), NS_PER_D + 12 * NS_PER_H + 30 * NS_PER_S);
}

static void next_is_the_first_time_after(void)
{
    Calendar calendar = {1767225600, 0.0};
    CHECK_INT(calendar_next(calendar, 0, 19 * NS_PER_H), 19 * NS_PER_H);
    CHECK_INT(calendar_next(calendar, 19 * NS_PER_H, 19 * NS_PER_H), NS_PER_D + 19 * NS_PER_H);
    CHECK_INT(calendar_next(calendar, 20 * NS_PER_H, 0), NS_PER_D);
}

static void leap_days_are_counted(void)
{
    Calendar calendar = {1835395200, 0.0}; /* 2028-02-29T00:00Z */
    CHECK_INT(calendar_date(calendar, 0).month, 2);
    CHECK_INT(calendar_date(calendar, 0).day, 29);
    CHECK_INT(calendar_date(calendar, NS_PER_D).month, 3);
    CHECK_INT(calendar_day_of_year(calendar, 306 * NS_PER_D), 366);
}

TEST_MAIN(CASE(days_and_dates_agree_with_gmtime), CASE(local_time_is_utc_plus_the_zone),
          CASE(a_start_at_noon_shifts_the_hours), CASE(next_is_the_first_time_after),
          CASE(leap_days_are_counted))
