/*
 * fuzz/swarm_value.h - a value for any key of the tables, by its type, limits, words and forms.
 *
 * A new key needs nothing here: its ParamSpec says all.  Only keys whose random values would make
 * a run too long, or name what is not there, have choices of their own.
 *
 * Owner:   texts are the caller's.
 * Errors:  none; a value that breaks a rule between keys is dropped by who reads the scenario.
 */
#ifndef TINYFLEET_TESTS_FUZZ_SWARM_VALUE_H
#define TINYFLEET_TESTS_FUZZ_SWARM_VALUE_H

#include <glib.h>
#include <stdint.h>

#include "util/param.h"

typedef struct Swarm {
    uint64_t state;       /* of the chance: one seed, one scenario */
    GPtrArray *names;     /* char *: "fleet fleet-1", the sections to be */
    const char *boards;   /* folder */
    GPtrArray *locations; /* char *: "KIND NAME KEY" of each line; NULL of a line that is none */
    GString *text;
} Swarm;

/* 0 .. count - 1 */
uint32_t swarm_below(Swarm *swarm, uint32_t count);
bool swarm_happens(Swarm *swarm, uint32_t percent);

/* A name of a section of this kind, NULL if there is none. */
const char *swarm_name(Swarm *swarm, const char *kind);

/* To be freed; NULL = nothing could be said. */
char *swarm_value(Swarm *swarm, const char *kind, const ParamSpec *spec);

#endif
