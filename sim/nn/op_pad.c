/*
 * nn/op_pad.c - PAD: fills with what stands for zero, the output's zero point.
 */
#include <string.h>

#include "nn/pad.h"

static void pad_prepare(const OpView *view, void *memory)
{
    const Tensor *y = view->output[0];
    GatherState *state = pad_start(view, memory);
    int8_t fill8 = (int8_t)y->zero_point;
    int16_t fill16 = (int16_t)y->zero_point;
    if (y->type == TENSOR_INT8)
        memcpy(state->fill, &fill8, sizeof fill8);
    if (y->type == TENSOR_INT16)
        memcpy(state->fill, &fill16, sizeof fill16);
    gather_finish(state);
}

const OpOps op_pad = {
    .name = "PAD",
    .doc = "Zeros around the input.",
    .code = 34,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {0, 52},
    .check = pad_check,
    .state_size = pad_state_size,
    .prepare = pad_prepare,
    .run = gather_run,
};
