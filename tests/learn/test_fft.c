/* The definition of the transform, summed directly; Parseval's theorem. */
#include "test.h"

#include <glib.h>
#include <math.h>

#include "learn/fft.h"
#include "util/rng.h"

static void fill(double *values, uint32_t count, uint64_t index)
{
    Rng rng = rng_at(rng_key(1, 0, "fft"), 0, RNG_TEST, index);
    for (uint32_t i = 0; i < count; i++)
        values[i] = 2 * rng_unit(&rng) - 1;
}

static void check_against_definition(uint32_t size)
{
    g_autoptr(Fft) fft = fft_new(size);
    g_autofree double *x = g_new(double, size);
    g_autofree double *y = g_new(double, size);
    fill(x, size, 0);
    fill(y, size, 1);
    g_autofree double *re = g_memdup2(x, size * sizeof *x);
    g_autofree double *im = g_memdup2(y, size * sizeof *y);
    fft_run(fft, re, im);
    for (uint32_t k = 0; k < size; k++) {
        double sum_re = 0, sum_im = 0;
        for (uint32_t n = 0; n < size; n++) {
            double angle = -2 * G_PI * (double)(k * n % size) / size;
            sum_re += x[n] * cos(angle) - y[n] * sin(angle);
            sum_im += x[n] * sin(angle) + y[n] * cos(angle);
        }
        CHECK_NEAR(re[k], sum_re, 1e-11);
        CHECK_NEAR(im[k], sum_im, 1e-11);
    }
}

static void the_transform_is_its_definition(void)
{
    const uint32_t sizes[] = {2, 4, 8, 64, 1024};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        check_against_definition(sizes[i]);
}

static void energy_is_kept(void)
{
    enum { SIZE = 256 };
    g_autoptr(Fft) fft = fft_new(SIZE);
    double re[SIZE], im[SIZE] = {0}, before = 0, after = 0;
    fill(re, SIZE, 2);
    for (int i = 0; i < SIZE; i++)
        before += re[i] * re[i];
    fft_run(fft, re, im);
    for (int i = 0; i < SIZE; i++)
        after += re[i] * re[i] + im[i] * im[i];
    CHECK_NEAR(after / SIZE, before, 1e-11);
}

TEST_MAIN(CASE(the_transform_is_its_definition), CASE(energy_is_kept))
