/*
 * nn/op_relu.c - RELU on its own: rescales, with a multiplier computed in float32.
 */
#include "nn/unary.h"

static double relu_multiplier(const OpView *view)
{
    float ratio = view->input[0]->scale[0] / view->output[0]->scale[0];
    return (double)ratio;
}

static bool relu_check(const OpView *view, GError **error)
{
    return unary_check(view, error) && op_check_multiplier(relu_multiplier(view), error);
}

static void relu_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    const Tensor *in = view->input[0], *out = view->output[0];
    QuantMultiplier multiplier = quant_multiplier(relu_multiplier(view));
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++) {
        int32_t scaled = quant_multiply(x - in->zero_point, multiplier);
        int32_t value = quant_add_wrap(scaled, out->zero_point);
        unary_set(state, x, MAX(value, out->zero_point));
    }
}

const OpOps op_relu = {
    .name = "RELU",
    .doc = "Each value, 0 if it is negative.",
    .code = 19,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 32},
    .check = relu_check,
    .state_size = unary_state_size,
    .prepare = relu_prepare,
    .run = unary_run,
};
