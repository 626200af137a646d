/*
 * nn/op_conv_2d.c - CONV_2D: a window of all channels against weights, int8 or 16x8.
 *
 * y[n][oy][ox][c] = clamp(z_out + M_c (bias[c] + sum_{ky,kx,i} w[c][ky][kx][i]
 *                                      (x[n][iy][ix][g i] - z_in)))
 *
 * x [batch][in_h][in_w][in_c]; weights [out_c][filter_h][filter_w][in_c / groups];
 * y [batch][out_h][out_w][out_c]; group g of output channels reads its share of the input's.
 * The windows of KERNEL_ROWS outputs are gathered into rows and multiplied as a matrix; what
 * SimdOps can run goes through conv_simd.c instead.
 */
#include <string.h>

#include "nn/conv.h"
#include "nn/wide.h"

static const OpField conv_fields[] = {
    OP_S8(0, padding, 0, 1),
    OP_S32(1, stride_w, 1, 1 << 20, 0),
    OP_S32(2, stride_h, 1, 1 << 20, 0),
    OP_ACTIVATION(3),
    OP_S32(4, dilation_w, 1, 1 << 20, 1),
    OP_S32(5, dilation_h, 1, 1 << 20, 1),
    OP_FIELD_NONE,
};

static const WeightsRole conv_role = {.data = 0, .weights = 1, .bias = 2, .channel_dim = 0};

typedef struct ConvState {
    ConvShape shape;
    bool is_wide; /* int16 data */
    Wide wide;
    bool is_simd; /* else plain loops */
    ConvSimd simd;
    Dense dense; /* of the first group; the others follow, each dense_size on */
    size_t dense_size;
} ConvState;

static Window conv_window(const OpView *view)
{
    const OpOptions *options = view->options;
    const int32_t *in = view->input[0]->dims, *filter = view->input[1]->dims;
    const int32_t *out = view->output[0]->dims;
    Window window = {.h = {in[1], out[1], filter[1], options->stride_h, options->dilation_h, 0},
                     .w = {in[2], out[2], filter[2], options->stride_w, options->dilation_w, 0}};
    window_pad(&window, (OpPadding)options->padding);
    return window;
}

static bool conv_check(const OpView *view, GError **error)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    if (!op_check_rank(in, "input", 4, error) || !op_check_rank(weights, "weights", 4, error) ||
        !op_check_rank(out, "output", 4, error) ||
        !(wide_is(view, &conv_role) ? wide_check : weights_check)(view, &conv_role, error))
        return false;
    if (in->dims[0] != out->dims[0] || weights->dims[0] != out->dims[3])
        return op_refuse(error, "it makes %d pictures of %d channels out of %d with %d filters",
                         out->dims[0], out->dims[3], in->dims[0], weights->dims[0]);
    int32_t group_count = in->dims[3] / weights->dims[3];
    if (in->dims[3] % weights->dims[3] != 0 || out->dims[3] % group_count != 0)
        return op_refuse(error,
                         "its %d input and %d output channels are no multiple of groups of %d",
                         in->dims[3], out->dims[3], weights->dims[3]);
    if (weights->element_count / weights->dims[0] > KERNEL_DEPTH_MAX)
        return op_refuse(error, "its sums have %d products, which must be at most %d",
                         weights->element_count / weights->dims[0], KERNEL_DEPTH_MAX);
    Window window = conv_window(view);
    return window_check(&window, (OpPadding)view->options->padding, error);
}

static ConvShape conv_shape(const OpView *view)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    return (ConvShape){
        .window = conv_window(view),
        .image_count = in->dims[0],
        .in_channels = in->dims[3],
        .group_channels = weights->dims[3],
        .out_channels = out->dims[3],
        .group_count = in->dims[3] / weights->dims[3],
        .zero_point = in->zero_point,
        .out_zero_point = out->zero_point,
        .range = quant_activation_range((QuantActivation)view->options->activation, out),
    };
}

/* Lays the state out; answers its size. */
static size_t conv_layout(const OpView *view, ConvState *state)
{
    const Tensor *weights = view->input[1];
    const ConvShape *shape = &state->shape;
    state->shape = conv_shape(view);
    size_t start = op_align(sizeof *state), end = start;
    state->is_wide = wide_is(view, &conv_role);
    if (state->is_wide) {
        state->wide = (Wide){.shape = *shape,
                             .o_step = weights->element_count / weights->dims[0],
                             .tap_step = weights->dims[3]};
        wide_layout(&state->wide, view, &conv_role, &end);
        return end;
    }
    state->is_simd = conv_simd_fits(shape, view->kernels->simd);
    if (state->is_simd) {
        conv_simd_layout(&state->simd, shape, view->kernels->simd, &end);
        return end;
    }
    dense_layout(&state->dense, weights->element_count / weights->dims[0],
                 shape->out_channels / shape->group_count, &end);
    state->dense_size = end - start;
    state->dense.zero_point = shape->out_zero_point;
    state->dense.range = shape->range;
    return start + (size_t)shape->group_count * state->dense_size;
}

static size_t conv_state_size(const OpView *view)
{
    ConvState state;
    return conv_layout(view, &state);
}

