/*
 * util/param_type.h - what each ParamType is: its name, its C type, its limits.
 *
 * Errors:  none.
 */
#ifndef TINYFLEET_UTIL_PARAM_TYPE_H
#define TINYFLEET_UTIL_PARAM_TYPE_H

#include "util/param.h"
#include "util/value.h"

/* C type of a field. */
typedef enum FieldKind {
    FIELD_BOOL,
    FIELD_INT,  /* int64_t */
    FIELD_TIME, /* SimTime */
    FIELD_DOUBLE,
    FIELD_CHOICE, /* int */
    FIELD_TEXT,   /* const char * */
    FIELD_FORM,
} FieldKind;

typedef struct TypeRow {
    const char *name; /* as the `type` column of `help keys` says */
    FieldKind field;
    size_t size;
    double min, max; /* limits that hold without others */
    ValueKind kind;  /* of FIELD_DOUBLE, and of limits that are shown */
} TypeRow;

typedef struct ParamLimits {
    double min, max;
    ValueKind kind; /* to show them */
} ParamLimits;

const TypeRow *param_type_row(ParamType type);

/* The kind of a rate depends on .rate_of. */
ValueKind param_value_kind(const ParamSpec *spec);

ParamLimits param_limits(const ParamSpec *spec);

/* Has the row a range of its own that is printed? */
bool param_has_range(const ParamSpec *spec);

/* "0.1%..50%", "1s..365d", "0..2^63-1"; to be freed. */
char *param_limits_text(const ParamSpec *spec);

#endif
