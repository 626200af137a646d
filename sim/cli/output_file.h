/*
 * cli/output_file.h - where a command writes what it was asked for: a file, or through a device.
 *
 * A regular file is written whole or not at all.  A device, a pipe or a link to one is written
 * through and stays what it is.
 *
 * Errors:  FLEET_ERROR_USAGE if the command reads what it would write; FLEET_ERROR_RUN with the
 *          file and what the system said.
 */
#ifndef TINYFLEET_CLI_OUTPUT_FILE_H
#define TINYFLEET_CLI_OUTPUT_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Is it another file than each of `others` (ends with NULL), by whatever names and links? */
bool output_file_check(const char *option, const char *path, const char *const *others,
                       GError **error);

bool output_file_write(const char *path, const char *bytes, size_t size, GError **error);

#endif
