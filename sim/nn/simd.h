/*
 * nn/simd.h - whole layers' inner loops for CPUs with vectors of int32 lanes.
 *
 * Operands come in units of 4 bytes, one for each lane: 4 uint8 (x + 128) or 2 int16 (x minus
 * its zero point), beside as many weights. One instruction multiplies the unit's elements and
 * adds the products to the lane's sum. Where a picture ends, elements stand for the zero point;
 * what uint8 adds to each sum is taken off the bias, so sums equal those of the plain loops.
 *
 * Shapes:  of each loop at its operands; w, sum, scale and rows of units aligned to 64 bytes.
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_SIMD_H
#define TINYFLEET_NN_SIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/quant.h"

enum {
    SIMD_UNIT_SIZE = 4,  /* bytes */
    SIMD_RIGHT_MAX = 22, /* so that 2^right zero point and 2^30 fit in int32 together */
    SIMD_ADD_RIGHT_MAX = 16,
    SIMD_CHUNK_VECTORS = 4, /* vectors of lanes in a chunk of a row of channels */
    SIMD_SLACK = 64,        /* bytes that may be read behind any row of elements */
};

/* In front of a loop over vectors, so that they stay in registers. */
#if defined(__clang__)
#define SIMD_UNROLL _Pragma("clang loop unroll(full)")
#else
#define SIMD_UNROLL _Pragma("GCC unroll 16")
#endif

/* What a lane is requantised by: columns of int32, each [count].
 *
 * Where x is below 2^30 and 1 <= right <= SIMD_RIGHT_MAX, both roundings and the zero point are
 * one sum and one shift, with M the mantissa: floor((2 x M + 2^31 + 2^32 (2^(right - 1) - (x < 0)
 * + 2^right zero point)) / 2^(32 + right)). SIMD_EVEN and SIMD_ODD hold what is added to the
 * 64-bit products of even and odd lanes, but for (x < 0). */
typedef enum SimdColumn {
    SIMD_BIAS,
    SIMD_MANTISSA,
    SIMD_RIGHT,
    SIMD_LEFT,
    SIMD_EVEN, /* int64 [count / 2] */
    SIMD_ODD,
    SIMD_IS_SLOW, /* of a vector's first lane: 1 if not all its lanes are such, else 0 */
    SIMD_COLUMNS,
} SimdColumn;

/* y = clamp(zero_point + multiply(sum, scale)); the sum has its bias already */
typedef struct SimdRequant {
    const int32_t *scale; /* [SIMD_COLUMNS][count] */
    int32_t count;        /* a multiple of the lanes */
    int32_t zero_point;
    QuantRange range;
} SimdRequant;

/* y[r][o] = requant(bias[o] + sum over runs and units of x[r] . w[o]) */
typedef struct SimdProduct {
    const uint8_t *x;
    const int32_t *row_at; /* [row_count] bytes from x to where each row's first run begins */
    const int32_t *run_at; /* [run_count] bytes from there */
    int32_t row_count;     /* >= 1 */
    int32_t run_count, run_units;
    const void *w;       /* [panel_count][run_count * run_units][lanes] units */
    int32_t panel_count; /* the requantisation's count is panel_count * lanes */
    int32_t width;       /* outputs of a row; lanes beyond are not stored */
    SimdRequant requant;
    int8_t *y; /* [row_count] rows of `width`, y_step apart */
    size_t y_step;
} SimdProduct;

/* One row of depthwise outputs: sum[i] = bias[i] + sum over taps of x[i] . w[i], requantised; a
 * unit of a tap has neighbouring columns of the filter. Chunk i of y is number i / period of
 * phase i % period. */
typedef struct SimdDepthwise {
    const uint8_t *const *x; /* [tap_count], each [period][chunk_count / period][chunk] units */
    int32_t tap_count;
    const void *w;       /* [tap_count][period][chunk] units */
    int32_t period;      /* chunks after which weights and scales repeat */
    int32_t chunk_count; /* of a row: a multiple of the period */
    SimdRequant requant; /* count: period chunks */
    int8_t *y;           /* [chunk_count][chunk] */
} SimdDepthwise;

/* y = clamp(z + M_o (M_a ((a - z_a) 2^20) +- M_b ((b - z_b) 2^20))); M_a and M_b shift by
 * SIMD_ADD_RIGHT_MAX at most, M_o by SIMD_RIGHT_MAX */
typedef struct SimdAdd {
    int32_t a_zero, b_zero;
    QuantMultiplier a_scale, b_scale, y_scale;
    bool is_minus;
    int32_t zero_point;
    QuantRange range;
} SimdAdd;

typedef struct SimdOps {
    int32_t lanes;        /* int32 of a vector */
    int32_t element_size; /* 1: uint8 x + 128; 2: int16 x - zero point */
    int32_t group;        /* elements of a unit */

    /* y [count] elements; may write a few beyond, below SIMD_SLACK bytes */
    void (*convert)(const int8_t *x, int32_t zero_point, void *y, int32_t count);
    void (*product)(const SimdProduct *product);

    /* Element i of taps 0 .. group - 1 side by side: from chunk_count chunks of each tap, y as
     * a tap of depthwise(), each chunk in the order of channel_at(). */
    void (*interleave)(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count, int32_t period);
    int32_t (*channel_at)(int32_t i); /* which of a chunk's elements is its i-th unit */
    void (*depthwise)(const SimdDepthwise *depthwise);

    void (*add)(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y, int32_t count);
} SimdOps;

static inline bool simd_is_slow(const SimdRequant *rq, int32_t at)
{
    return rq->scale[(int64_t)SIMD_IS_SLOW * rq->count + at] != 0;
}

static inline int32_t simd_chunk(const SimdOps *simd)
{
    return SIMD_CHUNK_VECTORS * simd->lanes;
}

/* The byte that elements of padding consist of. */
static inline int simd_pad_byte(const SimdOps *simd, int32_t zero_point)
{
    return simd->element_size == 1 ? (zero_point + 128) & 255 : 0;
}

static inline int32_t simd_round_up(int32_t count, int32_t step)
{
    return (count + step - 1) / step * step;
}

/* 2^(right - 1), 0 if right is 0. */
static inline int32_t simd_half(int32_t right)
{
    return (int32_t)((INT64_C(1) << right) >> 1);
}

/* What a negative value gets besides, so that ties go away from zero. */
static inline int32_t simd_nudge(int32_t right)
{
    return right > 0 ? -1 : 0;
}

/* What SIMD_EVEN and SIMD_ODD hold; right <= SIMD_RIGHT_MAX. */
static inline int64_t simd_summand(int32_t zero_point, int32_t right)
{
    int64_t high = simd_half(right) + zero_point * (INT64_C(1) << right);
    return high * (INT64_C(1) << 32) + (INT64_C(1) << 31);
}

#endif
