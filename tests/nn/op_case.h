/*
 * tests/nn/op_case.h - one operator on tensors made for a test, without a model around it.
 *
 * Tensors 0 .. input_count - 1 are the inputs, the next one is the output. Contents are the
 * caller's to fill in; an input is a constant if it is marked as one, and absent if it was not
 * made. The operator's state goes on from what it is, and is left as the run leaves it.
 *
 * Owner:   op_case_clear() frees what op_case_tensor() made.
 */
#ifndef TINYFLEET_TESTS_NN_OP_CASE_H
#define TINYFLEET_TESTS_NN_OP_CASE_H

#include <glib.h>

#include "nn/op.h"

enum { OP_CASE_TENSORS = OP_TENSORS_MAX + 1 };

typedef struct Noise {
    uint64_t state; /* not 0 */
} Noise;

/* low .. high, both inclusive. */
int32_t noise_between(Noise *noise, int32_t low, int32_t high);

/* 2^low .. 2^high, evenly by exponent. */
float noise_scale(Noise *noise, int32_t low, int32_t high);

/* Random bytes. */
void noise_fill(Noise *noise, void *bytes, size_t size);

typedef struct OpCase {
    const OpOps *ops;
    OpOptions options;
    int32_t input_count, batch;
    Tensor tensor[OP_CASE_TENSORS];
    bool is_constant[OP_CASE_TENSORS];
    void *data[OP_CASE_TENSORS];   /* zeroed; activations have `batch` samples */
    float *scale[OP_CASE_TENSORS]; /* [scale_count] */
} OpCase;

/* A tensor of this shape with one scale; dims [rank]. */
Tensor *op_case_tensor(OpCase *self, int32_t i, TensorType type, int32_t rank, const int32_t *dims);

/* Gives tensor i `count` scales along a dimension; op_case_tensor() made one. */
void op_case_scales(OpCase *self, int32_t i, int32_t count, int32_t channel_dim);

void op_case_clear(OpCase *self);

/* Checks, prepares, runs; false with the error set if the operator refuses. */
bool op_case_run(const OpCase *self, const KernelSet *kernels, void *y, GError **error);

#endif
