/*
 * nn/op_split.c - SPLIT: equal parts along an axis. Input 0 is the axis, input 1 the data.
 */
#include <string.h>

#include "nn/op.h"

static const OpField split_fields[] = {
    OP_S32(0, split_count, 1, OP_TENSORS_MAX, 0),
    OP_FIELD_NONE,
};

typedef struct SplitState {
    int32_t output_count;
    size_t row_count;  /* blocks before the axis */
    size_t block_size; /* bytes of each output in a row */
} SplitState;

static int32_t split_axis(const OpView *view)
{
    int32_t axis = *(const int32_t *)view->constant[0];
    return axis < 0 ? axis + view->input[1]->rank : axis;
}

static bool split_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[1];
    const int32_t *given = op_constant_s32(view, 0, 1, error);
    if (given == NULL)
        return false;
    if (*given < -x->rank || *given >= x->rank)
        return op_refuse(error, "its axis %d is none of %d dimensions", *given, x->rank);
    int32_t axis = split_axis(view), parts = view->output_count;
    if (view->options->split_count != parts || x->dims[axis] % parts != 0)
        return op_refuse(error, "it splits %d into %d parts, with %d outputs", x->dims[axis],
                         view->options->split_count, parts);
    for (int32_t i = 0; i < parts; i++) {
        const Tensor *y = view->output[i];
        bool is_good = x->type == y->type && x->rank == y->rank && tensor_same_quantisation(x, y);
        for (int32_t d = 0; d < x->rank; d++)
            is_good = is_good && y->dims[d] == x->dims[d] / (d == axis ? parts : 1);
        if (!is_good)
            return op_refuse(error, "its output %d is not one part in %d of its input", i, parts);
    }
    return true;
}

static size_t split_state_size(const OpView *view)
{
    (void)view;
    return sizeof(SplitState);
}

static void split_prepare(const OpView *view, void *memory)
{
    SplitState *state = memory;
    int32_t axis = split_axis(view);
    state->output_count = view->output_count;
    state->row_count = 1;
    for (int32_t d = 0; d < axis; d++)
        state->row_count *= (size_t)view->input[1]->dims[d];
    state->block_size = view->output[0]->size / state->row_count;
}

static void split_run(const void *memory, const OpRun *run)
{
    const SplitState *state = memory;
    const char *x = run->input[1];
    for (size_t row = 0; row < state->row_count; row++) {
        for (int32_t i = 0; i < state->output_count; i++) {
            memcpy((char *)run->output[i] + row * state->block_size, x, state->block_size);
            x += state->block_size;
        }
    }
}

const OpOps op_split = {
    .name = "SPLIT",
    .doc = "Equal parts along a dimension.",
    .code = 49,
    .options_code = 35,
    .fields = split_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = OP_TENSORS_MAX,
    .device = {4, 0},
    .check = split_check,
    .state_size = split_state_size,
    .prepare = split_prepare,
    .run = split_run,
};
