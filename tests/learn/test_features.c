/* The front end against the formulas of the HTK book, with the transform summed directly. */
#include "test.h"

#include <glib.h>
#include <math.h>

#include "learn/features.h"
#include "learn/noise.h"
#include "util/rng.h"

enum { BANDS = 40, FFT = 1024, LIFTER = 22 };

static void direct_power(const double *samples, double *power)
{
    for (int bin = 0; bin <= FFT / 2; bin++) {
        double re = 0, im = 0;
        for (int n = 0; n < FEATURES_FRAME; n++) {
            double x = samples[n] * (0.5 - 0.5 * cos(2 * G_PI * n / FEATURES_FRAME));
            re += x * cos(2 * G_PI * bin * n / FFT);
            im -= x * sin(2 * G_PI * bin * n / FFT);
        }
        power[bin] = re * re + im * im;
    }
}

static double mel(double hz)
{
    return 2595 * log10(1 + hz / 700);
}

/* Logarithm of what each triangle between neighbours on the mel scale collects. */
static void direct_bands(const double *power, double *level)
{
    double low = mel(60), step = (mel(7600) - mel(60)) / (BANDS + 1);
    for (int band = 0; band < BANDS; band++) {
        double sum = 1e-6;
        for (int bin = 0; bin <= FFT / 2; bin++) {
            double place = (mel(bin * 16000.0 / FFT) - low) / step - band;
            double weight = place < 1 ? place : 2 - place;
            sum += weight > 0 ? weight * power[bin] : 0;
        }
        level[band] = log(sum);
    }
}

static double direct_coef(const double *level, int k)
{
    double sum = 0;
    for (int band = 0; band < BANDS; band++)
        sum += level[band] * cos(G_PI * k * (band + 0.5) / BANDS);
    if (k == 0)
        return (sum * sqrt(1.0 / BANDS) + 24) * 1.2 / 24;
    return sum * sqrt(2.0 / BANDS) * (1 + LIFTER / 2.0 * sin(G_PI * k / LIFTER)) / 24;
}

static void coefficients_follow_the_formulas(void)
{
    g_autoptr(FeatureFront) front = features_new();
    g_autofree double *samples = g_new0(double, FEATURES_SAMPLES);
    Rng rng = rng_at(rng_key(3, 0, "features"), 0, RNG_TEST, 0);
    noise_fill(noise_kind_at(1), &rng, samples, FEATURES_SAMPLES);
    double coefs[FEATURES_COUNT];
    features_of(front, samples, coefs);
    const int frames[] = {0, 17, 48};
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        double power[FFT / 2 + 1], level[BANDS];
        direct_power(samples + frames[i] * FEATURES_STEP, power);
        direct_bands(power, level);
        for (int k = 0; k < FEATURES_COEFS; k++)
            CHECK_NEAR(coefs[frames[i] * FEATURES_COEFS + k], direct_coef(level, k), 1e-4);
    }
}

static void the_last_frame_ends_inside_the_second(void)
{
    CHECK((FEATURES_FRAMES - 1) * FEATURES_STEP + FEATURES_FRAME <= FEATURES_SAMPLES);
    CHECK(FEATURES_FRAMES * FEATURES_STEP + FEATURES_FRAME > FEATURES_SAMPLES);
}

/* Ten times the amplitude: every band rises by 2 ln 10, which is coefficient 0 alone. */
static void loudness_moves_the_first_coefficient_only(void)
{
    g_autoptr(FeatureFront) front = features_new();
    g_autofree double *samples = g_new0(double, FEATURES_SAMPLES);
    Rng rng = rng_at(rng_key(3, 0, "features"), 0, RNG_TEST, 1);
    noise_fill(noise_kind_at(0), &rng, samples, FEATURES_SAMPLES);
    double quiet[FEATURES_COUNT], loud[FEATURES_COUNT];
    features_of(front, samples, quiet);
    for (int i = 0; i < FEATURES_SAMPLES; i++)
        samples[i] *= 10;
    features_of(front, samples, loud);
    for (int i = 0; i < FEATURES_COUNT; i++) {
        double rise = i % FEATURES_COEFS == 0 ? sqrt(BANDS) * 2 * log(10) * 1.2 / 24 : 0;
        CHECK_NEAR(loud[i] - quiet[i], rise, 1e-4);
    }
}

static void int8_is_the_nearest_level_and_clamps(void)
{
    double coefs[FEATURES_COUNT] = {0, 0.03125, 0.046, 0.0468, -0.0156, -0.0157, 100, -100};
    const int8_t wanted[] = {0, 1, 1, 1, 0, -1, 127, -128};
    int8_t levels[FEATURES_COUNT];
    features_quantise(coefs, levels);
    for (size_t i = 0; i < sizeof wanted; i++)
        CHECK_INT(levels[i], wanted[i]);
}

TEST_MAIN(CASE(coefficients_follow_the_formulas), CASE(the_last_frame_ends_inside_the_second),
          CASE(loudness_moves_the_first_coefficient_only),
          CASE(int8_is_the_nearest_level_and_clamps))
