/*
 * nn/op_mean.c - MEAN over axes, int8: 1/n is folded into the multiplier, nothing is divided.
 */
#include "nn/reduce.h"

/* M' = floor(M 2^h / n), s' = s - h, with the largest h that loses nothing. */
static QuantMultiplier mean_multiplier(QuantMultiplier m, int32_t n)
{
    int32_t shift = 31 - __builtin_clz((uint32_t)n);
    shift = MIN(shift, 31 + m.shift);
    int64_t mantissa = (int64_t)m.mantissa * (INT64_C(1) << shift) / n;
    return (QuantMultiplier){(int32_t)mantissa, m.shift - shift};
}

static void mean_prepare(const OpView *view, void *memory)
{
    ReduceState *state = memory;
    reduce_prepare(view, state);
    state->multiplier = mean_multiplier(state->multiplier, state->fold_count);
}

const OpOps op_mean = {
    .name = "MEAN",
    .doc = "The mean over some dimensions.",
    .code = 40,
    .options_code = 27,
    .fields = reduce_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 44},
    .check = reduce_check,
    .state_size = reduce_state_size,
    .prepare = mean_prepare,
    .run = reduce_sum_run,
    .scratch_size = reduce_scratch_size,
    .device_scratch = reduce_device_scratch,
};
