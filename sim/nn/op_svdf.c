/*
 * nn/op_svdf.c - SVDF: a dense layer in two small steps, across a vector and along time, int8.
 *
 * Each filter multiplies the input by its weights, keeps the last few answers, oldest first,
 * and multiplies those by its weights of time; an output adds up the filters of its rank:
 *
 * s[f][m-1] = z_s + clamp(M_1 sum_i w[f][i] (x[i] - z_in)), after s[f] has moved on by one
 * y[u]      = clamp(z_out + M_2 (bias[u] + sum_f sum_t v[f][t] (s[f][t] - z_s)))
 *
 * x [n][in]; w [filters][in]; v [filters][m]; s [n][filters][m]; y [n][filters / rank];
 * v and s both int8 or both int16. The state s is a variable of the model: see nn/infer.h.
 * The multipliers are computed in float32. A fused activation is nothing but the output's zero
 * point, as for the reference.
 */
#include <math.h>
#include <string.h>

#include "nn/kernels.h"
#include "nn/op.h"
#include "nn/quant.h"

enum { IN, FEATURE, TIME, BIAS, STATE, INPUT_COUNT };

static const OpField svdf_fields[] = {
    OP_S32(0, rank, 1, TENSOR_ELEMENTS_MAX, 0),
    OP_FIELD_NONE,
};

typedef struct SvdfState {
    int32_t row_count; /* n */
    int32_t depth, unit_count, rank, memory;
    int32_t in_zero, state_zero, out_zero;
    bool is_long; /* v and s are int16 */
    QuantRange state_range;
    QuantMultiplier feature, time;
} SvdfState;

static double svdf_feature_multiplier(const OpView *view)
{
    float product = view->input[IN]->scale[0] * view->input[FEATURE]->scale[0];
    float ratio = product / view->input[STATE]->scale[0];
    return (double)ratio;
}

static double svdf_time_multiplier(const OpView *view)
{
    float product = view->input[STATE]->scale[0] * view->input[TIME]->scale[0];
    float ratio = product / view->output[0]->scale[0];
    return (double)ratio;
}

static bool svdf_check_types(const OpView *view, GError **error)
{
    static const char *const names[] = {"input", "weights", "weights of time", "bias", "state"};
    for (int32_t i = IN; i <= STATE; i++) {
        if (i != BIAS && (!op_check_rank(view->input[i], names[i], 2, error) ||
                          !op_check_scale(view->input[i], names[i], error)))
            return false;
        if (i >= FEATURE && i <= BIAS && view->constant[i] == NULL)
            return op_refuse(error, "its %s must be a constant", names[i]);
    }
    TensorType type = view->input[TIME]->type == TENSOR_INT16 ? TENSOR_INT16 : TENSOR_INT8;
    return op_check_tensor(view->input[IN], names[IN], TENSOR_INT8, error) &&
           op_check_tensor(view->input[FEATURE], names[FEATURE], TENSOR_INT8, error) &&
           op_check_tensor(view->input[TIME], names[TIME], type, error) &&
           op_check_tensor(view->input[BIAS], names[BIAS], TENSOR_INT32, error) &&
           op_check_tensor(view->input[STATE], names[STATE], type, error) &&
           op_check_tensor(view->output[0], "output", TENSOR_INT8, error) &&
           op_check_rank(view->output[0], "output", 2, error) &&
           op_check_scale(view->output[0], "output", error);
}

static bool svdf_check_dims(const Tensor *tensor, const char *what, int64_t rows, int64_t columns,
                            GError **error)
{
    return (tensor->dims[0] == rows && tensor->dims[1] == columns) ||
           op_refuse(error,
                     "its %s is [%d,%d], which must be [%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]",
                     what, tensor->dims[0], tensor->dims[1], rows, columns);
}

static bool svdf_check_shapes(const OpView *view, GError **error)
{
    const int32_t *in = view->input[IN]->dims;
    int32_t filters = view->input[FEATURE]->dims[0], memory = view->input[TIME]->dims[1];
    int32_t rank = view->options->rank;
    if (filters % rank != 0)
        return op_refuse(error, "it has %d filters, which must be a multiple of its rank %d",
                         filters, rank);
    if (view->input[BIAS]->element_count != filters / rank)
        return op_refuse(error, "its bias has %d elements for %d outputs",
                         view->input[BIAS]->element_count, filters / rank);
    if (in[1] > KERNEL_DEPTH_MAX)
        return op_refuse(error, "its sums have %d products, which must be at most %d", in[1],
                         KERNEL_DEPTH_MAX);
    return svdf_check_dims(view->input[FEATURE], "weights", filters, in[1], error) &&
           svdf_check_dims(view->input[TIME], "weights of time", filters, memory, error) &&
           svdf_check_dims(view->input[STATE], "state", in[0], (int64_t)filters * memory, error) &&
           svdf_check_dims(view->output[0], "output", in[0], filters / rank, error);
}

/* The bias is added to sums of products; the reference insists that its scale is theirs. */
static bool svdf_check_bias(const OpView *view, GError **error)
{
    const Tensor *bias = view->input[BIAS];
    float product = view->input[STATE]->scale[0] * view->input[TIME]->scale[0];
    float scale = bias->scale_count == 1 ? bias->scale[0] : 0.0F;
    return fabs((double)scale - (double)product) < 1e-5 ||
           op_refuse(error, "its bias has scale %g, which must be %g", (double)scale,
                     (double)product);
}

static bool svdf_check(const OpView *view, GError **error)
{
    return svdf_check_types(view, error) && svdf_check_shapes(view, error) &&
           svdf_check_bias(view, error) &&
           op_check_multiplier(svdf_feature_multiplier(view), error) &&
           op_check_multiplier(svdf_time_multiplier(view), error);
}

