/*
 * out/file.h - whole files or none: written beside their name, then renamed.
 *
 * What a program that is killed leaves is NAME.part, the same name each time, so that whoever
 * clears up knows it.
 *
 * Errors:  FLEET_ERROR_RUN with the file and what the system said.
 */
#ifndef TINYFLEET_OUT_FILE_H
#define TINYFLEET_OUT_FILE_H

#include <glib.h>
#include <stdbool.h>

#define FILE_PART ".part"

/* length -1 = up to the zero byte. On the disk, not only on its way there, when it returns. */
bool file_write(const char *path, const char *text, gssize length, GError **error);

/* 64 hex digits of the file's SHA-256, to be freed; NULL with error. */
char *file_sha256(const char *path, GError **error);

/* Creates dir/name if it is missing. */
bool file_make_dir(const char *dir, const char *name, GError **error);

#endif
