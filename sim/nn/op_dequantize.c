/*
 * nn/op_dequantize.c - DEQUANTIZE: int8 or int16 to float32, y = s (x - z), product in double.
 */
#include "nn/op.h"

typedef struct DequantizeState {
    int32_t count; /* elements of one sample */
    TensorType from;
    double scale;
    int32_t zero_point;
} DequantizeState;

static bool dequantize_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0];
    if (x->type != TENSOR_INT8 && x->type != TENSOR_INT16)
        return op_refuse(error, "its input is %s, which must be int8 or int16",
                         tensor_type_name(x->type));
    return op_check_tensor(view->output[0], "output", TENSOR_FLOAT32, error) &&
           op_check_same_shape(view, error) && op_check_scale(x, "input", error);
}

static size_t dequantize_state_size(const OpView *view)
{
    (void)view;
    return sizeof(DequantizeState);
}

static void dequantize_prepare(const OpView *view, void *memory)
{
    DequantizeState *state = memory;
    const Tensor *x = view->input[0];
    state->count = x->element_count;
    state->from = x->type;
    state->scale = (double)x->scale[0];
    state->zero_point = x->zero_point;
}

static void dequantize_run(const void *memory, const OpRun *run)
{
    const DequantizeState *state = memory;
    const int8_t *x8 = run->input[0];
    const int16_t *x16 = run->input[0];
    float *y = run->output[0];
    int64_t total = (int64_t)state->count * run->batch;
    for (int64_t i = 0; i < total; i++) {
        int32_t x = state->from == TENSOR_INT8 ? x8[i] : x16[i];
        y[i] = (float)(state->scale * (double)(x - state->zero_point));
    }
}

const OpOps op_dequantize = {
    .name = "DEQUANTIZE",
    .doc = "Integers to the numbers that they stand for.",
    .code = 6,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 32},
    .check = dequantize_check,
    .state_size = dequantize_state_size,
    .prepare = dequantize_prepare,
    .run = dequantize_run,
};
