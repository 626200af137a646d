#include "nn/quant.h"

#include <glib.h>
#include <math.h>

enum { SHIFT_MAX = 30, SHIFT_MIN = -31 };

/* C round() without libm: ties away from zero. */
static double round_away(double x)
{
    double whole = floor(fabs(x));
    if (fabs(x) - whole >= 0.5)
        whole += 1.0;
    return x < 0 ? -whole : whole;
}

int32_t quant_round_s32(double x)
{
    double rounded = round_away(x);
    if (!(rounded > INT32_MIN))
        return INT32_MIN;
    return rounded >= INT32_MAX ? INT32_MAX : (int32_t)rounded;
}

bool quant_multiplier_fits(double m)
{
    return m >= 0 && m < (double)(1 << SHIFT_MAX);
}

QuantMultiplier quant_multiplier(double m)
{
    g_assert(quant_multiplier_fits(m));
    QuantMultiplier result = {0, 0};
    if (m == 0.0)
        return result;
    int shift = 0;
    double fraction = frexp(m, &shift);
    int64_t mantissa = (int64_t)round_away(fraction * 0x1p31);
    if (mantissa == INT64_C(1) << 31) {
        mantissa /= 2;
        shift++;
    }
    if (shift < SHIFT_MIN)
        return result;
    result.mantissa = (int32_t)mantissa;
    result.shift = shift;
    return result;
}

QuantRange quant_type_range(TensorType type)
{
    if (type == TENSOR_INT8)
        return (QuantRange){INT8_MIN, INT8_MAX};
    if (type == TENSOR_INT16)
        return (QuantRange){INT16_MIN, INT16_MAX};
    return (QuantRange){INT32_MIN, INT32_MAX};
}

typedef struct ActivationRow {
    bool has_low, has_high;
    float low, high;
} ActivationRow;

static const ActivationRow activations[] = {
    [QUANT_ACTIVATION_NONE] = {false, false, 0, 0},
    [QUANT_ACTIVATION_RELU] = {true, false, 0, 0},
    [QUANT_ACTIVATION_RELU_N1_TO_1] = {true, true, -1, 1},
    [QUANT_ACTIVATION_RELU6] = {true, true, 0, 6},
};

static int32_t quantise(float value, const Tensor *output)
{
    float quotient = value / output->scale[0];
    int64_t raw = (int64_t)quant_round_s32((double)quotient) + output->zero_point;
    return (int32_t)CLAMP(raw, INT32_MIN, INT32_MAX);
}

QuantRange quant_activation_range(QuantActivation activation, const Tensor *output)
{
    g_assert((size_t)activation < G_N_ELEMENTS(activations));
    const ActivationRow *row = &activations[activation];
    QuantRange range = quant_type_range(output->type);
    if (row->has_low)
        range.low = MAX(range.low, quantise(row->low, output));
    if (row->has_high)
        range.high = MIN(range.high, quantise(row->high, output));
    return range;
}
