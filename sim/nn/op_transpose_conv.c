/*
 * nn/op_transpose_conv.c - TRANSPOSE_CONV: each input pixel is spread over a window, int8 or 16x8.
 *
 * acc[n][iy stride - top + ky][ix stride - left + kx][o] += w[o][ky][kx][i] (x[n][iy][ix][i] - z)
 * where that lies inside; y = clamp(z_out + M_o (acc + bias[o])).
 *
 * Input 0 is the output's shape, 1 weights [out_c][filter_h][filter_w][in_c], 2 x [batch][in_h]
 * [in_w][in_c], 3 an optional bias. Padding is that of the convolution from y to x.
 */
#include <string.h>

#include "nn/wide.h"

static const OpField transpose_conv_fields[] = {
    OP_S8(0, padding, 0, 1),
    OP_S32(1, stride_w, 1, 1 << 20, 0),
    OP_S32(2, stride_h, 1, 1 << 20, 0),
    OP_ACTIVATION(3),
    OP_FIELD_NONE,
};

static const WeightsRole transpose_conv_role = {
    .data = 2, .weights = 1, .bias = 3, .channel_dim = 0, .is_long_unbiased = true};

/* weight int16 [filter_h][filter_w][out_c][depth], bias int32 [out_c], scale [out_c] */
typedef struct TransposeConvState {
    Window window;       /* from y, its `in`, to x, its `out` */
    int32_t image_count; /* of one sample */
    int32_t in_channels, out_channels;
    int32_t zero_point; /* of x */
    int32_t out_zero_point;
    QuantRange range;
    bool is_wide; /* int16 data */
    Wide wide;
    size_t weight_at, bias_at, scale_at;
} TransposeConvState;

static Window transpose_conv_window(const OpView *view)
{
    const OpOptions *options = view->options;
    const int32_t *x = view->input[2]->dims, *filter = view->input[1]->dims;
    const int32_t *y = view->output[0]->dims;
    Window window = {.h = {y[1], x[1], filter[1], options->stride_h, 1, 0},
                     .w = {y[2], x[2], filter[2], options->stride_w, 1, 0}};
    window_pad(&window, (OpPadding)options->padding);
    return window;
}

static bool transpose_conv_check(const OpView *view, GError **error)
{
    const Tensor *x = view->input[2], *weights = view->input[1], *y = view->output[0];
    const int32_t *shape = op_constant_s32(view, 0, 4, error);
    if (shape == NULL || !op_check_rank(x, "input", 4, error) ||
        !op_check_rank(weights, "weights", 4, error) || !op_check_rank(y, "output", 4, error) ||
        !(wide_is(view, &transpose_conv_role) ? wide_check
                                              : weights_check)(view, &transpose_conv_role, error))
        return false;
    if (view->input[0]->element_count != 4 || memcmp(shape, y->dims, 4 * sizeof *shape) != 0)
        return op_refuse(error, "its output does not have the shape that its input 0 says");
    if (x->dims[0] != y->dims[0] || weights->dims[0] != y->dims[3] ||
        weights->dims[3] != x->dims[3])
        return op_refuse(error, "it makes %d pictures of %d channels out of %d of %d", y->dims[0],
                         y->dims[3], x->dims[0], x->dims[3]);
    if (weights->element_count / weights->dims[0] > KERNEL_DEPTH_MAX)
        return op_refuse(error, "its sums have %d products, which must be at most %d",
                         weights->element_count / weights->dims[0], KERNEL_DEPTH_MAX);
    Window window = transpose_conv_window(view);
    return window_check(&window, (OpPadding)view->options->padding, error);
}

