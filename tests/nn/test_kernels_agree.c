/* Every set of kernels that can be tried here gives what plain C gives, on 1,000 random shapes of
 * each operator, awkward ones among them. */
#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "kernel_sets.h"
#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"

enum { CASES = 1000, CODE_ADD = 0, CODE_CONV = 3, CODE_DEPTHWISE = 4, CODE_DENSE = 9 };
enum { CODE_SUB = 41, CODE_TRANSPOSE_CONV = 67 };

static int32_t pick(Noise *noise, const int32_t *list, int32_t count)
{
    return list[noise_between(noise, 0, count - 1)];
}

static int32_t channels(Noise *noise)
{
    static const int32_t often[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 64, 65, 80};
    return pick(noise, often, G_N_ELEMENTS(often));
}

/* Draws a stride for one axis, the height first; answers the output's positions, 0 if none. */
static int32_t axis(Noise *noise, int32_t in, int32_t filter, int32_t dilation, OpOptions *options)
{
    static const int32_t strides[] = {1, 1, 1, 2, 2, 3, 9};
    int32_t stride = pick(noise, strides, G_N_ELEMENTS(strides));
    int32_t reach = (filter - 1) * dilation + 1;
    options->stride_h = options->stride_w;
    options->stride_w = stride;
    if (options->padding == OP_PADDING_SAME)
        return (in + stride - 1) / stride;
    return reach > in ? 0 : (in - reach) / stride + 1;
}

/* Zero points, scales (now and then extreme), contents, biases (now and then near the ends). */
static void fill(OpCase *self, Noise *noise, int32_t weights, int32_t channel_count)
{
    int32_t out = self->input_count;
    bool is_extreme = noise_between(noise, 0, 3) == 0;
    int32_t data = weights == 1 && self->input_count > 2 ? self->input_count - 3 : 0;
    self->tensor[data].zero_point = noise_between(noise, -128, 127);
    self->tensor[out].zero_point = noise_between(noise, -128, 127);
    if (noise_between(noise, 0, 1) == 1)
        op_case_scales(self, weights, channel_count, self->tensor[weights].channel_dim);
    for (int32_t c = 0; c < self->tensor[weights].scale_count; c++)
        self->scale[weights][c] =
            is_extreme ? noise_scale(noise, -30, 10) : noise_scale(noise, -14, -4);
    for (int32_t i = 0; i < self->input_count - 1; i++) {
        bool is_shape = self->tensor[i].type == TENSOR_INT32;
        size_t samples = self->is_constant[i] ? 1 : (size_t)self->batch;
        if (!is_shape)
            noise_fill(noise, self->data[i], self->tensor[i].size * samples);
    }
    int32_t *bias = self->data[self->input_count - 1];
    int32_t limit = is_extreme ? INT32_MAX : 1 << 14;
    for (int32_t c = 0; c < channel_count; c++)
        bias[c] = noise_between(noise, -limit, limit);
}

static void check_case(const OpCase *self, int32_t number)
{
    size_t size = self->tensor[self->input_count].size * (size_t)self->batch;
    g_autofree uint8_t *expected = g_malloc(size), *made = g_malloc(size);
    g_autoptr(GError) error = NULL;
    if (!CHECK(op_case_run(self, kernels_find("c"), expected, &error)))
        printf("case %d: %s\n", number, error->message);
    for (size_t s = 0; error == NULL && kernel_sets_at(s) != NULL; s++) {
        const KernelSet *set = kernel_sets_at(s);
        if (strcmp(set->name, "c") == 0)
            continue;
        memset(made, 0x55, size);
        CHECK(op_case_run(self, set, made, NULL));
        if (!CHECK_INT(golden_difference(made, expected, size), -1))
            printf("%s, case %d of %s\n", self->ops->name, number, set->name);
    }
}

/* Convolutions of both kinds: input 0, weights, bias. */
static bool make_window(OpCase *self, Noise *noise, bool is_depthwise)
{
    static const int32_t filters[] = {1, 1, 2, 3, 3, 5, 7};
    int32_t in_h = noise_between(noise, 1, 9), in_w = noise_between(noise, 1, 12);
    int32_t fh = pick(noise, filters, G_N_ELEMENTS(filters));
    int32_t fw = pick(noise, filters, G_N_ELEMENTS(filters));
    OpOptions *options = &self->options;
    options->padding = noise_between(noise, 0, 1);
    options->dilation_h = noise_between(noise, 0, 4) == 0 ? 2 : 1;
    options->dilation_w = noise_between(noise, 0, 4) == 0 ? 3 : 1;
    options->activation = noise_between(noise, 0, 3);
    int32_t out_h = axis(noise, in_h, fh, options->dilation_h, options);
    int32_t out_w = axis(noise, in_w, fw, options->dilation_w, options);
    int32_t groups = noise_between(noise, 0, 4) == 0 ? noise_between(noise, 2, 3) : 1;
    int32_t group_in = channels(noise), out = groups * channels(noise), in = groups * group_in;
    if (is_depthwise) {
        in = group_in;
        out = in * (noise_between(noise, 0, 3) == 0 ? noise_between(noise, 2, 4) : 1);
    }
    if (out_h == 0 || out_w == 0)
        return false;
    int32_t images = noise_between(noise, 1, 2);
    op_case_tensor(self, 0, TENSOR_INT8, 4, (int32_t[]){images, in_h, in_w, in});
    op_case_tensor(self, 1, TENSOR_INT8, 4,
                   is_depthwise ? (int32_t[]){1, fh, fw, out} : (int32_t[]){out, fh, fw, group_in});
    self->tensor[1].channel_dim = is_depthwise ? 3 : 0;
    op_case_tensor(self, 2, TENSOR_INT32, 1, (int32_t[]){out});
    op_case_tensor(self, 3, TENSOR_INT8, 4, (int32_t[]){images, out_h, out_w, out});
    fill(self, noise, 1, out);
    return true;
}

