/* SVDF against its formula in 128-bit integers, against numbers worked by hand, and against those
 * that the reference is tested with. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "wide_formula.h"

enum { CODE_SVDF = 27, CASES = 1500, STEPS = 3 };
enum { IN, FEATURE, TIME, BIAS, STATE, OUT };

typedef struct SvdfShape {
    int32_t rows, depth, rank, units, memory;
    TensorType type; /* of the state */
} SvdfShape;

static OpCase new_case(const SvdfShape *shape, int32_t batch)
{
    OpCase self = {.ops = op_table_find(CODE_SVDF), .input_count = OUT, .batch = batch};
    int32_t filters = shape->rank * shape->units;
    self.options.rank = shape->rank;
    self.is_constant[FEATURE] = self.is_constant[TIME] = self.is_constant[BIAS] = true;
    op_case_tensor(&self, IN, TENSOR_INT8, 2, (int32_t[]){shape->rows, shape->depth});
    op_case_tensor(&self, FEATURE, TENSOR_INT8, 2, (int32_t[]){filters, shape->depth});
    op_case_tensor(&self, TIME, shape->type, 2, (int32_t[]){filters, shape->memory});
    op_case_tensor(&self, BIAS, TENSOR_INT32, 1, (int32_t[]){shape->units});
    op_case_tensor(&self, STATE, shape->type, 2, (int32_t[]){shape->rows, filters * shape->memory});
    op_case_tensor(&self, OUT, TENSOR_INT8, 2, (int32_t[]){shape->rows, shape->units});
    return self;
}

static int32_t element(const OpCase *self, int32_t tensor, int32_t i)
{
    if (self->tensor[tensor].type == TENSOR_INT8)
        return ((const int8_t *)self->data[tensor])[i];
    return ((const int16_t *)self->data[tensor])[i];
}

static void set_element(OpCase *self, int32_t tensor, int32_t i, int32_t value)
{
    if (self->tensor[tensor].type == TENSOR_INT8)
        ((int8_t *)self->data[tensor])[i] = (int8_t)value;
    else
        ((int16_t *)self->data[tensor])[i] = (int16_t)value;
}

/* --- the formula -------------------------------------------------------------------------- */

/* A filter's answer to row n of the inputs, as its state keeps it. */
static int32_t feature(const OpCase *self, const int8_t *x, int32_t f, int32_t n)
{
    int32_t depth = self->tensor[IN].dims[1];
    float ratio = self->scale[IN][0] * self->scale[FEATURE][0];
    ratio = ratio / self->scale[STATE][0];
    Wide128 sum = 0;
    for (int32_t i = 0; i < depth; i++)
        sum += (x[n * depth + i] - self->tensor[IN].zero_point) *
               element(self, FEATURE, f * depth + i);
    bool is_long = self->tensor[STATE].type == TENSOR_INT16;
    Wide128 value = wide_multiply(sum, (double)ratio), high = is_long ? 32767 : 127;
    value = value > high ? high : value < -high - 1 ? -high - 1 : value;
    value += self->tensor[STATE].zero_point;
    return is_long ? (int16_t)value : (int8_t)value;
}

/* What row n of the state held before the first step, or an answer since then: its element t
 * after `step` steps more. */
static int32_t remembered(const OpCase *self, const int32_t *first, const int8_t *const *x,
                          const int32_t at[4])
{
    int32_t n = at[0], f = at[1], t = at[2] + at[3] + 1, memory = self->tensor[TIME].dims[1];
    int32_t row = n * self->tensor[FEATURE].dims[0] + f;
    return t < memory ? first[row * memory + t] : feature(self, x[t - memory], f, n);
}

static int64_t expected(const OpCase *self, const int32_t *first, const int8_t *const *x,
                        const int32_t at[3])
{
    int32_t n = at[0], u = at[1], step = at[2], memory = self->tensor[TIME].dims[1];
    float ratio = self->scale[STATE][0] * self->scale[TIME][0];
    ratio = ratio / self->scale[OUT][0];
    Wide128 sum = ((const int32_t *)self->data[BIAS])[u];
    for (int32_t i = 0; i < self->options.rank * memory; i++) {
        int32_t f = u * self->options.rank + i / memory, t = i % memory;
        int32_t s = remembered(self, first, x, (int32_t[]){n, f, t, step});
        sum += (Wide128)element(self, TIME, f * memory + t) * (s - self->tensor[STATE].zero_point);
    }
    Wide128 value = wide_multiply(sum, (double)ratio) + self->tensor[OUT].zero_point;
    return (int64_t)(value > 127 ? 127 : value < -128 ? -128 : value);
}

