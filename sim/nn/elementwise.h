/*
 * nn/elementwise.h - two tensors, value by value, the smaller one repeated to the larger.
 *
 * Shapes are matched from the last dimension on; a dimension of 1 is repeated. Neighbouring
 * dimensions that both inputs run through alike are walked as one.
 *
 * Errors:  elementwise_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_ELEMENTWISE_H
#define TINYFLEET_NN_ELEMENTWISE_H

#include "nn/op.h"

/* The walk: dims [rank] outermost first, steps in elements, 0 along repeated dimensions. */
typedef struct Elementwise {
    int32_t rank; /* >= 1 */
    int32_t dims[TENSOR_RANK_MAX];
    int32_t a_step[TENSOR_RANK_MAX], b_step[TENSOR_RANK_MAX];
    int32_t a_count, b_count, y_count; /* elements of one sample */
    bool a_is_constant, b_is_constant; /* one copy for all samples */
    int32_t element_size;              /* bytes */
} Elementwise;

/* One run along the last dimension. */
typedef struct ElementwiseRow {
    const int8_t *a, *b; /* int16 if the walk's elements are */
    int8_t *y;
    int32_t a_step, b_step, count;
    const SimdOps *simd; /* or NULL */
} ElementwiseRow;

typedef void (*ElementwiseFunction)(const void *state, const ElementwiseRow *row);

/* Two int8 inputs and an int8 output of the shape that they give. */
bool elementwise_check(const OpView *view, GError **error);

/* The same of another type. */
bool elementwise_check_type(const OpView *view, TensorType type, GError **error);
Elementwise elementwise_plan(const OpView *view);
void elementwise_run(const Elementwise *walk, const OpRun *run, const void *state,
                     ElementwiseFunction function);

#endif
