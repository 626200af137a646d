#include "wide_formula.h"

#include <math.h>

/* floor(x / 2^n + 1/2) */
static Wide128 round_up(Wide128 x, int n)
{
    return n == 0 ? x : (x + ((Wide128)1 << (n - 1))) >> n;
}

/* Nearest, ties away from zero. */
static Wide128 round_away(Wide128 x, int n)
{
    return x < 0 ? -round_up(-x, n) : round_up(x, n);
}

/* m = M 2^(s - 31), as INFERENCE's QM has it. */
static void split(double m, Wide128 *mantissa, int *shift)
{
    *mantissa = 0, *shift = 0;
    if (m == 0)
        return;
    double fraction = frexp(m, shift);
    *mantissa = (Wide128)floor(fraction * 0x1p31 + 0.5);
    if (*mantissa == (Wide128)1 << 31) {
        *mantissa /= 2;
        ++*shift;
    }
    if (*shift < -31)
        *mantissa = 0, *shift = 0;
}

/* Two roundings. */
Wide128 wide_multiply(Wide128 x, double m)
{
    Wide128 mantissa;
    int shift;
    split(m, &mantissa, &shift);
    Wide128 high = round_up((shift > 0 ? x * ((Wide128)1 << shift) : x) * mantissa, 31);
    return round_away(high, shift < 0 ? -shift : 0);
}

/* One rounding, 16 bits of M. */
Wide128 wide_multiply_long(Wide128 x, double m)
{
    Wide128 mantissa;
    int shift;
    split(m, &mantissa, &shift);
    Wide128 reduced = mantissa < 0x7FFF0000 ? round_up(mantissa, 16) : 0x7FFF;
    return round_up(x * reduced, 15 - shift);
}

int64_t wide_clamp(Wide128 x, int32_t low)
{
    return (int64_t)(x < low ? low : x > 32767 ? 32767 : x);
}