/* Scales, now and then far apart, though no sum leaves int32; contents; the state's beginning. */
static void fill(OpCase *self, Noise *noise)
{
    bool is_long = self->tensor[STATE].type == TENSOR_INT16,
         is_far = noise_between(noise, 0, 3) == 0;
    self->scale[IN][0] = noise_scale(noise, -9, -4);
    self->scale[FEATURE][0] = noise_scale(noise, -9, -5);
    float product = self->scale[IN][0] * self->scale[FEATURE][0];
    self->scale[STATE][0] = product * noise_scale(noise, is_long ? -1 : 2, is_far ? 36 : 9);
    self->scale[TIME][0] = noise_scale(noise, -12, -7);
    product = self->scale[STATE][0] * self->scale[TIME][0];
    self->scale[OUT][0] = product * noise_scale(noise, is_far ? -1 : 9, is_far ? 36 : 22);
    self->scale[BIAS][0] = product;
    self->tensor[IN].zero_point = noise_between(noise, -128, 127);
    self->tensor[OUT].zero_point = noise_between(noise, -128, 127);
    self->tensor[STATE].zero_point = is_long ? 0 : noise_between(noise, -128, 127);
    noise_fill(noise, self->data[FEATURE], self->tensor[FEATURE].size);
    int32_t limit = is_long ? 400 : 127;
    for (int32_t i = 0; i < self->tensor[TIME].element_count; i++)
        set_element(self, TIME, i, noise_between(noise, -limit, limit));
    for (int32_t i = 0; i < self->tensor[BIAS].element_count; i++)
        ((int32_t *)self->data[BIAS])[i] = noise_between(noise, -1000000, 1000000);
    noise_fill(noise, self->data[STATE], self->tensor[STATE].size);
}

/* Steps with each set of kernels in turn, each set from where the state began. */
static void check_case(OpCase *self, Noise *noise, int32_t number)
{
    int32_t state_count = self->tensor[STATE].element_count, units = self->tensor[OUT].dims[1];
    g_autofree int32_t *first = g_new(int32_t, (gsize)state_count);
    g_autofree int8_t *inputs = g_malloc(STEPS * self->tensor[IN].size);
    g_autofree int8_t *y = g_malloc(self->tensor[OUT].size);
    const int8_t *x[STEPS];
    noise_fill(noise, inputs, STEPS * self->tensor[IN].size);
    for (int32_t i = 0; i < state_count; i++)
        first[i] = element(self, STATE, i);
    for (int32_t k = 0; k < STEPS; k++)
        x[k] = inputs + (size_t)k * self->tensor[IN].size;
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        for (int32_t i = 0; i < state_count; i++)
            set_element(self, STATE, i, first[i]);
        for (int32_t k = 0; kernels_at(s)->is_available() && k < STEPS; k++) {
            g_autoptr(GError) error = NULL;
            memcpy(self->data[IN], x[k], self->tensor[IN].size);
            if (!CHECK(op_case_run(self, kernels_at(s), y, &error)))
                printf("case %d: %s\n", number, error->message);
            for (int32_t i = 0; error == NULL && i < self->tensor[OUT].element_count; i++)
                CHECK_INT(y[i], expected(self, first, x, (int32_t[]){i / units, i % units, k}));
        }
    }
}

static void outputs_and_states_are_the_formula(void)
{
    Noise noise = {27};
    for (int32_t n = 0; n < CASES; n++) {
        SvdfShape shape = {.rows = noise_between(&noise, 1, 3),
                           .depth = noise_between(&noise, 1, 40),
                           .rank = noise_between(&noise, 1, 3),
                           .units = noise_between(&noise, 1, 6),
                           .memory = noise_between(&noise, 1, 12),
                           .type = n % 2 == 0 ? TENSOR_INT8 : TENSOR_INT16};
        OpCase self = new_case(&shape, 1);
        fill(&self, &noise);
        check_case(&self, &noise, n);
        op_case_clear(&self);
    }
}

