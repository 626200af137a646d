/* learn/layer_dense.c - every input to every output: one row of a matrix product. */
#include <glib.h>
#include <string.h>

#include "learn/layer.h"
#include "learn/matmul.h"

static MapShape dense_out_shape(const LayerSpec *spec, MapShape in)
{
    (void)in;
    g_assert(spec->units >= 1);
    return (MapShape){1, 1, spec->units};
}

static int32_t dense_fan_in(const Layer *layer)
{
    return (int32_t)map_size(layer->in);
}

static size_t dense_weight_count(const Layer *layer)
{
    return map_size(layer->in) * (size_t)layer->spec.units;
}

static size_t dense_bias_count(const Layer *layer)
{
    return (size_t)layer->spec.units;
}

static void dense_forward(const Layer *layer, const float *params, const float *x, float *y,
                          float *scratch)
{
    (void)scratch;
    size_t inputs = map_size(layer->in);
    MatmulShape shape = {1, inputs, (size_t)layer->spec.units, inputs, 1};
    layer_fill_bias(layer, params, y);
    matmul_add(&shape, x, params, y);
}

static void dense_backward(const Layer *layer, const float *params, const LayerPass *pass,
                           float *grad, float *scratch)
{
    size_t inputs = map_size(layer->in), units = (size_t)layer->spec.units;
    MatmulShape weights = {inputs, 1, units, 1, 1};
    matmul_add(&weights, pass->x, pass->dy, grad);
    layer_bias_gradient(layer, pass->dy, grad);
    if (pass->dx == NULL)
        return;
    matmul_transpose(inputs, units, params, scratch);
    memset(pass->dx, 0, inputs * sizeof *pass->dx);
    MatmulShape back = {1, units, inputs, units, 1};
    matmul_add(&back, pass->dy, scratch, pass->dx);
}

const LayerOps layer_dense = {
    .name = "dense",
    .out_shape = dense_out_shape,
    .weight_count = dense_weight_count,
    .bias_count = dense_bias_count,
    .scratch_size = dense_weight_count,
    .fan_in = dense_fan_in,
    .forward = dense_forward,
    .backward = dense_backward,
};
