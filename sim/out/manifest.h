/*
 * out/manifest.h - manifest.ini: what was run, with what, and a SHA-256 of every file.
 *
 * The first file and the last: it says "interrupted" and lists what may come to be there, until
 * it is replaced by one that says "complete" and lists what is there.  So a directory is known
 * for ours whenever the program ends.  Host and user names are not recorded.
 *
 * Errors:  FLEET_ERROR_RUN for the disk.
 */
#ifndef TINYFLEET_OUT_MANIFEST_H
#define TINYFLEET_OUT_MANIFEST_H

#include "exp/sink.h"

#define MANIFEST_FILE "manifest.ini"

/* What a directory's manifest says of it. */
typedef struct ManifestNote {
    char *status, *scenario, *started; /* "?" where it does not say */
    char **files;                      /* from the directory; ends with NULL. Not checked. */
    int64_t pid;                       /* of who writes it; 0 = nobody any more */
} ManifestNote;

/* NULL when there is none, or it is none of ours. */
ManifestNote *manifest_read(const char *dir);
void manifest_note_free(ManifestNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ManifestNote, manifest_note_free)

/* Of a run that begins: "interrupted", by this process, with every file that may be written. */
bool manifest_begin(const Study *study, const char *dir, const OutputOptions *options,
                    GError **error);

/* Sink "manifest". Lists those files that outputs write and that exist in dir. */
bool manifest_write(const Study *study, const char *dir, const OutputOptions *options,
                    GError **error);

#endif
