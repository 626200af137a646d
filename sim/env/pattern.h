/*
 * env/pattern.h - how busy the hours of a day are.
 *
 * A factor on a rate, a pure function of the local time of day, with mean 1 over the day.
 * diurnal: 1 + a cos(2 pi (t - peak) / 24 h) with a = (ratio - 1) / (ratio + 1), so that the
 * busiest instant has `ratio` times the rate of the quietest.
 *
 * Units:   local times of day and spans in ns; factors are pure numbers.
 * Errors:  none; the parameter table keeps ratio >= 1.
 */
#ifndef TINYFLEET_ENV_PATTERN_H
#define TINYFLEET_ENV_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "util/param.h"
#include "util/units.h"

/* Position in pattern_form_at(). */
typedef enum PatternKind {
    PATTERN_FLAT,
    PATTERN_DIURNAL,
} PatternKind;

enum { PATTERN_HOURS = 24 };

typedef struct DayPattern {
    PatternKind kind;
    SimTime peak; /* local time of day of the busiest instant */
    double ratio; /* busiest to quietest */

    /* Set by pattern_prepare(): the largest factor in each hour of the local day. */
    double hour_most[PATTERN_HOURS];
} DayPattern;

void pattern_prepare(DayPattern *pattern);

/* The calls `flat` and `diurnal(peak=19:00, ratio=6)`. */
const FormSpec *pattern_form_at(size_t i);
DayPattern pattern_from_form(Form form); /* absent = flat; prepared */

double pattern_factor(const DayPattern *pattern, SimTime local_time_of_day);

/* level < pattern_factor(): the same answer, but from bounds wherever they decide, so that a
 * cosine is rarely worked out. */
bool pattern_exceeds(const DayPattern *pattern, SimTime local_time_of_day, double level);

/* The largest factor: what a thinned process is drawn at. */
double pattern_peak(const DayPattern *pattern);

/* Mean factor over the local times [from, to), which may span days; to > from.  Times (to -
 * from) it is the integral. */
double pattern_mean(const DayPattern *pattern, SimTime from, SimTime to);

#endif
