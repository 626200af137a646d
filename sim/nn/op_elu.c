/*
 * nn/op_elu.c - ELU: x, or exp(x) - 1 below zero, int8; a table made in float32.
 */
#include "nn/unary.h"
#include "util/detmath.h"

static void elu_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    const Tensor *in = view->input[0], *out = view->output[0];
    float inverse = 1.0F / out->scale[0];
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++) {
        float real = in->scale[0] * (float)(x - in->zero_point);
        float exponential = (float)det_exp((double)real);
        float value = real < 0.0F ? exponential - 1.0F : real;
        float scaled = value * inverse;
        int64_t raw = (int64_t)quant_round_s32((double)scaled) + out->zero_point;
        unary_set(state, x, (int32_t)CLAMP(raw, INT8_MIN, INT8_MAX));
    }
}

const OpOps op_elu = {
    .name = "ELU",
    .doc = "Each value x, exp(x) - 1 if it is negative.",
    .code = 111,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 256},
    .check = unary_check,
    .state_size = unary_state_size,
    .prepare = elu_prepare,
    .run = unary_run,
};
