/*
 * env/climate.h - how warm it is at a place and time, outdoors and in a room.
 *
 * Outdoors: the mean of the year, plus a cosine over the year (hottest on 20 July in the
 * north, 20 January in the south), plus a cosine over the local day (hottest at 15:00).
 * The hottest instant of the year is therefore 15:00 on that day.  A place is what a device
 * feels of it; heat waves and the board's own heating are added by their owners.
 *
 * Units:   degrees C; amplitudes are half of peak to peak; latitude in degrees, north > 0;
 *          timezone_h hours east; start_unix as in env/calendar.h.
 * Errors:  none.
 */
#ifndef TINYFLEET_ENV_CLIMATE_H
#define TINYFLEET_ENV_CLIMATE_H

#include <stddef.h>
#include <stdint.h>

#include "util/param.h"
#include "util/units.h"

typedef struct Climate {
    double mean_c, swing_c, season_c;
    double latitude;
    double timezone_h;
} Climate;

/* Position in place_form_at(). */
typedef enum PlaceKind {
    PLACE_OUTDOOR,
    PLACE_INDOOR,
} PlaceKind;

typedef struct PlaceOutdoor {
    double plus; /* C above the outdoor temperature */
} PlaceOutdoor;

typedef struct PlaceIndoor {
    double temperature; /* C, mean of the day */
    double swing;       /* C, amplitude of the day */
} PlaceIndoor;

typedef struct Place {
    PlaceKind kind;
    PlaceOutdoor outdoor;
    PlaceIndoor indoor;
} Place;

/* The calls `outdoor`, `outdoor(plus=...)`, `indoor(temperature=..., swing=...)`. */
const FormSpec *place_form_at(size_t i);
Place place_from_form(Form form); /* absent = outdoor */

/* mean + season + swing at simulated time t. */
double climate_temperature(const Climate *climate, int64_t start_unix, SimTime t);

/* What a device at this place has around it. */
double place_temperature(const Place *place, const Climate *climate, int64_t start_unix, SimTime t);

/* The constant temperature at which what grows as e^(per_c x T) does as much in the long run as
 * here over a whole year: ln I0(per_c x amplitude) / per_c above the mean for each cosine. */
double place_steady_temperature(const Place *place, const Climate *climate, double per_c);

/* No temperature of this place is ever above or below these. */
double place_temperature_max(const Place *place, const Climate *climate);
double place_temperature_min(const Place *place, const Climate *climate);

#endif
