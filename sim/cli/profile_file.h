/*
 * cli/profile_file.h - hardware profiles by name: the shipped ones, or a path.
 *
 * Owner:   returned texts and arrays are to be freed.
 * Errors:  FLEET_ERROR_INPUT: no folder hwprofiles, no profile of that name (names the known).
 */
#ifndef TINYFLEET_CLI_PROFILE_FILE_H
#define TINYFLEET_CLI_PROFILE_FILE_H

#include <glib.h>

/* Names of the shipped profiles in order, ends with NULL. */
char **profile_file_names(GError **error);

/* The path of hwprofiles/NAME.ini, or NAME itself if it is a path or ends in .ini. */
char *profile_file_find(const char *name, GError **error);

#endif
