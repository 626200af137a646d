/*
 * out/chart.h - one figure before it is drawn: its lines, axes, marks, and what it says.
 *
 * A chart knows nothing of gnuplot (out/chart_script.h does) or of the metric it came from.
 * Its caption, in HTML (out/claim.h), states the finding in numbers; its query gives the same data
 * from results.db.
 *
 * Units:   y in the base unit of the metric; x as x_name says (t_d: days).
 * Shapes:  x [count]; mid, low, high of each line [count], NAN = no value.
 * Owner:   the Chart owns all of it.
 */
#ifndef TINYFLEET_OUT_CHART_H
#define TINYFLEET_OUT_CHART_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum ChartKind { CHART_SERIES, CHART_DISTRIBUTION, CHART_BARS } ChartKind;

typedef struct ChartLine {
    char *label;                   /* as the user named it: not escaped */
    char *note;                    /* beside the label in a key: "p95 61 ms"; NULL = none */
    int style;                     /* linetype of style.gp, from 1 */
    uint32_t point, metric, scope; /* what it was made from: for who writes the caption */
    double mean, half_width;       /* of the whole run, as the tables say; NAN = not known */
    bool has_band;
    double *mid, *low, *high;
} ChartLine;

typedef struct ChartMark { /* a grey band between two x; one too narrow to see gets a line */
    double from, to;
    char *label; /* said once, of several that are alike */
} ChartMark;

typedef struct ChartLimit { /* a dashed line across the chart */
    double at;
    bool is_vertical;
    char *label;
} ChartLimit;

typedef struct ChartAxis {
    double low, high; /* in places: see axis_place() */
    bool is_log;
    double nines_floor; /* > 0: an axis of shares by their distance to 1, least this one */
    char *tics;         /* gnuplot list: 'label' position, ... */
    char *title;        /* not escaped; NULL = none */
} ChartAxis;

typedef struct Chart {
    ChartKind kind;
    const char *name; /* of its files: static text */
    char *title, *subtitle, *caption, *alt, *query;
    const char *x_name, *unit; /* static texts; unit of y (of x for distributions) */
    uint32_t count;
    double *x;
    GPtrArray *lines;  /* ChartLine *; of bars: one per bar, count = 1 */
    GPtrArray *marks;  /* ChartMark * */
    GPtrArray *limits; /* ChartLimit * */
    ChartAxis x_axis, y_axis;
} Chart;

Chart *chart_new(ChartKind kind, const char *name, uint32_t count);
void chart_free(Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chart, chart_free)

/* The new line's columns are all NAN. */
ChartLine *chart_add_line(Chart *chart, const char *label, int style);
void chart_add_mark(Chart *chart, double from, double to, const char *label);
void chart_add_limit(Chart *chart, double at, bool is_vertical, const char *label);
const ChartLine *chart_line(const Chart *chart, guint index);

/* The chart's numbers as folder/NAME.csv: x, then mid, low and high of each line. */
bool chart_write_data(const Chart *chart, const char *folder, GError **error);

#endif
