/*
 * nn/op_logistic.c - LOGISTIC: 1 / (1 + exp(-x)), int8, in fixed point.
 */
#include "nn/fixed.h"
#include "nn/sigmoid.h"

enum { LOGISTIC_ZERO_POINT = -128, LOGISTIC_OUTPUT_SHIFT = 23 };

static bool logistic_check(const OpView *view, GError **error)
{
    return sigmoid_check(view, 1.0F / 256.0F, LOGISTIC_ZERO_POINT, error);
}

/* Q0 of the function at a, Q4. */
static int32_t logistic_at(int32_t a)
{
    if (a == 0)
        return 1 << 30;
    if (a > 0)
        return fixed_one_over_one_plus(fixed_exp(-a, 4));
    return INT32_MAX - fixed_one_over_one_plus(fixed_exp(a, 4));
}

static int32_t logistic_value(SigmoidScale scale, int32_t x)
{
    if (x <= -scale.radius)
        return INT8_MIN;
    if (x >= scale.radius)
        return INT8_MAX;
    int32_t value = logistic_at(quant_multiply(x, scale.multiplier));
    return quant_shift_right(value, LOGISTIC_OUTPUT_SHIFT) + LOGISTIC_ZERO_POINT;
}

static void logistic_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    SigmoidScale scale = sigmoid_scale(view);
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++)
        unary_set(state, x, logistic_value(scale, x - view->input[0]->zero_point));
}

const OpOps op_logistic = {
    .name = "LOGISTIC",
    .doc = "1 / (1 + exp(-x)) of each value.",
    .code = 14,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 16},
    .check = logistic_check,
    .state_size = unary_state_size,
    .prepare = logistic_prepare,
    .run = unary_run,
};
