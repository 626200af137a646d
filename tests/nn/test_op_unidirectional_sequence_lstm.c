/* UNIDIRECTIONAL_SEQUENCE_LSTM against its formula in 128-bit integers, against numbers worked
 * by hand, and against those that the reference is tested with. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "util/detmath.h"
#include "wide_formula.h"

enum { CODE_LSTM = 44, CASES = 1200, RUNS = 2, TANH = 4, SIDE_MAX = 24 };
enum { IN = 0, WEIGHTS = 1, RECURRENT = 5, BIAS = 12, HIDDEN = 18, CELL = 19, OUT = 24 };
enum { GATE_IN, GATE_FORGET, GATE_CELL, GATE_OUT, GATES };

typedef struct LstmShape {
    int32_t rows, steps, depth, units;
    bool is_time_major;
} LstmShape;

static OpCase new_case(const LstmShape *shape)
{
    OpCase self = {.ops = op_table_find(CODE_LSTM), .input_count = OUT, .batch = 1};
    int32_t first = shape->is_time_major ? shape->steps : shape->rows;
    int32_t second = shape->is_time_major ? shape->rows : shape->steps;
    self.options.activation = TANH;
    self.options.time_major = shape->is_time_major;
    op_case_tensor(&self, IN, TENSOR_INT8, 3, (int32_t[]){first, second, shape->depth});
    for (int32_t g = 0; g < GATES; g++) {
        for (int32_t i = WEIGHTS + g; i <= BIAS + g; i++)
            self.is_constant[i] = true;
        op_case_tensor(&self, WEIGHTS + g, TENSOR_INT8, 2, (int32_t[]){shape->units, shape->depth});
        op_case_tensor(&self, RECURRENT + g, TENSOR_INT8, 2,
                       (int32_t[]){shape->units, shape->units});
        op_case_tensor(&self, BIAS + g, TENSOR_INT32, 1, &shape->units);
    }
    op_case_tensor(&self, HIDDEN, TENSOR_INT8, 2, (int32_t[]){shape->rows, shape->units});
    op_case_tensor(&self, CELL, TENSOR_INT16, 2, (int32_t[]){shape->rows, shape->units});
    op_case_tensor(&self, OUT, TENSOR_INT8, 3, (int32_t[]){first, second, shape->units});
    return self;
}

/* --- the formula -------------------------------------------------------------------------- */

/* The sigmoid of i / 24, raised by half of the error of a chord, times 2^16. */
static Wide128 entry(int64_t i)
{
    double f = 1.0 / (1.0 + det_exp(-(double)i / 24.0));
    double raised = f + f * (1.0 - f) * (2.0 * f - 1.0) / (576.0 * 16.0);
    return i >= 255 ? 65535 : (Wide128)floor(65536.0 * raised + 0.5);
}

/* Between entries, at `part` of `parts` behind entry i; parts 2^16 stand for 1. */
static Wide128 between(Wide128 place, int64_t parts, Wide128 flat)
{
    int64_t i = (int64_t)(place / parts), part = (int64_t)(place % parts);
    return i >= 255 ? flat : entry(i) * (parts - part) + entry(i + 1) * part;
}

/* Q3.12 to Q0.15. */
static Wide128 logistic(Wide128 x)
{
    Wide128 value = between(3 * (x < 0 ? -x : x), 512, 32767 * 1024);
    value = (value + 512) / 1024;
    return x < 0 ? 32768 - value : value;
}

/* x 2^exponent to Q0.15; halves of a place round up. */
static Wide128 hyperbolic_tangent(Wide128 x, int32_t exponent)
{
    Wide128 place = 3 * x;
    for (int32_t e = -12; e < exponent; e++)
        place *= 2;
    int shift = exponent < -12 ? -12 - exponent : 0;
    place = shift == 0 ? place : (place + ((Wide128)1 << (shift - 1))) >> shift;
    Wide128 value = between(place < 0 ? -place : place, 256, 65535 * 256) - (1 << 23);
    value = (value + 128) / 256;
    return place < 0 ? -value : value;
}

