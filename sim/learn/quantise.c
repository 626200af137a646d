#include "learn/quantise.h"

#include <math.h>
#include <string.h>

enum {
    WEIGHT_MAX = 127, /* symmetric: -128 is not used */
};

static const double BIAS_MAX = 1 << 30; /* sums of products still fit beside it */

/* Ties away from zero; what a double holds exactly. */
static double round_away(double x)
{
    return x < 0 ? -floor(-x + 0.5) : floor(x + 0.5);
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

Affine quantise_range(float low, float high)
{
    double least = MIN((double)low, 0), largest = MAX((double)high, 0);
    if (largest - least <= 0)
        return (Affine){1, 0};
    float scale = (float)((largest - least) / 255);
    double zero = round_away(-128 - least / (double)scale);
    return (Affine){scale, (int32_t)clamp(zero, -128, 127)};
}

int8_t quantise_value(double value, Affine affine)
{
    double level = round_away(value / (double)affine.scale) + affine.zero_point;
    return (int8_t)clamp(level, -128, 127);
}

/* Least and largest output of each layer; both [layer_count]. */
static void observe(const Net *net, const float *params, const QuantCalibration *calibration,
                    float *low, float *high)
{
    const Samples *samples = calibration->samples;
    const QuantSelection *selection = &calibration->selection;
    NetWork *work = net_work_new(net);
    g_autofree float *x = g_new(float, samples->input_size);
    for (size_t n = 0; n < selection->count; n++) {
        size_t sample = selection->first + n * selection->every;
        if (sample >= samples->count)
            break;
        calibration->spec->load(samples->inputs + sample * samples->input_size, NULL, x);
        net_forward(net, params, x, work);
        for (size_t i = 0; i < net->layer_count; i++) {
            const float *values = work->values[i + 1];
            for (size_t k = 0; k < map_size(net->layers[i].out); k++) {
                low[i] = MIN(low[i], values[k]);
                high[i] = MAX(high[i], values[k]);
            }
        }
    }
    net_work_free(net, work);
}

/* weight_scales [scale_count] from the largest weight of each channel. */
static void fill_weight_scales(const Layer *layer, const float *weights, QuantLayer *quant)
{
    quant->weight_scales = g_new0(float, quant->scale_count);
    for (size_t k = 0; k < layer->weight_count; k++) {
        float *scale = &quant->weight_scales[k % quant->scale_count];
        *scale = MAX(*scale, fabsf(weights[k]));
    }
    for (size_t c = 0; c < quant->scale_count; c++) {
        float largest = quant->weight_scales[c];
        quant->weight_scales[c] = largest > 0 ? largest / WEIGHT_MAX : 1;
    }
}

static void quantise_layer(const Layer *layer, const float *params, Affine in, QuantLayer *quant)
{
    bool is_dense = layer->spec.ops == &layer_dense;
    quant->scale_count = is_dense ? 1 : layer->bias_count;
    fill_weight_scales(layer, params, quant);
    quant->weights = g_new(int8_t, layer->weight_count);
    quant->biases = g_new(int32_t, layer->bias_count);
    for (size_t k = 0; k < layer->weight_count; k++) {
        double level = (double)params[k] / (double)quant->weight_scales[k % quant->scale_count];
        quant->weights[k] = (int8_t)clamp(round_away(level), -WEIGHT_MAX, WEIGHT_MAX);
    }
    for (size_t c = 0; c < layer->bias_count; c++) {
        double scale = (double)in.scale * (double)quant->weight_scales[c % quant->scale_count];
        double level = round_away((double)params[layer->weight_count + c] / scale);
        quant->biases[c] = (int32_t)clamp(level, -BIAS_MAX, BIAS_MAX);
    }
}

QuantNet *quantise_net(const Net *net, const float *params, const QuantCalibration *calibration)
{
    g_assert(calibration->selection.every > 0);
    g_autofree float *low = g_new0(float, net->layer_count);
    g_autofree float *high = g_new0(float, net->layer_count);
    observe(net, params, calibration, low, high);
    QuantNet *quant = g_new(QuantNet, 1);
    *quant = (QuantNet){net, calibration->input, g_new0(QuantLayer, net->layer_count)};
    Affine in = calibration->input;
    for (size_t i = 0; i < net->layer_count; i++) {
        const Layer *layer = &net->layers[i];
        bool has_weights = layer->weight_count > 0;
        quant->layers[i].out = has_weights ? quantise_range(low[i], high[i]) : in;
        if (has_weights)
            quantise_layer(layer, params + layer->weight_at, in, &quant->layers[i]);
        in = quant->layers[i].out;
    }
    return quant;
}

void quantise_free(QuantNet *quant)
{
    for (size_t i = 0; i < quant->net->layer_count; i++) {
        g_free(quant->layers[i].weight_scales);
        g_free(quant->layers[i].weights);
        g_free(quant->layers[i].biases);
    }
    g_free(quant->layers);
    g_free(quant);
}
