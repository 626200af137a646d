/*
 * util/param.h - tables of parameters: a key exists once, beside the struct it fills.
 *
 * A ParamSpec row names a key, says its type, default and range in scenario spelling, and
 * where in a struct the value goes.  Reading (util/param_read.h), checking, `help keys` and the
 * key reference (util/param_text.h) all come from that row.  A FormSpec is a named call with its
 * own rows, such as least-request(choice_count=3); families of policies embed one as their first
 * member.  A family member named "<duration>" (any type) has one row and takes a bare value.
 *
 * Units:   a field holds the base unit of its type (see ParamType).
 * Owner:   tables are static const; what is read into a struct belongs to the ParamContext.
 */
#ifndef TINYFLEET_UTIL_PARAM_H
#define TINYFLEET_UTIL_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/dist.h"
#include "util/units.h"

/* Type of a key, and the C type of its field. */
typedef enum ParamType {
    PARAM_TYPE_BOOL,              /* bool */
    PARAM_TYPE_INT,               /* int64_t */
    PARAM_TYPE_NUMBER,            /* double */
    PARAM_TYPE_FRACTION,          /* double, 0..1 */
    PARAM_TYPE_FACTOR,            /* double, "8x" */
    PARAM_TYPE_PPM,               /* double, 1e-6 = 1ppm */
    PARAM_TYPE_TEMPERATURE,       /* double, degrees C */
    PARAM_TYPE_TEMPERATURE_DELTA, /* double, C */
    PARAM_TYPE_HOURS,             /* double */
    PARAM_TYPE_DURATION,          /* SimTime, ns */
    PARAM_TYPE_INSTANT,           /* SimTime, ns since t = 0 */
    PARAM_TYPE_TIME,              /* SimTime, ns since local midnight */
    PARAM_TYPE_DATETIME,          /* int64_t, seconds since 1970-01-01T00:00Z */
    PARAM_TYPE_SIZE,              /* Bytes */
    PARAM_TYPE_BITRATE,           /* double, bit/s */
    PARAM_TYPE_RATE,              /* double, .rate_of per second */
    PARAM_TYPE_CHARGE,            /* double, coulomb */
    PARAM_TYPE_ENERGY,            /* double, joule */
    PARAM_TYPE_POWER,             /* double, watt */
    PARAM_TYPE_CURRENT,           /* double, ampere */
    PARAM_TYPE_VOLTAGE,           /* double, volt */
    PARAM_TYPE_FREQUENCY,         /* double, hertz */
    PARAM_TYPE_CHOICE,            /* int: position in .words */
    PARAM_TYPE_TEXT,              /* const char * */
    PARAM_TYPE_IDENT,             /* const char * */
    PARAM_TYPE_FILE,              /* const char *: as written; found later */
    PARAM_TYPE_REF,               /* const char *: name of a section of kind .ref */
    PARAM_TYPE_SELECTOR,          /* const char *: parsed by exp */
    PARAM_TYPE_CONDITION,         /* const char *: parsed by exp */
    PARAM_TYPE_FORM,              /* Form */
    PARAM_TYPE_COUNT
} ParamType;

/* What a rate counts. */
typedef enum RateOf {
    RATE_OF_EVENTS,   /* 3/h */
    RATE_OF_FRACTION, /* 1%/d, 0.01/d */
    RATE_OF_SIZE,     /* 4kB/h */
} RateOf;

typedef struct ParamSpec ParamSpec;

/* One call of a family: name, parameters, and the bytes they fill. */
typedef struct FormSpec {
    const char *name;        /* as a scenario spells it: "least-conn" */
    const char *doc;         /* one sentence, printed by `help keys` */
    const ParamSpec *params; /* ends with PARAM_NONE; NULL = no parameters */
    size_t size;             /* bytes of the parameter struct, 0 if none */
} FormSpec;

/* A parsed form: which call of the family, and its parameter struct. */
typedef struct Form {
    int choice;         /* position in the family; -1 = absent */
    const void *params; /* [FormSpec.size] bytes, NULL if 0 */
} Form;

/* The i-th form of a family, NULL behind the last. */
typedef const FormSpec *(*FormAt)(size_t i);

/* A list value: items back to back, in the C type of ParamType. */
typedef struct ParamList {
    size_t count;
    const void *items;
    const char *word; /* the special word given instead ("none", "*", "auto"), else NULL */
} ParamList;

/* name:weight pairs of a map value; a name alone has the value 1. */
typedef struct ParamPair {
    const char *name;
    double value;
} ParamPair;

struct ParamSpec {
    const char *name; /* NULL ends a table */
    ParamType type;
    size_t offset; /* of the field */
    bool is_dist;  /* field is a Dist of that type (ns for durations) */
    bool is_list;  /* field is a ParamList */
    bool is_map;   /* field is a ParamList of ParamPair; type and .ref of value, name */
    bool is_required;
    const char *def;          /* in scenario spelling; NULL = absent */
    const char *special;      /* words allowed beside the type: "auto never none", or NULL */
    double min, max;          /* in base units; both 0 = that of the type, see below */
    RateOf rate_of;           /* PARAM_TYPE_RATE */
    const char *const *words; /* PARAM_TYPE_CHOICE: ends with NULL */
    const char *ref;          /* PARAM_TYPE_REF: kind of the section */
    const char *type_name;    /* printed instead of the type's own: "phase", "weight" */
    FormAt form_at;           /* PARAM_TYPE_FORM */
    const char *only_with;    /* "delivery = retry", "strategy = canary, waves", or NULL */
    const char *doc;
};

/* Limits of a type: 0..1 for fractions; at least 0 for ints, times, sizes, bitrates, rates of
 * events and sizes, factors and everything electric; none for numbers, ppm, temperatures, hours
 * and rates of a fraction. An infinite max is not printed as a range: .max = INFINITY.
 *
 * Where a special word puts a field: durations and instants TIME_NEVER for never, none, unlimited,
 * end and always, PARAM_WARMUP for warmup, PARAM_AUTO for other words; doubles INFINITY for never
 * and unlimited, NAN for other words; ints -1; texts NULL for none, else the word; Dists
 * DIST_CONSTANT with TIME_NEVER for never and NAN for other words; lists .word.
 * A key that is absent and has no default: as `auto`, but texts NULL, bools false, choices and
 * Form.choice -1, lists empty without .word. */
#define PARAM_AUTO   INT64_C(-1)
#define PARAM_WARMUP INT64_C(-2)

#define PARAM_ROW(type_, struct_, field_, ...)                                                     \
    {                                                                                              \
        .name = #field_, .type = PARAM_TYPE_##type_, .offset = offsetof(struct_, field_),          \
        __VA_ARGS__                                                                                \
    }
#define PARAM_DIST(type_, struct_, field_, ...)                                                    \
    PARAM_ROW(type_, struct_, field_, .is_dist = true, __VA_ARGS__)
#define PARAM_LIST(type_, struct_, field_, ...)                                                    \
    PARAM_ROW(type_, struct_, field_, .is_list = true, __VA_ARGS__)
#define PARAM_NONE                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

#endif