static Wide128 saturate(Wide128 x)
{
    return x > 32767 ? 32767 : x < -32768 ? -32768 : x;
}

static Wide128 product(const OpCase *self, const int8_t *x, int32_t values, int32_t weights,
                       int32_t u)
{
    int32_t depth = self->tensor[weights].dims[1];
    Wide128 sum = 0;
    for (int32_t i = 0; i < depth; i++)
        sum += (x[i] - self->tensor[values].zero_point) *
               ((const int8_t *)self->data[weights])[u * depth + i];
    return sum;
}

static Wide128 gate(const OpCase *self, const int8_t *x, const int8_t *h, int32_t g, int32_t u)
{
    float in = self->scale[IN][0] * self->scale[WEIGHTS + g][0];
    float again = self->scale[HIDDEN][0] * self->scale[RECURRENT + g][0];
    Wide128 sum = product(self, x, IN, WEIGHTS + g, u) + ((const int32_t *)self->data[BIAS + g])[u];
    Wide128 first = saturate(wide_multiply(sum, (double)in * 4096.0));
    sum = product(self, h, HIDDEN, RECURRENT + g, u);
    return saturate(first + saturate(wide_multiply(sum, (double)again * 4096.0)));
}

/* One step of one row, in place. */
static void step(const OpCase *self, const int8_t *x, int8_t *h, int16_t *c)
{
    int8_t next[SIDE_MAX];
    double scale = (double)self->scale[CELL][0], hidden = (double)self->scale[HIDDEN][0];
    int exponent = 0;
    frexp(scale, &exponent);
    for (int32_t u = 0; u < self->tensor[HIDDEN].dims[1]; u++) {
        Wide128 in = logistic(gate(self, x, h, GATE_IN, u));
        Wide128 forget = logistic(gate(self, x, h, GATE_FORGET, u));
        Wide128 fresh = hyperbolic_tangent(gate(self, x, h, GATE_CELL, u), -12);
        Wide128 out = logistic(gate(self, x, h, GATE_OUT, u));
        Wide128 cell = saturate(saturate(wide_multiply(forget * c[u], 1.0 / 32768.0)) +
                                saturate(wide_multiply(in * fresh, 0x1p-30 / scale)));
        double clip = (double)self->options.cell_clip / scale;
        int64_t limit = clip > 32767.0 ? 32767 : (int64_t)clip;
        if (clip > 0)
            cell = cell > limit ? limit : cell < -limit ? -limit : cell;
        c[u] = (int16_t)cell;
        Wide128 value =
            wide_multiply(hyperbolic_tangent(cell, exponent - 1) * out, 0x1p-30 / hidden);
        value += self->tensor[HIDDEN].zero_point;
        next[u] = (int8_t)(value > 127 ? 127 : value < -128 ? -128 : value);
    }
    memcpy(h, next, (size_t)self->tensor[HIDDEN].dims[1]);
}

/* All steps of all rows: y, and what becomes of h and c. */
static void expect(const OpCase *self, int8_t *y, int8_t *h, int16_t *c)
{
    const int32_t *in = self->tensor[IN].dims;
    int32_t units = self->tensor[HIDDEN].dims[1];
    for (int32_t n = 0; n < in[0] * in[1]; n++) {
        /* Time runs within a row in either order of the two. */
        int32_t row = self->options.time_major ? n % in[1] : n / in[1];
        step(self, (const int8_t *)self->data[IN] + n * in[2], h + row * units, c + row * units);
        memcpy(y + n * units, h + row * units, (size_t)units);
    }
}

