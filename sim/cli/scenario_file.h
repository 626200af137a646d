/*
 * cli/scenario_file.h - a scenario for a command: found, read, its problems told on stderr.
 *
 * Errors:  every problem is printed in GNU form; NULL if there is an error among them.
 */
#ifndef TINYFLEET_CLI_SCENARIO_FILE_H
#define TINYFLEET_CLI_SCENARIO_FILE_H

#include <glib.h>
#include <stdbool.h>

#include "exp/scenario.h"
#include "util/problem.h"

typedef struct ScenarioAsked {
    const char *path;
    GPtrArray *settings;   /* char *: "scenario.seed=7"; NULL = none */
    bool is_strict;        /* warnings are errors */
    bool is_quiet;         /* errors only */
    ProblemList *problems; /* NULL: printed on stderr; else put here, and nothing is printed */
} ScenarioAsked;

Scenario *scenario_file_read(const ScenarioAsked *asked);

/* [output] plots as OutputOptions wants them: ends with NULL, NULL = auto; g_free() the array. */
const char *const *scenario_file_plots(const Scenario *scenario);

#endif
