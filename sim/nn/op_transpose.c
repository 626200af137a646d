/*
 * nn/op_transpose.c - TRANSPOSE: dimension d of the output is dimension perm[d] of the input.
 */
#include "nn/gather.h"

static bool transpose_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    const int32_t *perm = op_constant_s32(view, 1, TENSOR_RANK_MAX, error);
    if (perm == NULL || !gather_check(view, 0, error))
        return false;
    if (view->input[1]->element_count != x->rank || y->rank != x->rank)
        return op_refuse(error, "its order has %d dimensions, its input %d, its output %d",
                         view->input[1]->element_count, x->rank, y->rank);
    bool is_used[TENSOR_RANK_MAX] = {false};
    for (int32_t d = 0; d < x->rank; d++) {
        if (perm[d] < 0 || perm[d] >= x->rank || is_used[perm[d]])
            return op_refuse(error, "its order has %d at place %d, which is no new dimension",
                             perm[d], d);
        is_used[perm[d]] = true;
        if (y->dims[d] != x->dims[perm[d]])
            return op_refuse(error, "dimension %d of its output is %d, its order gives %d", d,
                             y->dims[d], x->dims[perm[d]]);
    }
    return true;
}

static size_t transpose_state_size(const OpView *view)
{
    GatherDims dims = gather_dims(view->output[0]);
    return gather_size(&dims);
}

static void transpose_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    const int32_t *perm = view->constant[1];
    GatherDims dims = gather_dims(view->output[0]);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t front = GATHER_AXES - x->rank;
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t *offset = gather_axis(state, front + d);
        int32_t step = gather_step(x, front + perm[d]);
        for (int32_t i = 0; i < dims.dims[front + d]; i++)
            offset[i] = i * step;
    }
    gather_finish(state);
}

const OpOps op_transpose = {
    .name = "TRANSPOSE",
    .doc = "The same elements with dimensions in another order.",
    .code = 39,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .check = transpose_check,
    .state_size = transpose_state_size,
    .prepare = transpose_prepare,
    .run = gather_run,
};
