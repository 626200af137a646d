#include "nn/wide.h"

#include <string.h>

enum { LONG_SHIFT_MAX = 7 };

bool wide_is(const OpView *view, const WeightsRole *role)
{
    return view->input[role->data]->type == TENSOR_INT16;
}

static const Tensor *find_bias(const OpView *view, const WeightsRole *role)
{
    return role->bias < view->input_count ? view->input[role->bias] : NULL;
}

/* Without a bias the reference's convolutions and fully connected layers sum in int32, its
 * depthwise and transposed convolutions in int64. */
static bool has_long_sums(const OpView *view, const WeightsRole *role)
{
    const Tensor *bias = find_bias(view, role);
    return bias == NULL ? role->is_long_unbiased : bias->type == TENSOR_INT64;
}

static bool check_values(const Tensor *tensor, const char *what, GError **error)
{
    if (!op_check_tensor(tensor, what, TENSOR_INT16, error) || !op_check_scale(tensor, what, error))
        return false;
    return tensor->zero_point == 0 ||
           op_refuse(error, "its int16 %s has zero point %d, which must be 0", what,
                     tensor->zero_point);
}

static bool check_bias(const OpView *view, const WeightsRole *role, GError **error)
{
    const Tensor *bias = find_bias(view, role);
    int32_t channel_count = view->input[role->weights]->dims[role->channel_dim];
    if (bias == NULL)
        return true;
    if (bias->type != TENSOR_INT64 && !op_check_tensor(bias, "bias", TENSOR_INT32, error))
        return false;
    if (view->constant[role->bias] == NULL)
        return op_refuse(error, "its bias must be a constant");
    return bias->element_count == channel_count ||
           op_refuse(error, "its bias has %d elements for %d channels", bias->element_count,
                     channel_count);
}

static bool check_multiplier(const OpView *view, const WeightsRole *role, int32_t channel,
                             GError **error)
{
    double real = weights_multiplier(view, role, channel);
    if (!op_check_multiplier(real, error))
        return false;
    return !has_long_sums(view, role) || quant_multiplier(real).shift <= LONG_SHIFT_MAX ||
           op_refuse(error, "its scales give a multiplier of %g, which must be below 128", real);
}

bool wide_check(const OpView *view, const WeightsRole *role, GError **error)
{
    const Tensor *weights = view->input[role->weights];
    if (!check_values(view->input[role->data], "input", error) ||
        !check_values(view->output[0], "output", error) ||
        !op_check_tensor(weights, "weights", TENSOR_INT8, error) ||
        !check_bias(view, role, error) || !weights_check_values(view, role, error))
        return false;
    for (int32_t c = 0; c < weights->scale_count; c++) {
        if (!check_multiplier(view, role, c, error))
            return false;
    }
    return true;
}

void wide_layout(Wide *wide, const OpView *view, const WeightsRole *role, size_t *end)
{
    size_t channels = (size_t)wide->shape.out_channels;
    wide->is_long = has_long_sums(view, role);
    wide->weight_at = *end;
    wide->bias_at = op_align(wide->weight_at + view->input[role->weights]->size);
    wide->multiplier_at = op_align(wide->bias_at + channels * sizeof(int64_t));
    *end = op_align(wide->multiplier_at + channels * sizeof(QuantMultiplier));
}

/* Constants are aligned to 4 bytes only. */
static int64_t load_bias(const OpView *view, const WeightsRole *role, int32_t channel)
{
    const Tensor *tensor = find_bias(view, role);
    int64_t bias = 0;
    if (tensor == NULL)
        return 0;
    const char *from = view->constant[role->bias];
    if (tensor->type == TENSOR_INT32)
        return ((const int32_t *)(const void *)from)[channel];
    memcpy(&bias, from + (size_t)channel * sizeof bias, sizeof bias);
    return bias;
}

