#include "nn/sigmoid16.h"

#include <glib.h>
#include <math.h>

#include "util/detmath.h"

enum { LAST = SIGMOID16_SIZE - 1, UNIT_EXPONENT = -12 };

/* Each entry is raised by half of what a chord between neighbours lies too low: -f'' h^2 / 16.
 * The last one is what the function tends to. */
void sigmoid16_fill(Sigmoid16 *table)
{
    const double step = 1.0 / 24.0;
    for (int32_t i = 0; i < LAST; i++) {
        double f = 1.0 / (1.0 + det_exp(-i * step));
        double bend = f * (1.0 - f) * (2.0 * f - 1.0);
        table->value[i] = (uint16_t)floor(65536.0 * (f + step * step / 16.0 * bend) + 0.5);
    }
    table->value[LAST] = UINT16_MAX;
}

/* The table at x 2^-bits, in units of 2^-(16 + bits); `flat` from the last entry on. */
static int32_t look_up(const Sigmoid16 *table, uint32_t x, int32_t bits, int32_t flat)
{
    uint32_t i = x >> bits;
    if (i >= LAST)
        return flat;
    int32_t low = table->value[i], high = table->value[i + 1];
    return low * (1 << bits) + (int32_t)(x & ((1U << bits) - 1)) * (high - low);
}

/* 3 x is x of Q3.12 in 24ths, of which 9 bits are fractions. */
int16_t sigmoid16_logistic(const Sigmoid16 *table, int16_t x)
{
    int32_t place = 3 * x;
    int32_t value = look_up(table, (uint32_t)abs(place), 9, INT16_MAX << 10);
    if (place < 0)
        value = (1 << 25) - 1 - value;
    return (int16_t)((value + (1 << 9)) >> 10);
}

/* x 2^exponent in 48ths, of which 8 bits are fractions. */
static int32_t tanh_place(int32_t x, int32_t exponent)
{
    int32_t shift = UNIT_EXPONENT - exponent;
    if (shift <= 0)
        return x * (3 << -shift);
    return (int32_t)((3 * (int64_t)x + (INT64_C(1) << (shift - 1))) >> shift);
}

int16_t sigmoid16_tanh(const Sigmoid16 *table, int16_t x, int32_t exponent)
{
    g_assert(exponent >= SIGMOID16_EXPONENT_MIN && exponent <= SIGMOID16_EXPONENT_MAX);
    int32_t place = tanh_place(x, exponent);
    int32_t value = look_up(table, (uint32_t)abs(place), 8, UINT16_MAX << 8) - (1 << 23);
    if (place < 0)
        value = -value - 1;
    return (int16_t)((value + (1 << 7)) >> 8);
}