static OpCase new_case(int32_t code, int32_t input_count, Noise *noise)
{
    return (OpCase){.ops = op_table_find(code),
                    .input_count = input_count,
                    .batch = noise_between(noise, 1, 3),
                    .is_constant = {false, true, true}};
}

static void check_windows(int32_t code)
{
    Noise noise = {(uint64_t)code + 11};
    for (int32_t i = 0; i < CASES;) {
        OpCase self = new_case(code, 3, &noise);
        if (make_window(&self, &noise, code == CODE_DEPTHWISE))
            check_case(&self, i++);
        op_case_clear(&self);
    }
}

static void convolutions_agree(void)
{
    check_windows(CODE_CONV);
}

static void depthwise_convolutions_agree(void)
{
    check_windows(CODE_DEPTHWISE);
}

static void fully_connected_agree(void)
{
    Noise noise = {5};
    for (int32_t i = 0; i < CASES; i++) {
        OpCase self = new_case(CODE_DENSE, 3, &noise);
        int32_t rows = noise_between(&noise, 1, 11), width = channels(&noise);
        int32_t depth =
            noise_between(&noise, 0, 3) == 0 ? noise_between(&noise, 500, 1000) : channels(&noise);
        self.options.activation = noise_between(&noise, 0, 3);
        op_case_tensor(&self, 0, TENSOR_INT8, 2, (int32_t[]){rows, depth});
        op_case_tensor(&self, 1, TENSOR_INT8, 2, (int32_t[]){width, depth});
        op_case_tensor(&self, 2, TENSOR_INT32, 1, (int32_t[]){width});
        op_case_tensor(&self, 3, TENSOR_INT8, 2, (int32_t[]){rows, width});
        fill(&self, &noise, 1, width);
        check_case(&self, i);
        op_case_clear(&self);
    }
}

static void transposed_convolutions_agree(void)
{
    Noise noise = {6};
    for (int32_t i = 0; i < CASES; i++) {
        OpCase self = new_case(CODE_TRANSPOSE_CONV, 4, &noise);
        int32_t h = noise_between(&noise, 1, 4), w = noise_between(&noise, 1, 5);
        int32_t fh = noise_between(&noise, 1, 4), fw = noise_between(&noise, 1, 7);
        int32_t in = channels(&noise) % 20 + 1, out = channels(&noise) % 20 + 1;
        self.options.stride_h = noise_between(&noise, 1, 3);
        self.options.stride_w = noise_between(&noise, 1, 3);
        int32_t y[4] = {1, h * self.options.stride_h, w * self.options.stride_w, out};
        self.is_constant[0] = true;
        self.is_constant[2] = false;
        self.is_constant[3] = true;
        op_case_tensor(&self, 0, TENSOR_INT32, 1, (int32_t[]){4});
        memcpy(self.data[0], y, sizeof y);
        op_case_tensor(&self, 1, TENSOR_INT8, 4, (int32_t[]){out, fh, fw, in});
        op_case_tensor(&self, 2, TENSOR_INT8, 4, (int32_t[]){1, h, w, in});
        op_case_tensor(&self, 3, TENSOR_INT32, 1, (int32_t[]){out});
        op_case_tensor(&self, 4, TENSOR_INT8, 4, y);
        fill(&self, &noise, 1, out);
        check_case(&self, i);
        op_case_clear(&self);
    }
}

/* Shapes alike, or one of them a row or a single value that is repeated. */
static void check_sums(int32_t code)
{
    Noise noise = {(uint64_t)code + 7};
    for (int32_t i = 0; i < CASES; i++) {
        OpCase self = new_case(code, 2, &noise);
        int32_t row = noise_between(&noise, 1, 70), rows = noise_between(&noise, 1, 5);
        int32_t kind = noise_between(&noise, 0, 3);
        self.is_constant[1] = noise_between(&noise, 0, 3) == 0;
        self.options.activation = noise_between(&noise, 0, 3);
        op_case_tensor(&self, 0, TENSOR_INT8, 2, (int32_t[]){rows, row});
        op_case_tensor(&self, 1, TENSOR_INT8, 2,
                       (int32_t[]){kind >= 2 ? 1 : rows, kind == 3 ? 1 : row});
        op_case_tensor(&self, 2, TENSOR_INT8, 2, (int32_t[]){rows, row});
        for (int32_t t = 0; t < 3; t++) {
            self.tensor[t].zero_point = noise_between(&noise, -128, 127);
            self.scale[t][0] = noise_scale(&noise, -10, noise_between(&noise, -9, 0));
            noise_fill(&noise, self.data[t],
                       self.tensor[t].size * (size_t)(self.is_constant[t] ? 1 : self.batch));
        }
        check_case(&self, i);
        op_case_clear(&self);
    }
}

static void additions_agree(void)
{
    check_sums(CODE_ADD);
}

static void subtractions_agree(void)
{
    check_sums(CODE_SUB);
}

TEST_MAIN(CASE(convolutions_agree), CASE(depthwise_convolutions_agree), CASE(fully_connected_agree),
          CASE(transposed_convolutions_agree), CASE(additions_agree), CASE(subtractions_agree))
