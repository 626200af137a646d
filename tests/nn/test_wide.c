/* The 16x8 forms with weights against the same formulas in 128-bit integers: there is no golden
 * data of them. */
#include <stdio.h>
#include <string.h>

#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "wide_formula.h"

enum { CASES = 300, CODE_CONV = 3, CODE_DEPTHWISE = 4, CODE_DENSE = 9 };
enum { CODE_TRANSPOSE_CONV = 67 };

static double real_multiplier(const OpCase *self, int32_t data, int32_t channel)
{
    const Tensor *w = &self->tensor[1], *y = &self->tensor[self->input_count];
    double product =
        (double)self->tensor[data].scale[0] * (double)w->scale[w->scale_count == 1 ? 0 : channel];
    if (self->ops->code == CODE_DENSE && w->scale_count == 1)
        product = (double)(float)product;
    return product / (double)y->scale[0];
}

/* What a sum becomes: bias, multiplier, RELU or not. */
static int64_t finish(const OpCase *self, int32_t data, Wide128 sum, int32_t channel)
{
    int32_t last = self->input_count - 1;
    bool is_long = self->tensor[last].type == TENSOR_INT64;
    int64_t bias = is_long ? ((const int64_t *)self->data[last])[channel]
                           : ((const int32_t *)self->data[last])[channel];
    double m = real_multiplier(self, data, channel);
    Wide128 value = is_long ? wide_multiply_long(sum + bias, m) : wide_multiply(sum + bias, m);
    return wide_clamp(value, self->options.activation == QUANT_ACTIVATION_RELU ? 0 : -32768);
}

static OpCase new_case(int32_t code, int32_t input_count, Noise *noise)
{
    OpCase self = {.ops = op_table_find(code), .input_count = input_count};
    self.batch = noise_between(noise, 1, 2);
    self.options = (OpOptions){.stride_h = noise_between(noise, 1, 3),
                               .stride_w = noise_between(noise, 1, 3),
                               .dilation_h = 1,
                               .dilation_w = noise_between(noise, 1, 2),
                               .padding = OP_PADDING_SAME,
                               .activation = noise_between(noise, 0, 1)};
    return self;
}

