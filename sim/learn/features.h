/*
 * learn/features.h - one second of sound as 49 x 10 cepstral coefficients.
 *
 * Frames of 40 ms every 20 ms, Hann window, power spectrum, 40 triangular mel bands from 60 to
 * 7,600 Hz, logarithm, orthonormal DCT-II, of which the first ten are kept and liftered so
 * that all have a spread of about 1. Coefficient 0, the loudness, is shifted into the same
 * range, so that one scale serves the int8 form.
 *
 * Units:   samples in [-1, 1] at FEATURES_RATE_HZ; coefficients are nepers times a weight.
 * Shapes:  samples [FEATURES_SAMPLES]; coefficients [FEATURES_FRAMES][FEATURES_COEFS].
 * Owner:   the caller frees the FeatureFront with features_free().
 * Errors:  none.
 * Source:  S. Davis, P. Mermelstein, IEEE TASSP 28(4), 1980; mel = 2595 log10(1 + f / 700) and
 *          lifter 1 + L/2 sin(pi k / L), L = 22: S. Young et al., The HTK Book, 3.4, 5.4, 5.6.
 */
#ifndef TINYFLEET_LEARN_FEATURES_H
#define TINYFLEET_LEARN_FEATURES_H

#include <glib.h>
#include <stdint.h>

enum {
    FEATURES_RATE_HZ = 16000,
    FEATURES_SAMPLES = 16000,
    FEATURES_FRAME = 640, /* samples */
    FEATURES_STEP = 320,  /* samples */
    FEATURES_FRAMES = 49,
    FEATURES_COEFS = 10,
    FEATURES_COUNT = FEATURES_FRAMES * FEATURES_COEFS,
    FEATURES_ZERO_POINT = 0,
};

/* Real value of one step of the int8 form. */
#define FEATURES_SCALE 0.03125f

typedef struct FeatureFront FeatureFront;

FeatureFront *features_new(void);
void features_free(FeatureFront *front);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeatureFront, features_free)

void features_of(const FeatureFront *front, const double *samples, double *coefs);

/* The nearest int8 form, ties upwards, clamped: what the model is fed. */
void features_quantise(const double *coefs, int8_t *quantised);

#endif
