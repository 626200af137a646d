/*
 * nn/op_fully_connected.c - FULLY_CONNECTED: every output sees every input, int8 or 16x8.
 *
 * y[n][o] = clamp(z_out + M_o (bias[o] + sum_i w[o][i] (x[n][i] - z_in)))
 *
 * x any shape, read as [rows][in]; weights [out][in]; y [rows][out].
 */
#include <string.h>

#include "nn/panel.h"
#include "nn/wide.h"

static const OpField fully_connected_fields[] = {
    OP_ACTIVATION(0),
    OP_S8(1, weights_format, 0, 0),
    OP_FIELD_NONE,
};

static const WeightsRole fully_connected_role = {
    .data = 0, .weights = 1, .bias = 2, .channel_dim = 0, .is_product_rounded = true};

typedef struct FullyConnectedState {
    int32_t row_count;  /* of one sample */
    int32_t zero_point; /* of the input */
    bool is_wide;       /* int16 data */
    Wide wide;
    bool is_simd; /* else plain loops */
    Panel panel;
    Dense dense;
} FullyConnectedState;

static bool fully_connected_check(const OpView *view, GError **error)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    if (!op_check_rank(weights, "weights", 2, error) ||
        !(wide_is(view, &fully_connected_role) ? wide_check
                                               : weights_check)(view, &fully_connected_role, error))
        return false;
    int32_t depth = weights->dims[1], width = weights->dims[0];
    if (in->element_count % depth != 0)
        return op_refuse(error, "its input of %d elements is no multiple of its %d weights each",
                         in->element_count, depth);
    int64_t outputs = (int64_t)(in->element_count / depth) * width;
    if (out->element_count != outputs)
        return op_refuse(error, "its output has %d elements, its weights give %" G_GINT64_FORMAT,
                         out->element_count, outputs);
    return depth <= KERNEL_DEPTH_MAX ||
           op_refuse(error, "its sums have %d products, which must be at most %d", depth,
                     KERNEL_DEPTH_MAX);
}

static size_t fully_connected_layout(const OpView *view, FullyConnectedState *state)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    state->row_count = in->element_count / weights->dims[1];
    state->zero_point = in->zero_point;
    QuantRange range = quant_activation_range((QuantActivation)view->options->activation, out);
    size_t end = op_align(sizeof *state);
    state->is_wide = wide_is(view, &fully_connected_role);
    if (state->is_wide) {
        WindowAxis pixel = {1, 1, 1, 1, 1, 0};
        state->wide = (Wide){.shape = {.window = {pixel, pixel},
                                       .image_count = state->row_count,
                                       .in_channels = weights->dims[1],
                                       .group_channels = weights->dims[1],
                                       .out_channels = weights->dims[0],
                                       .group_count = 1,
                                       .range = range},
                             .o_step = weights->dims[1]};
        wide_layout(&state->wide, view, &fully_connected_role, &end);
        return end;
    }
    state->is_simd = view->kernels->simd != NULL;
    if (state->is_simd) {
        state->panel = (Panel){.run_count = 1,
                               .run_length = weights->dims[1],
                               .width = weights->dims[0],
                               .in_zero_point = in->zero_point,
                               .requant = {.zero_point = out->zero_point, .range = range}};
        panel_layout(&state->panel, view->kernels->simd, &end);
        return end;
    }
    dense_layout(&state->dense, weights->dims[1], weights->dims[0], &end);
    state->dense.zero_point = out->zero_point;
    state->dense.range = range;
    return end;
}

static size_t fully_connected_state_size(const OpView *view)
{
    FullyConnectedState state;
    return fully_connected_layout(view, &state);
}

static void fully_connected_prepare(const OpView *view, void *memory)
{
    FullyConnectedState *state = memory;
    fully_connected_layout(view, state);
    DenseSource source = {&fully_connected_role, 0, 0, (size_t)view->input[1]->dims[1], 1};
    if (state->is_wide)
        wide_fill(&state->wide, view, &fully_connected_role, memory);
    else if (state->is_simd)
        panel_fill(&state->panel, view, &source, memory);
    else
        dense_fill(&state->dense, view, &source, memory);
}

static size_t fully_connected_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    FullyConnectedState state;
    fully_connected_layout(view, &state);
    if (state.is_wide)
        return 0;
    if (state.is_simd)
        return panel_matrix_scratch_size(&state.panel, view->kernels->simd);
    return KERNEL_ROWS * (op_align((size_t)state.dense.padded_depth * sizeof(int16_t)) +
                          op_align((size_t)state.dense.padded_width * sizeof(int32_t)));
}

static void fully_connected_run(const void *memory, const OpRun *run)
{
    const FullyConnectedState *state = memory;
    const Dense *dense = &state->dense;
    size_t depth = (size_t)dense->depth;
    int64_t total = (int64_t)state->row_count * run->batch;
    if (state->is_wide) {
        wide_run(&state->wide, memory, run->input[0], run);
        return;
    }
    if (state->is_simd) {
        panel_run_matrix(&state->panel, memory, run, total);
        return;
    }
    int16_t *x = run->scratch;
    size_t x_size = KERNEL_ROWS * op_align((size_t)dense->padded_depth * sizeof *x);
    DenseRows rows = {.x = x, .y_step = (size_t)dense->width};
    rows.sum = (int32_t *)(void *)((char *)run->scratch + x_size);
    memset(x, 0, x_size);
    for (int64_t at = 0; at < total; at += KERNEL_ROWS) {
        rows.row_count = (int32_t)MIN(total - at, KERNEL_ROWS);
        rows.y = (int8_t *)run->output[0] + (size_t)at * rows.y_step;
        for (int32_t r = 0; r < rows.row_count; r++) {
            run->kernels->widen((const int8_t *)run->input[0] + (size_t)(at + r) * depth,
                                state->zero_point, x + (size_t)r * (size_t)dense->padded_depth,
                                dense->depth);
        }
        dense_run(dense, state, run->kernels, &rows);
    }
}

static void fully_connected_work(const OpView *view, Work *work)
{
    int64_t macs = (int64_t)view->output[0]->element_count * view->input[1]->dims[1];
    work->fully_connected_macs += macs;
    work->step_count += macs;
}

static int32_t fully_connected_device_channels(const OpView *view)
{
    int32_t scale_count = view->input[1]->scale_count;
    return scale_count > 1 ? scale_count : 0;
}

const OpOps op_fully_connected = {
    .name = "FULLY_CONNECTED",
    .doc = "A matrix of weights times each row of the input.",
    .code = 9,
    .options_code = 8,
    .fields = fully_connected_fields,
    .input_min = 2,
    .input_max = 3,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {16, 48},
    .check = fully_connected_check,
    .state_size = fully_connected_state_size,
    .prepare = fully_connected_prepare,
    .run = fully_connected_run,
    .scratch_size = fully_connected_scratch_size,
    .work = fully_connected_work,
    .device_channels = fully_connected_device_channels,
};
