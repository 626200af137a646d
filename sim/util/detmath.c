#include "util/detmath.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "util/detmath_table.h"

#define LN2_HIGH       0x1.62e42fefa3800p-1  /* 42 bits: times an exponent it is exact */
#define LN2_LOW        0x1.ef35793c76730p-45 /* ln 2 - LN2_HIGH */
#define STEPS_PER_LN2  0x1.71547652b82fep+7  /* 128 / ln 2 */
#define STEP_HIGH      0x1.62e42fefa0000p-8  /* ln 2 / 128, 36 bits */
#define STEP_LOW       0x1.cf79abc9e3b3ap-47
#define SQRT2_HALF     0x1.6a09e667f3bcdp-1
#define EXP_OVERFLOW   709.782712893384
#define EXP_UNDERFLOW  (-745.1332191019412)
#define EXP_SUBNORMAL  (-708.0)
#define PI_HALF_HIGH   0x1.921fb54400000p+0 /* 33 bits each */
#define PI_HALF_MIDDLE 0x1.0b4611a600000p-34
#define PI_HALF_LOW    0x1.3198a2e037073p-69
#define TWO_OVER_PI    0x1.45f306dc9c883p-1

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^r - 1 for |r| <= ln 2 / 256: the first term left out is below 2^-61. */
static inline double exp_tail(double r)
{
    return r + r * r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0))));
}

/* e^x = 2^k 2^(i/128) e^r with the nearest 128 k + i. */
double det_exp(double x)
{
    if (!(x <= EXP_OVERFLOW))
        return x > EXP_OVERFLOW ? INFINITY : NAN;
    if (x < EXP_UNDERFLOW)
        return 0.0;
    double steps = floor(x * STEPS_PER_LN2 + 0.5);
    double r = (x - steps * STEP_HIGH) - steps * STEP_LOW;
    int64_t n = (int64_t)steps;
    int64_t exponent = n >> 7;
    double fraction = det_exp_table[n & (DET_TABLE_SIZE - 1)];
    double y = fraction + fraction * exp_tail(r);
    if (x < EXP_SUBNORMAL)
        return ldexp(y, (int)exponent);
    return double_of(bits_of(y) + ((uint64_t)exponent << 52));
}

/* ln(1 + r) - r for |r| <= 2^-7: the first term left out is below 2^-59 |r|. */
static inline double log_tail(double r)
{
    double r2 = r * r;
    double low = -0.5 + r * (1.0 / 3.0);
    double middle = -0.25 + r * (1.0 / 5.0);
    double high = -1.0 / 6.0 + r * (1.0 / 7.0) - r2 * (1.0 / 8.0);
    return r2 * (low + r2 * (middle + r2 * high));
}

/* x = 2^k z, ln x = k ln 2 - ln(inverse) + ln(1 + r), r = z inverse - 1. The high half of z times
 * the 21 bits of `inverse` is exact, so r carries one rounding. */
static inline double log_normal(uint64_t bits, int64_t exponent)
{
    uint64_t offset = bits - DET_LOG_FIRST;
    const DetLogRow *row = &det_log_table[(offset >> 45) & (DET_TABLE_SIZE - 1)];
    exponent += (int64_t)offset >> 52;
    bits -= offset & UINT64_C(0xfff0000000000000);
    double z = double_of(bits);
    double high = double_of(bits & UINT64_C(0xffffffff00000000));
    double r = (high * row->inverse - 1.0) + (z - high) * row->inverse;
    double k = (double)exponent;
    return (k * LN2_HIGH + row->log) + (r + (k * LN2_LOW + log_tail(r)));
}

double det_log(double x)
{
    uint64_t bits = bits_of(x);
    if (bits - UINT64_C(0x0010000000000000) < UINT64_C(0x7fe0000000000000))
        return log_normal(bits, 0);
    if (x == 0.0)
        return -INFINITY;
    if (x == INFINITY)
        return INFINITY;
    if (!(x > 0.0))
        return NAN;
    return log_normal(bits_of(x * 0x1p52), -52); /* subnormal */
}

/* Below 1/4 the series sum x^n / n!, elsewhere nothing cancels badly. */
double det_expm1(double x)
{
    if (!(fabs(x) < 0.25))
        return det_exp(x) - 1.0;
    double sum = 0.0;
    for (int n = 14; n >= 2; n--)
        sum = (sum + 1.0) * x / (double)n;
    return x + x * sum;
}

/* The rounding of 1 + x is put back. Source: W. Kahan; D. Goldberg, ACM Computing Surveys 23(1),
 * 1991, theorem 4, in its additive form. */
double det_log1p(double x)
{
    double u = 1.0 + x;
    if (u == 1.0)
        return x;
    if (!(u > 0.0) || u == INFINITY)
        return det_log(u);
    return det_log(u) + (x - (u - 1.0)) / u;
}

double det_pow(double x, double y)
{
    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x == 0.0)
        return y > 0.0 ? 0.0 : INFINITY;
    if (y == 1.0)
        return x;
    return det_exp(y * det_log(x));
}

/* Taylor series on |r| <= pi/4; the first terms left out are below 2^-62. */
static double sin_reduced(double r)
{
    double r2 = r * r, sum = 0.0;
    for (int n = 17; n >= 3; n -= 2)
        sum = (1.0 + sum) * -r2 / (double)(n * (n - 1));
    return r + r * sum;
}

static double cos_reduced(double r)
{
    double r2 = r * r, sum = 0.0;
    for (int n = 18; n >= 2; n -= 2)
        sum = (1.0 + sum) * -r2 / (double)(n * (n - 1));
    return 1.0 + sum;
}

/* sin(x + quarter pi/2), after W. Cody and W. Waite: three parts of pi/2. */
static double sin_quarter(double x, int64_t quarter)
{
    if (!(fabs(x) < 1e6))
        return NAN;
    double n = floor(x * TWO_OVER_PI + 0.5);
    double r = ((x - n * PI_HALF_HIGH) - n * PI_HALF_MIDDLE) - n * PI_HALF_LOW;
    switch (((int64_t)n + quarter) & 3) {
    case 0:
        return sin_reduced(r);
    case 1:
        return cos_reduced(r);
    case 2:
        return -sin_reduced(r);
    default:
        return -cos_reduced(r);
    }
}

double det_sin(double x)
{
    return sin_quarter(x, 0);
}

double det_cos(double x)
{
    return sin_quarter(x, 1);
}

double det_tanh(double x)
{
    double size = fabs(x);
    if (size > 20.0)
        return x > 0.0 ? 1.0 : -1.0;
    double grown = det_expm1(2.0 * size);
    double y = grown / (grown + 2.0);
    return x < 0.0 ? -y : (x == x ? y : NAN);
}
