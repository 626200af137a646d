/*
 * cli/validate_json.h - what `validate --format json` prints of one scenario: one line, one object.
 *
 *   file, ok            as asked for; false if there is an error among the problems
 *   name, devices, duration, replications, seed     null or missing where nothing could be read
 *   predictions[]       scope, quantity, unit, predicted, low, high, basis
 *   problems[]          place, severity (error, warning, note), text
 *   notes[]             about, what, found: boards, fit, cells
 *
 * Numbers are in base units (s, J, A, fraction, count, 1/s); null is "no range". Keys are kept
 * from version to version; new ones may come.
 *
 * Owner:   everything is borrowed.
 * Errors:  none.
 */
#ifndef TINYFLEET_CLI_VALIDATE_JSON_H
#define TINYFLEET_CLI_VALIDATE_JSON_H

#include "exp/scenario.h"
#include "exp/study.h"
#include "util/problem.h"

typedef struct ValidateResult {
    const char *path;
    const Scenario *scenario; /* NULL: could not be read */
    const Study *study;       /* NULL: could not be built, for `error` */
    const ProblemList *problems;
    const GError *error; /* NULL = none */
    bool is_ok;
} ValidateResult;

void validate_print_json(const ValidateResult *result);

#endif
