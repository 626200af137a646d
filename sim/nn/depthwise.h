/*
 * nn/depthwise.h - a depthwise convolution's run with SimdOps.
 *
 * A row of the picture is spread once: for each output of the row and channel, what neighbouring
 * taps see lies side by side in a unit. Spread rows stay in a ring for all rows of the filter. An
 * output row is then a row of lanes, pixel by pixel, whatever stride and dilation were.
 *
 * Shapes:  channels are filled up to a divisor or a multiple of SimdOps' chunks.
 * Owner:   a DepthwiseSimd is part of the operator's state and has no pointers.
 * Errors:  none; what depthwise_simd_fits() declines is left to the plain loops.
 */
#ifndef TINYFLEET_NN_DEPTHWISE_H
#define TINYFLEET_NN_DEPTHWISE_H

#include "nn/conv.h"

typedef struct DepthwiseSimd {
    int32_t channels; /* with those that fill up */
    int32_t period, chunk_count;
    int32_t group_count, tap_count; /* units of a row of the filter, and of the filter */
    int32_t ring_count;             /* spread rows that are kept */
    int32_t phase_pixels;           /* of a row, for each of `stride` phases */
    SimdRequant requant;            /* without its pointer */
    size_t weight_at, scale_at;
} DepthwiseSimd;

bool depthwise_simd_fits(const ConvShape *shape, const SimdOps *simd);
void depthwise_simd_layout(DepthwiseSimd *depthwise, const ConvShape *shape, const SimdOps *simd,
                           size_t *end);
void depthwise_simd_fill(DepthwiseSimd *depthwise, const ConvShape *shape, const OpView *view,
                         void *state, const WeightsRole *role);
size_t depthwise_simd_scratch_size(const DepthwiseSimd *depthwise, const ConvShape *shape,
                                   const SimdOps *simd);
void depthwise_simd_run(const DepthwiseSimd *depthwise, const ConvShape *shape, const void *state,
                        const OpRun *run);

#endif
