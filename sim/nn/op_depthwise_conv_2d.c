/*
 * nn/op_depthwise_conv_2d.c - DEPTHWISE_CONV_2D: each output channel looks at one of the input.
 *
 * y[n][oy][ox][o] = clamp(z_out + M_o (bias[o] + sum_{ky,kx} w[ky][kx][o]
 *                                      (x[n][iy][ix][o / multiplier] - z_in)))
 *
 * x [batch][in_h][in_w][in_c]; weights [1][filter_h][filter_w][out_c]; y [batch][out_h][out_w]
 * [out_c]; out_c = in_c * multiplier. A picture is widened once, its channels repeated, so that
 * the taps of an output are whole rows of out_c; what SimdOps can run goes through
 * depthwise_simd.c instead.
 */
#include "nn/depthwise.h"
#include "nn/wide.h"

static const OpField depthwise_fields[] = {
    OP_S8(0, padding, 0, 1),
    OP_S32(1, stride_w, 1, 1 << 20, 0),
    OP_S32(2, stride_h, 1, 1 << 20, 0),
    OP_S32(3, depth_multiplier, 0, 1 << 24, 0),
    OP_ACTIVATION(4),
    OP_S32(5, dilation_w, 1, 1 << 20, 1),
    OP_S32(6, dilation_h, 1, 1 << 20, 1),
    OP_FIELD_NONE,
};

static const WeightsRole depthwise_role = {
    .data = 0, .weights = 1, .bias = 2, .channel_dim = 3, .is_long_unbiased = true};

typedef struct DepthwiseState {
    ConvShape shape;
    int32_t repeat; /* out_channels = in_channels * repeat */
    bool is_wide;   /* int16 data */
    Wide wide;
    bool is_simd; /* else plain loops */
    DepthwiseSimd simd;
    size_t weight_at, bias_at, scale_at; /* int16 [filter_h][filter_w][out_channels], ... */
} DepthwiseState;

static Window depthwise_window(const OpView *view)
{
    const OpOptions *options = view->options;
    const int32_t *in = view->input[0]->dims, *filter = view->input[1]->dims;
    const int32_t *out = view->output[0]->dims;
    Window window = {.h = {in[1], out[1], filter[1], options->stride_h, options->dilation_h, 0},
                     .w = {in[2], out[2], filter[2], options->stride_w, options->dilation_w, 0}};
    window_pad(&window, (OpPadding)options->padding);
    return window;
}

static bool depthwise_check(const OpView *view, GError **error)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    if (!op_check_rank(in, "input", 4, error) || !op_check_rank(weights, "weights", 4, error) ||
        !op_check_rank(out, "output", 4, error) ||
        !(wide_is(view, &depthwise_role) ? wide_check : weights_check)(view, &depthwise_role,
                                                                       error))
        return false;
    if (in->dims[0] != out->dims[0] || weights->dims[0] != 1 || weights->dims[3] != out->dims[3])
        return op_refuse(
            error, "it makes %d pictures of %d channels out of %d with %d x %d filters",
            out->dims[0], out->dims[3], in->dims[0], weights->dims[0], weights->dims[3]);
    if (out->dims[3] % in->dims[3] != 0)
        return op_refuse(error, "its %d output channels are no multiple of its %d input channels",
                         out->dims[3], in->dims[3]);
    int32_t repeat = view->options->depth_multiplier;
    if (repeat != 0 && repeat != out->dims[3] / in->dims[3])
        return op_refuse(error, "its depth multiplier is %d, its channels give %d", repeat,
                         out->dims[3] / in->dims[3]);
    if ((int64_t)weights->dims[1] * weights->dims[2] > KERNEL_DEPTH_MAX)
        return op_refuse(error, "its window has more than %d taps", KERNEL_DEPTH_MAX);
    Window window = depthwise_window(view);
    return window_check(&window, (OpPadding)view->options->padding, error);
}

