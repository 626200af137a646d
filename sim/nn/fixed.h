/*
 * nn/fixed.h - exponential and reciprocal in fixed point, bit for bit those of gemmlowp.
 *
 * "Qa" is an int32 with a integer bits and 31 - a fraction bits.
 *
 * Errors:  none.
 * Source:  gemmlowp fixedpoint.h as used by TensorFlow Lite Micro at 90b983c2.
 */
#ifndef TINYFLEET_NN_FIXED_H
#define TINYFLEET_NN_FIXED_H

#include <stdint.h>

/* exp(a) in Q0 for a <= 0 with `integer_bits` (0..5) integer bits; a = 0 gives 2^31 - 1. */
int32_t fixed_exp(int32_t a, int32_t integer_bits);

/* 2 / (1 + a) in Q2 for a >= 0 in Q0, by three Newton steps. */
int32_t fixed_two_over_one_plus(int32_t a);

/* 1 / (1 + a) in Q0 for a >= 0 in Q0. */
int32_t fixed_one_over_one_plus(int32_t a);

/* x 2^k, held inside int32; 0 <= k <= 31. */
int32_t fixed_shift_left(int32_t x, int32_t k);

#endif
