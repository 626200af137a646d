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
    SIMD_UNIT_SIZE = 4, /* bytes */
    SIMD_ROWS = 16,     /* rows of outputs at a time */
    SIMD_LANES_MAX = 16,
    SIMD_CHUNK_VECTORS = 4, /* vectors of lanes in a chunk of a row of channels */
    SIMD_SLACK = 64,        /* bytes that may be read behind any row of elements */
};

/* What a lane is requantised by: columns of int32, each [count]. */
typedef enum SimdColumn {
    SIMD_BIAS,
    SIMD_MANTISSA,
    SIMD_HALF,  /* 2^(right - 1), 0 if right is 0 */
    SIMD_NUDGE, /* -1, 0 if right is 0: ties of negative numbers go away from zero */
    SIMD_RIGHT,
    SIMD_LEFT,
    SIMD_COLUMNS,
} SimdColumn;

/* y = clamp(zero_point + multiply(sum, scale)); the sum has its bias already */
typedef struct SimdRequant {
    const int32_t *scale; /* [SIMD_COLUMNS][count], and an int32 behind them */
    int32_t count;        /* a multiple of the lanes */
    bool is_plain;        /* no left shifts, and sums below 2^30: roundings cannot overflow */
    int32_t zero_point;
    QuantRange range;
} SimdRequant;

/* sum[r][o] = bias[o] + sum over runs and units of x[r] . w[o] */
typedef struct SimdProduct {
    const uint8_t *x[SIMD_ROWS]; /* where each row's first run begins; unused ones repeat one */
    const int32_t *run_at;       /* [run_count] bytes from there */
    int32_t run_count, run_units;
    const void *w;       /* [panel_count][run_count * run_units][lanes] units */
    const int32_t *bias; /* [panel_count][lanes] */
    int32_t panel_count;
    int32_t row_count; /* 1 .. SIMD_ROWS */
    int32_t *sum;      /* [SIMD_ROWS][panel_count][lanes] */
} SimdProduct;

/* Sums to bytes. */
typedef struct SimdSums {
    const int32_t *sum; /* [row_count][count of the requantisation] */
    int32_t row_count, width;
    int8_t *y; /* [row_count] rows of `width`, y_step apart */
    size_t y_step;
} SimdSums;

/* One row of depthwise outputs: sum[i] = bias[i] + sum over rows and groups of x[i] . w[i], then
 * requantised. */
typedef struct SimdDepthwise {
    const uint8_t *const *x; /* [row_count], each [group_count][chunk_count][chunk] units */
    int32_t row_count, group_count;
    size_t group_step;   /* bytes from group to group of a row */
    const void *w;       /* [row_count][group_count][period][chunk] units */
    int32_t period;      /* chunks after which weights and scales repeat */
    int32_t chunk_count; /* of a row */
    SimdRequant requant; /* count: period chunks */
    int8_t *y;           /* [chunk_count][chunk] */
} SimdDepthwise;

/* Times a multiplier that does not shift left; see SimdColumn. */
typedef struct SimdScale {
    int32_t mantissa, half, nudge, right;
} SimdScale;

/* y = clamp(z + M_o (M_a ((a - z_a) 2^20) +- M_b ((b - z_b) 2^20))) */
typedef struct SimdAdd {
    int32_t a_zero, b_zero;
    SimdScale a_scale, b_scale, y_scale;
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
    void (*requant)(const SimdRequant *rq, const SimdSums *sums);

    /* Element i of taps 0 .. group - 1 side by side: y [chunk_count][chunk] units, in the order
     * of channel_at(). */
    void (*interleave)(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count);
    int32_t (*channel_at)(int32_t i); /* which of a chunk's elements is its i-th unit */
    void (*depthwise)(const SimdDepthwise *depthwise);

    void (*add)(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y, int32_t count);
} SimdOps;

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

static inline SimdScale simd_scale(QuantMultiplier m)
{
    int32_t right = m.shift > 0 ? 0 : -m.shift;
    int32_t half = (int32_t)((INT64_C(1) << right) >> 1);
    return (SimdScale){m.mantissa, half, right > 0 ? -1 : 0, right};
}

#endif
