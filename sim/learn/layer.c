#include "learn/layer.h"

#include <glib.h>
#include <string.h>

size_t map_size(MapShape shape)
{
    return (size_t)shape.height * (size_t)shape.width * (size_t)shape.channels;
}

MapShape layer_same_shape(const LayerSpec *spec, MapShape in, int32_t channels)
{
    g_assert(spec->stride_h >= 1);
    g_assert(spec->stride_w >= 1);
    return (MapShape){(in.height + spec->stride_h - 1) / spec->stride_h,
                      (in.width + spec->stride_w - 1) / spec->stride_w, channels};
}

void layer_fill_bias(const Layer *layer, const float *params, float *y)
{
    const float *bias = params + layer->weight_count;
    size_t channels = layer->bias_count, positions = map_size(layer->out) / channels;
    for (size_t p = 0; p < positions; p++)
        memcpy(y + p * channels, bias, channels * sizeof *bias);
}

void layer_bias_gradient(const Layer *layer, const float *dy, float *grad)
{
    float *bias = grad + layer->weight_count;
    size_t channels = layer->bias_count, positions = map_size(layer->out) / channels;
    for (size_t p = 0; p < positions; p++)
        for (size_t c = 0; c < channels; c++)
            bias[c] += dy[p * channels + c];
}

static KernelSpan span_inside(int32_t origin, int32_t kernel, int32_t size)
{
    int32_t first = origin < 0 ? -origin : 0;
    int32_t end = origin + kernel > size ? size - origin : kernel;
    return (KernelSpan){first, end, origin};
}

KernelSpan layer_rows_inside(const Layer *layer, int32_t out_row)
{
    int32_t origin = out_row * layer->spec.stride_h - layer->pad_top;
    return span_inside(origin, layer->spec.kernel_h, layer->in.height);
}

KernelSpan layer_columns_inside(const Layer *layer, int32_t out_column)
{
    int32_t origin = out_column * layer->spec.stride_w - layer->pad_left;
    return span_inside(origin, layer->spec.kernel_w, layer->in.width);
}
