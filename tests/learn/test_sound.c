/* WAV bytes, another sampling rate, noise, and speech where espeak-ng is installed. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "learn/features.h"
#include "learn/fft.h"
#include "learn/noise.h"
#include "learn/resample.h"
#include "learn/speech.h"
#include "learn/wav.h"
#include "util/error.h"

/* 4 samples, mono, 16 bit, 8000 Hz; a chunk of odd length in between. */
static const char WAVE[] =
    "RIFF\x36\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0"
    "\x02\0\x10\0LIST\x01\0\0\0x\0data\x08\0\0\0\0\0\x00\x40\xff\x7f\x00\x80";

static double *read_wave(const char *bytes, size_t size, size_t *ret_count, GError **error)
{
    uint32_t rate_hz = 0;
    double *samples = wav_read((const uint8_t *)bytes, size, &rate_hz, ret_count, error);
    if (samples != NULL)
        CHECK_INT(rate_hz, 8000);
    return samples;
}

static void wave_samples_are_read(void)
{
    size_t count = 0;
    g_autofree double *samples = read_wave(WAVE, sizeof WAVE - 1, &count, NULL);
    CHECK(samples != NULL);
    CHECK_INT((int64_t)count, 4);
    const double wanted[] = {0, 0.5, 32767.0 / 32768, -1};
    for (size_t i = 0; samples != NULL && i < count; i++)
        CHECK_NEAR(samples[i], wanted[i], 0);
}

static void a_length_beyond_the_end_is_cut(void)
{
    size_t count = 0;
    g_autofree double *samples = read_wave(WAVE, sizeof WAVE - 3, &count, NULL);
    CHECK(samples != NULL);
    CHECK_INT((int64_t)count, 3);
}

static void refuse(const char *bytes, size_t size, const char *sentence)
{
    size_t count = 0;
    g_autoptr(GError) error = NULL;
    g_autofree double *samples = read_wave(bytes, size, &count, &error);
    CHECK(samples == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK_TEXT(error != NULL ? error->message : NULL, sentence);
}

static void what_is_no_wave_is_refused(void)
{
    refuse("RIFF", 4, "4 bytes without RIFF, WAVE, fmt and data: not a WAV file");
    refuse(WAVE, 40, "40 bytes without RIFF, WAVE, fmt and data: not a WAV file");
    char stereo[sizeof WAVE];
    memcpy(stereo, WAVE, sizeof WAVE);
    stereo[22] = 2;
    refuse(stereo, sizeof WAVE - 1,
           "WAV of format 1, 2 channels, 16 bits, 8000 Hz: not mono 16-bit PCM");
}

static double sine(double hz, double rate_hz, double i)
{
    return sin(2 * G_PI * hz * i / rate_hz);
}

static void a_tone_keeps_its_pitch_at_another_rate(void)
{
    enum { COUNT = 4410 };
    double samples[COUNT];
    for (int i = 0; i < COUNT; i++)
        samples[i] = sine(1234, 22050, i);
    size_t count = 0;
    g_autofree double *resampled = resample(samples, COUNT, 22050, 16000, &count);
    CHECK_INT((int64_t)count, 3200);
    for (size_t i = 100; i < count - 100; i++)
        CHECK_NEAR(resampled[i], sine(1234, 16000, (double)i), 5e-3);
}

static void what_the_lower_rate_cannot_carry_is_gone(void)
{
    enum { COUNT = 4410 };
    double samples[COUNT];
    for (int i = 0; i < COUNT; i++)
        samples[i] = sine(9500, 22050, i);
    size_t count = 0;
    g_autofree double *resampled = resample(samples, COUNT, 22050, 16000, &count);
    CHECK(noise_rms(resampled + 100, count - 200) < 5e-3);
}

static void every_noise_has_unit_power_and_an_address(void)
{
    enum { COUNT = 16000 };
    g_autofree double *first = g_new(double, COUNT);
    g_autofree double *again = g_new(double, COUNT);
    for (size_t k = 0; noise_kind_at(k) != NULL; k++) {
        Rng rng = rng_at(rng_key(5, 0, "noise"), 7, RNG_TEST, k), same = rng;
        noise_fill(noise_kind_at(k), &rng, first, COUNT);
        noise_fill(noise_kind_at(k), &same, again, COUNT);
        CHECK_NEAR(noise_rms(first, COUNT), 1, 1e-12);
        CHECK(memcmp(first, again, COUNT * sizeof *first) == 0);
    }
}

/* Power in [first, end) bins of 1024, over many stretches. */
static double band_power(const double *samples, size_t count, int first, int end)
{
    enum { SIZE = 1024 };
    g_autoptr(Fft) fft = fft_new(SIZE);
    double power = 0;
    for (size_t at = 0; at + SIZE <= count; at += SIZE) {
        double re[SIZE], im[SIZE] = {0};
        for (int i = 0; i < SIZE; i++)
            re[i] = samples[at + (size_t)i] * (0.5 - 0.5 * cos(2 * G_PI * i / SIZE));
        fft_run(fft, re, im);
        for (int bin = first; bin < end; bin++)
            power += re[bin] * re[bin] + im[bin] * im[bin];
    }
    return power / (end - first);
}

/* Two octaves up: white stays, pink falls to a quarter, brown to a sixteenth. */
static void colours_fall_as_they_are_named(void)
{
    enum { COUNT = 1 << 16 };
    const double fall[] = {1, 4, 16};
    g_autofree double *samples = g_new(double, COUNT);
    for (size_t k = 0; k < 3; k++) {
        Rng rng = rng_at(rng_key(5, 0, "colour"), 0, RNG_TEST, k);
        noise_fill(noise_kind_at(k), &rng, samples, COUNT);
        double ratio = band_power(samples, COUNT, 32, 64) / band_power(samples, COUNT, 128, 256);
        CHECK_NEAR(ratio / fall[k], 1, 0.12);
    }
}

static void speech_is_sound_of_a_plausible_length(void)
{
    g_autofree char *program = g_find_program_in_path("espeak-ng");
    if (program == NULL)
        test_skip("espeak-ng is not installed");
    SpeechSpec spec = {"tiny fleet", "en-gb", "adam", 150, 50};
    size_t count = 0;
    g_autoptr(GError) error = NULL;
    g_autofree double *samples = speech_say(&spec, &count, &error);
    CHECK(samples != NULL);
    CHECK(count > FEATURES_RATE_HZ / 4);
    CHECK(count < 2 * FEATURES_RATE_HZ);
}

static void speech_without_the_program_says_what_to_install(void)
{
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", "/nowhere", TRUE);
    SpeechSpec spec = {"yes", "en-gb", "adam", 150, 50};
    size_t count = 0;
    g_autoptr(GError) error = NULL;
    g_autofree double *samples = speech_say(&spec, &count, &error);
    g_setenv("PATH", path, TRUE);
    CHECK(samples == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    CHECK(error != NULL && strstr(error->message, "apt-get install espeak-ng") != NULL);
}

TEST_MAIN(CASE(wave_samples_are_read), CASE(a_length_beyond_the_end_is_cut),
          CASE(what_is_no_wave_is_refused), CASE(a_tone_keeps_its_pitch_at_another_rate),
          CASE(what_the_lower_rate_cannot_carry_is_gone),
          CASE(every_noise_has_unit_power_and_an_address), CASE(colours_fall_as_they_are_named),
          CASE(speech_without_the_program_says_what_to_install),
          CASE(speech_is_sound_of_a_plausible_length))
