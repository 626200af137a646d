/*
 * nn/op_strided_slice.c - STRIDED_SLICE: begin, end and stride of each dimension, with masks.
 *
 * Negative positions count from the end, strides may be negative, bit d of begin_mask or
 * end_mask takes dimension d from its start or to its end, of shrink_mask takes one element and
 * drops the dimension.
 */
#include "nn/gather.h"

static const OpField strided_slice_fields[] = {
    OP_S32(0, begin_mask, 0, 63, 0),
    OP_S32(1, end_mask, 0, 63, 0),
    OP_S32(2, ellipsis_mask, 0, 0, 0),
    OP_S32(3, new_axis_mask, 0, 0, 0),
    OP_S32(4, shrink_mask, 0, 63, 0),
    OP_S8(5, offset, 0, 1),
    OP_FIELD_NONE,
};

/* One dimension: positions start, start + stride, ... */
typedef struct StridedAxis {
    int32_t start, stride, count;
} StridedAxis;

static int32_t wrap_position(int64_t position, int32_t stride, int32_t dim)
{
    if (position < 0)
        position += dim;
    return (int32_t)(stride > 0 ? CLAMP(position, 0, dim) : CLAMP(position, -1, dim - 1));
}

static StridedAxis strided_axis(const OpView *view, int32_t d)
{
    const OpOptions *options = view->options;
    const int32_t *begin = view->constant[1], *end = view->constant[2], *step = view->constant[3];
    int32_t dim = view->input[0]->dims[d], stride = step[d];
    int32_t start = wrap_position(begin[d], stride, dim);
    if (options->begin_mask >> d & 1)
        start = stride > 0 ? 0 : dim - 1;
    int64_t end_position = end[d] + (options->offset != 0 ? (int64_t)start : 0);
    int32_t stop = wrap_position(end_position, stride, dim);
    if (options->end_mask >> d & 1)
        stop = stride > 0 ? dim : -1;
    int64_t span = stride > 0 ? (int64_t)stop - start : (int64_t)start - stop;
    int64_t size = stride > 0 ? (int64_t)stride : -(int64_t)stride;
    int64_t count = span <= 0 ? 0 : (span + size - 1) / size;
    if (options->shrink_mask >> d & 1)
        count = start >= 0 && start < dim ? 1 : 0;
    return (StridedAxis){start, stride, (int32_t)count};
}

static bool check_lists(const OpView *view, GError **error)
{
    int32_t rank = view->input[0]->rank;
    for (int32_t i = 1; i <= 3; i++) {
        const int32_t *list = op_constant_s32(view, i, TENSOR_RANK_MAX, error);
        if (list == NULL)
            return false;
        if (view->input[i]->element_count != rank)
            return op_refuse(error, "its input %d has %d elements, which must be %d", i,
                             view->input[i]->element_count, rank);
        for (int32_t d = 0; i == 3 && d < rank; d++) {
            if (list[d] == 0 || list[d] < -TENSOR_ELEMENTS_MAX || list[d] > TENSOR_ELEMENTS_MAX)
                return op_refuse(error, "its stride %d is %d", d, list[d]);
        }
    }
    return true;
}

static bool strided_slice_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    if (!gather_check(view, 0, error) || !check_lists(view, error))
        return false;
    int32_t at = 0;
    for (int32_t d = 0; d < x->rank; d++) {
        StridedAxis axis = strided_axis(view, d);
        bool is_shrunk = (view->options->shrink_mask >> d & 1) != 0;
        int32_t found = at < y->rank ? y->dims[at] : 0;
        if (axis.count < 1 || (!is_shrunk && found != axis.count))
            return op_refuse(error, "dimension %d gives %d elements, its output has %d", d,
                             axis.count, found);
        at += is_shrunk ? 0 : 1;
    }
    return at == y->rank ||
           op_refuse(error, "its output has %d dimensions, which must be %d", y->rank, at);
}

static GatherDims strided_dims(const OpView *view)
{
    GatherDims dims = gather_dims(view->input[0]);
    int32_t front = GATHER_AXES - view->input[0]->rank;
    for (int32_t d = 0; d < view->input[0]->rank; d++)
        dims.dims[front + d] = strided_axis(view, d).count;
    return dims;
}

static size_t strided_slice_state_size(const OpView *view)
{
    GatherDims dims = strided_dims(view);
    return gather_size(&dims);
}

static void strided_slice_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    GatherDims dims = strided_dims(view);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t front = GATHER_AXES - x->rank;
    for (int32_t d = 0; d < x->rank; d++) {
        StridedAxis axis = strided_axis(view, d);
        int32_t *offset = gather_axis(state, front + d);
        for (int32_t i = 0; i < axis.count; i++)
            offset[i] = (axis.start + i * axis.stride) * gather_step(x, front + d);
    }
    gather_finish(state);
}

const OpOps op_strided_slice = {
    .name = "STRIDED_SLICE",
    .doc = "Every n-th element of a block of the input.",
    .code = 45,
    .options_code = 32,
    .fields = strided_slice_fields,
    .input_min = 4,
    .input_max = 4,
    .output_min = 1,
    .output_max = 1,
    .device = {24, 100},
    .check = strided_slice_check,
    .state_size = strided_slice_state_size,
    .prepare = strided_slice_prepare,
    .run = gather_run,
};
