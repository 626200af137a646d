/*
 * learn/resample.h - sound at another sampling rate, by a windowed sinc.
 *
 * Each output sample is a sum over 2 x 16 zero crossings of the sinc whose cut-off is 0.95 of
 * the lower Nyquist frequency, under a Hann window; the phases are exact rationals.
 *
 * Owner:   the caller frees the result with g_free().
 * Errors:  none.
 */
#ifndef TINYFLEET_LEARN_RESAMPLE_H
#define TINYFLEET_LEARN_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* floor(count * to / from) samples. */
double *resample(const double *samples, size_t count, uint32_t from_hz, uint32_t to_hz,
                 size_t *ret_count);

#endif