static size_t depthwise_layout(const OpView *view, DepthwiseState *state)
{
    const Tensor *in = view->input[0], *weights = view->input[1], *out = view->output[0];
    state->shape = (ConvShape){
        .window = depthwise_window(view),
        .image_count = in->dims[0],
        .in_channels = in->dims[3],
        .group_channels = 1,
        .out_channels = out->dims[3],
        .group_count = in->dims[3],
        .zero_point = in->zero_point,
        .out_zero_point = out->zero_point,
        .range = quant_activation_range((QuantActivation)view->options->activation, out),
    };
    state->repeat = out->dims[3] / in->dims[3];
    state->is_wide = wide_is(view, &depthwise_role);
    if (state->is_wide) {
        size_t end = op_align(sizeof *state);
        state->wide = (Wide){.shape = state->shape, .o_step = 1, .tap_step = out->dims[3]};
        wide_layout(&state->wide, view, &depthwise_role, &end);
        return end;
    }
    state->is_simd = depthwise_simd_fits(&state->shape, view->kernels->simd);
    if (state->is_simd) {
        size_t end = op_align(sizeof *state);
        depthwise_simd_layout(&state->simd, &state->shape, view->kernels->simd, &end);
        return end;
    }
    size_t channels = (size_t)out->dims[3];
    state->weight_at = op_align(sizeof *state);
    state->bias_at = op_align(state->weight_at + (size_t)weights->element_count * sizeof(int16_t));
    state->scale_at = op_align(state->bias_at + channels * sizeof(int32_t));
    return state->scale_at + channels * sizeof(KernelScale);
}

static size_t depthwise_state_size(const OpView *view)
{
    DepthwiseState state;
    return depthwise_layout(view, &state);
}

static void depthwise_prepare(const OpView *view, void *memory)
{
    DepthwiseState *state = memory;
    depthwise_layout(view, state);
    if (state->is_wide) {
        wide_fill(&state->wide, view, &depthwise_role, memory);
        return;
    }
    if (state->is_simd) {
        depthwise_simd_fill(&state->simd, &state->shape, view, memory, &depthwise_role);
        return;
    }
    const int8_t *from = view->constant[1];
    int16_t *weight = (int16_t *)(void *)((char *)memory + state->weight_at);
    int32_t *bias = (int32_t *)(void *)((char *)memory + state->bias_at);
    KernelScale *scale = (KernelScale *)(void *)((char *)memory + state->scale_at);
    for (int32_t i = 0; i < view->input[1]->element_count; i++)
        weight[i] = from[i];
    for (int32_t o = 0; o < state->shape.out_channels; o++) {
        bias[o] = weights_bias(view, &depthwise_role, o);
        scale[o] = weights_scale(view, &depthwise_role, o);
    }
}

/* The scratch: a widened picture, the sums of an output, its taps. */
typedef struct DepthwiseScratch {
    size_t sum_at, x_at, w_at, size;
} DepthwiseScratch;

static DepthwiseScratch depthwise_scratch(const DepthwiseState *state)
{
    const Window *window = &state->shape.window;
    size_t pixels = (size_t)window->h.in * (size_t)window->w.in;
    size_t channels = (size_t)state->shape.out_channels;
    size_t taps = (size_t)window->h.filter * (size_t)window->w.filter;
    DepthwiseScratch scratch;
    scratch.sum_at = op_align(pixels * channels * sizeof(int16_t));
    scratch.x_at = scratch.sum_at + op_align(channels * sizeof(int32_t));
    scratch.w_at = scratch.x_at + op_align(taps * sizeof(int16_t *));
    scratch.size = scratch.w_at + op_align(taps * sizeof(int16_t *));
    return scratch;
}

static size_t depthwise_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    DepthwiseState state;
    depthwise_layout(view, &state);
    if (state.is_wide)
        return 0;
    if (state.is_simd)
        return depthwise_simd_scratch_size(&state.simd, &state.shape, view->kernels->simd);
    return depthwise_scratch(&state).size;
}

static void depthwise_widen(const DepthwiseState *state, const KernelSet *kernels,
                            const int8_t *picture, int16_t *wide)
{
    int32_t pixels = state->shape.window.h.in * state->shape.window.w.in;
    if (state->repeat == 1) {
        kernels->widen(picture, state->shape.zero_point, wide, pixels * state->shape.in_channels);
        return;
    }
    for (int32_t i = 0; i < pixels * state->shape.in_channels; i++) {
        for (int32_t k = 0; k < state->repeat; k++)
            *wide++ = (int16_t)(picture[i] - state->shape.zero_point);
    }
}

