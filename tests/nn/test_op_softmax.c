/* Softmax with int16 output: finer shares than with int8, both those of the real function. */
#include <string.h>

#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "util/detmath.h"

enum { ROWS = 4, DEPTH = 12, CASES = 500 };

/* Shares of ROWS x DEPTH values, as raw output above the zero point. */
static void run_shares(TensorType type, float in_scale, const int8_t *x, int32_t *share)
{
    OpCase self = {
        .ops = op_table_find(25), .options = {.beta = 1.0F}, .input_count = 1, .batch = 1};
    const int32_t dims[2] = {ROWS, DEPTH};
    Tensor *in = op_case_tensor(&self, 0, TENSOR_INT8, 2, dims);
    Tensor *out = op_case_tensor(&self, 1, type, 2, dims);
    self.scale[0][0] = in_scale;
    self.scale[1][0] = type == TENSOR_INT16 ? 1.0F / 65536.0F : 1.0F / 256.0F;
    in->zero_point = 3;
    out->zero_point = type == TENSOR_INT16 ? INT16_MIN : INT8_MIN;
    memcpy(self.data[0], x, ROWS * DEPTH);
    int16_t y[ROWS * DEPTH];
    g_autoptr(GError) error = NULL;
    CHECK(op_case_run(&self, kernels_find("c"), y, &error));
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    for (int32_t i = 0; i < ROWS * DEPTH; i++)
        share[i] = type == TENSOR_INT16 ? y[i] - INT16_MIN : ((const int8_t *)y)[i] - INT8_MIN;
    op_case_clear(&self);
}

static double real_share(float in_scale, const int8_t *row, int32_t i)
{
    double sum = 0.0;
    for (int32_t k = 0; k < DEPTH; k++)
        sum += det_exp((double)in_scale * (row[k] - row[i]));
    return 1.0 / sum;
}

static void shares_are_those_of_the_real_function(void)
{
    Noise noise = {11};
    for (int c = 0; c < CASES; c++) {
        int8_t x[ROWS * DEPTH];
        int32_t narrow[ROWS * DEPTH], wide[ROWS * DEPTH];
        float in_scale = noise_scale(&noise, -8, -1);
        noise_fill(&noise, x, sizeof x);
        run_shares(TENSOR_INT8, in_scale, x, narrow);
        run_shares(TENSOR_INT16, in_scale, x, wide);
        for (int32_t i = 0; i < ROWS * DEPTH; i++) {
            double real = real_share(in_scale, x + i / DEPTH * DEPTH, i % DEPTH);
            CHECK_NEAR(wide[i], MIN(65536.0 * real, 65535.0), 12.0);
            CHECK_NEAR(narrow[i], MIN(256.0 * real, 255.0), 0.6);
        }
    }
}

TEST_MAIN(CASE(shares_are_those_of_the_real_function))
