#include "nn/weights.h"

double weights_multiplier(const OpView *view, const WeightsRole *role, int32_t channel)
{
    const Tensor *weights = view->input[role->weights];
    float data_scale = view->input[role->data]->scale[0];
    float weight_scale = weights->scale[weights->scale_count == 1 ? 0 : channel];
    double product = (double)data_scale * (double)weight_scale;
    if (role->is_product_rounded && weights->scale_count == 1)
        product = (double)(float)product;
    return product / (double)view->output[0]->scale[0];
}

static const Tensor *find_bias(const OpView *view, const WeightsRole *role)
{
    return role->bias < view->input_count ? view->input[role->bias] : NULL;
}

static bool check_bias(const OpView *view, const WeightsRole *role, GError **error)
{
    const Tensor *bias = find_bias(view, role);
    int32_t channel_count = view->input[role->weights]->dims[role->channel_dim];
    if (bias == NULL)
        return true;
    if (!op_check_tensor(bias, "bias", TENSOR_INT32, error))
        return false;
    if (view->constant[role->bias] == NULL)
        return op_refuse(error, "its bias must be a constant");
    return bias->element_count == channel_count ||
           op_refuse(error, "its bias has %d elements for %d channels", bias->element_count,
                     channel_count);
}

bool weights_check_values(const OpView *view, const WeightsRole *role, GError **error)
{
    const Tensor *weights = view->input[role->weights];
    if (view->constant[role->weights] == NULL)
        return op_refuse(error, "its weights must be a constant");
    if (weights->scale_count == 0)
        return op_refuse(error, "its weights have no scale");
    return weights->scale_count == 1 || weights->channel_dim == role->channel_dim ||
           op_refuse(error, "its weights have scales along dimension %d, which must be %d",
                     weights->channel_dim, role->channel_dim);
}

bool weights_check(const OpView *view, const WeightsRole *role, GError **error)
{
    const Tensor *weights = view->input[role->weights];
    if (!op_check_tensor(view->input[role->data], "input", TENSOR_INT8, error) ||
        !op_check_tensor(weights, "weights", TENSOR_INT8, error) ||
        !op_check_tensor(view->output[0], "output", TENSOR_INT8, error) ||
        !op_check_scale(view->input[role->data], "input", error) ||
        !op_check_scale(view->output[0], "output", error) || !check_bias(view, role, error) ||
        !weights_check_values(view, role, error))
        return false;
    for (int32_t c = 0; c < weights->scale_count; c++) {
        if (!op_check_multiplier(weights_multiplier(view, role, c), error))
            return false;
    }
    return true;
}

KernelScale weights_scale(const OpView *view, const WeightsRole *role, int32_t channel)
{
    return kernels_scale(quant_multiplier(weights_multiplier(view, role, channel)));
}

int32_t weights_bias(const OpView *view, const WeightsRole *role, int32_t channel)
{
    const int32_t *bias = find_bias(view, role) == NULL ? NULL : view->constant[role->bias];
    return bias == NULL ? 0 : bias[channel];
}

void dense_layout(Dense *dense, int32_t depth, int32_t width, size_t *end)
{
    *dense = (Dense){.depth = depth, .width = width};
    dense->padded_depth = kernels_padded_depth(depth);
    dense->padded_width = kernels_padded_width(width);
    size_t rows = (size_t)dense->padded_width;
    dense->weight_at = *end;
    dense->bias_at =
        op_align(dense->weight_at + rows * (size_t)dense->padded_depth * sizeof(int16_t));
    dense->scale_at = op_align(dense->bias_at + rows * sizeof(int32_t));
    *end = op_align(dense->scale_at + rows * sizeof(KernelScale));
}

void dense_fill(const Dense *dense, const OpView *view, const DenseSource *source, void *state)
{
    const int8_t *weights = view->constant[source->role->weights];
    int16_t *weight = (int16_t *)(void *)((char *)state + dense->weight_at);
    int32_t *bias = (int32_t *)(void *)((char *)state + dense->bias_at);
    KernelScale *scale = (KernelScale *)(void *)((char *)state + dense->scale_at);
    for (int32_t o = 0; o < dense->width; o++) {
        const int8_t *from = weights + source->first + (size_t)o * source->row_step;
        int16_t *row = weight + (size_t)o * (size_t)dense->padded_depth;
        for (int32_t k = 0; k < dense->depth; k++)
            row[k] = from[(size_t)k * source->step];
        bias[o] = weights_bias(view, source->role, source->first_channel + o);
        scale[o] = weights_scale(view, source->role, source->first_channel + o);
    }
}

void dense_run(const Dense *dense, const void *state, const KernelSet *kernels,
               const DenseRows *rows)
{
    const char *base = state;
    KernelProduct shape = {dense->padded_depth, dense->padded_width, rows->row_count};
    KernelRequant rq = {
        .bias = (const int32_t *)(const void *)(base + dense->bias_at),
        .scale = (const KernelScale *)(const void *)(base + dense->scale_at),
        .zero_point = dense->zero_point,
        .range = dense->range,
    };
    kernels->product(&shape, rows->x, (const int16_t *)(const void *)(base + dense->weight_at),
                     rows->sum);
    for (int32_t r = 0; r < rows->row_count; r++) {
        kernels->requant_s8(&rq, rows->sum + (size_t)r * (size_t)dense->padded_width,
                            rows->y + (size_t)r * rows->y_step, dense->width);
    }
}
