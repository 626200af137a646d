/*
 * nn/op_tanh.c - TANH: (1 - exp(-2x)) / (1 + exp(-2x)), int8, in fixed point.
 *
 * Read with one integer bit more, an argument is doubled.
 */
#include "nn/fixed.h"
#include "nn/sigmoid.h"

enum { TANH_OUTPUT_SHIFT = 24 };

static bool tanh_check(const OpView *view, GError **error)
{
    return sigmoid_check(view, 1.0F / 128.0F, 0, error);
}

/* Q0 of the function at a, Q4. */
static int32_t tanh_at(int32_t a)
{
    if (a == 0)
        return 0;
    int32_t exponential = fixed_exp(a < 0 ? a : -a, 5);
    int32_t value = fixed_shift_left(fixed_two_over_one_plus(exponential) - (1 << 29), 2);
    return a < 0 ? -value : value;
}

static int32_t tanh_value(SigmoidScale scale, int32_t x)
{
    if (x <= -scale.radius)
        return INT8_MIN;
    if (x >= scale.radius)
        return INT8_MAX;
    return quant_shift_right(tanh_at(quant_multiply(x, scale.multiplier)), TANH_OUTPUT_SHIFT);
}

static void tanh_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    SigmoidScale scale = sigmoid_scale(view);
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++)
        unary_set(state, x, tanh_value(scale, x - view->input[0]->zero_point));
}

const OpOps op_tanh = {
    .name = "TANH",
    .doc = "The hyperbolic tangent of each value.",
    .code = 28,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 16},
    .check = tanh_check,
    .state_size = unary_state_size,
    .prepare = tanh_prepare,
    .run = unary_run,
};
