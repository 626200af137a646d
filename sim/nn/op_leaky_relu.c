/*
 * nn/op_leaky_relu.c - LEAKY_RELU: x, or alpha x below zero, int8 or int16; multipliers in float32.
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

/* int8 has a table; int16, with zero points of 0 or others, is computed. */
typedef struct LeakyReluState {
    UnaryState unary;
    bool is_wide, is_negated; /* int16; alpha is negative */
    QuantMultiplier identity, slope;
    int32_t in_zero, out_zero;
} LeakyReluState;

static bool leaky_relu_check(const OpView *view, GError **error)
{
    TensorType type = view->input[0]->type == TENSOR_INT16 ? TENSOR_INT16 : TENSOR_INT8;
    return unary_check_type(view, type, error) &&
           op_check_multiplier(leaky_relu_identity(view), error) &&
           op_check_multiplier(ABS(leaky_relu_slope(view)), error);
}

static size_t leaky_relu_state_size(const OpView *view)
{
    (void)view;
    return sizeof(LeakyReluState);
}

static int32_t leaky_relu_value(const LeakyReluState *state, int32_t x)
{
    int32_t i = x - state->in_zero;
    int32_t scaled = quant_multiply(i, i >= 0 ? state->identity : state->slope);
    scaled = i < 0 && state->is_negated ? -scaled : scaled;
    return quant_add_wrap(state->out_zero, scaled);
}

static void leaky_relu_prepare(const OpView *view, void *memory)
{
    LeakyReluState *state = memory;
    double slope = leaky_relu_slope(view);
    unary_start(view, &state->unary);
    state->is_wide = view->input[0]->type == TENSOR_INT16;
    state->is_negated = slope < 0;
    state->identity = quant_multiplier(leaky_relu_identity(view));
    state->slope = quant_multiplier(ABS(slope));
    state->in_zero = view->input[0]->zero_point;
    state->out_zero = view->output[0]->zero_point;
    for (int32_t x = INT8_MIN; !state->is_wide && x <= INT8_MAX; x++)
        unary_set(&state->unary, x, leaky_relu_value(state, x));
}

static void leaky_relu_run(const void *memory, const OpRun *run)
{
    const LeakyReluState *state = memory;
    const int16_t *x = run->input[0];
    int16_t *y = run->output[0];
    int64_t total = (int64_t)state->unary.count * run->batch;
    if (!state->is_wide) {
        unary_run(&state->unary, run);
        return;
    }
    for (int64_t i = 0; i < total; i++)
        y[i] = (int16_t)quant_clamp(leaky_relu_value(state, x[i]), quant_type_range(TENSOR_INT16));
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
    .state_size = leaky_relu_state_size,
    .prepare = leaky_relu_prepare,
    .run = leaky_relu_run,
};
