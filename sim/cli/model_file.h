/*
 * cli/model_file.h - models by name: the shipped ones, or a path.
 *
 * Owner:   the text is to be freed.
 * Errors:  FLEET_ERROR_INPUT: no model of that name (names the known).
 */
#ifndef TINYFLEET_CLI_MODEL_FILE_H
#define TINYFLEET_CLI_MODEL_FILE_H

#include <glib.h>

/* The path of models/NAME.tflite, or NAME itself if it is a path or ends in .tflite. */
char *model_file_find(const char *name, GError **error);

/* Names of the shipped models in order; ends with NULL, to be freed. */
char **model_file_list(void);

#endif
