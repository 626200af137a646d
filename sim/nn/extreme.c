#include "nn/extreme.h"

bool extreme_check(const OpView *view, GError **error)
{
    if (!elementwise_check(view, error) || !op_check_same_quantisation(view, error))
        return false;
    return tensor_same_quantisation(view->input[1], view->output[0]) ||
           op_refuse(error, "its second input and output must have the same scale and zero point");
}

size_t extreme_state_size(const OpView *view)
{
    (void)view;
    return sizeof(Elementwise);
}

void extreme_prepare(const OpView *view, void *state)
{
    *(Elementwise *)state = elementwise_plan(view);
}
