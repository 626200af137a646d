/*
 * world/metrics_calendar.h - how time is cut for counting.
 *
 * [0, end) is cut into slices at every edge that any output needs: series bins, intervals of
 * `stat_interval`, windows of the statistics.  Each bin, interval and window is a run of slices.
 *
 * Units:   times in ns; thresholds in the unit of their sample.
 * Owner:   metrics_calendar_free(); read-only once the first Metrics is made, shared by all.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_METRICS_CALENDAR_H
#define TINYFLEET_WORLD_METRICS_CALENDAR_H

#include <stdint.h>

#include "util/units.h"
#include "world/metric.h"

enum { METRICS_WINDOW_MAX = 32, METRICS_THRESHOLD_MAX = 8 };

/* A window of the statistics: outcomes asked in [from, to) count. Window 0 is from the warm-up
 * to the end; requirements with their own `from` and `to` add others. */
typedef struct MetricsWindow {
    SimTime from, to;
} MetricsWindow;

typedef struct Slice {
    SimTime start, end;
    uint32_t output_bin, stat_bin; /* numbers of the series bin and of the interval */
    uint32_t windows;              /* bit w: inside window w */
} Slice;

/* Between two edges of windows: a run of slices that lie in the same windows. */
typedef struct Stretch {
    SimTime start, end;
    uint32_t windows; /* bit w: inside window w */
} Stretch;

typedef struct MetricsCalendar {
    Slice *slices;
    uint32_t slice_count;
    Stretch *stretches; /* [stretch_count] all of [0, end) */
    uint32_t stretch_count;
    uint32_t *first_of_bin; /* [output bins]: slice that begins there */
    SimTime bin_length, stat_length, end;
    uint32_t bin_count, stat_count;
    MetricsWindow windows[METRICS_WINDOW_MAX];
    uint32_t window_count;
    /* share(metric > x) is exact: samples beyond these are counted; in the sample's unit */
    int64_t thresholds[SAMPLE_COUNT][METRICS_THRESHOLD_MAX];
    uint32_t threshold_count[SAMPLE_COUNT];
} MetricsCalendar;

/* Cuts [0, end) at every edge. windows[0] is the main one; a `to` beyond the end is the end. */
MetricsCalendar *metrics_calendar_new(SimTime end, SimTime bin_length, SimTime stat_length,
                                      const MetricsWindow *windows, uint32_t window_count);
void metrics_calendar_free(MetricsCalendar *calendar);

/* Before the first metrics_new(). Returns its number among those of this sample, the old one if
 * it is there already; -1 if all METRICS_THRESHOLD_MAX places are taken. */
int32_t metrics_calendar_threshold(MetricsCalendar *calendar, Sample sample, int64_t value);

/* The slice that holds t, 0 <= t < end; t >= end gives the last one. */
uint32_t metrics_slice(const MetricsCalendar *calendar, SimTime t);

/* Likewise the stretch. */
uint32_t metrics_stretch(const MetricsCalendar *calendar, SimTime t);

/* Ends of microseconds in [0, t), which add up: what spans count is a share of these. */
static inline int64_t metrics_whole_us(SimTime t)
{
    return t / NS_PER_US;
}

#endif
