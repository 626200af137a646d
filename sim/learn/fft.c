#include "learn/fft.h"

#include "util/detmath.h"

Fft *fft_new(uint32_t size)
{
    g_assert(size >= 2);
    g_assert((size & (size - 1)) == 0);
    Fft *fft = g_new(Fft, 1);
    fft->size = size;
    fft->cosine = g_new(double, size / 2);
    fft->sine = g_new(double, size / 2);
    for (uint32_t k = 0; k < size / 2; k++) {
        double angle = 2 * G_PI * k / size;
        fft->cosine[k] = det_cos(angle);
        fft->sine[k] = det_sin(angle);
    }
    return fft;
}

void fft_free(Fft *fft)
{
    g_free(fft->cosine);
    g_free(fft->sine);
    g_free(fft);
}

static void swap(double *values, uint32_t a, uint32_t b)
{
    double kept = values[a];
    values[a] = values[b];
    values[b] = kept;
}

static void reverse_bits(uint32_t size, double *re, double *im)
{
    for (uint32_t i = 1, j = 0; i < size; i++) {
        uint32_t bit = size >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            swap(re, i, j);
            swap(im, i, j);
        }
    }
}

/* Joins the halves [at, at + half) and [at + half, at + 2 half) of one transform. */
static void butterfly(const Fft *fft, uint32_t at, uint32_t half, double *re, double *im)
{
    uint32_t step = fft->size / (2 * half);
    for (uint32_t k = 0; k < half; k++) {
        double c = fft->cosine[k * step], s = fft->sine[k * step];
        uint32_t a = at + k, b = at + k + half;
        double turned_re = re[b] * c + im[b] * s;
        double turned_im = im[b] * c - re[b] * s;
        re[b] = re[a] - turned_re;
        im[b] = im[a] - turned_im;
        re[a] += turned_re;
        im[a] += turned_im;
    }
}

void fft_run(const Fft *fft, double *re, double *im)
{
    reverse_bits(fft->size, re, im);
    for (uint32_t half = 1; half < fft->size; half *= 2)
        for (uint32_t at = 0; at < fft->size; at += 2 * half)
            butterfly(fft, at, half, re, im);
}
