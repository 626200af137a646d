/*
 * out/output.h - a Study as a result directory: database, tables, plots, report, manifest.
 *
 * Call output_open() before a long run, so that a taken directory is refused at once, and
 * output_fill() after it; output_write() is both.
 *
 * Owner:   returned paths are the caller's to free.
 * Errors:  of exp/sink.h. After one, the manifest says "failed" if it can still be written.
 */
#ifndef TINYFLEET_OUT_OUTPUT_H
#define TINYFLEET_OUT_OUTPUT_H

#include "exp/sink.h"

/* Creates the directory for a study of this name; NULL with error. */
char *output_open(const char *name, const OutputOptions *options, GError **error);

/* Runs every sink in order. */
bool output_fill(const Study *study, const char *dir, const OutputOptions *options, GError **error);

/* ret_dir may be NULL. */
bool output_write(const Study *study, const OutputOptions *options, char **ret_dir, GError **error);

#endif
