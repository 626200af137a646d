/*
 * cli/options.h - the options of one command, read by GLib, refused with a suggestion.
 *
 * Errors:  FLEET_ERROR_USAGE: unknown option, missing value, not a number.
 */
#ifndef TINYFLEET_CLI_OPTIONS_H
#define TINYFLEET_CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

/* Takes the options out of argv; what is left are argv[0] and the arguments. --help prints the
 * options and ends the program. `arguments` names what is left, for the help: "SCENARIO". */
bool options_parse(const char *arguments, const GOptionEntry *entries, int *argc, char ***argv,
                   GError **error);

/* The position of `word` in words [ends with NULL]; -1 with an error that lists them. NULL
 * stands for the first. */
int options_choice(const char *option, const char *word, const char *const *words, GError **error);

/* The command line as one text that a shell reads back; to be freed. */
char *options_command_line(int argc, char **argv);

#endif
