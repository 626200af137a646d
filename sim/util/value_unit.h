/*
 * util/value_unit.h - decimals, units, and amounts made of both: the inside of util/value.h.
 *
 * A Decimal is exact; a unit is factor x 10^exponent base units.  So an amount becomes an integer
 * or a double with one rounding.
 *
 * Errors:  FLEET_ERROR_INPUT, one sentence about `whole`, the text that is being read.
 */
#ifndef TINYFLEET_UTIL_VALUE_UNIT_H
#define TINYFLEET_UTIL_VALUE_UNIT_H

#include "util/value.h"

/* (-1)^is_negative x digits x 10^exponent */
typedef struct Decimal {
    uint64_t digits;
    int exponent;
    bool is_negative;
} Decimal;

typedef struct ValueUnit {
    const char *name;
    int64_t factor;
    int exponent;
    double offset; /* added to the base unit: kelvin */
} ValueUnit;

/* A spelling that people use and the unit they mean. */
typedef struct UnitHint {
    const char *wrong, *right;
} UnitHint;

typedef struct KindRow {
    const char *noun;
    const ValueUnit *units; /* ascending; ends with name NULL; NULL = no unit */
    const UnitHint *hints;  /* ends with wrong NULL; may be NULL */
    const char *example;
    bool is_bare_fine; /* a plain number is a value */
    int8_t amount;     /* rates: ValueKind of the amount, else -1 */
} KindRow;

/* Units a rate may be per, in seconds: s min h d w. */
extern const KindRow value_period_row;

const KindRow *value_kind_row(ValueKind kind);

/* Reads a number from *cursor and steps over it. False: there is none, or it has more than 19
 * digits before its point. */
bool decimal_scan(const char **cursor, Decimal *ret_decimal);

/* Nearest double; may be infinite. */
double decimal_double(Decimal decimal, int shift);

/* decimal x factor x 10^exponent to the nearest integer, halves away from 0; false if it does not
 * fit. *ret_is_exact (may be NULL) says whether nothing was rounded. */
bool decimal_int(Decimal decimal, const ValueUnit *unit, int64_t *ret_value, bool *ret_is_exact);

typedef struct Amount {
    Decimal number;
    const ValueUnit *unit; /* NULL = a plain number, or 0 */
} Amount;

/* Reads number and unit from *cursor and steps over them. */
bool amount_scan(const KindRow *row, const char *whole, const char **cursor, Amount *ret_amount,
                 GError **error);

bool amount_double(Amount amount, const char *whole, double *ret_value, GError **error);

#endif
