/* Every set of inner loops that this CPU has computes what the formulas say. */
#include <string.h>

#include "nn/kernels.h"
#include "test.h"

enum { COUNT_MAX = 67, DEPTH = 80, WIDTH = 12, TAPS = 9 };

typedef struct Noise {
    uint32_t state;
} Noise;

static int32_t next_between(Noise *noise, int32_t low, int32_t high)
{
    noise->state = noise->state * 1664525U + 1013904223U;
    return low + (int32_t)((noise->state >> 8) % (uint32_t)(high - low + 1));
}

static void check_product(const KernelSet *set, int32_t row_count)
{
    _Alignas(64) int16_t x[KERNEL_ROWS * DEPTH], w[WIDTH * DEPTH];
    _Alignas(64) int32_t sum[KERNEL_ROWS * WIDTH];
    Noise noise = {5};
    for (int i = 0; i < KERNEL_ROWS * DEPTH; i++)
        x[i] = (int16_t)next_between(&noise, -255, 255);
    for (int i = 0; i < WIDTH * DEPTH; i++)
        w[i] = (int16_t)next_between(&noise, -128, 127);
    KernelProduct shape = {DEPTH, WIDTH, row_count};
    set->product(&shape, x, w, sum);
    for (int r = 0; r < row_count; r++) {
        for (int o = 0; o < WIDTH; o++) {
            int32_t expected = 0;
            for (int k = 0; k < DEPTH; k++)
                expected += x[r * DEPTH + k] * w[o * DEPTH + k];
            CHECK_INT(sum[r * WIDTH + o], expected);
        }
    }
}

static void products_are_sums_of_products(void)
{
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        for (int32_t rows = 1; kernels_at(s)->is_available() && rows <= KERNEL_ROWS; rows++)
            check_product(kernels_at(s), rows);
    }
}

static void check_depthwise(const KernelSet *set, int32_t count)
{
    int16_t x[TAPS][COUNT_MAX], w[TAPS][COUNT_MAX];
    int32_t sum[COUNT_MAX];
    const int16_t *x_rows[TAPS], *w_rows[TAPS];
    Noise noise = {9};
    for (int t = 0; t < TAPS; t++) {
        x_rows[t] = x[t];
        w_rows[t] = w[t];
        for (int c = 0; c < count; c++) {
            x[t][c] = (int16_t)next_between(&noise, -255, 255);
            w[t][c] = (int16_t)next_between(&noise, -128, 127);
        }
    }
    x[0][0] = 255, w[0][0] = -128; /* the extreme product */
    KernelTaps taps = {TAPS, x_rows, w_rows};
    set->depthwise(&taps, sum, count);
    for (int c = 0; c < count; c++) {
        int32_t expected = 0;
        for (int t = 0; t < TAPS; t++)
            expected += x[t][c] * w[t][c];
        CHECK_INT(sum[c], expected);
    }
}

static void depthwise_sums_stay_in_their_channels(void)
{
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        for (int32_t count = 1; kernels_at(s)->is_available() && count <= COUNT_MAX; count += 3)
            check_depthwise(kernels_at(s), count);
    }
}

static void check_requant(const KernelSet *set, int32_t shift)
{
    int32_t sum[COUNT_MAX], bias[COUNT_MAX];
    KernelScale scale[COUNT_MAX];
    QuantMultiplier multiplier[COUNT_MAX];
    int8_t y[COUNT_MAX];
    Noise noise = {(uint32_t)(shift + 100)};
    for (int c = 0; c < COUNT_MAX; c++) {
        sum[c] = next_between(&noise, -(1 << 22), 1 << 22);
        bias[c] = next_between(&noise, -(1 << 20), 1 << 20);
        multiplier[c].mantissa = (1 << 30) + next_between(&noise, 0, (1 << 30) - 1);
        multiplier[c].shift = shift + c % 3 > 8 ? 8 : shift + c % 3;
        scale[c] = kernels_scale(multiplier[c]);
    }
    sum[0] = INT32_MAX - (1 << 20), sum[1] = -3, bias[1] = 0; /* near the end; a tie */
    multiplier[1] = (QuantMultiplier){1 << 30, 0};
    scale[1] = kernels_scale(multiplier[1]);
    KernelRequant rq = {bias, scale, -7, {-120, 90}};
    set->requant_s8(&rq, sum, y, COUNT_MAX);
    for (int c = 0; c < COUNT_MAX; c++) {
        int32_t scaled = quant_multiply(quant_add_wrap(sum[c], bias[c]), multiplier[c]);
        int64_t value = (int64_t)scaled - 7;
        CHECK_INT(y[c], value < -120 ? -120 : value > 90 ? 90 : value);
    }
}

static void requantising_is_multiplying_by_the_reference(void)
{
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        for (int32_t shift = -31; kernels_at(s)->is_available() && shift <= 6; shift++)
            check_requant(kernels_at(s), shift);
    }
}

static void widening_subtracts_the_zero_point(void)
{
    int8_t x[COUNT_MAX];
    int16_t y[COUNT_MAX];
    for (int i = 0; i < COUNT_MAX; i++)
        x[i] = (int8_t)(i * 4 - 128);
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        if (!kernels_at(s)->is_available())
            continue;
        kernels_at(s)->widen(x, -128, y, COUNT_MAX);
        for (int i = 0; i < COUNT_MAX; i++)
            CHECK_INT(y[i], x[i] + 128);
    }
}

static void sets_are_found_by_name(void)
{
    CHECK_TEXT(kernels_find("c")->name, "c");
    CHECK(kernels_find("auto") != NULL);
    CHECK(kernels_find("abacus") == NULL);
}

TEST_MAIN(CASE(products_are_sums_of_products), CASE(depthwise_sums_stay_in_their_channels),
          CASE(requantising_is_multiplying_by_the_reference),
          CASE(widening_subtracts_the_zero_point), CASE(sets_are_found_by_name))
