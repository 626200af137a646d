#include "nn/unary.h"

bool unary_check(const OpView *view, GError **error)
{
    return unary_check_type(view, TENSOR_INT8, error);
}

bool unary_check_type(const OpView *view, TensorType type, GError **error)
{
    return op_check_type(view, type, error) && op_check_same_shape(view, error) &&
           op_check_scale(view->input[0], "input", error) &&
           op_check_scale(view->output[0], "output", error);
}

size_t unary_state_size(const OpView *view)
{
    (void)view;
    return sizeof(UnaryState);
}

UnaryState *unary_start(const OpView *view, void *state)
{
    UnaryState *self = state;
    self->count = view->input[0]->element_count;
    return self;
}

void unary_run(const void *memory, const OpRun *run)
{
    const UnaryState *state = memory;
    const int8_t *x = run->input[0];
    int8_t *y = run->output[0];
    int64_t total = (int64_t)state->count * run->batch;
    for (int64_t i = 0; i < total; i++)
        y[i] = state->table[x[i] - INT8_MIN];
}
