/* The int16 forms without weights against the same formulas in 128-bit integers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "wide_formula.h"

enum { CASES = 300, CODE_ADD = 0, CODE_PAD = 34, CODE_SUB = 41, CODE_STRIDED_SLICE = 45 };
enum { CODE_LEAKY_RELU = 98, CODE_QUANTIZE = 114 };

static OpCase new_case(int32_t code, int32_t input_count, Noise *noise)
{
    return (OpCase){.ops = op_table_find(code),
                    .input_count = input_count,
                    .batch = noise_between(noise, 1, 2),
                    .options = {.activation = noise_between(noise, 0, 1)}};
}

/* Runs; answers the output, to be freed. */
static int16_t *run(const OpCase *self)
{
    int16_t *y = g_malloc(self->tensor[self->input_count].size * (size_t)self->batch);
    g_autoptr(GError) error = NULL;
    if (!CHECK(op_case_run(self, kernels_find("auto"), y, &error)))
        printf("%s: %s\n", self->ops->name, error->message);
    return y;
}

/* ADD in double, SUB in float32. */
static void check_sum(Noise *noise, bool is_minus)
{
    OpCase self = new_case(is_minus ? CODE_SUB : CODE_ADD, 2, noise);
    int32_t rows = noise_between(noise, 1, 4), row = noise_between(noise, 1, 20);
    bool is_repeated = noise_between(noise, 0, 1) == 1;
    op_case_tensor(&self, 0, TENSOR_INT16, 2, (int32_t[]){rows, row});
    op_case_tensor(&self, 1, TENSOR_INT16, 2, (int32_t[]){is_repeated ? 1 : rows, row});
    op_case_tensor(&self, 2, TENSOR_INT16, 2, (int32_t[]){rows, row});
    for (int i = 0; i < 3; i++) {
        self.scale[i][0] = noise_scale(noise, -12, -8);
        noise_fill(noise, self.data[i], self.tensor[i].size * (size_t)self.batch);
    }
    float a = self.scale[0][0], b = self.scale[1][0], out = self.scale[2][0];
    float twice = 2.0F * MAX(a, b), a_part = a / twice, b_part = b / twice;
    float unit = 32768.0F * out, out_part = twice / unit;
    double m_a = is_minus ? (double)a_part : (double)a / (double)twice;
    double m_b = is_minus ? (double)b_part : (double)b / (double)twice;
    double m_y = is_minus ? (double)out_part : (double)twice / (32768.0 * (double)out);
    g_autofree int16_t *y = run(&self);
    int32_t low = self.options.activation == QUANT_ACTIVATION_RELU ? 0 : -32768;
    for (int32_t i = 0; i < rows * row * self.batch; i++) {
        int32_t at = is_repeated ? i / (rows * row) * row + i % row : i;
        Wide128 first = wide_multiply((Wide128)((int16_t *)self.data[0])[i] * 32768, m_a);
        Wide128 second = wide_multiply((Wide128)((int16_t *)self.data[1])[at] * 32768, m_b);
        CHECK_INT(y[i],
                  wide_clamp(wide_multiply(is_minus ? first - second : first + second, m_y), low));
    }
    op_case_clear(&self);
}

static void sums_and_differences_are_the_formula(void)
{
    Noise noise = {5};
    for (int i = 0; i < CASES; i++) {
        check_sum(&noise, false);
        check_sum(&noise, true);
    }
}

static void leaky_slopes_are_the_formula(void)
{
    Noise noise = {6};
    for (int n = 0; n < CASES; n++) {
        OpCase self = new_case(CODE_LEAKY_RELU, 1, &noise);
        int32_t count = noise_between(&noise, 1, 60);
        op_case_tensor(&self, 0, TENSOR_INT16, 1, &count);
        op_case_tensor(&self, 1, TENSOR_INT16, 1, &count);
        self.scale[0][0] = noise_scale(&noise, -12, -8);
        self.scale[1][0] = noise_scale(&noise, -12, -8);
        self.options.alpha = noise_scale(&noise, -4, 0) * (n % 2 == 0 ? 1.0F : -1.0F);
        noise_fill(&noise, self.data[0], self.tensor[0].size * (size_t)self.batch);
        float identity = self.scale[0][0] / self.scale[1][0];
        float scaled = self.scale[0][0] * self.options.alpha, slope = scaled / self.scale[1][0];
        g_autofree int16_t *y = run(&self);
        for (int32_t i = 0; i < count * self.batch; i++) {
            int32_t x = ((int16_t *)self.data[0])[i];
            Wide128 value = wide_multiply(x, x >= 0 ? (double)identity : fabs((double)slope));
            CHECK_INT(y[i], wide_clamp(x < 0 && slope < 0 ? -value : value, -32768));
        }
        op_case_clear(&self);
    }
}

