/*
 * nn/op_quantize.c - QUANTIZE: float32 to int8 or int16, or one integer scale to another.
 *
 * Numbers: y = clamp(round(x / s_out) + z_out), division in float32, ties away from zero.
 * Integers: y = clamp(z_out + M (x - z_in)), M = s_in / s_out in double.
 */
#include "nn/op.h"
#include "nn/quant.h"

typedef struct QuantizeState {
    int32_t count; /* elements of one sample */
    TensorType from, to;
    float scale; /* of the output */
    QuantMultiplier multiplier;
    int32_t in_zero, out_zero;
    QuantRange range;
} QuantizeState;

static bool quantize_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    bool from_number = x->type == TENSOR_FLOAT32;
    bool from_integer =
        x->type == TENSOR_INT8 || x->type == TENSOR_INT16 || x->type == TENSOR_INT32;
    bool to_integer = y->type == TENSOR_INT8 || y->type == TENSOR_INT16 ||
                      (y->type == TENSOR_INT32 && !from_number);
    if (!(from_number || from_integer) || !to_integer)
        return op_refuse(error, "it makes %s of %s, which is not supported",
                         tensor_type_name(y->type), tensor_type_name(x->type));
    if (!op_check_same_shape(view, error) || !op_check_scale(y, "output", error))
        return false;
    if (from_number)
        return true;
    return op_check_scale(x, "input", error) &&
           op_check_multiplier((double)x->scale[0] / (double)y->scale[0], error);
}

static size_t quantize_state_size(const OpView *view)
{
    (void)view;
    return sizeof(QuantizeState);
}

static void quantize_prepare(const OpView *view, void *memory)
{
    QuantizeState *state = memory;
    const Tensor *x = view->input[0], *y = view->output[0];
    state->count = x->element_count;
    state->from = x->type;
    state->to = y->type;
    state->scale = y->scale[0];
    if (x->type != TENSOR_FLOAT32)
        state->multiplier = quant_multiplier((double)x->scale[0] / (double)y->scale[0]);
    state->in_zero = x->zero_point;
    state->out_zero = y->zero_point;
    state->range = quant_type_range(y->type);
}

static int32_t load_integer(TensorType type, const void *x, int64_t i)
{
    if (type == TENSOR_INT8)
        return ((const int8_t *)x)[i];
    return type == TENSOR_INT16 ? ((const int16_t *)x)[i] : ((const int32_t *)x)[i];
}

static void store_integer(TensorType type, void *y, int64_t i, int32_t value)
{
    if (type == TENSOR_INT8)
        ((int8_t *)y)[i] = (int8_t)value;
    else if (type == TENSOR_INT16)
        ((int16_t *)y)[i] = (int16_t)value;
    else
        ((int32_t *)y)[i] = value;
}

static int32_t quantize_number(const QuantizeState *state, float x)
{
    float quotient = x / state->scale;
    int64_t raw = (int64_t)quant_round_s32((double)quotient) + state->out_zero;
    return (int32_t)CLAMP(raw, state->range.low, state->range.high);
}

static void quantize_run(const void *memory, const OpRun *run)
{
    const QuantizeState *state = memory;
    const void *x = run->input[0];
    void *y = run->output[0];
    int64_t total = (int64_t)state->count * run->batch;
    for (int64_t i = 0; i < total; i++) {
        int32_t value = 0;
        if (state->from == TENSOR_FLOAT32) {
            value = quantize_number(state, ((const float *)x)[i]);
        } else {
            int32_t raw = quant_add_wrap(load_integer(state->from, x, i), -state->in_zero);
            value = quant_add_wrap(quant_multiply(raw, state->multiplier), state->out_zero);
            value = quant_clamp(value, state->range);
        }
        store_integer(state->to, y, i, value);
    }
}

const OpOps op_quantize = {
    .name = "QUANTIZE",
    .doc = "Numbers to integers, or integers of one scale to another.",
    .code = 114,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 32},
    .check = quantize_check,
    .state_size = quantize_state_size,
    .prepare = quantize_prepare,
    .run = quantize_run,
};
