/*
 * learn/quantise.h - post-training quantisation: a trained net in int8.
 *
 * Activations are affine, one scale a map, from the least and largest value that calibration
 * samples produce, widened to contain 0; weights symmetric, one scale an output channel, or
 * one for all of a dense layer; biases int32 at input scale times weight scale. A pooled map
 * keeps the scale of its input, as its operator wants.
 *
 * Shapes:  weights as in layer.h; weight_scales [scale_count], of channel index % scale_count;
 *          biases [bias_count].
 * Owner:   the caller frees the QuantNet; it borrows the Net.
 * Errors:  none.
 * Source:  B. Jacob et al., "Quantization and Training of Neural Networks for Efficient
 *          Integer-Arithmetic-Only Inference", CVPR 2018, section 2; the int8 specification of
 *          TensorFlow Lite for symmetric weights.
 */
#ifndef TINYFLEET_LEARN_QUANTISE_H
#define TINYFLEET_LEARN_QUANTISE_H

#include "learn/train.h"

/* real = scale * (q - zero_point) */
typedef struct Affine {
    float scale;
    int32_t zero_point;
} Affine;

typedef struct QuantLayer {
    Affine out;
    size_t scale_count; /* 0 for a layer without weights */
    float *weight_scales;
    int8_t *weights;
    int32_t *biases;
} QuantLayer;

typedef struct QuantNet {
    const Net *net;
    Affine input;
    QuantLayer *layers; /* [net->layer_count] */
} QuantNet;

/* A scale and zero point for values in low..high. */
Affine quantise_range(float low, float high);

/* round(value / scale) + zero_point, ties away from zero, in -128..127. */
int8_t quantise_value(double value, Affine affine);

/* What counts as seen: every `every`-th sample from `first` on, `count` at most. */
typedef struct QuantSelection {
    size_t first, every, count;
} QuantSelection;

/* The samples that activations are calibrated on. */
typedef struct QuantCalibration {
    const Samples *samples;
    const TrainSpec *spec; /* whose load() reads them */
    QuantSelection selection;
    Affine input;
} QuantCalibration;

QuantNet *quantise_net(const Net *net, const float *params, const QuantCalibration *calibration);

void quantise_free(QuantNet *quant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QuantNet, quantise_free)

#endif
