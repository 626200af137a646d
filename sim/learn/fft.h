/*
 * learn/fft.h - the discrete Fourier transform, X[k] = sum_n x[n] exp(-2 pi i k n / N).
 *
 * Radix 2, in place, in double, with twiddles from util/detmath: the same bits everywhere.
 *
 * Shapes:  re, im [size].
 * Owner:   the caller frees the Fft with fft_free().
 * Errors:  none; size is a power of two, at least 2.
 * Source:  J. Cooley, J. Tukey, "An Algorithm for the Machine Calculation of Complex Fourier
 *          Series", Mathematics of Computation 19(90), 1965.
 */
#ifndef TINYFLEET_LEARN_FFT_H
#define TINYFLEET_LEARN_FFT_H

#include <glib.h>
#include <stdint.h>

typedef struct Fft {
    uint32_t size;
    double *cosine, *sine; /* [size / 2] of 2 pi k / size */
} Fft;

Fft *fft_new(uint32_t size);
void fft_free(Fft *fft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fft, fft_free)

void fft_run(const Fft *fft, double *re, double *im);

#endif
