/*
 * learn/noise.h - synthetic background sound, unit root mean square.
 *
 * One row per kind in the table: steady noises by colour, and what stands in rooms: mains
 * hum, tones, clicks, a fan whose loudness beats. Chance is addressed, so that a noise does
 * not depend on what was drawn before.
 *
 * Units:   samples at FEATURES_RATE_HZ.
 * Shapes:  samples [count].
 * Errors:  none.
 */
#ifndef TINYFLEET_LEARN_NOISE_H
#define TINYFLEET_LEARN_NOISE_H

#include <stddef.h>

#include "util/rng.h"

typedef struct NoiseKind {
    const char *name;
    void (*fill)(Rng *rng, double *samples, size_t count);
} NoiseKind;

/* The i-th kind, NULL behind the last. */
const NoiseKind *noise_kind_at(size_t i);

/* Fills and scales to a root mean square of 1. */
void noise_fill(const NoiseKind *kind, Rng *rng, double *samples, size_t count);

/* Scales to a root mean square of 1; silence stays silent. */
void noise_normalise(double *samples, size_t count);

double noise_rms(const double *samples, size_t count);

#endif
