/*
 * nn/op_minimum.c - MINIMUM, int8, with broadcasting: the smaller raw value.
 */
#include "nn/extreme.h"

static void minimum_row(const void *state, const ElementwiseRow *row)
{
    (void)state;
    const int8_t *a = row->a, *b = row->b;
    for (int32_t i = 0; i < row->count; i++, a += row->a_step, b += row->b_step)
        row->y[i] = MIN(*a, *b);
}

static void minimum_run(const void *state, const OpRun *run)
{
    elementwise_run(state, run, state, minimum_row);
}

const OpOps op_minimum = {
    .name = "MINIMUM",
    .doc = "The smaller of two tensors, value by value.",
    .code = 57,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .check = extreme_check,
    .state_size = extreme_state_size,
    .prepare = extreme_prepare,
    .run = minimum_run,
};
