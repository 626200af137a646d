/*
 * nn/op_relu6.c - RELU6 on its own: clamps raw values by the input's quantisation.
 */
#include "nn/unary.h"

static void relu6_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    QuantRange range = quant_activation_range(QUANT_ACTIVATION_RELU6, view->input[0]);
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++)
        unary_set(state, x, quant_clamp(x, range));
}

const OpOps op_relu6 = {
    .name = "RELU6",
    .doc = "Each value, held between 0 and 6.",
    .code = 21,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 8},
    .check = unary_check,
    .state_size = unary_state_size,
    .prepare = relu6_prepare,
    .run = unary_run,
};