/* Scales, now and then far apart, though no sum leaves int32; contents; the states' beginning. */
static void fill(OpCase *self, Noise *noise)
{
    bool is_far = noise_between(noise, 0, 3) == 0;
    int32_t low = is_far ? -36 : -9;
    self->scale[IN][0] = noise_scale(noise, -8, -4);
    self->scale[HIDDEN][0] = is_far ? noise_scale(noise, -20, 0) : noise_scale(noise, -9, -6);
    self->scale[CELL][0] =
        (float)ldexp(1.0, is_far ? noise_between(noise, -30, 2) : noise_between(noise, -15, -9));
    self->options.cell_clip = (float)noise_between(noise, -1, 2) * noise_scale(noise, -12, 9);
    self->tensor[IN].zero_point = noise_between(noise, -128, 127);
    self->tensor[HIDDEN].zero_point = noise_between(noise, -128, 127);
    for (int32_t g = 0; g < GATES; g++) {
        self->scale[WEIGHTS + g][0] = noise_scale(noise, low, -5);
        self->scale[RECURRENT + g][0] = noise_scale(noise, low, -5);
        noise_fill(noise, self->data[WEIGHTS + g], self->tensor[WEIGHTS + g].size);
        noise_fill(noise, self->data[RECURRENT + g], self->tensor[RECURRENT + g].size);
        for (int32_t u = 0; u < self->tensor[BIAS + g].element_count; u++)
            ((int32_t *)self->data[BIAS + g])[u] = noise_between(noise, -30000, 30000);
    }
    noise_fill(noise, self->data[HIDDEN], self->tensor[HIDDEN].size);
    noise_fill(noise, self->data[CELL], self->tensor[CELL].size);
}

static void check_run(OpCase *self, const KernelSet *kernels, int32_t number)
{
    const Tensor *out = &self->tensor[OUT];
    g_autoptr(GError) error = NULL;
    g_autofree int8_t *y = g_malloc(out->size), *made = g_malloc(out->size);
    g_autofree int8_t *h = g_memdup2(self->data[HIDDEN], self->tensor[HIDDEN].size);
    g_autofree int16_t *c = g_memdup2(self->data[CELL], self->tensor[CELL].size);
    expect(self, y, h, c);
    if (!CHECK(op_case_run(self, kernels, made, &error)))
        printf("case %d: %s\n", number, error->message);
    CHECK_INT(golden_difference(made, y, out->size), -1);
    CHECK_INT(golden_difference(self->data[HIDDEN], h, self->tensor[HIDDEN].size), -1);
    CHECK_INT(golden_difference(self->data[CELL], c, self->tensor[CELL].size), -1);
}

static void outputs_and_states_are_the_formula(void)
{
    Noise noise = {44};
    for (int32_t n = 0; n < CASES; n++) {
        LstmShape shape = {.rows = noise_between(&noise, 1, 3),
                           .steps = noise_between(&noise, 1, 4),
                           .depth = noise_between(&noise, 1, SIDE_MAX),
                           .units = noise_between(&noise, 1, n % 50 == 0 ? SIDE_MAX : 6),
                           .is_time_major = noise_between(&noise, 0, 1) == 1};
        OpCase self = new_case(&shape);
        fill(&self, &noise);
        for (int32_t r = 0; r < RUNS; r++) {
            const KernelSet *kernels = kernels_at((size_t)(n + r) % 3);
            bool is_there = kernels != NULL && kernels->is_available();
            noise_fill(&noise, self.data[IN], self.tensor[IN].size);
            check_run(&self, is_there ? kernels : kernels_find("c"), n);
        }
        op_case_clear(&self);
    }
}

/* --- known numbers ------------------------------------------------------------------------ */

/* All gates are 0: half of the cell is kept, nothing is added, half of tanh(cell) is shown. */
static void gates_at_zero_halve(void)
{
    LstmShape shape = {1, 2, 1, 1, false};
    OpCase self = new_case(&shape);
    int8_t y[2];
    self.scale[HIDDEN][0] = 1.0F / 256.0F;
    self.scale[CELL][0] = 1.0F / 4096.0F;
    self.tensor[HIDDEN].zero_point = -3;
    *(int16_t *)self.data[CELL] = 4 * 4096;
    CHECK(op_case_run(&self, kernels_find("c"), y, NULL));
    CHECK_INT(y[0], 120); /* tanh(2) 128 - 3 */
    CHECK_INT(y[1], 94);  /* tanh(1) 128 - 3 */
    CHECK_INT(*(int16_t *)self.data[CELL], 4096);
    self.options.cell_clip = 0.25F;
    CHECK(op_case_run(&self, kernels_find("c"), y, NULL));
    CHECK_INT(y[0], 28); /* tanh(1/4) 128 - 3 */
    CHECK_INT(y[1], 13); /* tanh(1/8) 128 - 3 */
    op_case_clear(&self);
}

