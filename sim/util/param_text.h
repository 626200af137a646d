/*
 * util/param_text.h - rows of util/param.h as people read them: `help keys`, scenario-keys.csv.
 *
 * Owner:   every text returned is to be freed.
 * Errors:  none.
 */
#ifndef TINYFLEET_UTIL_PARAM_TEXT_H
#define TINYFLEET_UTIL_PARAM_TEXT_H

#include "util/param.h"

/* "duration", "dist<duration>", "list<ref:rollout>", "map<ref:region,weight>", "form". */
char *param_type_name(const ParamSpec *spec);

/* "1s..365d", "a, b, c", "periodic(every:duration, jitter:duration=0s) | poisson(rate:rate)", or
 * "". */
char *param_range_text(const ParamSpec *spec);

/* "poisson(rate:rate)"; a form with optional parameters that have no default, twice:
 * "outdoor | outdoor(plus:temperature_delta)". */
char *param_form_text(const FormSpec *form);

/* "delivery: retry", or "". */
char *param_only_with_text(const ParamSpec *spec);

/* Names of the columns of scenario-keys.csv, ends with NULL: section, occurs, key, type, required,
 * default, range, only_when, description. */
extern const char *const param_column_names[];

/* The texts of these columns; ends with NULL; to be freed with g_strfreev. */
char **param_columns(const ParamSpec *spec, const char *section, bool occurs_once);

#endif