static size_t transpose_conv_layout(const OpView *view, TransposeConvState *state)
{
    const Tensor *x = view->input[2], *y = view->output[0];
    state->window = transpose_conv_window(view);
    state->image_count = x->dims[0];
    state->in_channels = x->dims[3];
    state->out_channels = y->dims[3];
    state->zero_point = x->zero_point;
    state->out_zero_point = y->zero_point;
    state->range = quant_activation_range((QuantActivation)view->options->activation, y);
    state->is_wide = wide_is(view, &transpose_conv_role);
    if (state->is_wide) {
        size_t end = op_align(sizeof *state);
        state->wide = (Wide){.shape = {.window = state->window,
                                       .image_count = x->dims[0],
                                       .in_channels = x->dims[3],
                                       .group_channels = x->dims[3],
                                       .out_channels = y->dims[3],
                                       .group_count = 1,
                                       .range = state->range},
                             .is_transposed = true,
                             .o_step = view->input[1]->element_count / y->dims[3],
                             .tap_step = x->dims[3]};
        wide_layout(&state->wide, view, &transpose_conv_role, &end);
        return end;
    }
    size_t channels = (size_t)y->dims[3];
    state->weight_at = op_align(sizeof *state);
    state->bias_at =
        op_align(state->weight_at + (size_t)view->input[1]->element_count * sizeof(int16_t));
    state->scale_at = op_align(state->bias_at + channels * sizeof(int32_t));
    return state->scale_at + channels * sizeof(KernelScale);
}

static size_t transpose_conv_state_size(const OpView *view)
{
    TransposeConvState state;
    return transpose_conv_layout(view, &state);
}

static void transpose_conv_prepare(const OpView *view, void *memory)
{
    TransposeConvState *state = memory;
    transpose_conv_layout(view, state);
    if (state->is_wide) {
        wide_fill(&state->wide, view, &transpose_conv_role, memory);
        return;
    }
    char *base = memory;
    const int8_t *from = view->constant[1];
    int16_t *weight = (int16_t *)(void *)(base + state->weight_at);
    int32_t *bias = (int32_t *)(void *)(base + state->bias_at);
    KernelScale *scale = (KernelScale *)(void *)(base + state->scale_at);
    int32_t taps = state->window.h.filter * state->window.w.filter;
    int32_t in = state->in_channels, out = state->out_channels;
    for (int32_t o = 0; o < out; o++) {
        for (int32_t t = 0; t < taps; t++) {
            for (int32_t i = 0; i < in; i++)
                weight[((size_t)t * (size_t)out + (size_t)o) * (size_t)in + (size_t)i] = *from++;
        }
        bias[o] = weights_bias(view, &transpose_conv_role, o);
        scale[o] = weights_scale(view, &transpose_conv_role, o);
    }
}

/* The scratch: sums of a picture, a widened pixel. */
static size_t transpose_conv_sums_size(const TransposeConvState *state)
{
    return op_align((size_t)state->window.h.in * (size_t)state->window.w.in *
                    (size_t)state->out_channels * sizeof(int32_t));
}

static size_t transpose_conv_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    TransposeConvState state;
    transpose_conv_layout(view, &state);
    if (state.is_wide)
        return 0;
    return transpose_conv_sums_size(&state) + (size_t)state.in_channels * sizeof(int16_t);
}

/* sum[o] += w[o] . x */
static void spread_tap(const int16_t *restrict x, const int16_t *restrict w, int32_t depth,
                       int32_t *restrict sum, int32_t width)
{
    for (int32_t o = 0; o < width; o++, w += depth) {
        int32_t total = 0;
        for (int32_t i = 0; i < depth; i++)
            total += x[i] * w[i];
        sum[o] += total;
    }
}

static void spread_pixel(const TransposeConvState *state, const int16_t *x, int32_t position,
                         int32_t *sum)
{
    const WindowAxis *h = &state->window.h, *w = &state->window.w;
    const int16_t *weight = (const int16_t *)(const void *)((const char *)state + state->weight_at);
    size_t tap_size = (size_t)state->in_channels * (size_t)state->out_channels;
    int32_t iy = position / w->out, ix = position % w->out, top, bottom, left, right;
    window_taps(h, iy, &top, &bottom);
    window_taps(w, ix, &left, &right);
    for (int32_t ky = top; ky < bottom; ky++) {
        int64_t oy = (int64_t)iy * h->stride - h->before + ky;
        for (int32_t kx = left; kx < right; kx++) {
            int64_t ox = (int64_t)ix * w->stride - w->before + kx;
            spread_tap(x, weight + (size_t)(ky * w->filter + kx) * tap_size, state->in_channels,
                       sum + (oy * w->in + ox) * state->out_channels, state->out_channels);
        }
    }
}

