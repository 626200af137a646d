/*
 * nn/op_unidirectional_sequence_lstm.c - UNIDIRECTIONAL_SEQUENCE_LSTM, int8 with int16 cells.
 *
 * For each row of the batch, step by step in time, with h the answer of the step before:
 *
 * gate[u] = sat(M_x (bias[u] + sum_i w[u][i] (x[i] - z_in)) + M_h sum_k v[u][k] (h[k] - z_h))
 * i, f, o = sigmoid of their gates, g = tanh of its gate: Q3.12 to Q0.15
 * c[u]    = clip(sat(M_f f[u] c[u] + M_i i[u] g[u]))
 * h[u]    = clamp(z_h + M_o tanh(c[u]) o[u]), which is the output as well
 *
 * x [batch][time][in], or [time][batch][in] if time_major; y alike with [units]; w [units][in];
 * v [units][units]; h and c [batch][units] are variables of the model: see nn/infer.h.
 * The four gates come in the order i, f, g, o. sat() holds inside int16. Peepholes, projection
 * and layer normalisation are variants that the reference refuses, too.
 */
#include <math.h>
#include <string.h>

#include "nn/kernels.h"
#include "nn/op.h"
#include "nn/quant.h"
#include "nn/sigmoid16.h"

enum { GATE_IN, GATE_FORGET, GATE_CELL, GATE_OUT, GATE_COUNT };

/* Inputs; the first of the gates where there is one for each. */
enum {
    IN = 0,
    WEIGHTS = 1,
    RECURRENT = 5,
    PEEPHOLE = 9,
    BIAS = 12,
    PROJECTION = 16,
    HIDDEN = 18,
    CELL = 19,
    NORM = 20,
    INPUT_COUNT = 24,
};

enum { ACTIVATION_TANH = 4, GATE_EXPONENT = -12 };

static const OpField lstm_fields[] = {
    OP_S8(0, activation, 0, ACTIVATION_TANH),
    OP_F32(1, cell_clip),
    OP_S8(3, time_major, 0, 1),
    OP_FIELD_NONE,
};

typedef struct LstmState {
    int32_t row_count, step_count; /* batch and time */
    int32_t depth, units;
    int32_t row_step, time_step; /* from one to the next, in vectors of x and y */
    int32_t in_zero, hidden_zero;
    int32_t cell_exponent; /* its scale is 2^this */
    int32_t clip;          /* of cells */
    QuantMultiplier input[GATE_COUNT], recurrent[GATE_COUNT];
    QuantMultiplier forget, update, output;
    Sigmoid16 sigmoid;
} LstmState;

/* --- check -------------------------------------------------------------------------------- */

typedef struct LstmVariant {
    int32_t first, count; /* inputs */
    const char *what;
} LstmVariant;

static const LstmVariant lstm_variants[] = {
    {PEEPHOLE, 3, "weights of a peephole"},
    {PROJECTION, 2, "part of a projection"},
    {NORM, 4, "part of a layer normalisation"},
};

static bool lstm_check_presence(const OpView *view, GError **error)
{
    if (view->input_count != INPUT_COUNT)
        return op_refuse(error, "it has %d inputs, which must be %d", view->input_count,
                         INPUT_COUNT);
    for (size_t n = 0; n < G_N_ELEMENTS(lstm_variants); n++) {
        const LstmVariant *variant = &lstm_variants[n];
        for (int32_t i = variant->first; i < variant->first + variant->count; i++) {
            if (view->input[i] != NULL)
                return op_refuse(error, "its input %d is %s, which is not supported", i,
                                 variant->what);
        }
    }
    for (int32_t i = BIAS; i <= CELL; i++) {
        if (view->input[i] == NULL && (i < PROJECTION || i >= HIDDEN))
            return op_refuse(error, "its input %d is absent, which must be there", i);
    }
    return view->options->activation == ACTIVATION_TANH ||
           op_refuse(error, "its activation is number %d, which must be %d, tanh",
                     view->options->activation, ACTIVATION_TANH);
}

