/*
 * nn/op_leaky_relu.c - LEAKY_RELU: x, or alpha x below zero, int8; multipliers in float32.
 */
#include "nn/unary.h"

static const OpField leaky_relu_fields[] = {
    OP_F32(0, alpha),
    OP_FIELD_NONE,
};

static double leaky_relu_identity(const OpView *view)
{
    float ratio = view->input[0]->scale[0] / view->output[0]->scale[0];
    return (double)ratio;
}

static double leaky_relu_slope(const OpView *view)
{
    float scaled = view->input[0]->scale[0] * view->options->alpha;
    float ratio = scaled / view->output[0]->scale[0];
    return (double)ratio;
}

static bool leaky_relu_check(const OpView *view, GError **error)
{
    return unary_check(view, error) && op_check_multiplier(leaky_relu_identity(view), error) &&
           op_check_multiplier(ABS(leaky_relu_slope(view)), error);
}

static void leaky_relu_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    const Tensor *in = view->input[0], *out = view->output[0];
    double slope = leaky_relu_slope(view);
    QuantMultiplier identity = quant_multiplier(leaky_relu_identity(view));
    QuantMultiplier below = quant_multiplier(ABS(slope));
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++) {
        int32_t i = x - in->zero_point;
        int32_t scaled = quant_multiply(i, i >= 0 ? identity : below);
        scaled = i < 0 && slope < 0 ? -scaled : scaled;
        unary_set(state, x, quant_add_wrap(out->zero_point, scaled));
    }
}

const OpOps op_leaky_relu = {
    .name = "LEAKY_RELU",
    .doc = "Each value, times alpha if it is negative.",
    .code = 98,
    .options_code = 75,
    .fields = leaky_relu_fields,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {4, 24},
    .check = leaky_relu_check,
    .state_size = unary_state_size,
    .prepare = leaky_relu_prepare,
    .run = unary_run,
};
