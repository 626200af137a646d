/*
 * util/units.h - the integer units everything is counted in.
 *
 * Time and energy are 64-bit integers, so sums do not depend on their order.
 * A double becomes an integer in one place only, int64_from_double().
 *
 * Units:   SimTime nanoseconds since t = 0; Energy nanojoule; Bytes bytes.
 * Errors:  none; a double outside the range of int64 saturates, NaN is asserted away.
 */
#ifndef TINYFLEET_UTIL_UNITS_H
#define TINYFLEET_UTIL_UNITS_H

#include <glib.h>
#include <math.h>
#include <stdint.h>

typedef int64_t SimTime;
typedef int64_t Energy;
typedef int64_t Bytes;

#define TIME_NEVER INT64_MAX

#define NS_PER_US  INT64_C(1000)
#define NS_PER_MS  INT64_C(1000000)
#define NS_PER_S   INT64_C(1000000000)
#define NS_PER_MIN (60 * NS_PER_S)
#define NS_PER_H   (60 * NS_PER_MIN)
#define NS_PER_D   (24 * NS_PER_H)
#define NS_PER_W   (7 * NS_PER_D)

/* Nearest integer, halves upwards; saturates at the ends of int64. */
static inline int64_t int64_from_double(double x)
{
    g_assert(x == x);
    if (x >= 9223372036854775807.0)
        return INT64_MAX;
    if (x <= -9223372036854775808.0)
        return INT64_MIN;
    double nearest = x + 0.5; /* floor() without the call: cut towards zero, then mend */
    int64_t cut = (int64_t)nearest;
    return cut - ((double)cut > nearest);
}

/* a + b for times: TIME_NEVER absorbs, and a sum never wraps. */
static inline SimTime time_add(SimTime a, SimTime b)
{
    if (a == TIME_NEVER || b == TIME_NEVER || (b > 0 && a > TIME_NEVER - b))
        return TIME_NEVER;
    return a + b;
}

/* n times a duration, both >= 0: TIME_NEVER absorbs, and a product never wraps. */
static inline SimTime time_mul(SimTime a, int64_t n)
{
    SimTime product;
    return a == TIME_NEVER || __builtin_mul_overflow(a, n, &product) ? TIME_NEVER : product;
}

#endif
