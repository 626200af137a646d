/*
 * util/readfile.h - a whole file into memory, up to a limit that its reader states.
 *
 * Only regular files are read: a device, a pipe or a folder is refused before anything waits for
 * it, and a file that never ends is refused at the limit.
 *
 * Units:   size, limit in bytes.
 * Owner:   the bytes, to be freed; a zero byte stands behind them.
 * Errors:  FLEET_ERROR_INPUT: one sentence without the file's name.
 */
#ifndef TINYFLEET_UTIL_READFILE_H
#define TINYFLEET_UTIL_READFILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

bool readfile(const char *path, size_t limit, char **ret_bytes, size_t *ret_size, GError **error);

#endif
