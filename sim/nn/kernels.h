/*
 * nn/kernels.h - the inner loops, in one or more sets that compute the same bits.
 *
 * Convolutions become products of int16 matrices whose rows are padded with zeros: inputs
 * minus their zero point, weights as they are. The products are exact in int32.
 *
 * Shapes:  of each loop, at its definition; rows have KERNEL_DEPTH_STEP n elements and are
 *          aligned to 32 bytes.
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_KERNELS_H
#define TINYFLEET_NN_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/quant.h"
#include "nn/simd.h"

enum {
    KERNEL_DEPTH_STEP = 16,     /* elements: rows are padded to a multiple */
    KERNEL_WIDTH_STEP = 4,      /* rows of weights: padded to a multiple */
    KERNEL_ROWS = 4,            /* rows of inputs at a time */
    KERNEL_DEPTH_MAX = 1 << 16, /* products in one sum; 255 * 128 * this stays below 2^31 */
};

/* sum[r][o] = sum_k x[r][k] * w[o][k] */
typedef struct KernelProduct {
    int32_t depth;     /* k: a multiple of KERNEL_DEPTH_STEP */
    int32_t width;     /* o: a multiple of KERNEL_WIDTH_STEP */
    int32_t row_count; /* r: 1 .. KERNEL_ROWS */
} KernelProduct;

/* The taps of one depthwise output: those inside the input. */
typedef struct KernelTaps {
    int32_t tap_count;
    const int16_t *const *x; /* [tap_count], each [count], without its zero point */
    const int16_t *const *w; /* [tap_count], each [count] */
} KernelTaps;

/* A QuantMultiplier, taken apart: x << left, times the mantissa, then x + half >> right. */
typedef struct KernelScale {
    int32_t mantissa;
    int32_t half;  /* 2^(right - 1), 0 if right is 0 */
    int32_t nudge; /* what a negative product gets so that its ties go away from zero: -1 or 0 */
    int16_t left, right;
} KernelScale;

/* y[c] = clamp(zero_point + multiply(sum[c] + bias[c], scale[c])) */
typedef struct KernelRequant {
    const int32_t *bias;      /* [count] */
    const KernelScale *scale; /* [count] */
    int32_t zero_point;
    QuantRange range;
} KernelRequant;

typedef struct KernelSet {
    const char *name; /* "c" */
    const char *doc;
    bool (*is_available)(void);

    /* x [row_count][depth], w [width][depth], sum [row_count][width] */
    void (*product)(const KernelProduct *shape, const int16_t *x, const int16_t *w, int32_t *sum);

    /* sum[c] = sum_t x[t][c] * w[t][c], c < count; each product fits in int16. */
    void (*depthwise)(const KernelTaps *taps, int32_t *sum, int32_t count);

    /* sum and y [count] */
    void (*requant_s8)(const KernelRequant *rq, const int32_t *sum, int8_t *y, int32_t count);

    /* y[i] = x[i] - zero_point */
    void (*widen)(const int8_t *x, int32_t zero_point, int16_t *y, int32_t count);

    /* Whole layers with vectors of lanes; NULL: the loops above are all there is. */
    const SimdOps *simd;
} KernelSet;

/* The set of this name; NULL if there is none or the CPU lacks it. "auto": the fastest. */
const KernelSet *kernels_find(const char *name);

/* The i-th set, available or not; NULL behind the last. */
const KernelSet *kernels_at(size_t i);

static inline KernelScale kernels_scale(QuantMultiplier m)
{
    int32_t left = m.shift > 0 ? m.shift : 0, right = m.shift > 0 ? 0 : -m.shift;
    int32_t half = (int32_t)((INT64_C(1) << right) >> 1);
    return (KernelScale){m.mantissa, half, right > 0 ? -1 : 0, (int16_t)left, (int16_t)right};
}

static inline int32_t kernels_padded_depth(int32_t depth)
{
    return (depth + KERNEL_DEPTH_STEP - 1) & ~(KERNEL_DEPTH_STEP - 1);
}

static inline int32_t kernels_padded_width(int32_t width)
{
    return (width + KERNEL_WIDTH_STEP - 1) & ~(KERNEL_WIDTH_STEP - 1);
}

#endif