/* --- known numbers ------------------------------------------------------------------------ */

/* One output of two filters over two values; every scale is 1. */
static void two_steps_by_hand(void)
{
    static const int8_t w[4] = {1, 2, 3, -1}, v[4] = {10, 1, -2, 3};
    SvdfShape shape = {1, 2, 2, 1, 2, TENSOR_INT8};
    OpCase self = new_case(&shape, 1);
    memcpy(self.data[FEATURE], w, sizeof w);
    memcpy(self.data[TIME], v, sizeof v);
    *(int32_t *)self.data[BIAS] = 7;
    self.tensor[IN].zero_point = 1;
    self.tensor[STATE].zero_point = 2;
    self.tensor[OUT].zero_point = -10;
    memset(self.data[STATE], 2, 4);
    int8_t y = 0;
    memcpy(self.data[IN], (const int8_t[]){5, -3}, 2);
    CHECK(op_case_run(&self, kernels_find("c"), &y, NULL));
    CHECK_INT(y, 7 + 1 * (1 * 4 + 2 * -4) + 3 * (3 * 4 - 1 * -4) - 10);
    CHECK_INT(memcmp(self.data[STATE], (const int8_t[]){2, 2 - 4, 2, 2 + 16}, 4), 0);
    memcpy(self.data[IN], (const int8_t[]){1, 1}, 2);
    CHECK(op_case_run(&self, kernels_find("c"), &y, NULL));
    CHECK_INT(y, 7 + 10 * -4 - 2 * 16 - 10);
    CHECK_INT(memcmp(self.data[STATE], (const int8_t[]){-2, 2, 18, 2}, 4), 0);
    op_case_clear(&self);
}

/* svdf_test.cc of TensorFlow Lite Micro at 90b983c2: ten steps of two rows of two values, four
 * outputs of rank 2, ten answers remembered. */
static const float published_x[40] = {
    0.12609188F,  -0.46347019F, 0.35867718F,  0.36897406F,  0.14278367F,  -1.64410412F,
    -0.57290924F, 0.12729003F,  0.49837467F,  0.19278903F,  0.17660543F,  0.52949083F,
    -0.11186574F, 0.13164264F,  -0.72674477F, -0.5683046F,  -0.68892461F, 0.37783599F,
    -0.63690937F, 0.44483393F,  -0.81299269F, -0.86831826F, -0.95760226F, 1.82078898F,
    -1.45006323F, -0.82251364F, -1.65087092F, -1.89238167F, 0.03966608F,  -0.24936394F,
    2.06740379F,  -1.51439476F, 0.11771342F,  -0.23761693F, 0.31088525F,  -1.55601168F,
    -0.89477462F, 1.67204106F,  -0.6230064F,  0.29819036F};
static const float published_w[16] = {-0.31930989F, 0.0079667F,   0.39296314F,  0.37613347F,
                                      0.12416199F,  0.15785322F,  0.27901134F,  0.3905206F,
                                      0.21931258F,  -0.36137494F, -0.10640851F, 0.31053296F,
                                      -0.36118156F, -0.0976817F,  -0.36916667F, 0.22197971F};
static const float published_v[80] = {
    -0.31930989F, 0.37613347F,  0.27901134F,  -0.36137494F, -0.36118156F, 0.22197971F,
    0.27557442F,  -0.06634006F, 0.0079667F,   0.12416199F,  0.3905206F,   -0.10640851F,
    -0.0976817F,  0.15294972F,  0.39635518F,  -0.02702999F, 0.39296314F,  0.15785322F,
    0.21931258F,  0.31053296F,  -0.36916667F, 0.38031587F,  -0.21580373F, 0.27072677F,
    0.23622236F,  0.34936687F,  0.18174365F,  0.35907319F,  -0.17493086F, 0.324846F,
    -0.10781813F, 0.27201805F,  0.14324132F,  -0.23681851F, -0.27115166F, -0.01580888F,
    -0.14943552F, 0.15465137F,  0.09784451F,  -0.0337657F,  -0.14884081F, 0.19931212F,
    -0.36002168F, 0.34663299F,  -0.11405486F, 0.12672701F,  0.39463779F,  -0.07886535F,
    -0.06384811F, 0.08249187F,  -0.26816407F, -0.19905911F, 0.29211238F,  0.31264046F,
    -0.28664589F, 0.05698794F,  0.11613581F,  0.14078894F,  0.02187902F,  -0.21781836F,
    -0.15567942F, 0.08693647F,  -0.38256618F, 0.36580828F,  -0.22922277F, -0.0226903F,
    0.12878349F,  -0.28122205F, -0.10850525F, -0.11955214F, 0.27179423F,  -0.04710215F,
    0.31069002F,  0.22672787F,  0.09580326F,  0.08682203F,  0.1258215F,   0.1851041F,
    0.29228821F,  0.12366763F};
