/*
 * exp/scenario_read.h - a scenario file and its settings become a checked Scenario.
 *
 * Reads the file and its bases, merges them key by key, puts the settings on top, fills the
 * structs from the key tables and checks everything that can be known without running: values,
 * references, files, places, selectors, conditions.  All mistakes are found in one go.
 *
 * Owner:   the caller owns the Scenario; the ProblemList is borrowed for the call.
 * Errors:  every mistake is appended to the list, with its place; the answer is then NULL.
 *          Warnings alone do not hold a scenario back.
 */
#ifndef TINYFLEET_EXP_SCENARIO_READ_H
#define TINYFLEET_EXP_SCENARIO_READ_H

#include <stddef.h>

#include "exp/scenario.h"
#include "util/problem.h"

/* The program's own data folders, behind the scenario's; NULL = there is none. */
typedef struct ScenarioPlaces {
    const char *models, *hwprofiles;
} ScenarioPlaces;

/* settings: "fleet.speakers.devices=5", later ones win, ends with NULL; NULL = none. Places say
 * the path as it was given. */
Scenario *scenario_read(const char *path, const char *const *settings, const ScenarioPlaces *places,
                        ProblemList *problems);

/* A text in memory, which is called `shown` and lies in the folder of that path. */
typedef struct ScenarioText {
    const char *bytes; /* [size] */
    size_t size;
    const char *shown;
} ScenarioText;

/* The same of a text in memory. */
Scenario *scenario_parse(ScenarioText text, const char *const *settings,
                         const ScenarioPlaces *places, ProblemList *problems);

#endif
