/*
 * out/plot.h - plots/: script, data, SVG and PNG of every figure that has data.
 *
 * gnuplot is run in the folder of the scripts. A picture that it does not draw is missing; one
 * that takes longer than the limit is the last that is tried.
 * Without gnuplot the scripts and data are still written and a warning says so; that is
 * an error only if plots were demanded.
 *
 * Errors:  FLEET_ERROR_RUN for the disk, and for gnuplot when plots are required.
 */
#ifndef TINYFLEET_OUT_PLOT_H
#define TINYFLEET_OUT_PLOT_H

#include "exp/sink.h"

/* Sink "plots". */
bool plots_write(const Study *study, const char *dir, const OutputOptions *options, GError **error);

/* Files it may write, from the result directory; ends with NULL; g_strfreev(). */
char **plot_file_names(void);

#endif