/* Values, weights, a bias of either width, scales that keep most outputs inside int16. */
static void fill(OpCase *self, Noise *noise, int32_t data, int32_t channel_count)
{
    int32_t last = self->input_count - 1;
    bool is_long = noise_between(noise, 0, 1) == 1;
    self->is_constant[last] = true;
    op_case_tensor(self, last, is_long ? TENSOR_INT64 : TENSOR_INT32, 1, &channel_count);
    for (int32_t c = 0; c < channel_count; c++) {
        int32_t bias = noise_between(noise, -(1 << 20), 1 << 20);
        if (is_long)
            ((int64_t *)self->data[last])[c] = (int64_t)bias * (1 << noise_between(noise, 0, 14));
        else
            ((int32_t *)self->data[last])[c] = bias;
    }
    if (noise_between(noise, 0, 1) == 1)
        op_case_scales(self, 1, channel_count, self->tensor[1].channel_dim);
    for (int32_t c = 0; c < self->tensor[1].scale_count; c++)
        self->scale[1][c] = noise_scale(noise, -16, -5);
    noise_fill(noise, self->data[1], self->tensor[1].size);
    noise_fill(noise, self->data[data], self->tensor[data].size * (size_t)self->batch);
    for (int32_t i = 0; !is_long && i < self->tensor[data].element_count * self->batch; i++)
        ((int16_t *)self->data[data])[i] /= 16; /* sums that stay in int32 */
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

static int32_t before(int32_t in, int32_t out, int32_t filter, int32_t stride, int32_t dilation)
{
    int32_t total = (out - 1) * stride + (filter - 1) * dilation + 1 - in;
    return total > 0 ? total / 2 : 0;
}

/* The sum at output `at` = {n, oy, ox, o} of a convolution; one channel each if depthwise. */
static Wide128 window_sum(const OpCase *self, const int32_t at[4], bool is_depthwise)
{
    const int32_t *in = self->tensor[0].dims, *w = self->tensor[1].dims;
    const int32_t *out = self->tensor[3].dims;
    const OpOptions *options = &self->options;
    const int16_t *x = self->data[0];
    const int8_t *weight = self->data[1];
    int32_t top = before(in[1], out[1], w[1], options->stride_h, options->dilation_h);
    int32_t left = before(in[2], out[2], w[2], options->stride_w, options->dilation_w);
    Wide128 sum = 0;
    for (int32_t k = 0; k < w[1] * w[2]; k++) {
        int32_t iy = at[1] * options->stride_h - top + k / w[2] * options->dilation_h;
        int32_t ix = at[2] * options->stride_w - left + k % w[2] * options->dilation_w;
        if (iy < 0 || iy >= in[1] || ix < 0 || ix >= in[2])
            continue;
        const int16_t *pixel = x + ((at[0] * in[1] + iy) * in[2] + ix) * in[3];
        if (is_depthwise) {
            sum += pixel[at[3] / (out[3] / in[3])] * weight[k * out[3] + at[3]];
            continue;
        }
        for (int32_t i = 0; i < in[3]; i++)
            sum += pixel[i] * weight[(at[3] * w[1] * w[2] + k) * in[3] + i];
    }
    return sum;
}

static void check_window(Noise *noise, bool is_depthwise)
{
    OpCase self = new_case(is_depthwise ? CODE_DEPTHWISE : CODE_CONV, 3, noise);
    int32_t h = noise_between(noise, 1, 6), w = noise_between(noise, 1, 6);
    int32_t fh = noise_between(noise, 1, 4), fw = noise_between(noise, 1, 5);
    int32_t in = noise_between(noise, 1, 6), out = in * noise_between(noise, 1, 2);
    int32_t oh = (h + self.options.stride_h - 1) / self.options.stride_h;
    int32_t ow = (w + self.options.stride_w - 1) / self.options.stride_w;
    self.is_constant[1] = true;
    op_case_tensor(&self, 0, TENSOR_INT16, 4, (int32_t[]){1, h, w, in});
    op_case_tensor(&self, 1, TENSOR_INT8, 4,
                   is_depthwise ? (int32_t[]){1, fh, fw, out} : (int32_t[]){out, fh, fw, in});
    self.tensor[1].channel_dim = is_depthwise ? 3 : 0;
    op_case_tensor(&self, 3, TENSOR_INT16, 4, (int32_t[]){1, oh, ow, out});
    fill(&self, noise, 0, out);
    g_autofree int16_t *y = run(&self);
    for (int32_t i = 0; i < self.tensor[3].element_count * self.batch; i++) {
        int32_t at[4] = {i / (oh * ow * out), i / (ow * out) % oh, i / out % ow, i % out};
        CHECK_INT(y[i], finish(&self, 0, window_sum(&self, at, is_depthwise), at[3]));
    }
    op_case_clear(&self);
}

static void convolutions_are_the_formula(void)
{
    Noise noise = {1};
    for (int i = 0; i < CASES; i++)
        check_window(&noise, false);
}

static void depthwise_convolutions_are_the_formula(void)
{
    Noise noise = {2};
    for (int i = 0; i < CASES; i++)
        check_window(&noise, true);
}

static void fully_connected_are_the_formula(void)
{
    Noise noise = {3};
    for (int n = 0; n < CASES; n++) {
        OpCase self = new_case(CODE_DENSE, 3, &noise);
        int32_t rows = noise_between(&noise, 1, 3), depth = noise_between(&noise, 1, 40);
        int32_t width = noise_between(&noise, 1, 6);
        self.is_constant[1] = true;
        op_case_tensor(&self, 0, TENSOR_INT16, 2, (int32_t[]){rows, depth});
        op_case_tensor(&self, 1, TENSOR_INT8, 2, (int32_t[]){width, depth});
        op_case_tensor(&self, 3, TENSOR_INT16, 2, (int32_t[]){rows, width});
        fill(&self, &noise, 0, width);
        g_autofree int16_t *y = run(&self);
        for (int32_t i = 0; i < rows * width * self.batch; i++) {
            Wide128 sum = 0;
            for (int32_t k = 0; k < depth; k++)
                sum += ((const int16_t *)self.data[0])[i / width * depth + k] *
                       ((const int8_t *)self.data[1])[i % width * depth + k];
            CHECK_INT(y[i], finish(&self, 0, sum, i % width));
        }
        op_case_clear(&self);
    }
}

/* Scatters one picture into sums [h][w][out]. */
static void scatter(const OpCase *self, int32_t picture, Wide128 *sums)
{
    const int32_t *in = self->tensor[2].dims, *w = self->tensor[1].dims;
    const int32_t *out = self->tensor[4].dims;
    const OpOptions *options = &self->options;
    int32_t top = before(out[1], in[1], w[1], options->stride_h, 1);
    int32_t left = before(out[2], in[2], w[2], options->stride_w, 1);
    const int16_t *x = (const int16_t *)self->data[2] + picture * in[1] * in[2] * in[3];
    for (int32_t i = 0; i < in[1] * in[2] * w[1] * w[2] * out[3]; i++) {
        int32_t o = i % out[3], k = i / out[3] % (w[1] * w[2]), p = i / out[3] / (w[1] * w[2]);
        int32_t oy = p / in[2] * options->stride_h - top + k / w[2];
        int32_t ox = p % in[2] * options->stride_w - left + k % w[2];
        if (oy < 0 || oy >= out[1] || ox < 0 || ox >= out[2])
            continue;
        for (int32_t c = 0; c < in[3]; c++)
            sums[(oy * out[2] + ox) * out[3] + o] +=
                x[p * in[3] + c] *
                ((const int8_t *)self->data[1])[(o * w[1] * w[2] + k) * in[3] + c];
    }
}

static void transposed_convolutions_are_the_formula(void)
{
    Noise noise = {4};
    for (int n = 0; n < CASES; n++) {
        OpCase self = new_case(CODE_TRANSPOSE_CONV, 4, &noise);
        int32_t in = noise_between(&noise, 1, 5), out = noise_between(&noise, 1, 5);
        int32_t h = noise_between(&noise, 1, 3), w = noise_between(&noise, 1, 3);
        int32_t y_dims[4] = {1, h * self.options.stride_h, w * self.options.stride_w, out};
        self.is_constant[0] = self.is_constant[1] = true;
        op_case_tensor(&self, 0, TENSOR_INT32, 1, (int32_t[]){4});
        memcpy(self.data[0], y_dims, sizeof y_dims);
        op_case_tensor(
            &self, 1, TENSOR_INT8, 4,
            (int32_t[]){out, noise_between(&noise, 1, 4), noise_between(&noise, 1, 4), in});
        op_case_tensor(&self, 2, TENSOR_INT16, 4, (int32_t[]){1, h, w, in});
        op_case_tensor(&self, 4, TENSOR_INT16, 4, y_dims);
        fill(&self, &noise, 2, out);
        g_autofree int16_t *y = run(&self);
        int32_t count = self.tensor[4].element_count;
        for (int32_t s = 0; s < self.batch; s++) {
            g_autofree Wide128 *sums = g_malloc0((size_t)count * sizeof *sums);
            scatter(&self, s, sums);
            for (int32_t i = 0; i < count; i++)
                CHECK_INT(y[s * count + i], finish(&self, 2, sums[i], i % out));
        }
        op_case_clear(&self);
    }
}

static void check_refused(OpCase *self, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autofree int16_t *y = g_malloc(self->tensor[3].size * (size_t)self->batch);
    CHECK(!op_case_run(self, kernels_find("c"), y, &error));
    if (CHECK(error != NULL))
        CHECK(strstr(error->message, part) != NULL);
}

static void what_has_no_meaning_is_refused(void)
{
    Noise noise = {9};
    OpCase self = new_case(CODE_DENSE, 3, &noise);
    self.is_constant[1] = true;
    op_case_tensor(&self, 0, TENSOR_INT16, 2, (int32_t[]){1, 4});
    op_case_tensor(&self, 1, TENSOR_INT8, 2, (int32_t[]){2, 4});
    self.is_constant[2] = true;
    op_case_tensor(&self, 2, TENSOR_INT64, 1, (int32_t[]){2});
    op_case_tensor(&self, 3, TENSOR_INT16, 2, (int32_t[]){1, 2});
    self.scale[1][0] = 128.0F;
    check_refused(&self, "its scales give a multiplier of 128, which must be below 128");
    self.scale[1][0] = 0.01F;
    self.tensor[0].zero_point = 1;
    check_refused(&self, "its int16 input has zero point 1, which must be 0");
    self.tensor[0].zero_point = 0;
    self.tensor[2].type = TENSOR_INT16;
    check_refused(&self, "its bias is int16[2], which must be int32");
    op_case_clear(&self);
}

TEST_MAIN(CASE(convolutions_are_the_formula), CASE(depthwise_convolutions_are_the_formula),
          CASE(fully_connected_are_the_formula), CASE(transposed_convolutions_are_the_formula),

          CASE(what_has_no_meaning_is_refused))