static void requantising_is_the_formula(void)
{
    static const TensorType types[] = {TENSOR_INT8, TENSOR_INT16, TENSOR_INT32};
    Noise noise = {7};
    for (int n = 0; n < CASES; n++) {
        OpCase self = new_case(CODE_QUANTIZE, 1, &noise);
        int32_t count = noise_between(&noise, 1, 60);
        TensorType from = types[n % 2];
        op_case_tensor(&self, 0, from, 1, &count);
        op_case_tensor(&self, 1, TENSOR_INT16, 1, &count);
        self.scale[0][0] = noise_scale(&noise, -10, -3);
        self.scale[1][0] = noise_scale(&noise, -10, -3);
        if (from == TENSOR_INT8)
            self.tensor[0].zero_point = noise_between(&noise, -128, 127);
        noise_fill(&noise, self.data[0], self.tensor[0].size * (size_t)self.batch);
        g_autofree int16_t *y = run(&self);
        double m = (double)self.scale[0][0] / (double)self.scale[1][0];
        for (int32_t i = 0; i < count * self.batch; i++) {
            int32_t x =
                from == TENSOR_INT8 ? ((int8_t *)self.data[0])[i] : ((int16_t *)self.data[0])[i];
            CHECK_INT(y[i], wide_clamp(wide_multiply(x - self.tensor[0].zero_point, m), -32768));
        }
        op_case_clear(&self);
    }
}

static void padding_and_slices_move_words(void)
{
    static const int32_t pads[4] = {1, 0, 0, 2}, begin[2] = {0, -1}, end[2] = {2, -5};
    static const int32_t step[2] = {1, -2};
    Noise noise = {8};
    OpCase pad = new_case(CODE_PAD, 2, &noise);
    pad.is_constant[1] = true;
    op_case_tensor(&pad, 0, TENSOR_INT16, 2, (int32_t[]){2, 4});
    op_case_tensor(&pad, 1, TENSOR_INT32, 2, (int32_t[]){2, 2});
    op_case_tensor(&pad, 2, TENSOR_INT16, 2, (int32_t[]){3, 6});
    memcpy(pad.data[1], pads, sizeof pads);
    noise_fill(&noise, pad.data[0], pad.tensor[0].size * (size_t)pad.batch);
    const int16_t *x = pad.data[0];
    g_autofree int16_t *y = run(&pad);
    for (int32_t i = 0; i < 18; i++)
        CHECK_INT(y[i], i / 6 >= 1 && i % 6 < 4 ? x[(i / 6 - 1) * 4 + i % 6] : 0);
    OpCase slice = new_case(CODE_STRIDED_SLICE, 4, &noise);
    op_case_tensor(&slice, 0, TENSOR_INT16, 2, (int32_t[]){2, 4});
    memcpy(slice.data[0], x, slice.tensor[0].size);
    const int32_t *const lists[] = {begin, end, step};
    for (int32_t i = 1; i <= 3; i++) {
        slice.is_constant[i] = true;
        op_case_tensor(&slice, i, TENSOR_INT32, 1, (int32_t[]){2});
        memcpy(slice.data[i], lists[i - 1], sizeof begin);
    }
    op_case_tensor(&slice, 4, TENSOR_INT16, 2, (int32_t[]){2, 2});
    g_autofree int16_t *z = run(&slice);
    for (int32_t i = 0; i < 4; i++)
        CHECK_INT(z[i], x[i / 2 * 4 + 3 - 2 * (i % 2)]);
    op_case_clear(&slice);
    op_case_clear(&pad);
}

TEST_MAIN(CASE(sums_and_differences_are_the_formula), CASE(leaky_slopes_are_the_formula),
          CASE(requantising_is_the_formula), CASE(padding_and_slices_move_words))
