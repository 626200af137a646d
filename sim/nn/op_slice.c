/*
 * nn/op_slice.c - SLICE: from `begin` on, `size` elements of each dimension (-1: to its end).
 */
#include "nn/gather.h"

static bool slice_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    const int32_t *begin = op_constant_s32(view, 1, TENSOR_RANK_MAX, error);
    const int32_t *size = begin == NULL ? NULL : op_constant_s32(view, 2, TENSOR_RANK_MAX, error);
    if (size == NULL || !gather_check(view, 0, error))
        return false;
    if (view->input[1]->element_count != x->rank || view->input[2]->element_count != x->rank ||
        y->rank != x->rank)
        return op_refuse(error, "its begin, size and output must have %d dimensions, as its input",
                         x->rank);
    for (int32_t d = 0; d < x->rank; d++) {
        if (begin[d] < 0 || begin[d] >= x->dims[d] || y->dims[d] > x->dims[d] - begin[d])
            return op_refuse(error, "it takes %d elements from %d on of dimension %d, which has %d",
                             y->dims[d], begin[d], d, x->dims[d]);
        int32_t wanted = size[d] == -1 ? x->dims[d] - begin[d] : size[d];
        if (wanted != y->dims[d])
            return op_refuse(error, "dimension %d of its output is %d, its size gives %d", d,
                             y->dims[d], wanted);
    }
    return true;
}

static size_t slice_state_size(const OpView *view)
{
    GatherDims dims = gather_dims(view->output[0]);
    return gather_size(&dims);
}

static void slice_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    const int32_t *begin = view->constant[1];
    GatherDims dims = gather_dims(view->output[0]);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t front = GATHER_AXES - x->rank;
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t *offset = gather_axis(state, front + d);
        for (int32_t i = 0; i < dims.dims[front + d]; i++)
            offset[i] = (begin[d] + i) * gather_step(x, front + d);
    }
    gather_finish(state);
}

const OpOps op_slice = {
    .name = "SLICE",
    .doc = "A block of the input.",
    .code = 65,
    .input_min = 3,
    .input_max = 3,
    .output_min = 1,
    .output_max = 1,
    .check = slice_check,
    .state_size = slice_state_size,
    .prepare = slice_prepare,
    .run = gather_run,
};
