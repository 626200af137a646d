/*
 * nn/op_average_pool_2d.c - AVERAGE_POOL_2D: the mean of raw values in a window.
 *
 * To nearest, ties away from zero, in raw values: the zero point is not subtracted.
 */
#include "nn/pool.h"

static void average_fold(const int8_t *restrict x, int32_t *restrict acc, int32_t channels)
{
    for (int32_t c = 0; c < channels; c++)
        acc[c] += x[c];
}

static void average_finish(const int32_t *acc, int32_t count, int8_t *y, const PoolState *state)
{
    for (int32_t c = 0; c < state->channels; c++) {
        int32_t half = acc[c] > 0 ? count / 2 : -(count / 2);
        y[c] = (int8_t)quant_clamp((acc[c] + half) / count, state->range);
    }
}

static void average_run(const void *state, const OpRun *run)
{
    static const PoolKind kind = {0, average_fold, average_finish};
    pool_run(state, run, &kind);
}

const OpOps op_average_pool_2d = {
    .name = "AVERAGE_POOL_2D",
    .doc = "The mean of each channel over a window.",
    .code = 1,
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
    .run = average_run,
    .scratch_size = pool_scratch_size,
    .work = pool_work,
};
