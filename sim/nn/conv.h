/*
 * nn/conv.h - a convolution's geometry, and its run with SimdOps.
 *
 * A picture is copied once into one with borders of the zero point; then every window is some
 * runs of it, and no window needs to know whether it is at the border.
 *
 * Owner:   a ConvSimd is part of the operator's state and has no pointers.
 * Errors:  none; what conv_simd_fits() declines is left to the plain loops.
 */
#ifndef TINYFLEET_NN_CONV_H
#define TINYFLEET_NN_CONV_H

#include "nn/panel.h"
#include "nn/window.h"

typedef struct ConvShape {
    Window window;
    int32_t image_count; /* of one sample */
    int32_t in_channels, group_channels;
    int32_t out_channels, group_count;
    int32_t zero_point; /* of the input */
    int32_t out_zero_point;
    QuantRange range;
} ConvShape;

typedef struct ConvSimd {
    bool is_matrix;             /* 1 x 1 over all channels: each pixel is a row */
    int32_t padded_h, padded_w; /* the picture with borders, as far as windows reach */
    Panel panel;                /* of the first group; the others follow, panel_size on */
    size_t panel_size, run_at;  /* bytes; int32 [run_count] from the start of the state */
} ConvSimd;

/* The window's positions from the first tap of the first output to the last of the last. */
int64_t conv_padded(const WindowAxis *axis);

bool conv_simd_fits(const ConvShape *shape, const SimdOps *simd);
void conv_simd_layout(ConvSimd *conv, const ConvShape *shape, const SimdOps *simd, size_t *end);
void conv_simd_fill(ConvSimd *conv, const ConvShape *shape, const OpView *view, void *state,
                    const WeightsRole *role);
size_t conv_simd_scratch_size(const ConvSimd *conv, const ConvShape *shape, const SimdOps *simd);
void conv_simd_run(const ConvSimd *conv, const ConvShape *shape, const void *state,
                   const OpRun *run);

#endif
