/*
 * nn/op_maximum.c - MAXIMUM, int8, with broadcasting: the larger raw value.
 */
#include "nn/extreme.h"

static void maximum_row(const void *state, const ElementwiseRow *row)
{
    (void)state;
    const int8_t *a = row->a, *b = row->b;
    for (int32_t i = 0; i < row->count; i++, a += row->a_step, b += row->b_step)
        row->y[i] = MAX(*a, *b);
}

static void maximum_run(const void *state, const OpRun *run)
{
    elementwise_run(state, run, state, maximum_row);
}

const OpOps op_maximum = {
    .name = "MAXIMUM",
    .doc = "The larger of two tensors, value by value.",
    .code = 55,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .check = extreme_check,
    .state_size = extreme_state_size,
    .prepare = extreme_prepare,
    .run = maximum_run,
};
