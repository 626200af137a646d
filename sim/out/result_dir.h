/*
 * out/result_dir.h - a directory of our own to write into, and nobody else's.
 *
 * A directory that exists is refused.  Forced, it is reused if it holds a manifest, and then
 * only the files its manifest lists are removed: a foreign file is never touched, whatever
 * a manifest says about paths outside.
 *
 * Owner:   returned paths are the caller's to free.
 * Errors:  FLEET_ERROR_USAGE when the directory is taken, FLEET_ERROR_RUN for the disk.
 */
#ifndef TINYFLEET_OUT_RESULT_DIR_H
#define TINYFLEET_OUT_RESULT_DIR_H

#include <glib.h>
#include <stdbool.h>

/* Creates `dir`, its parents too. */
bool result_dir_create(const char *dir, bool is_forced, GError **error);

/* Creates root/NAME-001 or the next free number, and points root/latest at it. */
char *result_dir_create_next(const char *root, const char *name, GError **error);

/* A name as one part of a path: letters, digits, ".", "_" and "-" stay. */
char *result_dir_safe_name(const char *name);

#endif
