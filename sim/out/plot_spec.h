/*
 * out/plot_spec.h - the standard figures: a row each, and what builds a chart from a row.
 *
 * A plain study has one line per fleet (or pool); a sweep has one line per point.  A fleet
 * keeps its colour in all figures, because colours follow the order of scopes.
 *
 * Owner:   a built Chart is the caller's; NULL means the study has no data for it.
 */
#ifndef TINYFLEET_OUT_PLOT_SPEC_H
#define TINYFLEET_OUT_PLOT_SPEC_H

#include "exp/result.h"
#include "out/chart.h"

typedef struct PlotSpec PlotSpec;
struct PlotSpec {
    const char *name;    /* of its files, and in [output] plots */
    const char *section; /* of the report that shows it */
    const char *title;
    const char *what; /* what is shown: begins the line below the title */
    const char *metric;
    const char *companion;                   /* a second metric beside it; NULL = none */
    const char *own_label, *companion_label; /* of the two lines, if there is a companion */
    const char *kind;                        /* of the scopes that get a line each: "fleet" */
    const char *stat;                        /* its mean over the run, for the caption */
    const char *mean_word, *worst_word;      /* "served on average", "least" */
    bool is_from_zero, is_high_worst, is_survival;
    bool is_nines; /* drawn by the distance to 1 */
    Chart *(*build)(const Study *study, const PlotSpec *spec);
};

Chart *plot_build_series(const Study *study, const PlotSpec *spec);
Chart *plot_build_distribution(const Study *study, const PlotSpec *spec);
Chart *plot_build_bars(const Study *study, const PlotSpec *spec);

/* All figures, in the order of the report; NULL behind the last. */
const PlotSpec *plot_spec_at(size_t index);

/* The figure of this name; it must be there. */
const PlotSpec *plot_spec_find(const char *name);

/* What a line of a figure is about. */
typedef struct PlotSubject {
    uint32_t point, scope;
    int style; /* linetype, from 1 */
    const char *label;
} PlotSubject;

/* Does (point, metric, scope) have data of the sort a figure needs? */
typedef bool (*PlotHasData)(const Study *study, uint32_t point, uint32_t metric, uint32_t scope);

/* PlotSubject [n]: points of a sweep, else scopes of the kind that have data, else the total. */
GArray *plot_subjects(const Study *study, const PlotSpec *spec, uint32_t metric,
                      PlotHasData has_data);

/* The requirements of the first point on this metric, as dashed lines. Quantiles (p95) when
 * `of_quantiles`, means otherwise. */
void plot_add_limits(Chart *chart, const Study *study, uint32_t metric, bool of_quantiles);

/* "mean of 10 replications, band = 95 % interval" */
char *plot_sample_text(const Study *study);

/* "Availability", or "Availability by fleet" (by point, in a sweep) with several lines. */
char *plot_title(const Study *study, const PlotSpec *spec, const Chart *chart);

/* Sentences of captions: each line, or the three worst of more than four. */
void plot_say_series(GString *caption, const Study *study, const PlotSpec *spec,
                     const Chart *chart);
void plot_say_distribution(GString *caption, const Study *study, const PlotSpec *spec,
                           const GArray *subjects);
void plot_say_bars(GString *caption, const Study *study, const PlotSpec *spec, uint32_t largest,
                   double total);

/* The sentence of everything together; nothing where there are no data. */
void plot_say_all(GString *caption, const Study *study, const PlotSpec *spec, const char *label);

/* A text as an SQL literal, quotes included. */
char *plot_sql_text(const char *text);

#endif
