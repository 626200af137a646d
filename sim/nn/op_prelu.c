/*
 * nn/op_prelu.c - PRELU, int8: x, or alpha x below zero, alpha a tensor that is repeated.
 */
#include "nn/elementwise.h"
#include "nn/quant.h"

typedef struct PreluState {
    Elementwise walk;
    QuantMultiplier identity, slope;
    int32_t x_zero, alpha_zero, zero_point;
} PreluState;

static double prelu_identity(const OpView *view)
{
    return (double)view->input[0]->scale[0] / (double)view->output[0]->scale[0];
}

static double prelu_slope(const OpView *view)
{
    return (double)view->input[0]->scale[0] * (double)view->input[1]->scale[0] /
           (double)view->output[0]->scale[0];
}

static bool prelu_check(const OpView *view, GError **error)
{
    return elementwise_check(view, error) && op_check_same_shape(view, error) &&
           op_check_multiplier(prelu_identity(view), error) &&
           op_check_multiplier(prelu_slope(view), error);
}

static size_t prelu_state_size(const OpView *view)
{
    (void)view;
    return sizeof(PreluState);
}

static void prelu_prepare(const OpView *view, void *memory)
{
    PreluState *state = memory;
    state->walk = elementwise_plan(view);
    state->identity = quant_multiplier(prelu_identity(view));
    state->slope = quant_multiplier(prelu_slope(view));
    state->x_zero = view->input[0]->zero_point;
    state->alpha_zero = view->input[1]->zero_point;
    state->zero_point = view->output[0]->zero_point;
}

static void prelu_row(const void *memory, const ElementwiseRow *row)
{
    const PreluState *state = memory;
    const int8_t *x = row->a, *alpha = row->b;
    for (int32_t i = 0; i < row->count; i++, x += row->a_step, alpha += row->b_step) {
        int32_t value = *x - state->x_zero;
        int32_t scaled = value >= 0
                             ? quant_multiply(value, state->identity)
                             : quant_multiply(value * (*alpha - state->alpha_zero), state->slope);
        row->y[i] = (int8_t)quant_clamp(quant_add_wrap(scaled, state->zero_point),
                                        (QuantRange){INT8_MIN, INT8_MAX});
    }
}

static void prelu_run(const void *memory, const OpRun *run)
{
    const PreluState *state = memory;
    elementwise_run(&state->walk, run, state, prelu_row);
}

const OpOps op_prelu = {
    .name = "PRELU",
    .doc = "Each value, times its own alpha if it is negative.",
    .code = 54,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 36},
    .check = prelu_check,
    .state_size = prelu_state_size,
    .prepare = prelu_prepare,
    .run = prelu_run,
};
