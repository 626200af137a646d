#include "nn/reduce.h"

const OpField reduce_fields[] = {
    OP_S8(0, keep_dims, 0, 1),
    OP_FIELD_NONE,
};

/* Which dimensions are reduced; false if an axis is none of the input's. */
static bool find_axes(const OpView *view, bool is_reduced[TENSOR_RANK_MAX], GError **error)
{
    const int32_t *axes = op_constant_s32(view, 1, TENSOR_RANK_MAX, error);
    int32_t rank = view->input[0]->rank;
    for (int32_t i = 0; i < TENSOR_RANK_MAX; i++)
        is_reduced[i] = false;
    for (int32_t i = 0; axes != NULL && i < view->input[1]->element_count; i++) {
        if (axes[i] < -rank || axes[i] >= rank)
            return op_refuse(error, "its axis %d is none of %d dimensions", axes[i], rank);
        is_reduced[axes[i] < 0 ? axes[i] + rank : axes[i]] = true;
    }
    return axes != NULL;
}

static bool check_output(const OpView *view, const bool *is_reduced, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    char text[TENSOR_SHAPE_TEXT];
    int32_t at = 0;
    bool is_good = true;
    for (int32_t d = 0; d < x->rank && is_good; d++) {
        if (is_reduced[d] && view->options->keep_dims == 0)
            continue;
        is_good = at < y->rank && y->dims[at] == (is_reduced[d] ? 1 : x->dims[d]);
        at++;
    }
    if (is_good && at == y->rank)
        return true;
    tensor_print_shape(y, text);
    return op_refuse(error, "its output %s is not its input without the axes", text);
}

bool reduce_check(const OpView *view, GError **error)
{
    bool is_reduced[TENSOR_RANK_MAX];
    const Tensor *x = view->input[0], *y = view->output[0];
    return op_check_tensor(x, "input", TENSOR_INT8, error) &&
           op_check_tensor(y, "output", TENSOR_INT8, error) && op_check_scale(x, "input", error) &&
           op_check_scale(y, "output", error) &&
           op_check_multiplier((double)x->scale[0] / (double)y->scale[0], error) &&
           find_axes(view, is_reduced, error) && check_output(view, is_reduced, error);
}

size_t reduce_state_size(const OpView *view)
{
    (void)view;
    return sizeof(ReduceState);
}

void reduce_prepare(const OpView *view, ReduceState *state)
{
    bool is_reduced[TENSOR_RANK_MAX];
    const Tensor *x = view->input[0], *y = view->output[0];
    bool is_found = find_axes(view, is_reduced, NULL);
    g_assert(is_found);
    int32_t step = 1;
    state->fold_count = 1;
    for (int32_t d = TENSOR_RANK_MAX - 1; d >= 0; d--) {
        state->dims[d] = x->dims[d];
        state->step[d] = is_reduced[d] ? 0 : step;
        if (is_reduced[d])
            state->fold_count *= x->dims[d];
        else
            step *= x->dims[d];
    }
    state->out_count = y->element_count;
    state->multiplier = quant_multiplier((double)x->scale[0] / (double)y->scale[0]);
    state->in_zero = x->zero_point;
    state->out_zero = y->zero_point;
}

size_t reduce_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    return (size_t)view->output[0]->element_count * sizeof(int32_t);
}

int32_t reduce_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX])
{
    size[0] = (size_t)view->output[0]->element_count * sizeof(int32_t);
    return 1;
}

/* Moves to the next row of the input's last dimension; false behind the last. */
static bool next_row(const ReduceState *state, int32_t *index, int32_t *at)
{
    for (int32_t d = TENSOR_RANK_MAX - 2; d >= 0; d--) {
        *at += state->step[d];
        if (++index[d] < state->dims[d])
            return true;
        *at -= state->step[d] * state->dims[d];
        index[d] = 0;
    }
    return false;
}

static const int32_t *sum_all(const ReduceState *state, const OpRun *run)
{
    const int8_t *x = run->input[0];
    int32_t *acc = run->scratch;
    int32_t index[TENSOR_RANK_MAX] = {0}, at = 0;
    int32_t count = state->dims[TENSOR_RANK_MAX - 1], step = state->step[TENSOR_RANK_MAX - 1];
    for (int32_t i = 0; i < state->out_count; i++)
        acc[i] = 0;
    do {
        for (int32_t i = 0; i < count; i++)
            acc[at + i * step] += x[i];
        x += count;
    } while (next_row(state, index, &at));
    return acc;
}

void reduce_sum_run(const void *memory, const OpRun *run)
{
    const ReduceState *state = memory;
    const int32_t *sum = sum_all(state, run);
    int8_t *y = run->output[0];
    uint32_t zeros = (uint32_t)state->in_zero * (uint32_t)state->fold_count;
    for (int32_t i = 0; i < state->out_count; i++) {
        int32_t centred = (int32_t)((uint32_t)sum[i] - zeros);
        int32_t value = quant_add_wrap(quant_multiply(centred, state->multiplier), state->out_zero);
        y[i] = (int8_t)quant_clamp(value, (QuantRange){INT8_MIN, INT8_MAX});
    }
}

bool reduce_extreme_check(const OpView *view, GError **error)
{
    return reduce_check(view, error) && op_check_same_quantisation(view, error);
}

void reduce_extreme_run(const ReduceState *state, const OpRun *run, bool is_max)
{
    const int8_t *x = run->input[0];
    int32_t *acc = run->scratch;
    int32_t index[TENSOR_RANK_MAX] = {0}, at = 0;
    int32_t count = state->dims[TENSOR_RANK_MAX - 1], step = state->step[TENSOR_RANK_MAX - 1];
    for (int32_t i = 0; i < state->out_count; i++)
        acc[i] = is_max ? INT8_MIN : INT8_MAX;
    do {
        for (int32_t i = 0; i < count; i++) {
            int32_t *target = &acc[at + i * step];
            bool is_better = is_max ? x[i] > *target : x[i] < *target;
            *target = is_better ? x[i] : *target;
        }
        x += count;
    } while (next_row(state, index, &at));
    for (int32_t i = 0; i < state->out_count; i++)
        ((int8_t *)run->output[0])[i] = (int8_t)acc[i];
}
