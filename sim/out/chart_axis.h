/*
 * out/chart_axis.h - where tics go, what they are called, and labels that do not collide.
 */
#ifndef TINYFLEET_OUT_CHART_AXIS_H
#define TINYFLEET_OUT_CHART_AXIS_H

#include "out/chart.h"

/* A linear axis over [low, high], widened to whole tics when `is_rounded`. */
void axis_linear(ChartAxis *axis, double low, double high, const char *unit, bool is_rounded);

/* A logarithmic axis with tics at 1, 2 and 5 (tens alone over many decades); 0 < low < high. */
void axis_log(ChartAxis *axis, double low, double high, const char *unit);

/* How a run of this many seconds is shown: seconds per tic unit, its column and axis title. */
typedef struct TimeUnit {
    double seconds;
    const char *column, *title, *word; /* "t_d", "Simulated time (days)", "day" */
} TimeUnit;
TimeUnit axis_time_unit(double duration_s);

/* Shares near 1, so that 99.95 % and 99.99 % lie apart: each ten times closer to 1 is one step up,
 * 1 itself stands at `floor` from it. From `low`, at most 1 - floor, to 1. */
void axis_nines(ChartAxis *axis, double low, double floor);

/* Where a value stands: itself, or on an axis of nines the number of its nines. */
double axis_place(const ChartAxis *axis, double value);

/* Where of 0..1 (share of the axis from its low end) a value lies. */
double axis_share(const ChartAxis *axis, double value);

/* Moves shares [count] apart, by at least `gap`, as little as may be; order is kept. */
void axis_spread(double *shares, uint32_t count, double gap);

#endif
