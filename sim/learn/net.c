#include "learn/net.h"

#include <math.h>
#include <string.h>

#include "learn/lanes.h"
#include "util/detmath.h"

static int32_t padding_before(int32_t in, int32_t out, int32_t kernel, int32_t stride)
{
    int32_t total = (out - 1) * stride + kernel - in;
    return total > 0 ? total / 2 : 0;
}

static void place_layer(Layer *layer, const LayerSpec *spec, MapShape in, size_t weight_at)
{
    *layer = (Layer){.spec = *spec, .in = in, .weight_at = weight_at};
    layer->out = spec->ops->out_shape(spec, in);
    if (spec->kernel_h > 0) {
        layer->pad_top =
            padding_before(in.height, layer->out.height, spec->kernel_h, spec->stride_h);
        layer->pad_left =
            padding_before(in.width, layer->out.width, spec->kernel_w, spec->stride_w);
    }
    layer->weight_count = spec->ops->weight_count(layer);
    layer->bias_count = spec->ops->bias_count(layer);
}

Net *net_new(MapShape input, const LayerSpec *specs, size_t layer_count)
{
    g_assert(layer_count > 0);
    Net *net = g_new0(Net, 1);
    net->input = input;
    net->layer_count = layer_count;
    net->layers = g_new0(Layer, layer_count);
    MapShape shape = input;
    for (size_t i = 0; i < layer_count; i++) {
        Layer *layer = &net->layers[i];
        place_layer(layer, &specs[i], shape, net->param_count);
        net->param_count += layer->weight_count + layer->bias_count;
        shape = layer->out;
    }
    net->class_count = map_size(shape);
    return net;
}

void net_free(Net *net)
{
    g_free(net->layers);
    g_free(net);
}

NetWork *net_work_new(const Net *net)
{
    NetWork *work = g_new(NetWork, 1);
    work->values = g_new(float *, net->layer_count + 1);
    work->changes = g_new(float *, net->layer_count + 1);
    work->values[0] = g_new0(float, map_size(net->input));
    work->changes[0] = g_new0(float, map_size(net->input));
    size_t scratch_size = 1;
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        work->values[i + 1] = g_new0(float, map_size(layer->out));
        work->changes[i + 1] = g_new0(float, map_size(layer->out));
        scratch_size = MAX(scratch_size, layer->spec.ops->scratch_size(layer));
    }
    work->scratch = g_new0(float, scratch_size);
    work->probabilities = g_new0(float, net->class_count);
    return work;
}

void net_work_free(const Net *net, NetWork *work)
{
    for (size_t i = 0; i <= net->layer_count; i++) {
        g_free(work->values[i]);
        g_free(work->changes[i]);
    }
    g_free(work->values);
    g_free(work->changes);
    g_free(work->scratch);
    g_free(work->probabilities);
    g_free(work);
}

void net_init(const Net *net, RngKey key, float *params)
{
    memset(params, 0, net->param_count * sizeof *params);
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        double spread = sqrt(2.0 / layer->spec.ops->fan_in(layer));
        for (size_t k = 0; k < layer->weight_count; k++) {
            double u = rng_unit_at(key, (uint32_t)i, RNG_LEARN_INIT, k);
            params[layer->weight_at + k] = (float)(spread * det_normal_quantile(u));
        }
    }
}

/* changes = 0 where values are not positive: the ReLU and, backwards, its slope. */
static void cut_negative(const float *values, float *changes, size_t count)
{
    size_t i = 0;
    for (; i + LANE_COUNT <= count; i += LANE_COUNT)
        lanes_store(changes + i,
                    lanes_where_positive(lanes_load(values + i), lanes_load(changes + i)));
    for (; i < count; i++)
        changes[i] = values[i] > 0 ? changes[i] : 0;
}

const float *net_forward(const Net *net, const float *params, const float *x, NetWork *work)
{
    memcpy(work->values[0], x, map_size(net->input) * sizeof *x);
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        layer->spec.ops->forward(layer, params + layer->weight_at, work->values[i],
                                 work->values[i + 1], work->scratch);
        if (layer->spec.is_relu)
            cut_negative(work->values[i + 1], work->values[i + 1], map_size(layer->out));
    }
    return work->values[net->layer_count];
}

void net_softmax(const float *logits, size_t count, float *probabilities)
{
    float largest = logits[0];
    for (size_t i = 1; i < count; i++)
        largest = logits[i] > largest ? logits[i] : largest;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double e = det_exp((double)logits[i] - (double)largest);
        probabilities[i] = (float)e;
        sum += e;
    }
    for (size_t i = 0; i < count; i++)
        probabilities[i] = (float)((double)probabilities[i] / sum);
}

/* changes of the logits = softmax - target; the loss. */
static double loss_change(const Net *net, NetTarget target, NetWork *work)
{
    size_t count = net->class_count;
    float *change = work->changes[net->layer_count];
    net_softmax(work->values[net->layer_count], count, work->probabilities);
    double loss = 0;
    for (size_t i = 0; i < count; i++) {
        float wanted = target.label_smoothing / (float)count;
        if (i == target.label)
            wanted += 1 - target.label_smoothing;
        change[i] = work->probabilities[i] - wanted;
        loss -= (double)wanted * det_log(MAX((double)work->probabilities[i], 1e-30));
    }
    return loss;
}

double net_backward(const Net *net, const float *params, NetTarget target, NetWork *work,
                    float *grad)
{
    g_assert(target.label < net->class_count);
    double loss = loss_change(net, target, work);
    for (size_t i = net->layer_count; i-- > 0;) {
        const Layer *layer = &net->layers[i];
        if (layer->spec.is_relu)
            cut_negative(work->values[i + 1], work->changes[i + 1], map_size(layer->out));
        LayerPass pass = {work->values[i], work->changes[i + 1], i > 0 ? work->changes[i] : NULL};
        layer->spec.ops->backward(layer, params + layer->weight_at, &pass, grad + layer->weight_at,
                                  work->scratch);
    }
    return loss;
}

int64_t net_mac_count(const Net *net)
{
    int64_t count = 0;
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        if (layer->weight_count > 0)
            count += (int64_t)map_size(layer->out) * layer->spec.ops->fan_in(layer);
    }
    return count;
}
