#include "nn/pad.h"

bool pad_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    const int32_t *pads = op_constant_s32(view, 1, 2 * TENSOR_RANK_MAX, error);
    if (pads == NULL || !gather_check(view, 0, error))
        return false;
    if (view->input[1]->element_count != 2 * x->rank || y->rank != x->rank)
        return op_refuse(error, "it has %d paddings for %d dimensions, its output has %d",
                         view->input[1]->element_count, x->rank, y->rank);
    for (int32_t d = 0; d < x->rank; d++) {
        int64_t before = pads[2 * d], behind = pads[2 * d + 1];
        if (before < 0 || behind < 0 || before + x->dims[d] + behind != y->dims[d])
            return op_refuse(error, "dimension %d is %d with %d in front and %d behind, not %d", d,
                             x->dims[d], pads[2 * d], pads[2 * d + 1], y->dims[d]);
    }
    return true;
}

size_t pad_state_size(const OpView *view)
{
    GatherDims dims = gather_dims(view->output[0]);
    return gather_size(&dims);
}

GatherState *pad_start(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    const int32_t *pads = view->constant[1];
    GatherDims dims = gather_dims(view->output[0]);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t front = GATHER_AXES - x->rank;
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t *offset = gather_axis(state, front + d);
        for (int32_t i = 0; i < dims.dims[front + d]; i++) {
            int32_t from = i - pads[2 * d];
            bool is_inside = from >= 0 && from < x->dims[d];
            offset[i] = is_inside ? from * gather_step(x, front + d) : GATHER_FILL;
        }
    }
    return state;
}
