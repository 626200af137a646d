/*
 * out/output.h - a Study as a result directory: database, tables, plots, report, manifest.
 *
 * output_new() before a long run, so that a taken directory is refused at once; a replication is
 * kept by output_add_run() as it ends; output_finish() adds what needs them all.  Wherever the
 * program ends in between, there is a directory that says "interrupted" and holds every
 * replication that was added.  What replaces an old complete result does so when it is complete.
 *
 * Owner:   the caller owns the Output; options and study are borrowed for each call.
 * Errors:  of exp/sink.h. After one, the manifest says "failed" if it can still be written.
 */
#ifndef TINYFLEET_OUT_OUTPUT_H
#define TINYFLEET_OUT_OUTPUT_H

#include "exp/sink.h"

typedef struct Output Output;

/* Makes the directory for a study that is about to run; NULL with error. */
Output *output_new(const Study *study, const OutputOptions *options, GError **error);
void output_free(Output *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_free)

/* Where the files are; of the output, until the next call. */
const char *output_dir(const Output *output);
/* What a complete result is to replace, "complete run of home, 2026-01-01", and where that still
 * stands; NULL = nothing, or it is replaced. */
const char *output_old(const Output *output, const char **ret_dir);

/* Keeps one replication. One call at a time, in any order. */
bool output_add_run(Output *output, const RunResult *run, GError **error);

/* Runs every sink in order and marks the directory with options->status. A stop meanwhile ends it
 * early, marked "interrupted". ret_is_whole: no stop came; may be NULL. */
bool output_finish(Output *output, const Study *study, const OutputOptions *options,
                   bool *ret_is_whole, GError **error);

/* Marks what is there as "failed", as well as can still be done. */
void output_fail(Output *output, const Study *study, const OutputOptions *options);

/* All of it for a study that has run. ret_dir may be NULL. */
bool output_write(const Study *study, const OutputOptions *options, char **ret_dir, GError **error);

#endif
