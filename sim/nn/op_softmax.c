/*
 * nn/op_softmax.c - SOFTMAX over the last dimension, int8 to int8 or int16, in fixed point.
 *
 * y = exp(beta s_in (x - max)) / sum of the same; output scale 2^-bits, zero point the lowest.
 * Both exp and what it adds to the sum depend on max - x only: 256 values each, made once.
 *
 * x, y [rows][depth]
 */
#include <math.h>

#include "nn/fixed.h"
#include "nn/op.h"
#include "nn/quant.h"

enum { SOFTMAX_INTEGER_BITS = 5, SOFTMAX_SUM_SHIFT = 12 };

#define WIDE_SCALE_EXCESS 0.001F /* converters do not hit 2^-16 exactly */

static const OpField softmax_fields[] = {
    OP_F32(0, beta),
    OP_FIELD_NONE,
};

typedef struct SoftmaxState {
    int32_t row_count, depth; /* of one sample */
    int32_t out_bits;         /* 8 or 16 */
    int32_t exp[256];         /* Q0 of max - x; 0 where the reference ignores it */
    int32_t term[256];        /* Q12, what it adds to the sum */
} SoftmaxState;

static double softmax_multiplier(const OpView *view)
{
    double real = (double)view->options->beta * (double)view->input[0]->scale[0] * 0x1p26;
    return real < INT32_MAX ? real : INT32_MAX;
}

static bool softmax_check(const OpView *view, GError **error)
{
    const Tensor *in = view->input[0], *out = view->output[0];
    bool is_wide = out->type == TENSOR_INT16;
    if (!op_check_tensor(in, "input", TENSOR_INT8, error) ||
        !op_check_tensor(out, "output", is_wide ? TENSOR_INT16 : TENSOR_INT8, error) ||
        !op_check_scale(in, "input", error) || !op_check_scale(out, "output", error) ||
        !op_check_same_shape(view, error))
        return false;
    if (in->rank < 1)
        return op_refuse(error, "its input is a scalar");
    int32_t steps = is_wide ? 65536 : 256;
    float excess = out->scale[0] * (float)steps - 1.0F;
    if (out->zero_point != -steps / 2 || fabsf(excess) > (is_wide ? WIDE_SCALE_EXCESS : 0.0F))
        return op_refuse(error,
                         "its output has scale %.9g and zero point %d, which must be 1/%d and %d",
                         (double)out->scale[0], out->zero_point, steps, -steps / 2);
    double real = softmax_multiplier(view);
    return real >= 0.5 ||
           op_refuse(error, "its beta %g times its scale %g is too small or negative",
                     (double)view->options->beta, (double)in->scale[0]);
}

static size_t softmax_state_size(const OpView *view)
{
    (void)view;
    return sizeof(SoftmaxState);
}

/* As quant_multiplier(), whose shift may be 31 here. */
static void softmax_scale(double real, int32_t *ret_mantissa, int32_t *ret_shift)
{
    int shift = 0;
    double fraction = frexp(real, &shift);
    int64_t mantissa = (int64_t)floor(fraction * 0x1p31 + 0.5);
    if (mantissa == INT64_C(1) << 31) {
        mantissa /= 2;
        shift++;
    }
    *ret_mantissa = (int32_t)mantissa;
    *ret_shift = shift;
}

static void softmax_prepare(const OpView *view, void *memory)
{
    SoftmaxState *state = memory;
    const Tensor *in = view->input[0];
    state->depth = in->dims[in->rank - 1];
    state->row_count = in->element_count / state->depth;
    state->out_bits = view->output[0]->type == TENSOR_INT16 ? 16 : 8;
    int32_t mantissa = 0, shift = 0;
    softmax_scale(softmax_multiplier(view), &mantissa, &shift);
    double lowest = -floor(31.0 * 0x1p26 / ldexp(1.0, shift));
    for (int32_t d = 0; d < 256; d++) {
        if (-d < lowest)
            continue;
        int32_t scaled = (int32_t)(uint32_t)(-(int64_t)d * (INT64_C(1) << shift));
        state->exp[d] = fixed_exp(quant_high_mul(scaled, mantissa), SOFTMAX_INTEGER_BITS);
        state->term[d] = quant_shift_right(state->exp[d], SOFTMAX_SUM_SHIFT);
    }
}

/* y: int8 or int16 [depth] */
static void softmax_row(const SoftmaxState *state, const int8_t *x, void *y)
{
    int32_t low = -(1 << (state->out_bits - 1));
    int32_t max = INT8_MIN;
    for (int32_t i = 0; i < state->depth; i++)
        max = x[i] > max ? x[i] : max;
    uint32_t sum = 0;
    for (int32_t i = 0; i < state->depth; i++)
        sum += (uint32_t)state->term[max - x[i]];
    int32_t zeros = sum == 0 ? 0 : __builtin_clz(sum);
    int32_t reciprocal = fixed_one_over_one_plus((int32_t)((sum << zeros) ^ UINT32_C(0x80000000)));
    int32_t shift = SOFTMAX_SUM_SHIFT - zeros + 31 - state->out_bits;
    for (int32_t i = 0; i < state->depth; i++) {
        int32_t product = quant_high_mul(reciprocal, state->exp[max - x[i]]);
        int32_t value = quant_shift_right(product, shift < 31 ? shift : 31) + low;
        value = quant_clamp(value, (QuantRange){low, -low - 1});
        if (state->out_bits == 8)
            ((int8_t *)y)[i] = (int8_t)value;
        else
            ((int16_t *)y)[i] = (int16_t)value;
    }
}

static void softmax_run(const void *memory, const OpRun *run)
{
    const SoftmaxState *state = memory;
    const int8_t *x = run->input[0];
    char *y = run->output[0];
    int64_t total = (int64_t)state->row_count * run->batch;
    for (int64_t r = 0; r < total; r++)
        softmax_row(state, x + r * state->depth, y + r * state->depth * (state->out_bits / 8));
}

const OpOps op_softmax = {
    .name = "SOFTMAX",
    .doc = "Shares that add up to 1, over the last dimension.",
    .code = 25,
    .options_code = 9,
    .fields = softmax_fields,
    .input_min = 1,
    .input_max = 1,
    .output_min = 1,
    .output_max = 1,
    .is_batched = true,
    .device = {4, 56},
    .check = softmax_check,
    .state_size = softmax_state_size,
    .prepare = softmax_prepare,
    .run = softmax_run,
};
