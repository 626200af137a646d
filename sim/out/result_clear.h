/*
 * out/result_clear.h - takes an old result away, and nothing else.
 *
 * Only what its manifest lists and lies inside the directory is removed, symbolic links resolved.
 *
 * Errors:  FLEET_ERROR_RUN for the disk.
 */
#ifndef TINYFLEET_OUT_RESULT_CLEAR_H
#define TINYFLEET_OUT_RESULT_CLEAR_H

#include <glib.h>
#include <stdbool.h>

#include "out/manifest.h"

/* Removes what the manifest lists, then folders of ours that are left empty, then the manifest. */
bool result_clear(const char *dir, const ManifestNote *note, GError **error);

/* Moves what is left in `from`, foreign files, to `to`, where nothing of that name is; removes
 * `from` if it is empty then. */
void result_move_foreign(const char *from, const char *to);

#endif
