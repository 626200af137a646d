/*
 * tests/nn/wide_formula.h - the rounding rules of quantised inference in 128-bit integers.
 *
 * Written from the specification's sentences, not from the code under test, and slow.
 */
#ifndef TINYFLEET_TESTS_NN_WIDE_FORMULA_H
#define TINYFLEET_TESTS_NN_WIDE_FORMULA_H

#include <stdint.h>

__extension__ typedef __int128 Wide128;

/* x times a real multiplier: two roundings. */
Wide128 wide_multiply(Wide128 x, double m);

/* The same of a 64-bit accumulator: one rounding, 16 bits of the mantissa. */
Wide128 wide_multiply_long(Wide128 x, double m);

/* Held inside low .. 32767. */
int64_t wide_clamp(Wide128 x, int32_t low);

#endif
