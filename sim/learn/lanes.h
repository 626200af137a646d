/*
 * learn/lanes.h - four floats at once: plain IEEE arithmetic, element by element.
 *
 * Compilers do not turn our loops into vector code by themselves at -O2, and a sum must keep
 * its order; a vector type says both. gcc and clang lower it to whatever the machine has, and
 * -ffp-contract=off keeps multiplication and addition apart.
 *
 * Errors:  none.
 */
#ifndef TINYFLEET_LEARN_LANES_H
#define TINYFLEET_LEARN_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LANE_COUNT = 4 };

typedef float Lanes __attribute__((vector_size(4 * LANE_COUNT)));
typedef int32_t LaneMask __attribute__((vector_size(4 * LANE_COUNT)));

static inline Lanes lanes_load(const float *from)
{
    Lanes lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline void lanes_store(float *to, Lanes lanes)
{
    memcpy(to, &lanes, sizeof lanes);
}

static inline Lanes lanes_fill(float value)
{
    return (Lanes){value, value, value, value};
}

/* `value` where `test` is positive, else 0: no branch to guess. */
static inline Lanes lanes_where_positive(Lanes test, Lanes value)
{
    LaneMask is_positive = test > (Lanes){0};
    return (Lanes)(is_positive & (LaneMask)value);
}

#endif
