/*
 * nn/op_concatenation.c - CONCATENATION: tensors one behind the other along an axis.
 *
 * All have one quantisation; the reference refuses int8 ones that would need rescaling.
 */
#include <string.h>

#include "nn/op.h"

static const OpField concatenation_fields[] = {
    OP_S32(0, axis, -TENSOR_RANK_MAX, TENSOR_RANK_MAX - 1, 0),
    OP_S8(1, activation, 0, 0),
    OP_FIELD_NONE,
};

typedef struct ConcatenationState {
    int32_t input_count;
    size_t row_count;                  /* blocks before the axis */
    size_t block_size[OP_TENSORS_MAX]; /* bytes of each input in a row */
} ConcatenationState;

static int32_t concatenation_axis(const OpView *view)
{
    int32_t axis = view->options->axis;
    return axis < 0 ? axis + view->output[0]->rank : axis;
}

static bool check_input(const OpView *view, int32_t i, int32_t axis, GError **error)
{
    const Tensor *x = view->input[i], *y = view->output[0];
    if (x == NULL)
        return op_refuse(error, "its input %d is absent, which must be there", i);
    if (x->type != y->type || x->rank != y->rank || !tensor_same_quantisation(x, y))
        return op_refuse(error,
                         "its input %d must have the type, rank, scale and zero point of "
                         "its output",
                         i);
    for (int32_t d = 0; d < y->rank; d++) {
        if (d != axis && x->dims[d] != y->dims[d])
            return op_refuse(error, "dimension %d of its input %d is %d, of its output %d", d, i,
                             x->dims[d], y->dims[d]);
    }
    return true;
}

static bool concatenation_check(const OpView *view, GError **error)
{
    int32_t axis = concatenation_axis(view);
    const Tensor *y = view->output[0];
    int64_t sum = 0;
    if (axis < 0 || axis >= y->rank)
        return op_refuse(error, "its axis %d is none of %d dimensions", view->options->axis,
                         y->rank);
    for (int32_t i = 0; i < view->input_count; i++) {
        if (!check_input(view, i, axis, error))
            return false;
        sum += view->input[i]->dims[axis];
    }
    return sum == y->dims[axis] ||
           op_refuse(error, "its inputs add up to %" G_GINT64_FORMAT " along its axis, not %d", sum,
                     y->dims[axis]);
}

static size_t concatenation_state_size(const OpView *view)
{
    (void)view;
    return sizeof(ConcatenationState);
}

static void concatenation_prepare(const OpView *view, void *memory)
{
    ConcatenationState *state = memory;
    int32_t axis = concatenation_axis(view);
    state->input_count = view->input_count;
    state->row_count = 1;
    for (int32_t d = 0; d < axis; d++)
        state->row_count *= (size_t)view->output[0]->dims[d];
    for (int32_t i = 0; i < view->input_count; i++)
        state->block_size[i] = view->input[i]->size / state->row_count;
}

static void concatenation_run(const void *memory, const OpRun *run)
{
    const ConcatenationState *state = memory;
    char *y = run->output[0];
    for (size_t row = 0; row < state->row_count; row++) {
        for (int32_t i = 0; i < state->input_count; i++) {
            size_t size = state->block_size[i];
            memcpy(y, (const char *)run->input[i] + row * size, size);
            y += size;
        }
    }
}

const OpOps op_concatenation = {
    .name = "CONCATENATION",
    .doc = "Tensors one behind the other along a dimension.",
    .code = 2,
    .options_code = 10,
    .fields = concatenation_fields,
    .input_min = 1,
    .input_max = OP_TENSORS_MAX,
    .output_min = 1,
    .output_max = 1,
    .device = {8, 24},
    .check = concatenation_check,
    .state_size = concatenation_state_size,
    .prepare = concatenation_prepare,
    .run = concatenation_run,
};
