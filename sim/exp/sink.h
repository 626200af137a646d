/*
 * exp/sink.h - what an output is: a name, and a function that writes a Study into a directory.
 *
 * Sinks run in the order of their table; the manifest comes last and marks the directory
 * complete.  A sink either leaves its files whole or leaves none of them: it writes beside
 * the name and renames.  Nothing in the options changes a result.
 *
 * Owner:   everything is borrowed for the length of the call.
 * Errors:  FLEET_ERROR_RUN when the disk or a tool fails, FLEET_ERROR_USAGE when the directory
 *          may not be used.
 */
#ifndef TINYFLEET_EXP_SINK_H
#define TINYFLEET_EXP_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "exp/result.h"

typedef struct OutputOptions {
    const char *dir;         /* --output; NULL = results/NAME-001, the next free number */
    bool is_forced;          /* --force: replace a directory that holds a manifest */
    bool with_plots;         /* draw pictures, not only scripts and data */
    bool are_plots_required; /* --plots: no gnuplot, no success */
    bool with_report;
    const char *const *plots;  /* names, ends with NULL; NULL = all that have data */
    const char *template_dir;  /* holds *.gp and report.css; NULL = none */
    const char *gnuplot;       /* program; NULL = $TINYFLEET_GNUPLOT, else "gnuplot" */
    const char *status;        /* "complete", "interrupted", "failed"; NULL = complete */
    const char *version, *git; /* of the program; git may be NULL */
    const char *title;         /* of the report; NULL = the name of the study */
    int64_t started, finished; /* seconds since 1970 */
    uint32_t host_cores, rank_count;
    bool is_mpi;
    const volatile int *stop; /* not 0: leave soon, with no file half written; may be NULL */
    int64_t tool_limit_ms;    /* of wall time for one picture; 0 = as long as is sensible */
} OutputOptions;

typedef struct Sink {
    const char *name;
    bool (*write)(const Study *study, const char *dir, const OutputOptions *options,
                  GError **error);
} Sink;

#endif
