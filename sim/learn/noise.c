#include "learn/noise.h"

#include <glib.h>
#include <math.h>

#include "learn/features.h"
#include "util/detmath.h"

static double between(Rng *rng, double low, double high)
{
    return low + (high - low) * rng_unit(rng);
}

/* Flat spectrum; the law of a sample does not matter to a spectrum of 640 of them. */
static void fill_white(Rng *rng, double *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = between(rng, -1, 1);
}

/* 1/f: three leaky sums at spread corner frequencies.
 * Source: P. Kellet's economy filter, music-dsp mailing list, 1999. */
static void fill_pink(Rng *rng, double *samples, size_t count)
{
    double slow = 0, middle = 0, fast = 0;
    for (size_t i = 0; i < count; i++) {
        double white = between(rng, -1, 1);
        slow = 0.99765 * slow + white * 0.0990460;
        middle = 0.96300 * middle + white * 0.2965164;
        fast = 0.57000 * fast + white * 1.0526913;
        samples[i] = slow + middle + fast + white * 0.1848;
    }
}

/* 1/f^2: one leaky sum. */
static void fill_brown(Rng *rng, double *samples, size_t count)
{
    double level = 0;
    for (size_t i = 0; i < count; i++) {
        level = 0.995 * level + between(rng, -1, 1);
        samples[i] = level;
    }
}

/* Mains at 50 or 60 Hz with eight harmonics, over a little pink noise. */
static void fill_hum(Rng *rng, double *samples, size_t count)
{
    enum { HARMONICS = 8 };
    double base_hz = rng_unit(rng) < 0.5 ? 50 : 60;
    double strength[HARMONICS], phase[HARMONICS];
    for (int k = 0; k < HARMONICS; k++) {
        strength[k] = between(rng, 0, 1) / (k + 1);
        phase[k] = between(rng, 0, 2 * G_PI);
    }
    fill_pink(rng, samples, count);
    for (size_t i = 0; i < count; i++) {
        samples[i] *= 0.1;
        for (int k = 0; k < HARMONICS; k++) {
            double turns = base_hz * (k + 1) * (double)i / FEATURES_RATE_HZ;
            samples[i] += strength[k] * det_sin(2 * G_PI * turns + phase[k]);
        }
    }
}

/* Up to four tones that glide, each sounding for a part of the second. */
static void fill_tones(Rng *rng, double *samples, size_t count)
{
    fill_pink(rng, samples, count);
    for (size_t i = 0; i < count; i++)
        samples[i] *= 0.05;
    uint32_t tone_count = 1 + rng_below(rng, 4);
    for (uint32_t tone = 0; tone < tone_count; tone++) {
        double start_hz = between(rng, 150, 2500), glide_hz = between(rng, -400, 400);
        size_t first = rng_below(rng, (uint32_t)count);
        size_t length = (size_t)(between(rng, 0.05, 0.6) * (double)count);
        for (size_t i = first; i < count && i < first + length; i++) {
            double t = (double)(i - first) / FEATURES_RATE_HZ;
            samples[i] += det_sin(2 * G_PI * (start_hz + glide_hz * t) * t);
        }
    }
}

/* Knocks: bursts that ring and die within some milliseconds. */
static void fill_clicks(Rng *rng, double *samples, size_t count)
{
    fill_pink(rng, samples, count);
    for (size_t i = 0; i < count; i++)
        samples[i] *= 0.05;
    uint32_t click_count = 2 + rng_below(rng, 12);
    for (uint32_t click = 0; click < click_count; click++) {
        size_t first = rng_below(rng, (uint32_t)count);
        double ring_hz = between(rng, 200, 3500), fade = between(rng, 30, 400);
        double strength = between(rng, 0.5, 3);
        for (size_t i = first; i < count; i++) {
            double t = (double)(i - first) / FEATURES_RATE_HZ;
            samples[i] += strength * det_exp(-fade * t) * det_sin(2 * G_PI * ring_hz * t);
        }
    }
}

/* Coloured noise whose loudness beats a few times a second. */
static void fill_fan(Rng *rng, double *samples, size_t count)
{
    double beat_hz = between(rng, 2, 14), depth = between(rng, 0.2, 0.9);
    double keep = between(rng, 0.5, 0.97), level = 0;
    for (size_t i = 0; i < count; i++) {
        level = keep * level + between(rng, -1, 1);
        double turns = beat_hz * (double)i / FEATURES_RATE_HZ;
        samples[i] = level * (1 + depth * det_sin(2 * G_PI * turns));
    }
}

static const NoiseKind kinds[] = {
    {"white", fill_white}, {"pink", fill_pink},     {"brown", fill_brown}, {"hum", fill_hum},
    {"tones", fill_tones}, {"clicks", fill_clicks}, {"fan", fill_fan},
};

const NoiseKind *noise_kind_at(size_t i)
{
    return i < G_N_ELEMENTS(kinds) ? &kinds[i] : NULL;
}

double noise_rms(const double *samples, size_t count)
{
    g_assert(count > 0);
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += samples[i] * samples[i];
    return sqrt(sum / (double)count);
}

void noise_normalise(double *samples, size_t count)
{
    double rms = noise_rms(samples, count);
    if (rms <= 0)
        return;
    for (size_t i = 0; i < count; i++)
        samples[i] /= rms;
}

void noise_fill(const NoiseKind *kind, Rng *rng, double *samples, size_t count)
{
    kind->fill(rng, samples, count);
    noise_normalise(samples, count);
}
