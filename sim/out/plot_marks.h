/*
 * out/plot_marks.h - the grey bands of a figure over time: warm-up and faults on the calendar.
 *
 * Only what happened at the same instant in every replication is drawn, as a line is a mean
 * over replications; the caption says what else struck.
 */
#ifndef TINYFLEET_OUT_PLOT_MARKS_H
#define TINYFLEET_OUT_PLOT_MARKS_H

#include "exp/result.h"
#include "out/chart.h"

/* Bands of the first point; `seconds` per unit of x. */
void plot_add_marks(Chart *chart, const Study *study, double seconds);

/* Appends a sentence for each fault that has no band. */
void plot_say_unmarked(GString *caption, const Study *study);

#endif
