/*
 * nn/op_reduce_min.c - REDUCE_MIN over axes, int8: the smallest raw value.
 */
#include "nn/reduce.h"

static void reduce_min_prepare(const OpView *view, void *state)
{
    reduce_prepare(view, state);
}

static void reduce_min_run(const void *state, const OpRun *run)
{
    reduce_extreme_run(state, run, false);
}

const OpOps op_reduce_min = {
    .name = "REDUCE_MIN",
    .doc = "The smallest value over some dimensions.",
    .code = 89,
    .options_code = 27,
    .fields = reduce_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 44},
    .check = reduce_extreme_check,
    .state_size = reduce_state_size,
    .prepare = reduce_min_prepare,
    .run = reduce_min_run,
    .scratch_size = reduce_scratch_size,
};
