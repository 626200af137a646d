/*
 * cli/data_dir.h - where the program's own data are: profiles, models, scenarios, templates.
 *
 * $TINYFLEET_DATA if set; beside the source when run from the build tree; share/tinyfleet
 * when installed.
 */
#ifndef TINYFLEET_CLI_DATA_DIR_H
#define TINYFLEET_CLI_DATA_DIR_H

/* The folder of this name ("reports"), to be freed; NULL if there is none. */
char *data_dir_find(const char *folder);

#endif
