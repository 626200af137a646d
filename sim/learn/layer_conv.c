/*
 * learn/layer_conv.c - convolution as a matrix product over unrolled windows.
 *
 * windows [positions][taps] holds under each output position what its window sees, zeros for
 * the padding; then y = windows * weights. A 1x1 kernel with stride 1 needs no copy.
 */
#include <glib.h>
#include <string.h>

#include "learn/layer.h"
#include "learn/matmul.h"

static size_t positions(const Layer *layer)
{
    return (size_t)layer->out.height * (size_t)layer->out.width;
}

static int32_t conv_fan_in(const Layer *layer)
{
    return layer->spec.kernel_h * layer->spec.kernel_w * layer->in.channels;
}

static MapShape conv_out_shape(const LayerSpec *spec, MapShape in)
{
    g_assert(spec->units >= 1);
    return layer_same_shape(spec, in, spec->units);
}

static size_t conv_weight_count(const Layer *layer)
{
    return (size_t)conv_fan_in(layer) * (size_t)layer->spec.units;
}

static size_t conv_bias_count(const Layer *layer)
{
    return (size_t)layer->spec.units;
}

/* Windows, their gradient, and the transposed weights. */
static size_t conv_scratch_size(const Layer *layer)
{
    return 2 * positions(layer) * (size_t)conv_fan_in(layer) + conv_weight_count(layer);
}

static bool is_pointwise(const Layer *layer)
{
    const LayerSpec *spec = &layer->spec;
    return spec->kernel_h == 1 && spec->kernel_w == 1 && spec->stride_h == 1 && spec->stride_w == 1;
}

/* A run of taps that lies in one row of the map and is contiguous on both sides. */
typedef struct Run {
    size_t window_at, map_at, length;
} Run;

static Run run_of(const Layer *layer, int32_t kernel_row, KernelSpan rows, KernelSpan columns)
{
    size_t channels = (size_t)layer->in.channels;
    size_t map_row = (size_t)(rows.origin + kernel_row) * (size_t)layer->in.width;
    return (Run){
        (size_t)(kernel_row * layer->spec.kernel_w + columns.first) * channels,
        (map_row + (size_t)(columns.origin + columns.first)) * channels,
        (size_t)(columns.end - columns.first) * channels,
    };
}

/* windows = what each output position sees of x. */
static void unroll(const Layer *layer, const float *restrict x, float *restrict windows)
{
    size_t taps = (size_t)conv_fan_in(layer);
    memset(windows, 0, positions(layer) * taps * sizeof *windows);
    for (int32_t row = 0; row < layer->out.height; row++) {
        KernelSpan rows = layer_rows_inside(layer, row);
        for (int32_t column = 0; column < layer->out.width; column++, windows += taps) {
            KernelSpan columns = layer_columns_inside(layer, column);
            for (int32_t k = rows.first; k < rows.end; k++) {
                Run run = run_of(layer, k, rows, columns);
                memcpy(windows + run.window_at, x + run.map_at, run.length * sizeof *x);
            }
        }
    }
}

/* dx = sum over the windows that saw each value. */
static void roll_up(const Layer *layer, const float *restrict windows, float *restrict dx)
{
    size_t taps = (size_t)conv_fan_in(layer);
    memset(dx, 0, map_size(layer->in) * sizeof *dx);
    for (int32_t row = 0; row < layer->out.height; row++) {
        KernelSpan rows = layer_rows_inside(layer, row);
        for (int32_t column = 0; column < layer->out.width; column++, windows += taps) {
            KernelSpan columns = layer_columns_inside(layer, column);
            for (int32_t k = rows.first; k < rows.end; k++) {
                Run run = run_of(layer, k, rows, columns);
                for (size_t i = 0; i < run.length; i++)
                    dx[run.map_at + i] += windows[run.window_at + i];
            }
        }
    }
}

static void conv_forward(const Layer *layer, const float *params, const float *x, float *y,
                         float *scratch)
{
    const float *windows = x;
    if (!is_pointwise(layer)) {
        unroll(layer, x, scratch);
        windows = scratch;
    }
    size_t taps = (size_t)conv_fan_in(layer);
    MatmulShape shape = {positions(layer), taps, (size_t)layer->spec.units, taps, 1};
    layer_fill_bias(layer, params, y);
    matmul_add(&shape, windows, params, y);
}

static void input_gradient(const Layer *layer, const float *params, const LayerPass *pass,
                           float *scratch)
{
    size_t taps = (size_t)conv_fan_in(layer), units = (size_t)layer->spec.units;
    size_t window_count = positions(layer) * taps;
    float *transposed = scratch + 2 * window_count;
    matmul_transpose(taps, units, params, transposed);
    float *windows = is_pointwise(layer) ? pass->dx : scratch + window_count;
    memset(windows, 0, window_count * sizeof *windows);
    MatmulShape shape = {positions(layer), units, taps, units, 1};
    matmul_add(&shape, pass->dy, transposed, windows);
    if (!is_pointwise(layer))
        roll_up(layer, windows, pass->dx);
}

static void conv_backward(const Layer *layer, const float *params, const LayerPass *pass,
                          float *grad, float *scratch)
{
    const float *windows = pass->x;
    if (!is_pointwise(layer)) {
        unroll(layer, pass->x, scratch);
        windows = scratch;
    }
    size_t taps = (size_t)conv_fan_in(layer);
    MatmulShape shape = {taps, positions(layer), (size_t)layer->spec.units, 1, taps};
    matmul_add(&shape, windows, pass->dy, grad);
    layer_bias_gradient(layer, pass->dy, grad);
    if (pass->dx != NULL)
        input_gradient(layer, params, pass, scratch);
}

const LayerOps layer_conv = {
    .name = "conv",
    .out_shape = conv_out_shape,
    .weight_count = conv_weight_count,
    .bias_count = conv_bias_count,
    .scratch_size = conv_scratch_size,
    .fan_in = conv_fan_in,
    .forward = conv_forward,
    .backward = conv_backward,
};
