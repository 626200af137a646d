#include "env/climate.h"

#include "env/calendar.h"
#include "util/detmath.h"

#define TWO_PI 6.283185307179586

/* The hottest hour of the day, and the hottest day of the year north and south. */
#define HOTTEST_TIME (15 * NS_PER_H)
static const CalendarDate hottest_north = {0, 7, 20};
static const CalendarDate hottest_south = {0, 1, 20};

static const ParamSpec outdoor_params[] = {
    PARAM_ROW(TEMPERATURE_DELTA, PlaceOutdoor, plus, .def = "0C",
              .doc = "warmer than the open air, sun on the housing for example"),
    PARAM_NONE,
};

static const ParamSpec indoor_params[] = {
    PARAM_ROW(TEMPERATURE, PlaceIndoor, temperature, .def = "21C", .doc = "mean of the day"),
    PARAM_ROW(TEMPERATURE_DELTA, PlaceIndoor, swing, .def = "2C", .min = 0.0, .max = 100.0,
              .doc = "amplitude of the day, hottest at 15:00 local"),
    PARAM_NONE,
};

static const FormSpec place_forms[] = {
    [PLACE_OUTDOOR] = {"outdoor", "The climate of the region.", outdoor_params,
                       sizeof(PlaceOutdoor)},
    [PLACE_INDOOR] = {"indoor", "A room of its own.", indoor_params, sizeof(PlaceIndoor)},
};

const FormSpec *place_form_at(size_t i)
{
    return i < G_N_ELEMENTS(place_forms) ? &place_forms[i] : NULL;
}

Place place_from_form(Form form)
{
    Place place = {.kind = PLACE_OUTDOOR};
    if (form.choice < 0)
        return place;
    place.kind = (PlaceKind)form.choice;
    if (place.kind == PLACE_OUTDOOR)
        place.outdoor = *(const PlaceOutdoor *)form.params;
    else
        place.indoor = *(const PlaceIndoor *)form.params;
    return place;
}

/* cos 2 pi (how far round the day it is from 15:00). */
static double day_cosine(SimTime time_of_day)
{
    return det_cos(TWO_PI * ((double)(time_of_day - HOTTEST_TIME) / (double)NS_PER_D));
}

/* cos 2 pi (how far round the year it is from 15:00 of its hottest day). The year runs from
 * one hottest day to the next, so 29 February moves no summer. */
static double year_cosine(const Climate *climate, Calendar calendar, SimTime t)
{
    CalendarDate hottest = climate->latitude < 0.0 ? hottest_south : hottest_north;
    double day = (double)calendar_day(calendar, t) +
                 (double)(calendar_time_of_day(calendar, t) - HOTTEST_TIME) / (double)NS_PER_D;
    hottest.year = calendar_date(calendar, t).year;
    double last = (double)calendar_days_of_date(hottest);
    hottest.year += day < last ? -1 : 1;
    double other = (double)calendar_days_of_date(hottest);
    return det_cos(TWO_PI * ((day - last) / (other - last)));
}

double climate_temperature(const Climate *climate, int64_t start_unix, SimTime t)
{
    Calendar calendar = {start_unix, climate->timezone_h};
    double temperature = climate->mean_c;
    if (climate->season_c > 0.0)
        temperature += climate->season_c * year_cosine(climate, calendar, t);
    if (climate->swing_c > 0.0)
        temperature += climate->swing_c * day_cosine(calendar_time_of_day(calendar, t));
    return temperature;
}

double place_temperature(const Place *place, const Climate *climate, int64_t start_unix, SimTime t)
{
    if (place->kind == PLACE_OUTDOOR)
        return climate_temperature(climate, start_unix, t) + place->outdoor.plus;
    Calendar calendar = {start_unix, climate->timezone_h};
    return place->indoor.temperature +
           place->indoor.swing * day_cosine(calendar_time_of_day(calendar, t));
}

/* ln I0(x), I0(x) = mean of e^(x cos a) over a whole turn: sum of (x^2/4)^n / (n!)^2. */
static double log_mean_exp_cosine(double x)
{
    double term = 1.0, sum = 1.0;
    for (double n = 1.0; term > sum * 1e-18; n++) {
        term *= 0.25 * x * x / (n * n);
        sum += term;
    }
    return det_log(sum);
}

double place_steady_temperature(const Place *place, const Climate *climate, double per_c)
{
    g_assert(per_c > 0.0);
    if (place->kind == PLACE_INDOOR)
        return place->indoor.temperature + log_mean_exp_cosine(per_c * place->indoor.swing) / per_c;
    double above = log_mean_exp_cosine(per_c * climate->season_c) +
                   log_mean_exp_cosine(per_c * climate->swing_c);
    return climate->mean_c + place->outdoor.plus + above / per_c;
}

double place_temperature_max(const Place *place, const Climate *climate)
{
    if (place->kind == PLACE_INDOOR)
        return place->indoor.temperature + place->indoor.swing;
    return climate->mean_c + climate->season_c + climate->swing_c + place->outdoor.plus;
}

double place_temperature_min(const Place *place, const Climate *climate)
{
    if (place->kind == PLACE_INDOOR)
        return place->indoor.temperature - place->indoor.swing;
    return climate->mean_c - climate->season_c - climate->swing_c + place->outdoor.plus;
}
