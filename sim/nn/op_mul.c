/*
 * nn/op_mul.c - MUL, int8, with broadcasting: y = z_out + M (x_1 - z_1)(x_2 - z_2).
 */
#include "nn/elementwise.h"
#include "nn/quant.h"

static const OpField mul_fields[] = {
    OP_ACTIVATION(0),
    OP_FIELD_NONE,
};

typedef struct MulState {
    Elementwise walk;
    QuantMultiplier multiplier;
    int32_t a_zero, b_zero, zero_point;
    QuantRange range;
} MulState;

static double mul_multiplier(const OpView *view)
{
    return (double)view->input[0]->scale[0] * (double)view->input[1]->scale[0] /
           (double)view->output[0]->scale[0];
}

static bool mul_check(const OpView *view, GError **error)
{
    return elementwise_check(view, error) && op_check_multiplier(mul_multiplier(view), error);
}

static size_t mul_state_size(const OpView *view)
{
    (void)view;
    return sizeof(MulState);
}

static void mul_prepare(const OpView *view, void *memory)
{
    MulState *state = memory;
    state->walk = elementwise_plan(view);
    state->multiplier = quant_multiplier(mul_multiplier(view));
    state->a_zero = view->input[0]->zero_point;
    state->b_zero = view->input[1]->zero_point;
    state->zero_point = view->output[0]->zero_point;
    state->range =
        quant_activation_range((QuantActivation)view->options->activation, view->output[0]);
}

static void mul_row(const void *memory, const ElementwiseRow *row)
{
    const MulState *state = memory;
    const int8_t *a = row->a, *b = row->b;
    for (int32_t i = 0; i < row->count; i++, a += row->a_step, b += row->b_step) {
        int32_t product = (*a - state->a_zero) * (*b - state->b_zero);
        int32_t scaled = quant_multiply(product, state->multiplier);
        row->y[i] = (int8_t)quant_clamp(quant_add_wrap(scaled, state->zero_point), state->range);
    }
}

static void mul_run(const void *memory, const OpRun *run)
{
    const MulState *state = memory;
    elementwise_run(&state->walk, run, state, mul_row);
}

const OpOps op_mul = {
    .name = "MUL",
    .doc = "The product of two tensors, value by value.",
    .code = 18,
    .options_code = 21,
    .fields = mul_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {4, 36},
    .check = mul_check,
    .state_size = mul_state_size,
    .prepare = mul_prepare,
    .run = mul_run,
};
