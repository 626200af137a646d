/*
 * out/chart_script.h - a chart as a gnuplot script, from a template in reports/.
 *
 * A template is a script with {{name}} where the chart's text goes.  Everything a user named
 * is written in single quotes, with gnuplot's own markup taken out of it: no name can run a
 * command, start a macro or change a font.
 *
 * Errors:  FLEET_ERROR_RUN when the template is missing or the disk fails.
 */
#ifndef TINYFLEET_OUT_CHART_SCRIPT_H
#define TINYFLEET_OUT_CHART_SCRIPT_H

#include "out/chart.h"

/* Fills the template of the chart's kind in template_dir; writes folder/NAME.gp. */
bool chart_write_script(const Chart *chart, const char *template_dir, const char *folder,
                        GError **error);

#endif