/* Lists what output (oy, ox) sees of the widened picture, and the weights beside it. */
static int32_t depthwise_taps(const DepthwiseState *state, int32_t oy, int32_t ox,
                              const int16_t **x, const int16_t **w)
{
    const WindowAxis *h = &state->shape.window.h, *v = &state->shape.window.w;
    const int16_t *wide = *x, *weight = *w;
    int32_t top, bottom, left, right, count = 0;
    window_taps(h, oy, &top, &bottom);
    window_taps(v, ox, &left, &right);
    for (int32_t ky = top; ky < bottom; ky++) {
        int64_t iy = (int64_t)oy * h->stride - h->before + (int64_t)ky * h->dilation;
        for (int32_t kx = left; kx < right; kx++, count++) {
            int64_t ix = (int64_t)ox * v->stride - v->before + (int64_t)kx * v->dilation;
            x[count] = wide + (iy * v->in + ix) * state->shape.out_channels;
            w[count] = weight + ((int64_t)ky * v->filter + kx) * state->shape.out_channels;
        }
    }
    return count;
}

static void depthwise_picture(const DepthwiseState *state, const OpRun *run, const int8_t *picture,
                              int8_t *y)
{
    DepthwiseScratch at = depthwise_scratch(state);
    char *scratch = run->scratch;
    const char *base = (const char *)state;
    int16_t *wide = run->scratch;
    int32_t *sum = (int32_t *)(void *)(scratch + at.sum_at);
    const int16_t **x = (const int16_t **)(void *)(scratch + at.x_at);
    const int16_t **w = (const int16_t **)(void *)(scratch + at.w_at);
    KernelRequant rq = {
        .bias = (const int32_t *)(const void *)(base + state->bias_at),
        .scale = (const KernelScale *)(const void *)(base + state->scale_at),
        .zero_point = state->shape.out_zero_point,
        .range = state->shape.range,
    };
    depthwise_widen(state, run->kernels, picture, wide);
    for (int32_t oy = 0; oy < state->shape.window.h.out; oy++) {
        for (int32_t ox = 0; ox < state->shape.window.w.out; ox++, y += state->shape.out_channels) {
            x[0] = wide;
            w[0] = (const int16_t *)(const void *)(base + state->weight_at);
            KernelTaps taps = {.x = x, .w = w};
            taps.tap_count = depthwise_taps(state, oy, ox, x, w);
            run->kernels->depthwise(&taps, sum, state->shape.out_channels);
            run->kernels->requant_s8(&rq, sum, y, state->shape.out_channels);
        }
    }
}

static void depthwise_run(const void *memory, const OpRun *run)
{
    const DepthwiseState *state = memory;
    if (state->is_wide) {
        wide_run(&state->wide, memory, run->input[0], run);
        return;
    }
    if (state->is_simd) {
        depthwise_simd_run(&state->simd, &state->shape, memory, run);
        return;
    }
    const Window *window = &state->shape.window;
    size_t in_size = (size_t)window->h.in * (size_t)window->w.in * (size_t)state->shape.in_channels;
    size_t out_size =
        (size_t)window->h.out * (size_t)window->w.out * (size_t)state->shape.out_channels;
    size_t count = (size_t)state->shape.image_count * (size_t)run->batch;
    for (size_t i = 0; i < count; i++) {
        depthwise_picture(state, run, (const int8_t *)run->input[0] + i * in_size,
                          (int8_t *)run->output[0] + i * out_size);
    }
}

/* The steps include widening the picture. */
static void depthwise_work(const OpView *view, Work *work)
{
    const Tensor *in = view->input[0];
    const Tensor *weights = view->input[1], *out = view->output[0];
    int64_t macs = (int64_t)out->element_count * weights->dims[1] * weights->dims[2];
    work->depthwise_macs += macs;
    work->step_count += macs + (int64_t)(in->element_count / in->dims[3]) * out->dims[3];
    work->window_output_count += out->element_count;
}

static int32_t depthwise_device_channels(const OpView *view)
{
    return view->output[0]->dims[3];
}

const OpOps op_depthwise_conv_2d = {
    .name = "DEPTHWISE_CONV_2D",
    .doc = "Convolution of each channel by itself, with depth multiplier and dilation.",
    .code = 4,
    .options_code = 2,
    .fields = depthwise_fields,
    .input_min = 2,
    .input_max = 3,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {28, 56},
    .check = depthwise_check,
    .state_size = depthwise_state_size,
    .prepare = depthwise_prepare,
    .run = depthwise_run,
    .scratch_size = depthwise_scratch_size,
    .work = depthwise_work,
    .device_channels = depthwise_device_channels,
};
