/*
 * nn/reduce.h - what MEAN, SUM, REDUCE_MAX and REDUCE_MIN share: many values become one.
 *
 * The axes are a constant; those reduced are left out of the output's shape, or 1 in it.
 *
 * Errors:  reduce_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_REDUCE_H
#define TINYFLEET_NN_REDUCE_H

#include "nn/op.h"
#include "nn/quant.h"

extern const OpField reduce_fields[];

typedef struct ReduceState {
    int32_t dims[TENSOR_RANK_MAX]; /* of the input, outermost first */
    int32_t step[TENSOR_RANK_MAX]; /* in the output, elements; 0 along reduced axes */
    int32_t out_count;
    int32_t fold_count; /* values that become one */
    QuantMultiplier multiplier;
    int32_t in_zero, out_zero;
} ReduceState;

bool reduce_check(const OpView *view, GError **error);
size_t reduce_state_size(const OpView *view);
void reduce_prepare(const OpView *view, ReduceState *state); /* the multiplier for SUM */
size_t reduce_scratch_size(const OpView *view, int32_t batch);
int32_t reduce_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX]);

/* y = clamp(z_out + M (sum x - n z_in)); raw extremes of tensors of one quantisation. */
void reduce_sum_run(const void *state, const OpRun *run);
void reduce_extreme_run(const ReduceState *state, const OpRun *run, bool is_max);
bool reduce_extreme_check(const OpView *view, GError **error);

#endif
