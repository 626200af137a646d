/*
 * nn/quant.h - fixed-point arithmetic of int8 inference: multipliers, roundings, ranges.
 *
 * A real multiplier m >= 0 becomes (M, s) with m ~ M 2^(s - 31). An accumulator is multiplied
 * in two roundings with different tie rules; both are needed to equal the reference kernels.
 * Sums and left shifts wrap at 32 bits, as on the devices, instead of being undefined.
 *
 * Units:   integers are raw quantised values or accumulators.
 * Errors:  none; quant_multiplier_fits() tells beforehand what cannot be represented.
 * Source:  TensorFlow Lite Micro at 90b983c2, double rounding (its default); B. Jacob et al.,
 *          "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 *          Inference", CVPR 2018.
 */
#ifndef TINYFLEET_NN_QUANT_H
#define TINYFLEET_NN_QUANT_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/tensor.h"

typedef struct QuantMultiplier {
    int32_t mantissa; /* M: 0, or 2^30 <= M < 2^31; MEAN makes smaller ones */
    int32_t shift;    /* s: -31 .. 30; positive shifts left */
} QuantMultiplier;

/* What an activation clamps to, raw values, both ends inclusive. */
typedef struct QuantRange {
    int32_t low, high;
} QuantRange;

typedef enum QuantActivation {
    QUANT_ACTIVATION_NONE = 0,
    QUANT_ACTIVATION_RELU = 1,
    QUANT_ACTIVATION_RELU_N1_TO_1 = 2,
    QUANT_ACTIVATION_RELU6 = 3,
} QuantActivation;

/* (M, s) of a real multiplier m: M = round(q 2^31), ties away from zero, for m = q 2^s,
 * 1/2 <= q < 1; (0, 0) for m = 0 and below 2^-32. Requires quant_multiplier_fits(m). */
QuantMultiplier quant_multiplier(double m);

/* Finite, not negative, and its shift is at most 30. */
bool quant_multiplier_fits(double m);

/* The clamp of a fused activation at an int8 or int16 output of this scale and zero point;
 * the divisions are in float32 and round ties away from zero. */
QuantRange quant_activation_range(QuantActivation activation, const Tensor *output);

/* low .. high of int8, int16; of int32 otherwise. */
QuantRange quant_type_range(TensorType type);

/* round(x), ties away from zero, for |x| < 2^52, held inside int32. */
int32_t quant_round_s32(double x);

static inline int32_t quant_clamp(int32_t x, QuantRange range)
{
    if (x < range.low)
        return range.low;
    return x > range.high ? range.high : x;
}

static inline int32_t quant_add_wrap(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

/* SRDHM: (a b + 2^30) >> 31, ties towards plus infinity; saturates for a = b = -2^31. */
static inline int32_t quant_high_mul(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN)
        return INT32_MAX;
    return (int32_t)(((int64_t)a * b + (INT64_C(1) << 30)) >> 31);
}

/* RDBPOT: x / 2^n to nearest, ties away from zero; 0 <= n <= 31. */
static inline int32_t quant_shift_right(int32_t x, int32_t n)
{
    int64_t half = (INT64_C(1) << n) >> 1;
    return (int32_t)((x + half - ((x < 0) & (n > 0))) >> n);
}

/* MBQM: x times the multiplier; x 2^s wraps at 32 bits. */
static inline int32_t quant_multiply(int32_t x, QuantMultiplier m)
{
    int32_t left = m.shift > 0 ? m.shift : 0, right = m.shift > 0 ? 0 : -m.shift;
    int64_t product = (int64_t)(int32_t)((uint32_t)x << left) * m.mantissa;
    return quant_shift_right((int32_t)((product + (INT64_C(1) << 30)) >> 31), right);
}

/* The same of a 64-bit accumulator: M in 16 bits, one rounding, ties towards plus infinity.
 * Requires s <= 7; wraps if |x| is not below 2^47 or the answer is none of int32. */
static inline int32_t quant_multiply_long(int64_t x, QuantMultiplier m)
{
    int32_t reduced = m.mantissa < 0x7FFF0000 ? (m.mantissa + (1 << 15)) >> 16 : 0x7FFF;
    int32_t right = 15 - m.shift;
    uint64_t product = (uint64_t)x * (uint64_t)(int64_t)reduced + (UINT64_C(1) << (right - 1));
    return (int32_t)((int64_t)product >> right);
}

#endif
