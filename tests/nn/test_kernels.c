/* Every set of inner loops that this CPU has computes what the formulas say. */
#include <glib.h>
#include <string.h>

#include "nn/kernels.h"
#include "nn/panel.h"
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

enum { SIMD_WIDTH_MAX = 72, SIMD_COUNT_MAX = 80 };

enum { SIMD_ROWS_MAX = 19 };

/* What a sum of row r and output o is: the bias plus the row's only element. */
static int32_t simd_element(int32_t r)
{
    return r * 13 % 256;
}

/* Rows of one element each, and weights of one. */
static void fill_simd_operands(const SimdOps *simd, int32_t count, uint8_t *x, uint8_t *w)
{
    for (int32_t r = 0; r < SIMD_ROWS_MAX; r++) {
        int8_t element = (int8_t)(simd_element(r) - 128);
        simd->convert(&element, -128, x + (size_t)r * SIMD_UNIT_SIZE, 1);
    }
    for (int32_t o = 0; o < count; o++)
        w[(size_t)o * SIMD_UNIT_SIZE] = 1;
}

/* Small sums and mantissas of 2^30 now and then, so that many are ties; `width` outputs of each
 * row, one row behind the other. */
static void check_simd_requant(const SimdOps *simd, int32_t width, int32_t shift)
{
    enum { ROWS = SIMD_ROWS_MAX };
    static const int32_t no_distance[1] = {0};
    _Alignas(64) int32_t column[SIMD_COLUMNS * SIMD_COUNT_MAX] = {0};
    _Alignas(64) uint8_t x[ROWS * SIMD_UNIT_SIZE + SIMD_SLACK] = {0};
    _Alignas(64) uint8_t w[SIMD_COUNT_MAX * SIMD_UNIT_SIZE] = {0};
    int8_t y[ROWS * SIMD_WIDTH_MAX];
    int32_t row_at[ROWS];
    QuantMultiplier multiplier[SIMD_COUNT_MAX];
    int32_t count = simd_round_up(width, simd->lanes);
    SimdScaleFill fill = {column, count, 5, {-127, 99}};
    Noise noise = {(uint32_t)(shift * 64 + width + 4096)};
    for (int32_t c = 0; c < width; c++) {
        int32_t rest = c % 2 == 0 ? 0 : next_between(&noise, 0, (1 << 30) - 1);
        int32_t bias = next_between(&noise, -512, 512) * (1 << next_between(&noise, 0, 20));
        multiplier[c] = (QuantMultiplier){(1 << 30) + rest, shift + c % 3};
        SimdChannel channel = {multiplier[c], bias, -128, {1, 1}};
        simd_fill_channel(&fill, simd, c, &channel);
    }
    fill_simd_operands(simd, count, x, w);
    for (int32_t r = 0; r < ROWS; r++)
        row_at[r] = r * SIMD_UNIT_SIZE;
    SimdRequant rq = {column, count, 5, {-127, 99}};
    SimdProduct product = {x,     row_at, no_distance, ROWS,         1, 1, w, count / simd->lanes,
                           width, rq,     y,           (size_t)width};
    simd->product(&product);
    for (int32_t i = 0; i < ROWS * width; i++) {
        int32_t sum = column[SIMD_BIAS * count + i % width] + simd_element(i / width);
        int64_t value = (int64_t)quant_multiply(sum, multiplier[i % width]) + 5;
        CHECK_INT(y[i], value < -127 ? -127 : value > 99 ? 99 : value);
    }
}

static void vectors_requantise_as_the_reference(void)
{
    static const int32_t widths[] = {1, 7, 8, 16, 23, 32, 40, 64, SIMD_WIDTH_MAX};
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        if (!kernels_at(s)->is_available() || kernels_at(s)->simd == NULL)
            continue;
        for (size_t w = 0; w < G_N_ELEMENTS(widths); w++) {
            for (int32_t shift = -31; shift <= 6; shift++)
                check_simd_requant(kernels_at(s)->simd, widths[w], shift);
        }
    }
}

/* Dead channels of trained models: huge biases and shifts, or weights that hardly count. */
static SimdChannel next_channel(Noise *noise)
{
    return (SimdChannel){
        .multiplier = {next_between(noise, 1 << 30, INT32_MAX), -next_between(noise, 3, 31)},
        .bias = next_between(noise, -512, 512) * (1 << next_between(noise, 0, 21)),
        .sums = {0, next_between(noise, 0, 1 << next_between(noise, 0, 12))},
    };
}

static void a_channel_counts_as_constant_only_if_no_input_changes_it(void)
{
    SimdScaleFill fill = {NULL, 16, -7, {-100, 100}};
    Noise noise = {7};
    int constant_count = 0;
    for (int i = 0; i < 20000; i++) {
        SimdChannel channel = next_channel(&noise), settled = channel;
        bool is_constant = simd_settle_constant(&fill, &settled), is_same = true;
        int32_t reach = (int32_t)channel.sums.absolute * 255;
        int64_t y = quant_multiply(settled.bias, settled.multiplier) - 7;
        for (int k = 0; k <= 8; k++) {
            int32_t sum = channel.bias - reach + (int32_t)((int64_t)reach * 2 * k / 8);
            int64_t value = CLAMP((int64_t)quant_multiply(sum, channel.multiplier) - 7, -100, 100);
            is_same = is_same && value == y;
        }
        constant_count += is_constant;
        CHECK(!is_constant || is_same);
        CHECK(is_constant || reach > 0);
    }
    CHECK(constant_count > 2000 && constant_count < 18000);
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
          CASE(vectors_requantise_as_the_reference),
          CASE(a_channel_counts_as_constant_only_if_no_input_changes_it),
          CASE(widening_subtracts_the_zero_point), CASE(sets_are_found_by_name))
