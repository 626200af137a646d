/* When it is hottest, how far it swings, and what a year averages to. */
#include <math.h>
#include <stdlib.h>

#include "env/calendar.h"
#include "env/climate.h"
#include "test.h"

#define NEW_YEAR_2026 INT64_C(1767225600)
#define NEW_YEAR_2028 INT64_C(1830297600) /* a leap year */

static const Climate north = {
    .mean_c = 10.0, .swing_c = 8.0, .season_c = 12.0, .latitude = 48.0, .timezone_h = 1.0};

/* Day and hour of the extreme of a year, by looking at every quarter of an hour. */
static SimTime extreme(const Climate *climate, int64_t start, double sign, double *ret_value)
{
    SimTime found = 0;
    double best = -INFINITY;
    for (SimTime t = 0; t < 365 * NS_PER_D; t += NS_PER_H / 4) {
        double value = sign * climate_temperature(climate, start, t);
        if (value > best) {
            best = value;
            found = t;
        }
    }
    *ret_value = sign * best;
    return found;
}

static void check_extreme(const Climate *climate, int64_t start, double sign, CalendarDate expected)
{
    double value = 0.0;
    SimTime t = extreme(climate, start, sign, &value);
    Calendar calendar = {start, climate->timezone_h};
    CalendarDate date = calendar_date(calendar, t);
    CHECK_INT(date.month, expected.month);
    CHECK(abs(date.day - expected.day) <= (sign > 0.0 ? 0 : 1));
    CHECK_INT(calendar_hour(calendar, t), sign > 0.0 ? 15 : 3);
    CHECK_NEAR(value, climate->mean_c + sign * (climate->swing_c + climate->season_c), 0.01);
}

static void north_is_hottest_on_20_july_at_15_local(void)
{
    check_extreme(&north, NEW_YEAR_2026, 1.0, (CalendarDate){0, 7, 20});
    check_extreme(&north, NEW_YEAR_2028, 1.0, (CalendarDate){0, 7, 20});
}

static void north_is_coldest_half_a_year_on(void)
{
    check_extreme(&north, NEW_YEAR_2026, -1.0, (CalendarDate){0, 1, 19});
}

static void south_is_hottest_on_20_january(void)
{
    Climate south = north;
    south.latitude = -33.0;
    south.timezone_h = 10.0;
    check_extreme(&south, NEW_YEAR_2026, 1.0, (CalendarDate){0, 1, 20});
    check_extreme(&south, NEW_YEAR_2026, -1.0, (CalendarDate){0, 7, 21});
}

static void a_year_averages_to_its_mean(void)
{
    double sum = 0.0;
    int count = 0;
    for (SimTime t = 0; t < 365 * NS_PER_D; t += NS_PER_H, count++)
        sum += climate_temperature(&north, NEW_YEAR_2026, t);
    CHECK_NEAR(sum / count, north.mean_c, 1e-3);
}

static void the_year_turns_without_a_jump(void)
{
    SimTime peak = 200 * NS_PER_D + 14 * NS_PER_H; /* 2026-07-20T14:00Z = 15:00 local */
    double at = climate_temperature(&north, NEW_YEAR_2026, peak);
    CHECK_NEAR(at, 30.0, 1e-9);
    CHECK_NEAR(climate_temperature(&north, NEW_YEAR_2026, peak - 1), at, 1e-9);
    CHECK_NEAR(climate_temperature(&north, NEW_YEAR_2026, peak + 1), at, 1e-9);
    SimTime new_year = 365 * NS_PER_D;
    CHECK_NEAR(climate_temperature(&north, NEW_YEAR_2026, new_year - 1),
               climate_temperature(&north, NEW_YEAR_2026, new_year), 1e-9);
}

static void a_flat_climate_is_its_mean(void)
{
    Climate flat = {.mean_c = 17.5, .latitude = 45.0};
    CHECK_NEAR(climate_temperature(&flat, NEW_YEAR_2026, 1234567 * NS_PER_S), 17.5, 0.0);
}

static void a_place_is_outdoors_or_a_room(void)
{
    PlaceOutdoor warmer = {.plus = 6.0};
    Place roof = place_from_form((Form){PLACE_OUTDOOR, &warmer});
    SimTime t = 40 * NS_PER_D;
    CHECK_NEAR(place_temperature(&roof, &north, NEW_YEAR_2026, t),
               climate_temperature(&north, NEW_YEAR_2026, t) + 6.0, 1e-12);
    CHECK_NEAR(place_temperature_max(&roof, &north), 36.0, 1e-12);
    CHECK_NEAR(place_temperature_min(&roof, &north), -4.0, 1e-12);
    PlaceIndoor given = {.temperature = 21.0, .swing = 2.0};
    Place room = place_from_form((Form){PLACE_INDOOR, &given});
    CHECK_NEAR(place_temperature(&room, &north, NEW_YEAR_2026, 14 * NS_PER_H), 23.0, 1e-9);
    CHECK_NEAR(place_temperature(&room, &north, NEW_YEAR_2026, 2 * NS_PER_H), 19.0, 1e-9);
    CHECK_NEAR(place_temperature_max(&room, &north), 23.0, 1e-12);
    CHECK_NEAR(place_temperature_min(&room, &north), 19.0, 1e-12);
    CHECK_INT(place_from_form((Form){-1, NULL}).kind, PLACE_OUTDOOR);
    CHECK(place_form_at(2) == NULL);
}

/* The mean of a rate that doubles with 10 C, hour by hour over a year, against the same rate at the
 * steady temperature. */
static void the_steady_temperature_does_as_much_as_a_year_of_hours(void)
{
    const double per_c = 0.0693147180559945;
    Place outdoors = {.kind = PLACE_OUTDOOR, .outdoor.plus = 3.0};
    Place room = {.kind = PLACE_INDOOR, .indoor = {21.0, 4.0}};
    const Place *places[] = {&outdoors, &room};
    for (int p = 0; p < 2; p++) {
        double sum = 0.0;
        for (SimTime t = NS_PER_H / 2; t < 365 * NS_PER_D; t += NS_PER_H)
            sum += exp(per_c * place_temperature(places[p], &north, NEW_YEAR_2026, t));
        double steady = place_steady_temperature(places[p], &north, per_c);
        CHECK_NEAR(exp(per_c * steady), sum / (365 * 24), 1e-3 * exp(per_c * steady));
    }
    /* ln I0(0.2772588722) / 0.0693147181 = 0.2759 C above 21 C; I0 from tables: 1.019311 */
    CHECK_NEAR(place_steady_temperature(&room, &north, per_c), 21.27595, 1e-4);
}

TEST_MAIN(CASE(north_is_hottest_on_20_july_at_15_local), CASE(north_is_coldest_half_a_year_on),
          CASE(south_is_hottest_on_20_january), CASE(a_year_averages_to_its_mean),
          CASE(the_year_turns_without_a_jump), CASE(a_flat_climate_is_its_mean),
          CASE(a_place_is_outdoors_or_a_room),
          CASE(the_steady_temperature_does_as_much_as_a_year_of_hours))
