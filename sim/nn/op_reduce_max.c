/*
 * nn/op_reduce_max.c - REDUCE_MAX over axes, int8: the largest raw value.
 */
#include "nn/reduce.h"

static void reduce_max_prepare(const OpView *view, void *state)
{
    reduce_prepare(view, state);
}

static void reduce_max_run(const void *state, const OpRun *run)
{
    reduce_extreme_run(state, run, true);
}

const OpOps op_reduce_max = {
    .name = "REDUCE_MAX",
    .doc = "The largest value over some dimensions.",
    .code = 82,
    .options_code = 27,
    .fields = reduce_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 44},
    .check = reduce_extreme_check,
    .state_size = reduce_state_size,
    .prepare = reduce_max_prepare,
    .run = reduce_max_run,
    .scratch_size = reduce_scratch_size,
};
