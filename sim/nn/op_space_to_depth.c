/*
 * nn/op_space_to_depth.c - SPACE_TO_DEPTH: blocks of b x b pixels become channels.
 *
 * y[n][oy][ox][(dy b + dx) c + i] = x[n][oy b + dy][ox b + dx][i]
 */
#include "nn/gather.h"

static const OpField space_to_depth_fields[] = {
    OP_S32(0, block_size, 1, 1 << 12, 0),
    OP_FIELD_NONE,
};

static bool space_to_depth_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    int64_t b = view->options->block_size;
    if (!op_check_rank(x, "input", 4, error) || !op_check_rank(y, "output", 4, error) ||
        !gather_check(view, 0, error))
        return false;
    bool is_good = x->dims[0] == y->dims[0] && y->dims[1] * b == x->dims[1] &&
                   y->dims[2] * b == x->dims[2] && y->dims[3] == x->dims[3] * b * b;
    return is_good || op_refuse(error, "its output is not its input in blocks of %d", (int)b);
}

static GatherDims space_to_depth_dims(const OpView *view)
{
    const int32_t *x = view->input[0]->dims, *y = view->output[0]->dims;
    int32_t b = view->options->block_size;
    return (GatherDims){{y[0], y[1], y[2], b, b, x[3]}};
}

static size_t space_to_depth_state_size(const OpView *view)
{
    GatherDims dims = space_to_depth_dims(view);
    return gather_size(&dims);
}

static void space_to_depth_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    int32_t b = view->options->block_size;
    GatherDims dims = space_to_depth_dims(view);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t row = x->dims[2] * x->dims[3], pixel = x->dims[3];
    const int32_t step[GATHER_AXES] = {x->dims[1] * row, b * row, b * pixel, row, pixel, 1};
    for (int32_t d = 0; d < GATHER_AXES; d++) {
        for (int32_t i = 0; i < dims.dims[d]; i++)
            gather_axis(state, d)[i] = i * step[d];
    }
    gather_finish(state);
}

const OpOps op_space_to_depth = {
    .name = "SPACE_TO_DEPTH",
    .doc = "Blocks of pixels become channels.",
    .code = 26,
    .options_code = 19,
    .fields = space_to_depth_fields,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 0},
    .check = space_to_depth_check,
    .state_size = space_to_depth_state_size,
    .prepare = space_to_depth_prepare,
    .run = gather_run,
};
