/*
 * out/plot_marks.h - the grey bands of a figure over time: warm-up and faults on the calendar.
 *
 * Only what happened at the same instant in every replication is drawn, as a line is a mean
 * over replications; a fault that returns often would be wallpaper and is left out.
 */
#ifndef TINYFLEET_OUT_PLOT_MARKS_H
#define TINYFLEET_OUT_PLOT_MARKS_H

#include "exp/result.h"
#include "out/chart.h"

/* Bands of the first point; `seconds` per unit of x. */
void plot_add_marks(Chart *chart, const Study *study, double seconds);

#endif
