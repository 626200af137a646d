/*
 * out/chart_note.h - words and marks on a chart, as gnuplot commands.
 *
 * Labels look for a free place: a name of a band that would run into the one before is left
 * out, and that of a limit moves off the lines.
 *
 * Owner:   returned texts are the caller's to free.
 */
#ifndef TINYFLEET_OUT_CHART_NOTE_H
#define TINYFLEET_OUT_CHART_NOTE_H

#include "out/chart.h"

#define LABEL_LENGTH_MAX 22
#define TITLE_LENGTH_MAX 160

/* 'text' for gnuplot in enhanced mode, quotes included; long texts end in an ellipsis. */
char *script_quote(const char *text, size_t length_max);

void script_number(GString *out, double value);

/* More lines than can be told apart go into a panel each. */
bool chart_has_panels(const Chart *chart);

/* Grey bands, dashed lines, and their labels. */
char *script_marks(const Chart *chart);
char *script_limits(const Chart *chart);

#endif
