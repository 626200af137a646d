/*
 * nn/op_resize_nearest_neighbor.c - RESIZE_NEAREST_NEIGHBOR: each pixel from the nearest one.
 *
 * Positions are computed in float32: floor((i + h) s), rounded if corners are aligned, with
 * h = 1/2 for half pixels.
 */
#include <math.h>

#include "nn/gather.h"
#include "nn/quant.h"
#include "nn/resize.h"

static const OpField resize_nearest_fields[] = {
    OP_S8(0, align_corners, 0, 1),
    OP_S8(1, half_pixel, 0, 1),
    OP_FIELD_NONE,
};

static size_t resize_nearest_state_size(const OpView *view)
{
    GatherDims dims = gather_dims(view->output[0]);
    return gather_size(&dims);
}

static int32_t nearest_position(const OpOptions *options, int32_t i, int32_t in, int32_t out)
{
    bool is_aligned = options->align_corners != 0;
    float scale =
        is_aligned && out > 1 ? (float)(in - 1) / (float)(out - 1) : (float)in / (float)out;
    float centre = (float)i + (options->half_pixel != 0 ? 0.5F : 0.0F);
    float position = centre * scale;
    int32_t nearest =
        is_aligned ? quant_round_s32((double)position) : (int32_t)floor((double)position);
    return CLAMP(nearest, 0, in - 1);
}

static void resize_nearest_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    GatherDims dims = gather_dims(view->output[0]);
    GatherState *state = gather_start(&dims, x, memory);
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t axis = GATHER_AXES - x->rank + d;
        bool is_resized = d == 1 || d == 2;
        for (int32_t i = 0; i < dims.dims[axis]; i++) {
            int32_t from =
                is_resized ? nearest_position(view->options, i, x->dims[d], dims.dims[axis]) : i;
            gather_axis(state, axis)[i] = from * gather_step(x, axis);
        }
    }
    gather_finish(state);
}

const OpOps op_resize_nearest_neighbor = {
    .name = "RESIZE_NEAREST_NEIGHBOR",
    .doc = "The picture in another size, each pixel from the nearest.",
    .code = 97,
    .options_code = 74,
    .fields = resize_nearest_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 0},
    .check = resize_check,
    .state_size = resize_nearest_state_size,
    .prepare = resize_nearest_prepare,
    .run = gather_run,
};
