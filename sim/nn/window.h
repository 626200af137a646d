/*
 * nn/window.h - one axis of a sliding window: filter, stride, dilation, padding.
 *
 * Output position o covers input positions o * stride - before + k * dilation, k < filter;
 * those outside the input contribute nothing.
 *
 * Units:   elements of the axis.
 * Errors:  FLEET_ERROR_INPUT if the output's size is not what the window gives.
 * Source:  the SAME and VALID padding of TensorFlow: the odd element of padding goes behind.
 */
#ifndef TINYFLEET_NN_WINDOW_H
#define TINYFLEET_NN_WINDOW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "nn/op.h"

typedef struct WindowAxis {
    int32_t in, out, filter, stride, dilation;
    int32_t before; /* padding in front */
} WindowAxis;

/* Rows (h) and columns (w) of a picture. */
typedef struct Window {
    WindowAxis h, w;
} Window;

/* Fills in `before` for the other fields of both axes. */
void window_pad(Window *window, OpPadding padding);

/* Whether each axis' output has the size that SAME or VALID padding gives. */
bool window_check(const Window *window, OpPadding padding, GError **error);

/* The taps first .. end - 1 that lie inside the input at output position o. */
static inline void window_taps(const WindowAxis *axis, int32_t o, int32_t *ret_first,
                               int32_t *ret_end)
{
    int64_t start = (int64_t)o * axis->stride - axis->before;
    int64_t dilation = axis->dilation;
    int64_t first = start < 0 ? (-start + dilation - 1) / dilation : 0;
    int64_t end = start >= axis->in ? 0 : (axis->in - start + dilation - 1) / dilation;
    *ret_first = (int32_t)(first < axis->filter ? first : axis->filter);
    *ret_end = (int32_t)(end < axis->filter ? end : axis->filter);
    if (*ret_end < *ret_first)
        *ret_end = *ret_first;
}

#endif
