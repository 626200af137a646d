#include "nn/op.h"

#include "nn/quant.h"
#include "util/error.h"

bool op_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, FLEET_ERROR, FLEET_ERROR_INPUT, text);
    return false;
}

bool op_check_tensor(const Tensor *tensor, const char *what, TensorType type, GError **error)
{
    char text[TENSOR_SHAPE_TEXT];
    if (tensor->type == type)
        return true;
    tensor_print_shape(tensor, text);
    return op_refuse(error, "its %s is %s, which must be %s", what, text, tensor_type_name(type));
}

bool op_check_type(const OpView *view, TensorType type, GError **error)
{
    for (int32_t i = 0; i < view->input_count; i++) {
        if (view->input[i] != NULL && !op_check_tensor(view->input[i], "input", type, error))
            return false;
    }
    for (int32_t i = 0; i < view->output_count; i++) {
        if (!op_check_tensor(view->output[i], "output", type, error))
            return false;
    }
    return true;
}

bool op_check_rank(const Tensor *tensor, const char *what, int32_t rank, GError **error)
{
    return tensor->rank == rank ||
           op_refuse(error, "its %s has %d dimensions, which must be %d", what, tensor->rank, rank);
}

bool op_check_scale(const Tensor *tensor, const char *what, GError **error)
{
    return tensor->scale_count == 1 ||
           op_refuse(error, "its %s has %d scales, which must be one", what, tensor->scale_count);
}

bool op_check_multiplier(double m, GError **error)
{
    return quant_multiplier_fits(m) ||
           op_refuse(error, "its scales give a multiplier of %g, which must be below 2^30", m);
}

bool op_check_same_shape(const OpView *view, GError **error)
{
    char from[TENSOR_SHAPE_TEXT], to[TENSOR_SHAPE_TEXT];
    if (tensor_same_shape(view->input[0], view->output[0]))
        return true;
    tensor_print_shape(view->input[0], from);
    tensor_print_shape(view->output[0], to);
    return op_refuse(error, "its output %s must have the shape of its input %s", to, from);
}

bool op_check_same_quantisation(const OpView *view, GError **error)
{
    return tensor_same_quantisation(view->input[0], view->output[0]) ||
           op_refuse(error, "its input and output must have the same scale and zero point");
}

const int32_t *op_constant_s32(const OpView *view, int32_t i, int32_t limit, GError **error)
{
    const Tensor *tensor = view->input[i];
    if (tensor == NULL || view->constant[i] == NULL || tensor->type != TENSOR_INT32) {
        op_refuse(error, "its input %d must be an int32 constant", i);
        return NULL;
    }
    if (tensor->element_count > limit) {
        op_refuse(error, "its input %d has %d elements, which must be at most %d", i,
                  tensor->element_count, limit);
        return NULL;
    }
    return view->constant[i];
}