/* A constant [rows][columns] of weights. */
static bool lstm_check_weights(const OpView *view, int32_t i, int32_t columns, GError **error)
{
    const Tensor *weights = view->input[i];
    int32_t rows = view->input[HIDDEN]->dims[1];
    if (!op_check_tensor(weights, "weights", TENSOR_INT8, error) ||
        !op_check_rank(weights, "weights", 2, error) || !op_check_scale(weights, "weights", error))
        return false;
    if (view->constant[i] == NULL)
        return op_refuse(error, "its weights, input %d, must be a constant", i);
    if (weights->zero_point != 0)
        return op_refuse(error, "its weights, input %d, have zero point %d, which must be 0", i,
                         weights->zero_point);
    return (weights->dims[0] == rows && weights->dims[1] == columns) ||
           op_refuse(error, "its weights, input %d, are [%d,%d], which must be [%d,%d]", i,
                     weights->dims[0], weights->dims[1], rows, columns);
}

static bool lstm_check_bias(const OpView *view, int32_t i, GError **error)
{
    const Tensor *bias = view->input[i];
    int32_t units = view->input[HIDDEN]->dims[1];
    if (!op_check_tensor(bias, "bias", TENSOR_INT32, error))
        return false;
    if (view->constant[i] == NULL)
        return op_refuse(error, "its bias, input %d, must be a constant", i);
    return bias->element_count == units ||
           op_refuse(error, "its bias, input %d, has %d elements for %d units", i,
                     bias->element_count, units);
}

static bool lstm_check_values(const OpView *view, GError **error)
{
    const Tensor *in = view->input[IN], *hidden = view->input[HIDDEN];
    return op_check_tensor(in, "input", TENSOR_INT8, error) &&
           op_check_rank(in, "input", 3, error) && op_check_scale(in, "input", error) &&
           op_check_tensor(hidden, "state", TENSOR_INT8, error) &&
           op_check_rank(hidden, "state", 2, error) && op_check_scale(hidden, "state", error) &&
           op_check_tensor(view->input[CELL], "cell state", TENSOR_INT16, error) &&
           op_check_scale(view->input[CELL], "cell state", error) &&
           op_check_tensor(view->output[0], "output", TENSOR_INT8, error) &&
           op_check_rank(view->output[0], "output", 3, error);
}

static bool lstm_check_shapes(const OpView *view, GError **error)
{
    const int32_t *in = view->input[IN]->dims, *out = view->output[0]->dims;
    int32_t rows = in[view->options->time_major], units = view->input[HIDDEN]->dims[1];
    if (view->input[HIDDEN]->dims[0] != rows)
        return op_refuse(error, "its state has %d rows, which must be %d",
                         view->input[HIDDEN]->dims[0], rows);
    if (view->input[CELL]->element_count != view->input[HIDDEN]->element_count)
        return op_refuse(error, "its cell state has %d elements, which must be %d",
                         view->input[CELL]->element_count, view->input[HIDDEN]->element_count);
    if (out[0] != in[0] || out[1] != in[1] || out[2] != units)
        return op_refuse(error, "its output is [%d,%d,%d], which must be [%d,%d,%d]", out[0],
                         out[1], out[2], in[0], in[1], units);
    return MAX(in[2], units) <= KERNEL_DEPTH_MAX ||
           op_refuse(error, "its sums have %d products, which must be at most %d",
                     MAX(in[2], units), KERNEL_DEPTH_MAX);
}

/* The exponent of a scale that is a power of two. */
static bool lstm_find_exponent(const Tensor *cell, int32_t *ret_exponent)
{
    int exponent = 0;
    bool is_power = frexp((double)cell->scale[0], &exponent) == 0.5;
    *ret_exponent = exponent - 1;
    return is_power && exponent - 1 >= SIGMOID16_EXPONENT_MIN &&
           exponent - 1 <= SIGMOID16_EXPONENT_MAX;
}

/* To a gate's Q3.12: the product of scales in float32. */
static double lstm_gate_multiplier(const OpView *view, int32_t values, int32_t weights)
{
    float product = view->input[values]->scale[0] * view->input[weights]->scale[0];
    return (double)product / 0x1p-12;
}

static double lstm_update_multiplier(const OpView *view)
{
    return 0x1p-30 / (double)view->input[CELL]->scale[0];
}

static double lstm_output_multiplier(const OpView *view)
{
    return 0x1p-30 / (double)view->input[HIDDEN]->scale[0];
}

