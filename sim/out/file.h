/*
 * out/file.h - whole files or none: written beside their name, then renamed.
 *
 * Errors:  FLEET_ERROR_RUN with the file and what the system said.
 */
#ifndef TINYFLEET_OUT_FILE_H
#define TINYFLEET_OUT_FILE_H

#include <glib.h>
#include <stdbool.h>

/* length -1 = up to the zero byte. */
bool file_write(const char *path, const char *text, gssize length, GError **error);

/* 64 hex digits of the file's SHA-256, to be freed; NULL with error. */
char *file_sha256(const char *path, GError **error);

/* Creates dir/name if it is missing. */
bool file_make_dir(const char *dir, const char *name, GError **error);

#endif
