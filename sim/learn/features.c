#include "learn/features.h"

#include <math.h>

#include "learn/fft.h"
#include "util/detmath.h"

enum {
    FFT_SIZE = 1024,
    BIN_COUNT = FFT_SIZE / 2 + 1,
    BAND_COUNT = 40,
    LIFTER = 22,
};

static const double LOWEST_HZ = 60, HIGHEST_HZ = 7600;
static const double POWER_FLOOR = 1e-6;  /* of a band: below the hiss of a quiet microphone */
static const double WEIGHT = 1.0 / 24;   /* of all coefficients: spread about 1 */
static const double LOUDNESS_SHIFT = 24; /* of coefficient 0, in nepers, before its weight */
static const double LOUDNESS_LIFT = 1.2;

struct FeatureFront {
    Fft *fft;
    double window[FEATURES_FRAME];
    double band_weight[BAND_COUNT][BIN_COUNT];
    double dct[FEATURES_COEFS][BAND_COUNT]; /* lifter and weight included */
};

static double mel_of(double hz)
{
    return 1127.0 * det_log(1 + hz / 700);
}

/* A triangle on the mel scale that peaks at `centre` and ends one `width` from it. */
static void fill_band(double *weights, double centre, double width)
{
    for (int bin = 0; bin < BIN_COUNT; bin++) {
        double mel = mel_of((double)bin * FEATURES_RATE_HZ / FFT_SIZE);
        double weight = 1 - fabs(mel - centre) / width;
        weights[bin] = weight > 0 ? weight : 0;
    }
}

static void fill_dct(double *row, int k)
{
    double norm = sqrt((k == 0 ? 1.0 : 2.0) / BAND_COUNT);
    double lift = k == 0 ? LOUDNESS_LIFT : 1 + LIFTER / 2.0 * det_sin(G_PI * k / LIFTER);
    for (int band = 0; band < BAND_COUNT; band++)
        row[band] = WEIGHT * norm * lift * det_cos(G_PI * k * (band + 0.5) / BAND_COUNT);
}

FeatureFront *features_new(void)
{
    FeatureFront *front = g_new(FeatureFront, 1);
    front->fft = fft_new(FFT_SIZE);
    for (int i = 0; i < FEATURES_FRAME; i++)
        front->window[i] = 0.5 - 0.5 * det_cos(2 * G_PI * i / FEATURES_FRAME);
    double lowest = mel_of(LOWEST_HZ);
    double width = (mel_of(HIGHEST_HZ) - lowest) / (BAND_COUNT + 1);
    for (int band = 0; band < BAND_COUNT; band++)
        fill_band(front->band_weight[band], lowest + (band + 1) * width, width);
    for (int k = 0; k < FEATURES_COEFS; k++)
        fill_dct(front->dct[k], k);
    return front;
}

void features_free(FeatureFront *front)
{
    fft_free(front->fft);
    g_free(front);
}

/* power [BIN_COUNT] of one windowed frame. */
static void power_spectrum(const FeatureFront *front, const double *samples, double *power)
{
    double re[FFT_SIZE] = {0}, im[FFT_SIZE] = {0};
    for (int i = 0; i < FEATURES_FRAME; i++)
        re[i] = samples[i] * front->window[i];
    fft_run(front->fft, re, im);
    for (int bin = 0; bin < BIN_COUNT; bin++)
        power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
}

static void frame_coefs(const FeatureFront *front, const double *power, double *coefs)
{
    double level[BAND_COUNT];
    for (int band = 0; band < BAND_COUNT; band++) {
        double sum = POWER_FLOOR;
        for (int bin = 0; bin < BIN_COUNT; bin++)
            sum += front->band_weight[band][bin] * power[bin];
        level[band] = det_log(sum);
    }
    for (int k = 0; k < FEATURES_COEFS; k++) {
        double sum = k == 0 ? WEIGHT * LOUDNESS_LIFT * LOUDNESS_SHIFT : 0;
        for (int band = 0; band < BAND_COUNT; band++)
            sum += front->dct[k][band] * level[band];
        coefs[k] = sum;
    }
}

void features_of(const FeatureFront *front, const double *samples, double *coefs)
{
    double power[BIN_COUNT];
    for (int frame = 0; frame < FEATURES_FRAMES; frame++) {
        power_spectrum(front, samples + frame * FEATURES_STEP, power);
        frame_coefs(front, power, coefs + frame * FEATURES_COEFS);
    }
}

void features_quantise(const double *coefs, int8_t *quantised)
{
    for (int i = 0; i < FEATURES_COUNT; i++) {
        double level = floor(coefs[i] / (double)FEATURES_SCALE + 0.5) + FEATURES_ZERO_POINT;
        quantised[i] = (int8_t)(level < -128 ? -128 : level > 127 ? 127 : level);
    }
}
