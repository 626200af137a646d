#include "env/calendar.h"

#define SECONDS_PER_D INT64_C(86400)

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

/* Years begin in March here, so that the leap day is their last; an era has 400 of them. */
int64_t calendar_days_of_date(CalendarDate date)
{
    g_assert(date.month >= 1 && date.month <= 12);
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

CalendarDate calendar_date_of_days(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return (CalendarDate){(int32_t)year, (int32_t)month,
                          (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1)};
}

/* Seconds since 1970 on the local clock, at t = 0. */
static int64_t local_start(Calendar calendar)
{
    return calendar.start_unix + int64_from_double(calendar.timezone_h * 3600.0);
}

SimTime calendar_local(Calendar calendar, SimTime t)
{
    int64_t start = local_start(calendar);
    int64_t into_day = start - floor_div(start, SECONDS_PER_D) * SECONDS_PER_D;
    return time_add(t, into_day * NS_PER_S);
}

SimTime calendar_time_of_day(Calendar calendar, SimTime t)
{
    SimTime local = calendar_local(calendar, t);
    return local - floor_div(local, NS_PER_D) * NS_PER_D;
}

int64_t calendar_day(Calendar calendar, SimTime t)
{
    int64_t first = floor_div(local_start(calendar), SECONDS_PER_D);
    return first + floor_div(calendar_local(calendar, t), NS_PER_D);
}

CalendarDate calendar_date(Calendar calendar, SimTime t)
{
    return calendar_date_of_days(calendar_day(calendar, t));
}

int32_t calendar_day_of_year(Calendar calendar, SimTime t)
{
    int64_t day = calendar_day(calendar, t);
    CalendarDate first = {calendar_date_of_days(day).year, 1, 1};
    return (int32_t)(day - calendar_days_of_date(first)) + 1;
}

int32_t calendar_hour(Calendar calendar, SimTime t)
{
    return (int32_t)(calendar_time_of_day(calendar, t) / NS_PER_H);
}

SimTime calendar_next(Calendar calendar, SimTime t, SimTime time_of_day)
{
    g_assert(time_of_day >= 0);
    g_assert(time_of_day < NS_PER_D);
    SimTime wait = time_of_day - calendar_time_of_day(calendar, t);
    return time_add(t, wait > 0 ? wait : wait + NS_PER_D);
}