static size_t svdf_state_size(const OpView *view)
{
    (void)view;
    return sizeof(SvdfState);
}

static void svdf_prepare(const OpView *view, void *memory)
{
    *(SvdfState *)memory = (SvdfState){
        .row_count = view->input[IN]->dims[0],
        .depth = view->input[IN]->dims[1],
        .unit_count = view->output[0]->dims[1],
        .rank = view->options->rank,
        .memory = view->input[TIME]->dims[1],
        .in_zero = view->input[IN]->zero_point,
        .state_zero = view->input[STATE]->zero_point,
        .out_zero = view->output[0]->zero_point,
        .is_long = view->input[STATE]->type == TENSOR_INT16,
        .state_range = quant_type_range(view->input[STATE]->type),
        .feature = quant_multiplier(svdf_feature_multiplier(view)),
        .time = quant_multiplier(svdf_time_multiplier(view)),
    };
}

/* The filter's newest answer, not yet held inside its type. */
static int32_t svdf_feature(const SvdfState *state, const int8_t *restrict x,
                            const int8_t *restrict w)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < state->depth; i++)
        sum += w[i] * (x[i] - state->in_zero);
    sum = quant_clamp(quant_multiply(sum, state->feature), state->state_range);
    return sum + state->state_zero;
}

/* Moves s [memory] on by one value; answers sum_t v[t] (s[t] - z_s). */
static int64_t svdf_slide_s8(const SvdfState *state, int8_t newest, const int8_t *restrict v,
                             int8_t *restrict s)
{
    int64_t sum = 0;
    int32_t last = state->memory - 1;
    memmove(s, s + 1, (size_t)last);
    s[last] = newest;
    for (int32_t t = 0; t <= last; t++)
        sum += v[t] * (s[t] - state->state_zero);
    return sum;
}

static int64_t svdf_slide_s16(const SvdfState *state, int16_t newest, const int16_t *restrict v,
                              int16_t *restrict s)
{
    int64_t sum = 0;
    int32_t last = state->memory - 1;
    memmove(s, s + 1, (size_t)last * sizeof *s);
    s[last] = newest;
    for (int32_t t = 0; t <= last; t++)
        sum += v[t] * ((int64_t)s[t] - state->state_zero);
    return sum;
}

/* One row of inputs to one of outputs; s is where the row's filters keep their answers. */
static void svdf_run_row(const SvdfState *state, const OpRun *run, const int8_t *x, int8_t *y,
                         void *s)
{
    const int8_t *w = run->input[FEATURE];
    const int32_t *bias = run->input[BIAS];
    size_t memory = (size_t)state->memory;
    for (int32_t u = 0; u < state->unit_count; u++) {
        int64_t sum = bias[u];
        for (int32_t r = 0; r < state->rank; r++) {
            size_t f = (size_t)u * (size_t)state->rank + (size_t)r;
            int32_t newest = svdf_feature(state, x, w + f * (size_t)state->depth);
            if (state->is_long)
                sum += svdf_slide_s16(state, (int16_t)newest,
                                      (const int16_t *)run->input[TIME] + f * memory,
                                      (int16_t *)s + f * memory);
            else
                sum += svdf_slide_s8(state, (int8_t)newest,
                                     (const int8_t *)run->input[TIME] + f * memory,
                                     (int8_t *)s + f * memory);
        }
        int32_t value = quant_multiply((int32_t)(uint32_t)sum, state->time);
        value = quant_add_wrap(value, state->out_zero);
        y[u] = (int8_t)quant_clamp(value, (QuantRange){INT8_MIN, INT8_MAX});
    }
}

static void svdf_run(const void *memory, const OpRun *run)
{
    const SvdfState *state = memory;
    const int8_t *x = run->input[IN];
    int8_t *y = run->output[0];
    char *s = run->variable[STATE];
    size_t s_size = (size_t)state->unit_count * (size_t)state->rank * (size_t)state->memory *
                    (state->is_long ? sizeof(int16_t) : sizeof(int8_t));
    int64_t total = (int64_t)state->row_count * run->batch;
    for (int64_t n = 0; n < total; n++) {
        svdf_run_row(state, run, x, y, s);
        x += state->depth;
        y += state->unit_count;
        s += s_size;
    }
}

static void svdf_work(const OpView *view, Work *work)
{
    const Tensor *state = view->input[STATE];
    int64_t features = (int64_t)view->input[FEATURE]->element_count * view->input[IN]->dims[0];
    work->fully_connected_macs += features + state->element_count;
    work->step_count += features + state->element_count;
    work->output_size += (int64_t)state->size;
}

static int32_t svdf_device_scratch(const OpView *view, size_t size[OP_DEVICE_SCRATCH_MAX])
{
    size_t rows = (size_t)view->input[IN]->dims[0];
    size[0] = rows * (size_t)view->input[FEATURE]->dims[0] * sizeof(int32_t);
    size[1] = rows * (size_t)view->output[0]->dims[1] * sizeof(int32_t);
    return 2;
}

const OpOps op_svdf = {
    .name = "SVDF",
    .doc = "Filters of the input, then along time, with a state.",
    .code = 27,
    .options_code = 6,
    .fields = svdf_fields,
    .input_min = INPUT_COUNT,
    .input_max = INPUT_COUNT,
    .output_min = 1,
    .output_max = 1,
    .variable_inputs = 1U << STATE,
    .is_batched = true,
    .device = {12, 36},
    .check = svdf_check,
    .state_size = svdf_state_size,
    .prepare = svdf_prepare,
    .run = svdf_run,
    .work = svdf_work,
    .device_scratch = svdf_device_scratch,
};