/* lstm_test_data.cc of TensorFlow Lite Micro at 90b983c2: two rows of three steps of two values,
 * two units; for each unit of a gate all weights are alike. The reference's test allows 0.01. */
typedef struct PublishedGate {
    float weight[2], bias[2], weight_scale, bias_scale; /* [unit] */
} PublishedGate;

static const PublishedGate published_gates[GATES] = {
    [GATE_IN] = {{10, 20}, {-1, -2}, 0.15748031496062992F, 0.0012351397251814111F},
    [GATE_FORGET] = {{-10, -20}, {1, 2}, 0.15748031496062992F, 0.0012351397251814111F},
    [GATE_CELL] = {{1, 1}, {0, 0}, 0.007874015748031496F, 6.175698625907056e-5F},
    [GATE_OUT] = {{1, 1}, {0, 0}, 0.007874015748031496F, 6.175698625907056e-5F},
};

static const float published_x[12] = {0.2F,   0.3F,  0.2F,  0.3F,  0.2F,  0.3F,
                                      -0.98F, 0.62F, 0.01F, 0.99F, 0.49F, -0.32F};
static const float published_y[12] = {0.26455893F, 0.26870455F, 0.47935803F,     0.47937014F,
                                      0.58013272F, 0.58013278F, -1.41184672e-3F, -1.43329117e-5F,
                                      0.46887168F, 0.46891281F, 0.50054074F,     0.50054148F};
static const float published_cell[4] = {0.89740515F, 0.8974053F, 0.80327607F, 0.80327785F};

static int32_t quantised(float value, float scale)
{
    float quotient = value / scale;
    double raw = floor(fabs((double)quotient) + 0.5);
    return (int32_t)raw * (value < 0 ? -1 : 1);
}

static void published_outputs_are_near(void)
{
    LstmShape shape = {2, 3, 2, 2, false};
    OpCase self = new_case(&shape);
    int8_t y[12];
    self.options.cell_clip = 6.0F;
    self.scale[IN][0] = 0.00784313725490196F;
    self.scale[HIDDEN][0] = self.scale[OUT][0] = 0.004705882165580988F;
    self.scale[CELL][0] = 0.00024414062F;
    self.tensor[HIDDEN].zero_point = self.tensor[OUT].zero_point = -21;
    memset(self.data[HIDDEN], -21, 4);
    for (int32_t i = 0; i < 12; i++)
        ((int8_t *)self.data[IN])[i] = (int8_t)quantised(published_x[i], self.scale[IN][0]);
    for (int32_t g = 0; g < GATES; g++) {
        const PublishedGate *from = &published_gates[g];
        self.scale[WEIGHTS + g][0] = self.scale[RECURRENT + g][0] = from->weight_scale;
        for (int32_t i = 0; i < 4; i++) {
            int8_t weight = (int8_t)MIN(quantised(from->weight[i / 2], from->weight_scale), 127);
            ((int8_t *)self.data[WEIGHTS + g])[i] = ((int8_t *)self.data[RECURRENT + g])[i] =
                weight;
        }
        for (int32_t u = 0; u < 2; u++)
            ((int32_t *)self.data[BIAS + g])[u] = quantised(from->bias[u], from->bias_scale);
    }
    CHECK(op_case_run(&self, kernels_find("auto"), y, NULL));
    for (int32_t i = 0; i < 12; i++)
        CHECK_NEAR((y[i] + 21) * (double)self.scale[OUT][0], (double)published_y[i], 0.01);
    for (int32_t i = 0; i < 4; i++)
        CHECK_NEAR(((int16_t *)self.data[CELL])[i] / 4096.0, (double)published_cell[i], 0.01);
    op_case_clear(&self);
}

TEST_MAIN(CASE(outputs_and_states_are_the_formula), CASE(gates_at_zero_halve),
          CASE(published_outputs_are_near))