static void transpose_conv_picture(const TransposeConvState *state, const OpRun *run,
                                   const int8_t *x, int8_t *y)
{
    const char *base = (const char *)state;
    KernelRequant rq = {
        .bias = (const int32_t *)(const void *)(base + state->bias_at),
        .scale = (const KernelScale *)(const void *)(base + state->scale_at),
        .zero_point = state->out_zero_point,
        .range = state->range,
    };
    size_t sums_size = transpose_conv_sums_size(state);
    int32_t *sum = run->scratch;
    int16_t *wide = (int16_t *)(void *)((char *)run->scratch + sums_size);
    memset(sum, 0, sums_size);
    for (int32_t at = 0; at < state->window.h.out * state->window.w.out; at++) {
        run->kernels->widen(x, state->zero_point, wide, state->in_channels);
        spread_pixel(state, wide, at, sum);
        x += state->in_channels;
    }
    for (int32_t at = 0; at < state->window.h.in * state->window.w.in; at++) {
        run->kernels->requant_s8(&rq, sum, y, state->out_channels);
        sum += state->out_channels;
        y += state->out_channels;
    }
}

static void transpose_conv_run(const void *memory, const OpRun *run)
{
    const TransposeConvState *state = memory;
    if (state->is_wide) {
        wide_run(&state->wide, memory, run->input[2], run);
        return;
    }
    const Window *window = &state->window;
    size_t x_size = (size_t)window->h.out * (size_t)window->w.out * (size_t)state->in_channels;
    size_t y_size = (size_t)window->h.in * (size_t)window->w.in * (size_t)state->out_channels;
    for (size_t n = 0; n < (size_t)state->image_count; n++) {
        transpose_conv_picture(state, run, (const int8_t *)run->input[2] + n * x_size,
                               (int8_t *)run->output[0] + n * y_size);
    }
}

static void transpose_conv_work(const OpView *view, Work *work)
{
    const Tensor *x = view->input[2], *weights = view->input[1];
    int64_t macs = (int64_t)(x->element_count / x->dims[3]) * weights->element_count;
    work->conv_macs += macs;
    work->step_count += macs;
    if (wide_is(view, &transpose_conv_role)) /* each output looks at each tap */
        work->step_count +=
            (int64_t)view->output[0]->element_count * weights->dims[1] * weights->dims[2];
    work->window_output_count += view->output[0]->element_count;
    if (x->dims[3] == 1)
        work->conv_one_channel_macs += macs;
}

static int32_t transpose_conv_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX])
{
    size[0] = (size_t)view->output[0]->element_count *
              (wide_is(view, &transpose_conv_role) ? sizeof(int64_t) : sizeof(int32_t));
    return 1;
}

static int32_t transpose_conv_device_channels(const OpView *view)
{
    return view->output[0]->dims[3];
}

const OpOps op_transpose_conv = {
    .name = "TRANSPOSE_CONV",
    .doc = "The convolution's transpose: pictures become larger.",
    .code = 67,
    .options_code = 49,
    .fields = transpose_conv_fields,
    .input_min = 3,
    .input_max = 4,
    .output_min = 1,
    .output_max = 1,
    .device = {20, 96},
    .check = transpose_conv_check,
    .state_size = transpose_conv_state_size,
    .prepare = transpose_conv_prepare,
    .run = transpose_conv_run,
    .scratch_size = transpose_conv_scratch_size,
    .work = transpose_conv_work,
    .device_scratch = transpose_conv_device_scratch,
    .device_channels = transpose_conv_device_channels,
};
