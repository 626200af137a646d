/*
 * nn/op_sub.c - SUB, int8 or int16, with broadcasting; its multipliers are computed in float32.
 *
 * That differs from ADD, as it does in the reference.
 */
#include "nn/sum.h"

static const OpField sub_fields[] = {
    OP_ACTIVATION(0),
    OP_FIELD_NONE,
};

static SumScales sub_scales(const OpView *view)
{
    float first = view->input[0]->scale[0], second = view->input[1]->scale[0];
    float twice_larger = 2.0F * MAX(first, second);
    float first_ratio = first / twice_larger, second_ratio = second / twice_larger;
    float output = (float)sum_unit(view) * view->output[0]->scale[0];
    float output_ratio = twice_larger / output;
    return (SumScales){(double)first_ratio, (double)second_ratio, (double)output_ratio};
}

static bool sub_check(const OpView *view, GError **error)
{
    if (!sum_check_tensors(view, error))
        return false;
    SumScales scales = sub_scales(view);
    return sum_check(&scales, error);
}

static void sub_prepare(const OpView *view, void *memory)
{
    SumScales scales = sub_scales(view);
    sum_prepare(view, &scales, true, memory);
}

const OpOps op_sub = {
    .name = "SUB",
    .doc = "The difference of two tensors, value by value.",
    .code = 41,
    .options_code = 28,
    .fields = sub_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {8, 52},
    .check = sub_check,
    .state_size = sum_state_size,
    .prepare = sub_prepare,
    .run = sum_run,
};