static bool lstm_check_scales(const OpView *view, GError **error)
{
    int32_t exponent = 0;
    if (!lstm_find_exponent(view->input[CELL], &exponent))
        return op_refuse(
            error, "its cell state has scale %g, which must be a power of two, 2^%d to 2^%d",
            (double)view->input[CELL]->scale[0], SIGMOID16_EXPONENT_MIN, SIGMOID16_EXPONENT_MAX);
    for (int32_t g = 0; g < GATE_COUNT; g++) {
        if (!op_check_multiplier(lstm_gate_multiplier(view, IN, WEIGHTS + g), error) ||
            !op_check_multiplier(lstm_gate_multiplier(view, HIDDEN, RECURRENT + g), error))
            return false;
    }
    return op_check_multiplier(lstm_update_multiplier(view), error) &&
           op_check_multiplier(lstm_output_multiplier(view), error);
}

static bool lstm_check(const OpView *view, GError **error)
{
    if (!lstm_check_presence(view, error) || !lstm_check_values(view, error) ||
        !lstm_check_shapes(view, error))
        return false;
    for (int32_t g = 0; g < GATE_COUNT; g++) {
        if (!lstm_check_weights(view, WEIGHTS + g, view->input[IN]->dims[2], error) ||
            !lstm_check_weights(view, RECURRENT + g, view->input[HIDDEN]->dims[1], error) ||
            !lstm_check_bias(view, BIAS + g, error))
            return false;
    }
    return lstm_check_scales(view, error);
}

/* --- run ---------------------------------------------------------------------------------- */

static size_t lstm_state_size(const OpView *view)
{
    (void)view;
    return sizeof(LstmState);
}

/* What a cell is held within; the whole of int16 and more without a clip. */
static int32_t lstm_clip(const OpView *view)
{
    double clip = (double)view->options->cell_clip;
    double raw = clip / (double)view->input[CELL]->scale[0];
    return clip > 0 ? (int32_t)MIN(raw, INT16_MAX) : -INT16_MIN;
}

static void lstm_prepare(const OpView *view, void *memory)
{
    LstmState *state = memory;
    const int32_t *in = view->input[IN]->dims;
    bool is_time_major = view->options->time_major != 0;
    state->row_count = in[is_time_major];
    state->step_count = in[!is_time_major];
    state->row_step = is_time_major ? 1 : state->step_count;
    state->time_step = is_time_major ? state->row_count : 1;
    state->depth = in[2];
    state->units = view->input[HIDDEN]->dims[1];
    state->in_zero = view->input[IN]->zero_point;
    state->hidden_zero = view->input[HIDDEN]->zero_point;
    lstm_find_exponent(view->input[CELL], &state->cell_exponent);
    state->clip = lstm_clip(view);
    for (int32_t g = 0; g < GATE_COUNT; g++) {
        state->input[g] = quant_multiplier(lstm_gate_multiplier(view, IN, WEIGHTS + g));
        state->recurrent[g] = quant_multiplier(lstm_gate_multiplier(view, HIDDEN, RECURRENT + g));
    }
    state->forget = quant_multiplier(0x1p-15);
    state->update = quant_multiplier(lstm_update_multiplier(view));
    state->output = quant_multiplier(lstm_output_multiplier(view));
    sigmoid16_fill(&state->sigmoid);
}

static int16_t lstm_saturate(int32_t x)
{
    return (int16_t)quant_clamp(x, (QuantRange){INT16_MIN, INT16_MAX});
}

static int32_t lstm_dot(const int8_t *restrict x, const int8_t *restrict w, int32_t count,
                        int32_t zero)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += w[i] * (x[i] - zero);
    return sum;
}

/* Gate g of unit u, Q3.12. */
static int16_t lstm_gate(const LstmState *state, const OpRun *run, const int8_t *const from[2],
                         int32_t g, int32_t u)
{
    size_t depth = (size_t)state->depth, units = (size_t)state->units, row = (size_t)u;
    const int8_t *w = (const int8_t *)run->input[WEIGHTS + g] + row * depth;
    const int8_t *v = (const int8_t *)run->input[RECURRENT + g] + row * units;
    int32_t bias = ((const int32_t *)run->input[BIAS + g])[u];
    int32_t sum = quant_add_wrap(lstm_dot(from[0], w, state->depth, state->in_zero), bias);
    int32_t again = lstm_dot(from[1], v, state->units, state->hidden_zero);
    int32_t first = lstm_saturate(quant_multiply(sum, state->input[g]));
    return lstm_saturate(first + lstm_saturate(quant_multiply(again, state->recurrent[g])));
}

