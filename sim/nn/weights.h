/*
 * nn/weights.h - an operator with int8 weights: what it multiplies, adds and scales by.
 *
 * Output channel c is requantised by s_in * s_w[c] / s_out, evaluated left to right in double;
 * a fully connected layer with one scale rounds the product to float32, as the reference does.
 * Weights are symmetric: a zero point in the file is ignored, as by the reference.
 *
 * Errors:  weights_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_WEIGHTS_H
#define TINYFLEET_NN_WEIGHTS_H

#include "nn/kernels.h"
#include "nn/op.h"

/* Which inputs play which part, and how the weights are laid out. */
typedef struct WeightsRole {
    int32_t data, weights, bias; /* inputs */
    int32_t channel_dim;         /* of the weights, along which their scales run */
    bool is_long_unbiased;       /* int16 data without a bias: sums are int64; see nn/wide.h */
    bool is_product_rounded;     /* s_in * s_w is float32 if the weights have one scale */
} WeightsRole;

bool weights_check(const OpView *view, const WeightsRole *role, GError **error);

/* The part of it that does not depend on the type of the data: constant weights, their scales. */
bool weights_check_values(const OpView *view, const WeightsRole *role, GError **error);

/* The real multiplier of an output channel. */
double weights_multiplier(const OpView *view, const WeightsRole *role, int32_t channel);

KernelScale weights_scale(const OpView *view, const WeightsRole *role, int32_t channel);

/* 0 without a bias. */
int32_t weights_bias(const OpView *view, const WeightsRole *role, int32_t channel);

/* A matrix of weights in a state: rows padded for the kernels, biases and scales. */
typedef struct Dense {
    int32_t depth, width;               /* products per output, outputs */
    int32_t padded_depth, padded_width; /* with zeros */
    int32_t zero_point;                 /* of the output */
    QuantRange range;
    size_t weight_at, bias_at, scale_at; /* bytes from the start of the state */
} Dense;

/* Where weight [o][k] of a Dense comes from: weights[first + o * row_step + k * step]. */
typedef struct DenseSource {
    const WeightsRole *role;
    int32_t first_channel;
    size_t first, row_step, step;
} DenseSource;

/* Lays a Dense out from byte *end of a state on and moves *end behind it. */
void dense_layout(Dense *dense, int32_t depth, int32_t width, size_t *end);
void dense_fill(const Dense *dense, const OpView *view, const DenseSource *source, void *state);

/* Where row_count <= KERNEL_ROWS rows of outputs go. */
typedef struct DenseRows {
    const int16_t *x; /* [row_count][padded_depth], zero behind the depth */
    int32_t *sum;     /* [row_count][padded_width], scratch */
    int8_t *y;        /* [row_count] rows of `width`, y_step apart */
    size_t y_step;
    int32_t row_count;
} DenseRows;

void dense_run(const Dense *dense, const void *state, const KernelSet *kernels,
               const DenseRows *rows);

#endif
