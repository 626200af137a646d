#include "nn/sum.h"

enum { SUM_UNIT = 1 << 20, SUM_WIDE_UNIT = 1 << 15 };

int32_t sum_unit(const OpView *view)
{
    return view->output[0]->type == TENSOR_INT16 ? SUM_WIDE_UNIT : SUM_UNIT;
}

bool sum_check_tensors(const OpView *view, GError **error)
{
    if (view->output[0]->type != TENSOR_INT16)
        return elementwise_check(view, error);
    if (!elementwise_check_type(view, TENSOR_INT16, error))
        return false;
    return (view->input[0]->zero_point == 0 && view->input[1]->zero_point == 0 &&
            view->output[0]->zero_point == 0) ||
           op_refuse(error, "its int16 tensors must have zero point 0");
}

bool sum_check(const SumScales *scales, GError **error)
{
    return op_check_multiplier(scales->first, error) &&
           op_check_multiplier(scales->second, error) && op_check_multiplier(scales->output, error);
}

size_t sum_state_size(const OpView *view)
{
    (void)view;
    return sizeof(SumState);
}

static void fill_table(const Tensor *tensor, QuantMultiplier m, bool is_minus, int32_t table[256])
{
    for (int32_t x = INT8_MIN; x <= INT8_MAX; x++) {
        int32_t shifted = (x - tensor->zero_point) * SUM_UNIT;
        int32_t scaled = quant_multiply(shifted, m);
        table[x - INT8_MIN] = is_minus ? -scaled : scaled;
    }
}

static bool is_right_shift(QuantMultiplier m, int32_t limit)
{
    return m.shift <= 0 && m.shift >= -limit;
}

void sum_prepare(const OpView *view, const SumScales *scales, bool is_minus, SumState *state)
{
    state->walk = elementwise_plan(view);
    state->is_wide = view->output[0]->type == TENSOR_INT16;
    state->sum = (SimdAdd){
        .a_zero = view->input[0]->zero_point,
        .b_zero = view->input[1]->zero_point,
        .a_scale = quant_multiplier(scales->first),
        .b_scale = quant_multiplier(scales->second),
        .y_scale = quant_multiplier(scales->output),
        .is_minus = is_minus,
        .zero_point = view->output[0]->zero_point,
        .range =
            quant_activation_range((QuantActivation)view->options->activation, view->output[0]),
    };
    state->is_simd = is_right_shift(state->sum.a_scale, SIMD_ADD_RIGHT_MAX) &&
                     is_right_shift(state->sum.b_scale, SIMD_ADD_RIGHT_MAX) &&
                     is_right_shift(state->sum.y_scale, SIMD_RIGHT_MAX);
    if (!state->is_wide) {
        fill_table(view->input[0], state->sum.a_scale, false, state->first);
        fill_table(view->input[1], state->sum.b_scale, is_minus, state->second);
    }
}

static void sum_row(const void *memory, const ElementwiseRow *row)
{
    const SumState *state = memory;
    if (state->is_simd && row->simd != NULL && row->a_step == 1 && row->b_step == 1) {
        row->simd->add(&state->sum, row->a, row->b, row->y, row->count);
        return;
    }
    const int8_t *a = row->a, *b = row->b;
    for (int32_t i = 0; i < row->count; i++, a += row->a_step, b += row->b_step) {
        int32_t sum = state->first[*a - INT8_MIN] + state->second[*b - INT8_MIN];
        int32_t value =
            quant_add_wrap(quant_multiply(sum, state->sum.y_scale), state->sum.zero_point);
        row->y[i] = (int8_t)quant_clamp(value, state->sum.range);
    }
}

static void sum_row_wide(const void *memory, const ElementwiseRow *row)
{
    const SumState *state = memory;
    const int16_t *a = (const int16_t *)(const void *)row->a;
    const int16_t *b = (const int16_t *)(const void *)row->b;
    int16_t *y = (int16_t *)(void *)row->y;
    for (int32_t i = 0; i < row->count; i++, a += row->a_step, b += row->b_step) {
        int32_t first = quant_multiply(*a * SUM_WIDE_UNIT, state->sum.a_scale);
        int32_t second = quant_multiply(*b * SUM_WIDE_UNIT, state->sum.b_scale);
        int32_t sum = state->sum.is_minus ? first - second : first + second;
        y[i] = (int16_t)quant_clamp(quant_multiply(sum, state->sum.y_scale), state->sum.range);
    }
}

void sum_run(const void *memory, const OpRun *run)
{
    const SumState *state = memory;
    elementwise_run(&state->walk, run, state, state->is_wide ? sum_row_wide : sum_row);
}
