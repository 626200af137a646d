/*
 * nn/op_sum.c - SUM over axes, int8.
 */
#include "nn/reduce.h"

static void sum_axes_prepare(const OpView *view, void *state)
{
    reduce_prepare(view, state);
}

const OpOps op_sum = {
    .name = "SUM",
    .doc = "The sum over some dimensions.",
    .code = 74,
    .options_code = 27,
    .fields = reduce_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 44},
    .check = reduce_check,
    .state_size = reduce_state_size,
    .prepare = sum_axes_prepare,
    .run = reduce_sum_run,
    .scratch_size = reduce_scratch_size,
    .device_scratch = reduce_device_scratch,
};
