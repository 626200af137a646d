#include "nn/tensor.h"

#include <glib.h>
#include <string.h>

typedef struct TypeRow {
    TensorType type;
    size_t size;
    const char *name;
} TypeRow;

static const TypeRow types[] = {
    {TENSOR_FLOAT32, 4, "float32"}, {TENSOR_INT32, 4, "int32"}, {TENSOR_INT64, 8, "int64"},
    {TENSOR_INT16, 2, "int16"},     {TENSOR_INT8, 1, "int8"},
};

static const TypeRow *find_type(TensorType type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        if (types[i].type == type)
            return &types[i];
    }
    return NULL;
}

size_t tensor_type_size(TensorType type)
{
    const TypeRow *row = find_type(type);
    return row == NULL ? 0 : row->size;
}

const char *tensor_type_name(TensorType type)
{
    const TypeRow *row = find_type(type);
    return row == NULL ? "another type" : row->name;
}

bool tensor_same_shape(const Tensor *a, const Tensor *b)
{
    return a->rank == b->rank && memcmp(a->dims, b->dims, sizeof a->dims) == 0;
}

bool tensor_same_quantisation(const Tensor *a, const Tensor *b)
{
    if (a->scale_count != b->scale_count || a->zero_point != b->zero_point)
        return false;
    return a->scale_count == 0 || (a->scale_count == 1 && a->scale[0] == b->scale[0]);
}

void tensor_print_shape(const Tensor *tensor, char text[TENSOR_SHAPE_TEXT])
{
    int length = g_snprintf(text, TENSOR_SHAPE_TEXT, "%s[", tensor_type_name(tensor->type));
    for (int32_t i = 0; i < tensor->rank; i++) {
        length += g_snprintf(text + length, (gulong)(TENSOR_SHAPE_TEXT - length), "%s%d",
                             i > 0 ? "," : "", tensor->dims[i]);
    }
    g_snprintf(text + length, (gulong)(TENSOR_SHAPE_TEXT - length), "]");
}
