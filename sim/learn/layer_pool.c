/* learn/layer_pool.c - the mean of each channel over the whole map. */
#include <string.h>

#include "learn/layer.h"

static MapShape pool_out_shape(const LayerSpec *spec, MapShape in)
{
    (void)spec;
    return (MapShape){1, 1, in.channels};
}

static size_t pool_nothing(const Layer *layer)
{
    (void)layer;
    return 0;
}

static int32_t pool_fan_in(const Layer *layer)
{
    return layer->in.height * layer->in.width;
}

static void pool_forward(const Layer *layer, const float *params, const float *x, float *y,
                         float *scratch)
{
    (void)params;
    (void)scratch;
    int32_t positions = pool_fan_in(layer), channels = layer->in.channels;
    memset(y, 0, (size_t)channels * sizeof *y);
    for (int32_t p = 0; p < positions; p++)
        for (int32_t c = 0; c < channels; c++)
            y[c] += x[p * channels + c];
    for (int32_t c = 0; c < channels; c++)
        y[c] /= (float)positions;
}

static void pool_backward(const Layer *layer, const float *params, const LayerPass *pass,
                          float *grad, float *scratch)
{
    (void)params;
    (void)grad;
    (void)scratch;
    if (pass->dx == NULL)
        return;
    int32_t positions = pool_fan_in(layer), channels = layer->in.channels;
    for (int32_t p = 0; p < positions; p++)
        for (int32_t c = 0; c < channels; c++)
            pass->dx[p * channels + c] = pass->dy[c] / (float)positions;
}

const LayerOps layer_pool = {
    .name = "pool",
    .out_shape = pool_out_shape,
    .weight_count = pool_nothing,
    .bias_count = pool_nothing,
    .scratch_size = pool_nothing,
    .fan_in = pool_fan_in,
    .forward = pool_forward,
    .backward = pool_backward,
};
