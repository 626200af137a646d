/*
 * exp/scenario_files.h - where a name in a scenario lies on the disk.
 *
 * A file is looked up beside the file that names it, then beside the scenario, then in the data
 * folder of its kind; its ending may be left out.
 *
 * Owner:   what is returned is the caller's.
 */
#ifndef TINYFLEET_EXP_SCENARIO_FILES_H
#define TINYFLEET_EXP_SCENARIO_FILES_H

#include "exp/scenario_part.h"

typedef struct FileSearch {
    const char *ending; /* ".ini" */
    const char *folder; /* name of the folder beside a scenario: "hwprofiles" */
    const char *data;   /* the program's own, NULL if there is none */
} FileSearch;

FileSearch scenario_search_boards(const Reading *reading);
FileSearch scenario_search_models(const Reading *reading);

/* Path of a file, NULL if there is none. `at` is where it is named. */
char *scenario_file_find(const Reading *reading, FileSearch search, const char *at,
                         const char *name);

/* Names without ending of all files of that kind in the folders, ends with NULL. */
char **scenario_file_names(const Reading *reading, FileSearch search, const char *at);

/* The folder with labels.csv beside a model: NAME, or NAME without its last "-part"s. NULL if
 * there is none. */
char *scenario_pool_find(const char *model_path);

#endif
