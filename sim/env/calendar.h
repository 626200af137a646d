/*
 * env/calendar.h - what day and hour it is somewhere, at a simulated time.
 *
 * The calendar is the Gregorian one without leap seconds; local time is UTC plus a fixed
 * number of hours (no summer time).  Pure functions of start and time.
 *
 * Units:   start_unix seconds since 1970-01-01T00:00Z, of t = 0; timezone_h hours east;
 *          SimTime nanoseconds.
 * Errors:  none.
 * Source:  H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013.
 */
#ifndef TINYFLEET_ENV_CALENDAR_H
#define TINYFLEET_ENV_CALENDAR_H

#include <stdint.h>

#include "util/units.h"

/* Where the clock of a place stands at t = 0. */
typedef struct Calendar {
    int64_t start_unix;
    double timezone_h;
} Calendar;

typedef struct CalendarDate {
    int32_t year, month, day; /* month 1..12, day 1..31 */
} CalendarDate;

/* Days from 1970-01-01 to a date, negative before it. */
int64_t calendar_days_of_date(CalendarDate date);
CalendarDate calendar_date_of_days(int64_t days);

/* Local time: nanoseconds since the local midnight at or before t = 0. */
SimTime calendar_local(Calendar calendar, SimTime t);

/* Nanoseconds since local midnight: 0 .. NS_PER_D - 1. */
SimTime calendar_time_of_day(Calendar calendar, SimTime t);

/* Local day, as days since 1970-01-01. */
int64_t calendar_day(Calendar calendar, SimTime t);

CalendarDate calendar_date(Calendar calendar, SimTime t);
int32_t calendar_day_of_year(Calendar calendar, SimTime t); /* 1 .. 366 */
int32_t calendar_hour(Calendar calendar, SimTime t);        /* 0 .. 23 */

/* The first instant after t at which the local time of day is `time_of_day`. */
SimTime calendar_next(Calendar calendar, SimTime t, SimTime time_of_day);

#endif
