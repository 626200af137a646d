/*
 * nn/op_mirror_pad.c - MIRROR_PAD: the input goes on in a mirror, with or without its edge.
 *
 * Mode 0, reflect: the edge is the mirror and not repeated; 1, symmetric: it is repeated.
 */
#include "nn/pad.h"

static const OpField mirror_pad_fields[] = {
    OP_S8(0, mirror_mode, 0, 1),
    OP_FIELD_NONE,
};

static bool mirror_pad_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[0];
    const int32_t *pads = view->constant[1];
    if (!pad_check(view, error))
        return false;
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t limit = x->dims[d] - (view->options->mirror_mode == 0 ? 1 : 0);
        if (pads[2 * d] > limit || pads[2 * d + 1] > limit)
            return op_refuse(error, "dimension %d mirrors %d in front and %d behind, at most %d", d,
                             pads[2 * d], pads[2 * d + 1], limit);
    }
    return true;
}

static void mirror_pad_prepare(const OpView *view, void *memory)
{
    const Tensor *x = view->input[0];
    const int32_t *pads = view->constant[1];
    GatherState *state = pad_start(view, memory);
    int32_t front = GATHER_AXES - x->rank, edge = view->options->mirror_mode == 0 ? 1 : 0;
    for (int32_t d = 0; d < x->rank; d++) {
        int32_t *offset = gather_axis(state, front + d);
        for (int32_t i = 0; i < state->dims[front + d]; i++) {
            int32_t from = i - pads[2 * d];
            if (from < 0)
                from = -from - 1 + edge;
            else if (from >= x->dims[d])
                from = 2 * x->dims[d] - 1 - edge - from;
            offset[i] = from * gather_step(x, front + d);
        }
    }
    gather_finish(state);
}

static int32_t mirror_pad_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX])
{
    size[0] = 2 * sizeof(int32_t) * (size_t)view->input[0]->rank;
    return 1;
}

const OpOps op_mirror_pad = {
    .name = "MIRROR_PAD",
    .doc = "The input's mirror images around it.",
    .code = 100,
    .options_code = 77,
    .fields = mirror_pad_fields,
    .input_min = 2,
    .input_max = 2,
    .output_min = 1,
    .output_max = 1,
    .device = {4, 20},
    .check = mirror_pad_check,
    .state_size = pad_state_size,
    .prepare = mirror_pad_prepare,
    .run = gather_run,
    .device_scratch = mirror_pad_device_scratch,
};
