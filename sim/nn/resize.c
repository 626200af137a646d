#include "nn/resize.h"

bool resize_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    const int32_t *size = op_constant_s32(view, 1, 2, error);
    if (size == NULL || !op_check_rank(x, "input", 4, error) ||
        !op_check_rank(y, "output", 4, error) || !op_check_same_quantisation(view, error))
        return false;
    if (x->type != y->type)
        return op_refuse(error, "it makes %s of %s", tensor_type_name(y->type),
                         tensor_type_name(x->type));
    if (view->input[1]->element_count != 2 || size[0] != y->dims[1] || size[1] != y->dims[2])
        return op_refuse(error, "its size does not give its output of %d x %d", y->dims[1],
                         y->dims[2]);
    if (x->dims[0] != y->dims[0] || x->dims[3] != y->dims[3])
        return op_refuse(error, "it makes %d pictures of %d channels out of %d of %d", y->dims[0],
                         y->dims[3], x->dims[0], x->dims[3]);
    return view->options->align_corners == 0 || view->options->half_pixel == 0 ||
           op_refuse(error, "it cannot align corners and use half pixels at once");
}
