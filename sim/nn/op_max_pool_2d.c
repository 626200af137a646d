/*
 * nn/op_max_pool_2d.c - MAX_POOL_2D: the largest raw value in a window.
 */
#include "nn/pool.h"

static void maximum_fold(const int8_t *restrict x, int32_t *restrict acc, int32_t channels)
{
    for (int32_t c = 0; c < channels; c++)
        acc[c] = acc[c] > x[c] ? acc[c] : x[c];
}

static void maximum_finish(const int32_t *acc, int32_t count, int8_t *y, const PoolState *state)
{
    (void)count;
    for (int32_t c = 0; c < state->channels; c++)
        y[c] = (int8_t)quant_clamp(acc[c], state->range);
}

static void maximum_run(const void *state, const OpRun *run)
{
    static const PoolKind kind = {INT8_MIN, maximum_fold, maximum_finish};
    pool_run(state, run, &kind);
}

const OpOps op_max_pool_2d = {
    .name = "MAX_POOL_2D",
    .doc = "The largest value of each channel over a window.",
    .code = 17,
    .options_code = 5,
    .fields = pool_fields,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {40, 32},
    .check = pool_check,
    .state_size = pool_state_size,
    .prepare = pool_prepare,
    .run = maximum_run,
    .scratch_size = pool_scratch_size,
    .work = pool_work,
};
