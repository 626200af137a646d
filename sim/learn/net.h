/*
 * learn/net.h - a chain of layers that can be trained: loss and gradient of one sample.
 *
 * A Net is shapes only; parameters are one flat array, so that they can be averaged, noised,
 * compressed and sent like any vector. The last layer gives logits; the loss is the cross
 * entropy of their softmax against a label, smoothed by `label_smoothing`.
 *
 * Shapes:  params, grad [param_count]: per layer its weights, then its biases;
 *          x [map_size(input)]; logits [class_count].
 * Owner:   the caller frees Net and NetWork; a NetWork belongs to one thread at a time.
 * Errors:  none: a network is written in code and asserted.
 * Source:  initial weights: K. He et al., "Delving Deep into Rectifiers", ICCV 2015, eq. 10.
 */
#ifndef TINYFLEET_LEARN_NET_H
#define TINYFLEET_LEARN_NET_H

#include <glib.h>

#include "learn/layer.h"
#include "util/rng.h"

typedef struct Net {
    MapShape input;
    size_t layer_count;
    Layer *layers; /* [layer_count] */
    size_t param_count;
    size_t class_count;
} Net;

/* Values of one sample on its way through a net. */
typedef struct NetWork {
    float **values;  /* [layer_count + 1]: input, then the output of each layer */
    float **changes; /* the same shapes: d loss / d value */
    float *scratch;
    float *probabilities; /* [class_count] */
} NetWork;

Net *net_new(MapShape input, const LayerSpec *specs, size_t layer_count);
void net_free(Net *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Net, net_free)

NetWork *net_work_new(const Net *net);
void net_work_free(const Net *net, NetWork *work);

/* He's normal weights, zero biases; each weight is an address. */
void net_init(const Net *net, RngKey key, float *params);

/* The logits, in work, valid until the next call. */
const float *net_forward(const Net *net, const float *params, const float *x, NetWork *work);

typedef struct NetTarget {
    uint8_t label;
    float label_smoothing; /* share of the target spread over all classes */
} NetTarget;

/* After net_forward(): grad += d loss / d params; answers the loss. */
double net_backward(const Net *net, const float *params, NetTarget target, NetWork *work,
                    float *grad);

/* probabilities = softmax(logits). */
void net_softmax(const float *logits, size_t count, float *probabilities);

/* Multiply-accumulates of convolutions and products for one sample, padding included. */
int64_t net_mac_count(const Net *net);

#endif
