/*
 * out/result_dir.h - a directory of our own to write into, and nobody else's.
 *
 * It is made beside its name, hidden, and gets the name when it says what it is: no moment shows
 * a directory without its manifest.  A name that is taken is refused.  Forced, what stands there
 * must hold a manifest; the new result grows in NAME.new and takes the old one's place in one
 * step at the end.  Of the old one only the files its manifest lists are removed: a foreign file
 * is never touched, whatever a manifest says about paths outside, and moves to the new one.
 *
 * While a result is written its directory is locked, and so is the one to be replaced: a second
 * run into either is refused. The lock ends with the process, however that ends.
 *
 * Owner:   the caller owns the ResultDir and the texts in it.
 * Errors:  FLEET_ERROR_USAGE when the directory is taken, FLEET_ERROR_RUN for the disk.
 */
#ifndef TINYFLEET_OUT_RESULT_DIR_H
#define TINYFLEET_OUT_RESULT_DIR_H

#include <glib.h>
#include <stdbool.h>

typedef struct ResultDir {
    char *path; /* where the result is to stand in the end; NULL = the next free number, not yet */
    char *work; /* where its files are written */
    char *root, *name; /* of numbered ones: root/NAME-001 */
    char *old;         /* what stands at `path`: "complete run of home, 2026-01-01"; NULL = none */
    bool is_old_complete;
    bool is_shown;
    int lock, old_lock; /* descriptors; -1 = none */
} ResultDir;

/* A hidden directory for what is to stand at `dir`; parents are made. NULL with error. */
ResultDir *result_dir_new(const char *dir, bool is_forced, GError **error);

/* The same for root/NAME-001 or the next free number. */
ResultDir *result_dir_new_numbered(const char *root, const char *name, GError **error);

/* The manifest is in `work`: shows it under its name, or as NAME.new beside an old result.
 * Points root/latest at a numbered one. */
bool result_dir_show(ResultDir *self, GError **error);

/* Puts `work` where the old result stands, and clears that away. Without an old one, nothing. */
bool result_dir_replace(ResultDir *self, GError **error);

/* Gives up the locks. One that was never shown is removed. */
void result_dir_free(ResultDir *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ResultDir, result_dir_free)

/* A name as one part of a path: letters, digits, ".", "_" and "-" stay. */
char *result_dir_safe_name(const char *name);

#endif
