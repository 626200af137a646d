/*
 * nn/op_hard_swish.c - HARD_SWISH: x min(6, max(0, x + 3)) / 6, int8, in 16-bit fixed point.
 *
 * The input is taken on a scale 2^7 finer. One product brings it to the output's scale, but
 * for a shift; another to where 3.0 is 2^15, saturating, which then is moved from [-1, 1] to
 * [0, 1] and multiplied.
 *
 * Source:  TensorFlow Lite Micro at 90b983c2, reference/hard_swish.h.
 */
#include "nn/unary.h"

enum { HARD_SWISH_FINER = 7 };

typedef struct HardSwishScale {
    int32_t mantissa; /* 16 bits */
    int32_t shift;
} HardSwishScale;

static double hard_swish_output(const OpView *view)
{
    float finer = (1.0F / 128.0F) * view->input[0]->scale[0];
    float ratio = finer / view->output[0]->scale[0];
    return (double)ratio;
}

static double hard_swish_relu(const OpView *view)
{
    float finer = (1.0F / 128.0F) * view->input[0]->scale[0];
    float ratio = finer / (3.0F / 32768.0F);
    return (double)ratio;
}

static bool hard_swish_check(const OpView *view, GError **error)
{
    if (!unary_check(view, error) || !op_check_multiplier(hard_swish_relu(view), error))
        return false;
    return hard_swish_output(view) < 1.0 ||
           op_refuse(error, "its input's scale %g is above 128 times its output's %g",
                     (double)view->input[0]->scale[0], (double)view->output[0]->scale[0]);
}

static HardSwishScale hard_swish_scale(double real)
{
    QuantMultiplier m = quant_multiplier(real);
    int32_t half = 1 << 15;
    int32_t mantissa = m.mantissa >= INT32_MAX - half ? INT16_MAX : (m.mantissa + half) >> 16;
    return (HardSwishScale){mantissa, m.shift};
}

static int32_t clamp_s16(int64_t x)
{
    return (int32_t)CLAMP(x, INT16_MIN, INT16_MAX);
}

/* (a b + 2^14) / 2^15, to nearest, ties away from zero as truncation makes them. */
static int32_t round_mul_s16(int32_t a, int32_t b)
{
    int32_t product = a * b, nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
    return clamp_s16((product + nudge) / (1 << 15));
}

static int32_t hard_swish_gate(int32_t finer, HardSwishScale relu)
{
    int32_t value = finer;
    if (relu.shift > 0)
        value = clamp_s16((int64_t)value * (INT64_C(1) << (relu.shift - 1)));
    value = round_mul_s16(value, relu.mantissa);
    if (relu.shift > 0)
        value = clamp_s16((int64_t)value * 2);
    if (relu.shift < 0)
        value = quant_shift_right(value, -relu.shift);
    return (value + (1 << 15)) >> 1;
}

static void hard_swish_prepare(const OpView *view, void *memory)
{
    UnaryState *state = unary_start(view, memory);
    HardSwishScale output = hard_swish_scale(hard_swish_output(view));
    HardSwishScale relu = hard_swish_scale(hard_swish_relu(view));
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++) {
        int32_t finer = (x - view->input[0]->zero_point) * (1 << HARD_SWISH_FINER);
        int32_t scaled = round_mul_s16(finer, output.mantissa);
        int32_t product = hard_swish_gate(finer, relu) * scaled / (1 << 15);
        int32_t value = quant_shift_right(product, -output.shift);
        unary_set(state, x, value + view->output[0]->zero_point);
    }
}

const OpOps op_hard_swish = {
    .name = "HARD_SWISH",
    .doc = "x min(6, max(0, x + 3)) / 6 of each value.",
    .code = 117,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {0, 20},
    .check = hard_swish_check,
    .state_size = unary_state_size,
    .prepare = hard_swish_prepare,
    .run = unary_run,
};