static void conv_prepare(const OpView *view, void *memory)
{
    ConvState *state = memory;
    conv_layout(view, state);
    if (state->is_wide) {
        wide_fill(&state->wide, view, &conv_role, memory);
        return;
    }
    if (state->is_simd) {
        conv_simd_fill(&state->simd, &state->shape, view, memory, &conv_role);
        return;
    }
    size_t depth = (size_t)state->dense.depth;
    for (int32_t g = 0; g < state->shape.group_count; g++) {
        int32_t first = g * state->dense.width;
        DenseSource source = {&conv_role, first, (size_t)first * depth, depth, 1};
        dense_fill(&state->dense, view, &source, (char *)memory + (size_t)g * state->dense_size);
    }
}

static size_t conv_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    ConvState state;
    conv_layout(view, &state);
    if (state.is_wide)
        return 0;
    if (state.is_simd)
        return conv_simd_scratch_size(&state.simd, &state.shape, view->kernels->simd);
    return KERNEL_ROWS * (op_align((size_t)state.dense.padded_depth * sizeof(int16_t)) +
                          op_align((size_t)state.dense.padded_width * sizeof(int32_t)));
}

/* Gathers what the window of output (oy, ox) sees into row [filter_h][filter_w][group_channels];
 * picture is [in_h][in_w][in_channels], already moved to the group's first channel. */
static void conv_gather(const ConvShape *shape, const KernelSet *kernels, const int8_t *picture,
                        int32_t position, int16_t *row)
{
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    int32_t oy = position / w->out, ox = position % w->out;
    int32_t top, bottom, left, right;
    window_taps(h, oy, &top, &bottom);
    window_taps(w, ox, &left, &right);
    int32_t channels = shape->group_channels;
    size_t tap_row = (size_t)w->filter * (size_t)channels;
    if (bottom - top < h->filter || right - left < w->filter)
        memset(row, 0, (size_t)h->filter * tap_row * sizeof *row);
    bool is_run = w->dilation == 1 && channels == shape->in_channels;
    int32_t run_count = is_run ? 1 : right - left;
    int32_t run_length = is_run ? (right - left) * channels : channels;
    for (int32_t ky = top; ky < bottom; ky++) {
        int64_t iy = (int64_t)oy * h->stride - h->before + (int64_t)ky * h->dilation;
        for (int32_t i = 0; i < run_count; i++) {
            int32_t kx = left + i;
            int64_t ix = (int64_t)ox * w->stride - w->before + (int64_t)kx * w->dilation;
            kernels->widen(picture + (iy * w->in + ix) * shape->in_channels, shape->zero_point,
                           row + (size_t)ky * tap_row + (size_t)kx * (size_t)channels, run_length);
        }
    }
}

/* One group over all pictures: rows of KERNEL_ROWS outputs, whose windows may lie anywhere. */
static void conv_group(const ConvState *state, const OpRun *run, int32_t group)
{
    const ConvShape *shape = &state->shape;
    const Dense *dense = &state->dense;
    const char *base = (const char *)state + (size_t)group * state->dense_size;
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    size_t picture_size = (size_t)h->in * (size_t)w->in * (size_t)shape->in_channels;
    int32_t positions = h->out * w->out;
    int64_t total = (int64_t)positions * shape->image_count * run->batch;
    int16_t *x = run->scratch;
    size_t x_size = KERNEL_ROWS * op_align((size_t)dense->padded_depth * sizeof *x);
    DenseRows rows = {.x = x, .y_step = (size_t)shape->out_channels};
    rows.sum = (int32_t *)(void *)((char *)run->scratch + x_size);
    memset(x, 0, x_size);
    for (int64_t at = 0; at < total; at += KERNEL_ROWS) {
        rows.row_count = (int32_t)MIN(total - at, KERNEL_ROWS);
        rows.y = (int8_t *)run->output[0] + at * shape->out_channels + group * dense->width;
        for (int32_t r = 0; r < rows.row_count; r++) {
            const int8_t *picture = (const int8_t *)run->input[0] +
                                    (size_t)((at + r) / positions) * picture_size +
                                    group * shape->group_channels;
            conv_gather(shape, run->kernels, picture, (int32_t)((at + r) % positions),
                        x + (size_t)r * (size_t)dense->padded_depth);
        }
        dense_run(dense, base, run->kernels, &rows);
    }
}

static void conv_run(const void *memory, const OpRun *run)
{
    const ConvState *state = memory;
    if (state->is_wide) {
        wide_run(&state->wide, memory, run->input[0], run);
        return;
    }
    if (state->is_simd) {
        conv_simd_run(&state->simd, &state->shape, memory, run);
        return;
    }
    for (int32_t g = 0; g < state->shape.group_count; g++)
        conv_group(state, run, g);
}

static void conv_work(const OpView *view, Work *work)
{
    const Tensor *weights = view->input[1], *out = view->output[0];
    int64_t macs = (int64_t)out->element_count * (weights->element_count / weights->dims[0]);
    work->conv_macs += macs;
    work->step_count += macs;
    work->window_output_count += out->element_count;
    if (view->input[0]->dims[3] == 1)
        work->conv_one_channel_macs += macs;
}

static int32_t conv_device_channels(const OpView *view)
{
    return view->output[0]->dims[3];
}

const OpOps op_conv_2d = {
    .name = "CONV_2D",
    .doc = "Convolution over height and width, with groups and dilation.",
    .code = 3,
    .options_code = 1,
    .fields = conv_fields,
    .input_min = 2,
    .input_max = 3,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {28, 56},
    .check = conv_check,
    .state_size = conv_state_size,
    .prepare = conv_prepare,
    .run = conv_run,
    .scratch_size = conv_scratch_size,
    .work = conv_work,
    .device_channels = conv_device_channels,
};