/* What a cell becomes. */
static int16_t lstm_cell(const LstmState *state, int16_t cell, const int16_t gate[GATE_COUNT])
{
    const Sigmoid16 *table = &state->sigmoid;
    int32_t in = sigmoid16_logistic(table, gate[GATE_IN]);
    int32_t forget = sigmoid16_logistic(table, gate[GATE_FORGET]);
    int32_t fresh = sigmoid16_tanh(table, gate[GATE_CELL], GATE_EXPONENT);
    int32_t kept = lstm_saturate(quant_multiply(forget * cell, state->forget));
    int32_t added = lstm_saturate(quant_multiply(in * fresh, state->update));
    int32_t sum = lstm_saturate(kept + added);
    return (int16_t)quant_clamp(sum, (QuantRange){-state->clip, state->clip});
}

/* One step of one row. y takes the answers, as h is read until the last of them. */
static void lstm_step(const LstmState *state, const OpRun *run, const int8_t *const from[2],
                      int16_t *c, int8_t *y)
{
    for (int32_t u = 0; u < state->units; u++) {
        int16_t gate[GATE_COUNT];
        for (int32_t g = 0; g < GATE_COUNT; g++)
            gate[g] = lstm_gate(state, run, from, g, u);
        c[u] = lstm_cell(state, c[u], gate);
        int32_t out = sigmoid16_logistic(&state->sigmoid, gate[GATE_OUT]);
        int32_t value = sigmoid16_tanh(&state->sigmoid, c[u], state->cell_exponent) * out;
        value = quant_add_wrap(quant_multiply(value, state->output), state->hidden_zero);
        y[u] = (int8_t)quant_clamp(value, (QuantRange){INT8_MIN, INT8_MAX});
    }
}

static void lstm_run(const void *memory, const OpRun *run)
{
    const LstmState *state = memory;
    size_t depth = (size_t)state->depth, units = (size_t)state->units;
    int8_t *h = run->variable[HIDDEN];
    int16_t *c = run->variable[CELL];
    int64_t total = (int64_t)state->row_count * run->batch;
    for (int64_t n = 0; n < total; n++, h += units, c += units) {
        int64_t row = n % state->row_count, sample = n / state->row_count;
        size_t at = (size_t)(sample * state->row_count * state->step_count + row * state->row_step);
        for (int32_t t = 0; t < state->step_count; t++, at += (size_t)state->time_step) {
            const int8_t *x = (const int8_t *)run->input[IN] + at * depth;
            int8_t *y = (int8_t *)run->output[0] + at * units;
            lstm_step(state, run, (const int8_t *const[2]){x, h}, c, y);
            memcpy(h, y, units);
        }
    }
}

static void lstm_work(const OpView *view, Work *work)
{
    int64_t unit_steps = view->output[0]->element_count;
    int64_t depth = (int64_t)view->input[IN]->dims[2] + view->input[HIDDEN]->dims[1];
    work->fully_connected_macs += unit_steps * GATE_COUNT * depth;
    work->step_count += unit_steps * GATE_COUNT * (depth + 1);
    work->output_size += (int64_t)(view->input[HIDDEN]->size + view->input[CELL]->size);
}

static int32_t lstm_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX])
{
    for (int32_t g = 0; g < GATE_COUNT; g++)
        size[g] = view->input[CELL]->size;
    return GATE_COUNT;
}

const OpOps op_unidirectional_sequence_lstm = {
    .name = "UNIDIRECTIONAL_SEQUENCE_LSTM",
    .doc = "A recurrent layer whose cells learn what to forget, to add and to show.",
    .code = 44,
    .options_code = 71,
    .fields = lstm_fields,
    .input_min = PEEPHOLE,
    .input_max = INPUT_COUNT,
    .output_min = 1,
    .output_max = 1,
    .variable_inputs = 1U << HIDDEN | 1U << CELL,
    .is_batched = true,
    .device = {16, 688}, /* int64 aligned to 8, as on Arm and RISC-V */
    .check = lstm_check,
    .state_size = lstm_state_size,
    .prepare = lstm_prepare,
    .run = lstm_run,
    .work = lstm_work,
    .device_scratch = lstm_device_scratch,
};
