#include "nn/gather.h"

#include <string.h>

bool gather_check(const OpView *view, int32_t data, GError **error)
{
    const Tensor *x = view->input[data], *y = view->output[0];
    if (x->type != y->type)
        return op_refuse(error, "it makes %s of %s", tensor_type_name(y->type),
                         tensor_type_name(x->type));
    return tensor_same_quantisation(x, y) ||
           op_refuse(error, "its input and output must have the same scale and zero point");
}

GatherDims gather_dims(const Tensor *tensor)
{
    GatherDims dims;
    for (int32_t i = 0; i < GATHER_AXES; i++)
        dims.dims[GATHER_AXES - 1 - i] = tensor_dim_from_last(tensor, i);
    return dims;
}

size_t gather_size(const GatherDims *dims)
{
    size_t count = 0;
    for (int32_t i = 0; i < GATHER_AXES; i++)
        count += (size_t)dims->dims[i];
    return op_align(sizeof(GatherState)) + count * sizeof(int32_t);
}

GatherState *gather_start(const GatherDims *dims, const Tensor *data, void *memory)
{
    GatherState *state = memory;
    size_t at = op_align(sizeof *state);
    for (int32_t i = 0; i < GATHER_AXES; i++) {
        state->dims[i] = dims->dims[i];
        state->offset_at[i] = at;
        at += (size_t)dims->dims[i] * sizeof(int32_t);
    }
    state->element_size = (int32_t)tensor_type_size(data->type);
    return state;
}

int32_t *gather_axis(GatherState *state, int32_t axis)
{
    g_assert(axis >= 0 && axis < GATHER_AXES);
    return (int32_t *)(void *)((char *)state + state->offset_at[axis]);
}

void gather_finish(GatherState *state)
{
    const int32_t *last = gather_axis(state, GATHER_AXES - 1);
    state->is_last_contiguous = true;
    for (int32_t i = 0; i < state->dims[GATHER_AXES - 1]; i++) {
        if (last[i] < 0 || last[i] != last[0] + i)
            state->is_last_contiguous = false;
    }
}

int32_t gather_step(const Tensor *tensor, int32_t axis)
{
    int32_t step = 1;
    for (int32_t i = 0; i < GATHER_AXES - 1 - axis; i++)
        step *= tensor_dim_from_last(tensor, i);
    return step;
}

static const int32_t *axis_of(const GatherState *state, int32_t axis)
{
    return (const int32_t *)(const void *)((const char *)state + state->offset_at[axis]);
}

/* The last axis: elements from start on; start < 0: only fills. */
static void move_row(const GatherState *state, const char *x, int64_t start, char *y)
{
    const int32_t *last = axis_of(state, GATHER_AXES - 1);
    int32_t count = state->dims[GATHER_AXES - 1];
    size_t size = (size_t)state->element_size;
    if (start >= 0 && state->is_last_contiguous) {
        memcpy(y, x + (size_t)(start + last[0]) * size, (size_t)count * size);
        return;
    }
    for (int32_t i = 0; i < count; i++, y += size) {
        bool is_fill = start < 0 || last[i] < 0;
        memcpy(y, is_fill ? (const char *)state->fill : x + (size_t)(start + last[i]) * size, size);
    }
}

/* Where the row at these positions of the outer axes starts; -1 for a row of fills. */
static int64_t row_start(const GatherState *state, const int32_t *index)
{
    int64_t start = 0;
    for (int32_t d = 0; d < GATHER_AXES - 1; d++) {
        int32_t offset = axis_of(state, d)[index[d]];
        if (offset < 0)
            return GATHER_FILL;
        start += offset;
    }
    return start;
}

static bool next_index(const GatherState *state, int32_t *index)
{
    for (int32_t d = GATHER_AXES - 2; d >= 0; d--) {
        if (++index[d] < state->dims[d])
            return true;
        index[d] = 0;
    }
    return false;
}

void gather_move(const GatherState *state, const void *x, void *memory)
{
    int32_t index[GATHER_AXES] = {0};
    char *y = memory;
    size_t row_size = (size_t)state->dims[GATHER_AXES - 1] * (size_t)state->element_size;
    do {
        move_row(state, x, row_start(state, index), y);
        y += row_size;
    } while (next_index(state, index));
}

void gather_run(const void *state, const OpRun *run)
{
    gather_move(state, run->input[0], run->output[0]);
}
