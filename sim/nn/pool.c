#include "nn/pool.h"

const OpField pool_fields[] = {
    OP_S8(0, padding, 0, 1),
    OP_S32(1, stride_w, 1, 1 << 20, 0),
    OP_S32(2, stride_h, 1, 1 << 20, 0),
    OP_S32(3, filter_w, 1, 1 << 24, 0),
    OP_S32(4, filter_h, 1, 1 << 24, 0),
    OP_ACTIVATION(5),
    OP_FIELD_NONE,
};

static Window pool_window(const OpView *view)
{
    const OpOptions *options = view->options;
    const int32_t *in = view->input[0]->dims, *out = view->output[0]->dims;
    Window window = {.h = {in[1], out[1], options->filter_h, options->stride_h, 1, 0},
                     .w = {in[2], out[2], options->filter_w, options->stride_w, 1, 0}};
    window_pad(&window, (OpPadding)options->padding);
    return window;
}

bool pool_check(const OpView *view, GError **error)
{
    const Tensor *in = view->input[0], *out = view->output[0];
    if (!op_check_type(view, TENSOR_INT8, error) || !op_check_rank(in, "input", 4, error) ||
        !op_check_rank(out, "output", 4, error) || !op_check_scale(out, "output", error) ||
        !op_check_same_quantisation(view, error))
        return false;
    if (in->dims[0] != out->dims[0] || in->dims[3] != out->dims[3])
        return op_refuse(error, "it makes %d pictures of %d channels out of %d of %d", out->dims[0],
                         out->dims[3], in->dims[0], in->dims[3]);
    Window window = pool_window(view);
    return window_check(&window, (OpPadding)view->options->padding, error);
}

size_t pool_state_size(const OpView *view)
{
    (void)view;
    return sizeof(PoolState);
}

void pool_prepare(const OpView *view, void *memory)
{
    PoolState *state = memory;
    state->window = pool_window(view);
    state->image_count = view->input[0]->dims[0];
    state->channels = view->input[0]->dims[3];
    state->range =
        quant_activation_range((QuantActivation)view->options->activation, view->output[0]);
}

size_t pool_scratch_size(const OpView *view, int32_t batch)
{
    (void)batch;
    return (size_t)view->input[0]->dims[3] * sizeof(int32_t);
}

static void pool_position(const PoolState *state, const PoolKind *kind, const int8_t *picture,
                          int32_t position, int32_t *acc)
{
    const WindowAxis *h = &state->window.h, *w = &state->window.w;
    int32_t oy = position / w->out, ox = position % w->out;
    int32_t top, bottom, left, right;
    window_taps(h, oy, &top, &bottom);
    window_taps(w, ox, &left, &right);
    for (int32_t c = 0; c < state->channels; c++)
        acc[c] = kind->start;
    for (int32_t ky = top; ky < bottom; ky++) {
        int64_t iy = (int64_t)oy * h->stride - h->before + ky;
        int64_t ix = (int64_t)ox * w->stride - w->before + left;
        const int8_t *x = picture + (iy * w->in + ix) * state->channels;
        for (int32_t kx = left; kx < right; kx++, x += state->channels)
            kind->fold(x, acc, state->channels);
    }
}

void pool_run(const PoolState *state, const OpRun *run, const PoolKind *kind)
{
    const WindowAxis *h = &state->window.h, *w = &state->window.w;
    size_t picture_size = (size_t)h->in * (size_t)w->in * (size_t)state->channels;
    const int8_t *picture = run->input[0];
    int8_t *y = run->output[0];
    int32_t *acc = run->scratch;
    int64_t image_count = (int64_t)state->image_count * run->batch;
    for (int64_t i = 0; i < image_count; i++, picture += picture_size) {
        for (int32_t at = 0; at < h->out * w->out; at++, y += state->channels) {
            int32_t top, bottom, left, right;
            window_taps(h, at / w->out, &top, &bottom);
            window_taps(w, at % w->out, &left, &right);
            pool_position(state, kind, picture, at, acc);
            kind->finish(acc, (bottom - top) * (right - left), y, state);
        }
    }
}

void pool_work(const OpView *view, Work *work)
{
    const OpOptions *options = view->options;
    const Tensor *in = view->input[0];
    work->step_count += (int64_t)view->output[0]->element_count *
                        MIN(options->filter_h, in->dims[1]) * MIN(options->filter_w, in->dims[2]);
}
