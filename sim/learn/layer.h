/*
 * learn/layer.h - what a layer of a trainable network is.
 *
 * A LayerOps knows one kind of layer: its shapes, its weights, and both directions. Weights
 * of a layer are followed by its biases; a fused ReLU belongs to the network (net.h), not to
 * the kind. Every sum has one written order.
 *
 * Shapes:  x, dx [in.height][in.width][in.channels]; y, dy likewise with out; weights as the
 *          kind says: conv [kernel_h][kernel_w][in.channels][units], depthwise
 *          [kernel_h][kernel_w][channels], dense [inputs][units], pool none.
 * Owner:   the caller owns all buffers; scratch has ops->scratch_size(layer) floats.
 * Errors:  none: a network is written in code and asserted.
 */
#ifndef TINYFLEET_LEARN_LAYER_H
#define TINYFLEET_LEARN_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MapShape {
    int32_t height, width, channels;
} MapShape;

typedef struct LayerOps LayerOps;

typedef struct LayerSpec {
    const LayerOps *ops;
    int32_t units; /* conv, dense: outputs; else 0 */
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w;
    bool is_relu;
} LayerSpec;

typedef struct Layer {
    LayerSpec spec;
    MapShape in, out;
    int32_t pad_top, pad_left; /* SAME padding */
    size_t weight_at;          /* of its weights in the parameters of the network */
    size_t weight_count, bias_count;
} Layer;

/* What goes back through a layer. */
typedef struct LayerPass {
    const float *x, *dy;
    float *dx; /* NULL for the first layer */
} LayerPass;

struct LayerOps {
    const char *name;
    MapShape (*out_shape)(const LayerSpec *spec, MapShape in);
    size_t (*weight_count)(const Layer *layer);
    size_t (*bias_count)(const Layer *layer);
    size_t (*scratch_size)(const Layer *layer); /* floats */
    int32_t (*fan_in)(const Layer *layer);      /* inputs of one sum */

    /* y = layer(x), before the ReLU. */
    void (*forward)(const Layer *layer, const float *params, const float *x, float *y,
                    float *scratch);

    /* grad += d loss / d params; dx = d loss / d x unless dx is NULL. */
    void (*backward)(const Layer *layer, const float *params, const LayerPass *pass, float *grad,
                     float *scratch);
};

extern const LayerOps layer_conv;      /* any kernel, SAME padding */
extern const LayerOps layer_depthwise; /* one filter a channel, SAME padding */
extern const LayerOps layer_pool;      /* mean over the whole map */
extern const LayerOps layer_dense;

size_t map_size(MapShape shape);

/* Output of a strided window with SAME padding: ceil(in / stride). */
MapShape layer_same_shape(const LayerSpec *spec, MapShape in, int32_t channels);

/* y[p][c] = bias[c] for every position p. */
void layer_fill_bias(const Layer *layer, const float *params, float *y);

/* grad of the biases += sum over positions of dy. */
void layer_bias_gradient(const Layer *layer, const float *dy, float *grad);

/* The part of the kernel that lies inside the map, along one axis at one output position. */
typedef struct KernelSpan {
    int32_t first, end; /* of the kernel */
    int32_t origin;     /* input position of tap 0, may be negative */
} KernelSpan;

KernelSpan layer_rows_inside(const Layer *layer, int32_t out_row);
KernelSpan layer_columns_inside(const Layer *layer, int32_t out_column);

#endif
