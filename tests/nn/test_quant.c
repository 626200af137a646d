/* Fixed-point rounding against exact rational arithmetic; exponentials against the real ones. */
#include <math.h>

#include "nn/fixed.h"
#include "nn/quant.h"
#include "test.h"
#include "util/detmath.h"

static const int32_t corners[] = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    127,
    -128,
    1 << 14,
    -(1 << 14),
    1 << 30,
    -(1 << 30),
    1536,
    -1536,
    715827883,
    12345678,
    -87654321,
    INT32_MAX,
    INT32_MIN,
    INT32_MAX - 1,
    INT32_MIN + 1,
    999999999,
};

enum { CORNER_COUNT = sizeof corners / sizeof corners[0] };

/* x / 2^n to nearest for a 64-bit x; ties up, or away from zero. */
static int64_t nearest(__int128 x, int n, bool is_away)
{
    __int128 size = (__int128)1 << n, floor_part = x >> n, rest = x - floor_part * size;
    if (2 * rest > size)
        floor_part++;
    else if (n > 0 && 2 * rest == size)
        floor_part += is_away && x < 0 ? 0 : 1;
    return (int64_t)floor_part;
}

static void the_high_product_rounds_ties_up(void)
{
    for (int i = 0; i < CORNER_COUNT; i++) {
        for (int k = 0; k < CORNER_COUNT; k++) {
            int64_t exact = nearest((__int128)corners[i] * corners[k], 31, false);
            CHECK_INT(quant_high_mul(corners[i], corners[k]),
                      exact > INT32_MAX ? INT32_MAX : exact);
        }
    }
}

static void the_right_shift_rounds_ties_away_from_zero(void)
{
    for (int i = 0; i < CORNER_COUNT; i++) {
        for (int n = 0; n <= 31; n++)
            CHECK_INT(quant_shift_right(corners[i], n), nearest(corners[i], n, true));
    }
    CHECK_INT(quant_shift_right(3, 1), 2);
    CHECK_INT(quant_shift_right(-3, 1), -2);
    CHECK_INT(quant_shift_right(-5, 1), -3);
}

static void a_multiplier_is_within_half_a_unit_of_the_real_one(void)
{
    for (double m = 1e-9; m < 1e8; m *= 1.0137) {
        QuantMultiplier q = quant_multiplier(m);
        CHECK(q.mantissa >= 1 << 30);
        double back = ldexp((double)q.mantissa, q.shift - 31);
        CHECK_NEAR(back / m, 1.0, 0x1p-31);
    }
    QuantMultiplier one = quant_multiplier(1.0), half = quant_multiplier(0.5);
    CHECK(one.mantissa == 1 << 30 && one.shift == 1);
    CHECK(half.mantissa == 1 << 30 && half.shift == 0);
    QuantMultiplier up = quant_multiplier(1.0 - 0x1p-40);
    CHECK(up.mantissa == 1 << 30 && up.shift == 1); /* rounds up to the next power */
    QuantMultiplier zero = quant_multiplier(0.0), tiny = quant_multiplier(1e-12);
    CHECK(zero.mantissa == 0 && zero.shift == 0 && tiny.mantissa == 0);
    CHECK(!quant_multiplier_fits(NAN) && !quant_multiplier_fits(-1.0) &&
          !quant_multiplier_fits(0x1p30) && quant_multiplier_fits(0x1p29));
}

static void multiplying_rounds_twice(void)
{
    for (int i = 0; i < CORNER_COUNT; i++) {
        for (double m = 1e-6; m < 0.99; m *= 3.7) {
            QuantMultiplier q = quant_multiplier(m);
            int64_t high = nearest((__int128)corners[i] * q.mantissa, 31, false);
            CHECK_INT(quant_multiply(corners[i], q), nearest(high, -q.shift, true));
        }
    }
    CHECK_INT(quant_multiply(1000, quant_multiplier(8.0)), 8000);
    CHECK_INT(quant_multiply(-1000, quant_multiplier(3.5)), -3500);
}

static void activations_clamp_where_their_reals_are(void)
{
    float scale = 0.05F;
    Tensor output = {.type = TENSOR_INT8, .scale_count = 1, .scale = &scale, .zero_point = -20};
    QuantRange none = quant_activation_range(QUANT_ACTIVATION_NONE, &output);
    QuantRange relu = quant_activation_range(QUANT_ACTIVATION_RELU, &output);
    QuantRange relu6 = quant_activation_range(QUANT_ACTIVATION_RELU6, &output);
    QuantRange unit = quant_activation_range(QUANT_ACTIVATION_RELU_N1_TO_1, &output);
    CHECK(none.low == -128 && none.high == 127);
    CHECK(relu.low == -20 && relu.high == 127);
    CHECK(relu6.low == -20 && relu6.high == 100);
    CHECK(unit.low == -40 && unit.high == 0);
    output.zero_point = 50;
    CHECK_INT(quant_activation_range(QUANT_ACTIVATION_RELU6, &output).high, 127);
}

static void rounding_goes_away_from_zero_and_saturates(void)
{
    CHECK_INT(quant_round_s32(2.5), 3);
    CHECK_INT(quant_round_s32(-2.5), -3);
    CHECK_INT(quant_round_s32(2.4999999), 2);
    CHECK_INT(quant_round_s32(1e20), INT32_MAX);
    CHECK_INT(quant_round_s32(-1e20), INT32_MIN);
    CHECK_INT(quant_round_s32(NAN), INT32_MIN);
}

static void the_fixed_exponential_is_the_real_one(void)
{
    for (int32_t bits = 4; bits <= 5; bits++) {
        double unit = ldexp(1.0, bits - 31);
        for (double x = -1e-9; x > -15.9; x = x * 1.0312 - 1e-7) {
            int32_t raw = (int32_t)floor(x / unit);
            CHECK_NEAR((double)fixed_exp(raw, bits) * 0x1p-31, det_exp(raw * unit), 3e-6);
        }
    }
    CHECK_INT(fixed_exp(0, 5), INT32_MAX);
}

static void the_fixed_reciprocal_is_the_real_one(void)
{
    for (double a = 0; a < 1; a += 0.0009765625) {
        int32_t raw = (int32_t)(a * 0x1p31);
        CHECK_NEAR((double)fixed_one_over_one_plus(raw) * 0x1p-31, 1.0 / (1.0 + a), 1e-8);
        CHECK_NEAR((double)fixed_two_over_one_plus(raw) * 0x1p-29, 2.0 / (1.0 + a), 2e-8);
    }
}

TEST_MAIN(CASE(the_high_product_rounds_ties_up), CASE(the_right_shift_rounds_ties_away_from_zero),
          CASE(a_multiplier_is_within_half_a_unit_of_the_real_one), CASE(multiplying_rounds_twice),
          CASE(activations_clamp_where_their_reals_are),
          CASE(rounding_goes_away_from_zero_and_saturates),
          CASE(the_fixed_exponential_is_the_real_one), CASE(the_fixed_reciprocal_is_the_real_one))
