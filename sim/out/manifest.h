/*
 * out/manifest.h - manifest.ini: what was run, with what, and a SHA-256 of every file.
 *
 * Written last, so a directory without one, or with a status other than "complete", is not
 * whole.  Host and user names are not recorded.
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
} ManifestNote;

/* NULL when there is none, or it is none of ours. */
ManifestNote *manifest_read(const char *dir);
void manifest_note_free(ManifestNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ManifestNote, manifest_note_free)

/* Sink "manifest". Lists those files that outputs write and that exist in dir. */
bool manifest_write(const Study *study, const char *dir, const OutputOptions *options,
                    GError **error);

#endif
