/*
 * learn/layer_depthwise.c - one small filter a channel; channels are a multiple of four.
 */
#include <glib.h>
#include <string.h>

#include "learn/lanes.h"
#include "learn/layer.h"

static MapShape depthwise_out_shape(const LayerSpec *spec, MapShape in)
{
    g_assert(in.channels % LANE_COUNT == 0);
    return layer_same_shape(spec, in, in.channels);
}

static int32_t depthwise_fan_in(const Layer *layer)
{
    return layer->spec.kernel_h * layer->spec.kernel_w;
}

static size_t depthwise_weight_count(const Layer *layer)
{
    return (size_t)depthwise_fan_in(layer) * (size_t)layer->in.channels;
}

static size_t depthwise_bias_count(const Layer *layer)
{
    return (size_t)layer->in.channels;
}

static size_t depthwise_scratch_size(const Layer *layer)
{
    (void)layer;
    return 0;
}

/* y[c] += x[c] * w[c] over [channels]. */
static void multiply_add(size_t channels, const float *restrict x, const float *restrict w,
                         float *restrict y)
{
    for (size_t c = 0; c < channels; c += LANE_COUNT)
        lanes_store(y + c, lanes_load(y + c) + lanes_load(x + c) * lanes_load(w + c));
}

/* One tap of one output position: where its factors are. */
typedef struct Tap {
    size_t x_at, w_at, y_at;
} Tap;

typedef void (*TapFunction)(const Tap *tap, size_t channels, const void *buffers);

/* Calls for every tap inside the map, by output position, then kernel row and column. */
static void for_taps(const Layer *layer, TapFunction each, const void *buffers)
{
    size_t channels = (size_t)layer->in.channels, y_at = 0;
    for (int32_t row = 0; row < layer->out.height; row++) {
        KernelSpan rows = layer_rows_inside(layer, row);
        for (int32_t column = 0; column < layer->out.width; column++, y_at += channels) {
            KernelSpan columns = layer_columns_inside(layer, column);
            for (int32_t k = rows.first; k < rows.end; k++) {
                for (int32_t l = columns.first; l < columns.end; l++) {
                    size_t map_row = (size_t)(rows.origin + k) * (size_t)layer->in.width;
                    Tap tap = {(map_row + (size_t)(columns.origin + l)) * channels,
                               (size_t)(k * layer->spec.kernel_w + l) * channels, y_at};
                    each(&tap, channels, buffers);
                }
            }
        }
    }
}

typedef struct ForwardBuffers {
    const float *x, *w;
    float *y;
} ForwardBuffers;

static void forward_tap(const Tap *tap, size_t channels, const void *buffers)
{
    const ForwardBuffers *b = buffers;
    multiply_add(channels, b->x + tap->x_at, b->w + tap->w_at, b->y + tap->y_at);
}

static void depthwise_forward(const Layer *layer, const float *params, const float *x, float *y,
                              float *scratch)
{
    (void)scratch;
    layer_fill_bias(layer, params, y);
    for_taps(layer, forward_tap, &(ForwardBuffers){x, params, y});
}

typedef struct BackwardBuffers {
    const float *x, *w, *dy;
    float *dw, *dx;
} BackwardBuffers;

static void weight_tap(const Tap *tap, size_t channels, const void *buffers)
{
    const BackwardBuffers *b = buffers;
    multiply_add(channels, b->x + tap->x_at, b->dy + tap->y_at, b->dw + tap->w_at);
}

static void input_tap(const Tap *tap, size_t channels, const void *buffers)
{
    const BackwardBuffers *b = buffers;
    multiply_add(channels, b->w + tap->w_at, b->dy + tap->y_at, b->dx + tap->x_at);
}

static void depthwise_backward(const Layer *layer, const float *params, const LayerPass *pass,
                               float *grad, float *scratch)
{
    (void)scratch;
    BackwardBuffers buffers = {pass->x, params, pass->dy, grad, pass->dx};
    for_taps(layer, weight_tap, &buffers);
    layer_bias_gradient(layer, pass->dy, grad);
    if (pass->dx == NULL)
        return;
    memset(pass->dx, 0, map_size(layer->in) * sizeof *pass->dx);
    for_taps(layer, input_tap, &buffers);
}

const LayerOps layer_depthwise = {
    .name = "depthwise",
    .out_shape = depthwise_out_shape,
    .weight_count = depthwise_weight_count,
    .bias_count = depthwise_bias_count,
    .scratch_size = depthwise_scratch_size,
    .fan_in = depthwise_fan_in,
    .forward = depthwise_forward,
    .backward = depthwise_backward,
};
