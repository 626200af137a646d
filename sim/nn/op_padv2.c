/*
 * nn/op_padv2.c - PADV2: fills with a given raw value.
 */
#include <string.h>

#include "nn/pad.h"

static bool padv2_check(const OpView *view, GError **error)
{
    const Tensor *fill = view->input[2];
    if (!pad_check(view, error))
        return false;
    if (view->constant[2] == NULL || fill->element_count != 1 || fill->type != view->input[0]->type)
        return op_refuse(error, "its input 2 must be a constant of one %s",
                         tensor_type_name(view->input[0]->type));
    return tensor_same_quantisation(fill, view->output[0]) ||
           op_refuse(error, "its input 2 and output must have the same scale and zero point");
}

static void padv2_prepare(const OpView *view, void *memory)
{
    GatherState *state = pad_start(view, memory);
    memcpy(state->fill, view->constant[2], (size_t)state->element_size);
    gather_finish(state);
}

const OpOps op_padv2 = {
    .name = "PADV2",
    .doc = "A given value around the input.",
    .code = 60,
    .input_min = 3,
    .input_max = 3,
    .output_min = 1,
    .output_max = 1,
    .device = {0, 52},
    .check = padv2_check,
    .state_size = pad_state_size,
    .prepare = padv2_prepare,
    .run = gather_run,
};