void wide_fill(const Wide *wide, const OpView *view, const WeightsRole *role, void *state)
{
    char *base = state;
    int64_t *bias = (int64_t *)(void *)(base + wide->bias_at);
    QuantMultiplier *multiplier = (QuantMultiplier *)(void *)(base + wide->multiplier_at);
    memcpy(base + wide->weight_at, view->constant[role->weights], view->input[role->weights]->size);
    for (int32_t o = 0; o < wide->shape.out_channels; o++) {
        bias[o] = load_bias(view, role, o);
        multiplier[o] = quant_multiplier(weights_multiplier(view, role, o));
    }
}

/* Which input position tap k of output o sees; -1 none. */
static int32_t find_input(const WindowAxis *axis, bool is_transposed, int32_t o, int32_t k)
{
    if (!is_transposed) {
        int64_t at = (int64_t)o * axis->stride - axis->before + (int64_t)k * axis->dilation;
        return at >= 0 && at < axis->in ? (int32_t)at : -1;
    }
    int32_t spread = o + axis->before - k;
    bool is_hit = spread >= 0 && spread % axis->stride == 0 && spread / axis->stride < axis->out;
    return is_hit ? spread / axis->stride : -1;
}

static int64_t dot(const int16_t *restrict x, const int8_t *restrict w, int32_t count)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += x[i] * w[i];
    return sum;
}

/* The sum of output channel o at (oy, ox); x is the picture. */
static int64_t sum_window(const Wide *wide, const int8_t *weight, const int16_t *x,
                          const int32_t at[3])
{
    const ConvShape *shape = &wide->shape;
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    int32_t o = at[2], group = o / (shape->out_channels / shape->group_count);
    int32_t columns = wide->is_transposed ? w->out : w->in;
    int64_t sum = 0;
    for (int32_t ky = 0; ky < h->filter; ky++) {
        int32_t iy = find_input(h, wide->is_transposed, at[0], ky);
        for (int32_t kx = 0; iy >= 0 && kx < w->filter; kx++) {
            int32_t ix = find_input(w, wide->is_transposed, at[1], kx);
            if (ix < 0)
                continue;
            int64_t tap = ky * w->filter + kx, pixel = (int64_t)iy * columns + ix;
            sum += dot(x + pixel * shape->in_channels + group * shape->group_channels,
                       weight + (int64_t)o * wide->o_step + tap * wide->tap_step,
                       shape->group_channels);
        }
    }
    return sum;
}

static int16_t finish(const Wide *wide, const char *state, int64_t sum, int32_t o)
{
    const int64_t *bias = (const int64_t *)(const void *)(state + wide->bias_at);
    const QuantMultiplier *multiplier =
        (const QuantMultiplier *)(const void *)(state + wide->multiplier_at);
    int64_t total = (int64_t)((uint64_t)sum + (uint64_t)bias[o]);
    int32_t value = wide->is_long ? quant_multiply_long(total, multiplier[o])
                                  : quant_multiply((int32_t)total, multiplier[o]);
    return (int16_t)quant_clamp(value, wide->shape.range);
}

void wide_run(const Wide *wide, const void *state, const int16_t *x, const OpRun *run)
{
    const ConvShape *shape = &wide->shape;
    const WindowAxis *h = &shape->window.h, *w = &shape->window.w;
    const int8_t *weight = (const int8_t *)state + wide->weight_at;
    bool is_transposed = wide->is_transposed;
    int32_t rows = is_transposed ? h->in : h->out, columns = is_transposed ? w->in : w->out;
    size_t pixels = is_transposed ? (size_t)h->out * (size_t)w->out : (size_t)h->in * (size_t)w->in;
    int16_t *y = run->output[0];
    int64_t picture_count = (int64_t)shape->image_count * run->batch;
    for (int64_t n = 0; n < picture_count; n++, x += pixels * (size_t)shape->in_channels) {
        for (int32_t at = 0; at < rows * columns; at++) {
            for (int32_t o = 0; o < shape->out_channels; o++) {
                int32_t place[3] = {at / columns, at % columns, o};
                *y++ = finish(wide, state, sum_window(wide, weight, x, place), o);
            }
        }
    }
}
