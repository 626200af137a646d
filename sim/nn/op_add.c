/*
 * nn/op_add.c - ADD, int8 or int16, with broadcasting; its multipliers are computed in double.
 */
#include "nn/sum.h"

static const OpField add_fields[] = {
    OP_ACTIVATION(0),
    OP_FIELD_NONE,
};

static SumScales add_scales(const OpView *view)
{
    float first = view->input[0]->scale[0], second = view->input[1]->scale[0];
    double twice_larger = 2.0 * (double)MAX(first, second);
    return (SumScales){
        .first = (double)first / twice_larger,
        .second = (double)second / twice_larger,
        .output = twice_larger / ((double)sum_unit(view) * (double)view->output[0]->scale[0]),
    };
}

static bool add_check(const OpView *view, GError **error)
{
    if (!sum_check_tensors(view, error))
        return false;
    SumScales scales = add_scales(view);
    return sum_check(&scales, error);
}

static void add_prepare(const OpView *view, void *memory)
{
    SumScales scales = add_scales(view);
    sum_prepare(view, &scales, false, memory);
}

const OpOps op_add = {
    .name = "ADD",
    .doc = "The sum of two tensors, value by value.",
    .code = 0,
    .options_code = 11,
    .fields = add_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {8, 60},
    .check = add_check,
    .state_size = sum_state_size,
    .prepare = add_prepare,
    .run = sum_run,
};
