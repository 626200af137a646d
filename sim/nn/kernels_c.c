/*
 * nn/kernels_c.c - the inner loops in plain C, the reference of every other set.
 *
 * The dot products run over contiguous int16 so that a compiler can multiply and add pairs in
 * one instruction (pmaddwd, smlad).
 */
#include "nn/kernels_c.h"

static bool always(void)
{
    return true;
}

/* One row of x against four of w: the remainder of a block. */
static void dot_1x4(const int16_t *restrict x, const int16_t *restrict w, int32_t depth,
                    int32_t *restrict sum)
{
    const int16_t *w1 = w + depth, *w2 = w1 + depth, *w3 = w2 + depth;
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int32_t k = 0; k < depth; k++) {
        s0 += x[k] * w[k];
        s1 += x[k] * w1[k];
        s2 += x[k] * w2[k];
        s3 += x[k] * w3[k];
    }
    sum[0] = s0, sum[1] = s1, sum[2] = s2, sum[3] = s3;
}

/* Four rows of x against two of w: each load serves several products. */
static void dot_4x2(const int16_t *restrict x, const int16_t *restrict w, int32_t depth,
                    int32_t *restrict sum)
{
    const int16_t *x1 = x + depth, *x2 = x1 + depth, *x3 = x2 + depth, *w1 = w + depth;
    int32_t s00 = 0, s10 = 0, s20 = 0, s30 = 0, s01 = 0, s11 = 0, s21 = 0, s31 = 0;
    for (int32_t k = 0; k < depth; k++) {
        s00 += x[k] * w[k];
        s10 += x1[k] * w[k];
        s20 += x2[k] * w[k];
        s30 += x3[k] * w[k];
        s01 += x[k] * w1[k];
        s11 += x1[k] * w1[k];
        s21 += x2[k] * w1[k];
        s31 += x3[k] * w1[k];
    }
    sum[0] = s00, sum[1] = s01, sum[2] = s10, sum[3] = s11;
    sum[4] = s20, sum[5] = s21, sum[6] = s30, sum[7] = s31;
}

static void product_rows_4(const KernelProduct *shape, const int16_t *x, const int16_t *w,
                           int32_t *sum)
{
    for (int32_t o = 0; o < shape->width; o += 2) {
        int32_t block[8];
        dot_4x2(x, w + (size_t)o * (size_t)shape->depth, shape->depth, block);
        for (int32_t r = 0; r < 4; r++) {
            int32_t *row = sum + (size_t)r * (size_t)shape->width + o;
            row[0] = block[2 * r];
            row[1] = block[2 * r + 1];
        }
    }
}

void kernels_c_product(const KernelProduct *shape, const int16_t *x, const int16_t *w, int32_t *sum)
{
    if (shape->row_count == 4) {
        product_rows_4(shape, x, w, sum);
        return;
    }
    for (int32_t r = 0; r < shape->row_count; r++) {
        const int16_t *row = x + (size_t)r * (size_t)shape->depth;
        int32_t *row_sum = sum + (size_t)r * (size_t)shape->width;
        for (int32_t o = 0; o < shape->width; o += 4)
            dot_1x4(row, w + (size_t)o * (size_t)shape->depth, shape->depth, row_sum + o);
    }
}

enum { DEPTHWISE_BLOCK = 8 };

/* A block of channels stays in registers over all taps. */
static void depthwise_block(const KernelTaps *taps, int32_t from, int32_t *restrict sum)
{
    int32_t block[DEPTHWISE_BLOCK] = {0};
    for (int32_t t = 0; t < taps->tap_count; t++) {
        const int16_t *restrict x = taps->x[t] + from, *restrict w = taps->w[t] + from;
        for (int32_t c = 0; c < DEPTHWISE_BLOCK; c++)
            block[c] += (int16_t)(x[c] * w[c]);
    }
    for (int32_t c = 0; c < DEPTHWISE_BLOCK; c++)
        sum[from + c] = block[c];
}

void kernels_c_depthwise(const KernelTaps *taps, int32_t *sum, int32_t count)
{
    int32_t c = 0;
    for (; c + DEPTHWISE_BLOCK <= count; c += DEPTHWISE_BLOCK)
        depthwise_block(taps, c, sum);
    for (; c < count; c++) {
        int32_t total = 0;
        for (int32_t t = 0; t < taps->tap_count; t++)
            total += taps->x[t][c] * taps->w[t][c];
        sum[c] = total;
    }
}

/* quant_multiply(), without its branches. */
static inline int64_t multiply(int32_t x, const KernelScale *scale)
{
    int64_t shifted = (int32_t)((uint32_t)x << scale->left);
    int64_t product = (shifted * scale->mantissa + (INT64_C(1) << 30)) >> 31;
    return (product + scale->half + (product >> 63 & scale->nudge)) >> scale->right;
}

void kernels_c_requant_s8(const KernelRequant *rq, const int32_t *restrict sum, int8_t *restrict y,
                          int32_t count)
{
    const int32_t *restrict bias = rq->bias;
    const KernelScale *restrict scale = rq->scale;
    int64_t zero_point = rq->zero_point, low = rq->range.low, high = rq->range.high;
    for (int32_t c = 0; c < count; c++) {
        int64_t value = multiply(quant_add_wrap(sum[c], bias[c]), &scale[c]) + zero_point;
        value = value < low ? low : value;
        y[c] = (int8_t)(value > high ? high : value);
    }
}

void kernels_c_widen(const int8_t *restrict x, int32_t zero_point, int16_t *restrict y,
                     int32_t count)
{
    int16_t zero = (int16_t)zero_point;
    for (int32_t i = 0; i < count; i++)
        y[i] = (int16_t)(x[i] - zero);
}

const KernelSet kernels_c = {
    .name = "c",
    .doc = "plain C, on every machine",
    .is_available = always,
    .product = kernels_c_product,
    .depthwise = kernels_c_depthwise,
    .requant_s8 = kernels_c_requant_s8,
    .widen = kernels_c_widen,
};
