#include "nn/fixed.h"

#include <stddef.h>

#include "nn/quant.h"

int32_t fixed_shift_left(int32_t x, int32_t k)
{
    int64_t shifted = (int64_t)x * (INT64_C(1) << k);
    if (shifted > INT32_MAX)
        return INT32_MAX;
    return shifted < INT32_MIN ? INT32_MIN : (int32_t)shifted;
}

/* exp(-1/8 + v) for v = u + 1/8 in [-1/8, 1/8), a fourth-order Taylor polynomial. */
static int32_t exp_near_eighth(int32_t v)
{
    const int32_t exp_minus_eighth = 1895147668, one_third = 715827883;
    int32_t v2 = quant_high_mul(v, v), v3 = quant_high_mul(v2, v), v4 = quant_high_mul(v2, v2);
    int32_t quarter = quant_shift_right(v4, 2);
    int32_t sixth = quant_high_mul(quarter + v3, one_third);
    int32_t tail = quant_shift_right(sixth + v2, 1);
    return exp_minus_eighth + quant_high_mul(exp_minus_eighth, v + tail);
}

/* exp(-2^e) in Q0 for e = -2 .. 4. */
static const int32_t exp_powers[] = {1672461947, 1302514674, 790015084, 290630308,
                                     39332535,   720401,     242};

int32_t fixed_exp(int32_t a, int32_t integer_bits)
{
    if (a == 0)
        return INT32_MAX;
    int32_t fraction_bits = 31 - integer_bits;
    int32_t quarter = 1 << (fraction_bits - 2);
    int32_t u = (a & (quarter - 1)) - quarter;
    uint32_t rest = (uint32_t)u - (uint32_t)a;
    int32_t result = exp_near_eighth(fixed_shift_left(u, integer_bits) + (1 << 28));
    for (int32_t e = -2; e <= 4 && e < integer_bits; e++) {
        if ((rest >> (fraction_bits + e) & 1) != 0)
            result = quant_high_mul(result, exp_powers[e + 2]);
    }
    return result;
}

int32_t fixed_two_over_one_plus(int32_t a)
{
    const int32_t forty_eight_17ths = 1515870810, minus_thirty_two_17ths = -1010580540;
    int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = forty_eight_17ths + quant_high_mul(half, minus_thirty_two_17ths);
    for (int32_t i = 0; i < 3; i++) {
        int32_t gap = (1 << 29) - quant_high_mul(half, x);
        x = quant_add_wrap(x, fixed_shift_left(quant_high_mul(x, gap), 2));
    }
    return x;
}

int32_t fixed_one_over_one_plus(int32_t a)
{
    return fixed_shift_left(fixed_two_over_one_plus(a), 1);
}