static const float published_y[80] = {
    -0.044205F, -0.013757F, 0.050369F,  -0.018447F, 0.073010F,  0.025142F,  -0.021154F, 0.013551F,
    -0.209613F, -0.062421F, 0.150209F,  -0.108334F, 0.028256F,  -0.006950F, -0.030885F, 0.009603F,
    -0.076800F, -0.037075F, -0.087198F, -0.155183F, 0.091069F,  0.098446F,  -0.016083F, 0.106475F,
    -0.082123F, -0.162238F, -0.084434F, -0.141074F, -0.029340F, -0.090685F, 0.053302F,  -0.030604F,
    -0.201440F, 0.088424F,  0.139877F,  0.012416F,  -0.113212F, 0.103893F,  -0.100842F, 0.122780F,
    -0.166632F, -0.116705F, 0.175298F,  -0.047163F, 0.313077F,  -0.166485F, -0.285860F, 0.129069F,
    -0.625911F, 0.046134F,  0.138081F,  -0.129581F, -0.521455F, -0.061579F, 0.230289F,  0.114963F,
    -0.216693F, -0.161643F, -0.179177F, -0.052599F, -0.213239F, 0.029502F,  0.260858F,  0.275045F,
    -0.213689F, -0.323608F, -0.285635F, -0.317687F, -0.324092F, -0.317972F, -0.208450F, -0.462504F,
    -0.255126F, -0.218576F, -0.041528F, 0.179421F,  -0.440583F, 0.072127F,  -0.284136F, 0.241570F};

static int32_t quantised(float value, float scale, int32_t limit)
{
    double raw = floor(fabs((double)value / (double)scale) + 0.5);
    return (int32_t)(raw > limit ? limit : raw) * (value < 0 ? -1 : 1);
}

static void check_published(TensorType type, int32_t limit)
{
    SvdfShape shape = {2, 2, 2, 4, 10, type};
    OpCase self = new_case(&shape, 1);
    int8_t y[8];
    self.scale[IN][0] = 2.5F / 127.0F;
    self.scale[FEATURE][0] = self.scale[OUT][0] = 1.0F / 127.0F;
    self.scale[TIME][0] = 1.0F / (float)limit;
    self.scale[STATE][0] = 1.49F / (float)limit;
    self.scale[BIAS][0] = self.scale[TIME][0] * self.scale[STATE][0];
    for (int32_t i = 0; i < self.tensor[FEATURE].element_count; i++)
        set_element(&self, FEATURE, i, quantised(published_w[i], self.scale[FEATURE][0], 127));
    for (int32_t i = 0; i < self.tensor[TIME].element_count; i++)
        set_element(&self, TIME, i, quantised(published_v[i], self.scale[TIME][0], limit));
    for (int32_t k = 0; k < 10; k++) {
        for (int32_t i = 0; i < 4; i++)
            set_element(&self, IN, i, quantised(published_x[4 * k + i], self.scale[IN][0], 127));
        CHECK(op_case_run(&self, kernels_find("auto"), y, NULL));
        for (int32_t i = 0; i < 8; i++)
            CHECK_NEAR(y[i], quantised(published_y[8 * k + i], self.scale[OUT][0], 127), 1.0);
    }
    op_case_clear(&self);
}

static void published_sequences_are_within_one(void)
{
    check_published(TENSOR_INT8, INT8_MAX);
    check_published(TENSOR_INT16, INT16_MAX);
}

TEST_MAIN(CASE(outputs_and_states_are_the_formula), CASE(two_steps_by_hand),
          CASE(published_sequences_are_within_one))
