/*
 * nn/op_depth_to_space.c - DEPTH_TO_SPACE: channels become blocks of b x b pixels.
 *
 * y[n][iy b + dy][ix b + dx][i] = x[n][iy][ix][(dy b + dx) c + i], c channels out
 */
#include "nn/gather.h"

static const OpField depth_to_space_fields[] = {
    OP_S32(0, block_size, 1, 1 << 12, 0),
    OP_FIELD_NONE,
};

static bool depth_to_space_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0], *y = view->output[0];
    int64_t b = view->options->block_size;
    if (!op_check_rank(x, "input", 4, error) || !op_check_rank(y, "output", 4, error) ||
        !gather_check(view, 0, error))
        return false;
    bool is_good = x->dims[0] == y->dims[0] && x->dims[1] * b == y->dims[1] &&
                   x->dims[2] * b == y->dims[2] && x->dims[3] == y->dims[3] * b * b;
    return is_good || op_refuse(error, "its output is not its input as blocks of %d", (int)b);
}

static GatherDims depth_to_space_dims(const OpView *view)
{
    const int32_t *x = view->input[0]->dims, *y = view->output[0]->dims;
    int32_t b = view->options->block_size;
    return (GatherDims){{x[0], x[1], b, x[2], b, y[3]}};
}

static size_t depth_to_space_state_size(const OpView *view)
{
    GatherDims dims = depth_to_space_dims(view);
    return gather_size(&dims);
}

static void depth_to_space_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    GatherDims dims = depth_to_space_dims(view);
    GatherState *state = gather_start(&dims, x, memory);
    int32_t b = view->options->block_size, channels = view->output[0]->dims[3];
    int32_t row = x->dims[2] * x->dims[3], pixel = x->dims[3];
    const int32_t step[GATHER_AXES] = {x->dims[1] * row, row, b * channels, pixel, channels, 1};
    for (int32_t d = 0; d < GATHER_AXES; d++) {
        for (int32_t i = 0; i < dims.dims[d]; i++)
            gather_axis(state, d)[i] = i * step[d];
    }
    gather_finish(state);
}

const OpOps op_depth_to_space = {
    .name = "DEPTH_TO_SPACE",
    .doc = "Channels become blocks of pixels.",
    .code = 5,
    .options_code = 94,
    .fields = depth_to_space_fields,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 0},
    .check = depth_to_space_check,
    .state_size = depth_to_space_state_size,
    .prepare = depth_to_space_prepare,
    .run = gather_run,
};
