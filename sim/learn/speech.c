#include "learn/speech.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdbool.h>
#include <unistd.h>

#include "learn/features.h"
#include "learn/resample.h"
#include "learn/wav.h"
#include "util/error.h"

static const double SILENCE = 0.01; /* of the largest sample */

/* Runs argv and answers its standard output as text, to be freed. */
static char *run_program(char **argv, GError **error)
{
    char *answer = NULL;
    int status = 0;
    g_autoptr(GError) local = NULL;
    bool is_done = g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL, NULL, &answer, NULL, &status, &local) &&
                   g_spawn_check_wait_status(status, &local);
    if (is_done)
        return answer;
    g_free(answer);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                "espeak-ng: %s (on Debian: apt-get install espeak-ng)", local->message);
    return NULL;
}

char *speech_version(GError **error)
{
    char program[] = "espeak-ng", option[] = "--version";
    char *argv[] = {program, option, NULL};
    char *answer = run_program(argv, error);
    if (answer != NULL)
        g_strdelimit(answer, "\n", '\0');
    return answer;
}

static bool write_speech(const SpeechSpec *spec, const char *path, GError **error)
{
    g_auto(GStrv) argv = g_new0(char *, 11);
    argv[0] = g_strdup("espeak-ng");
    argv[1] = g_strdup("-v");
    argv[2] = g_strdup_printf("%s+%s", spec->accent, spec->voice);
    argv[3] = g_strdup("-s");
    argv[4] = g_strdup_printf("%d", spec->words_per_min);
    argv[5] = g_strdup("-p");
    argv[6] = g_strdup_printf("%d", spec->pitch);
    argv[7] = g_strdup("-w");
    argv[8] = g_strdup(path);
    argv[9] = g_strdup(spec->text);
    g_autofree char *answer = run_program(argv, error);
    return answer != NULL;
}

/* Moves the part between the first and the last loud sample to the front. */
static size_t trim(double *samples, size_t count)
{
    double peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = fabs(samples[i]) > peak ? fabs(samples[i]) : peak;
    size_t first = 0, end = count;
    while (first < end && fabs(samples[first]) <= SILENCE * peak)
        first++;
    while (end > first && fabs(samples[end - 1]) <= SILENCE * peak)
        end--;
    for (size_t i = first; i < end; i++)
        samples[i - first] = samples[i];
    return end - first;
}

static double *read_speech(const char *path, size_t *ret_count, GError **error)
{
    g_autofree char *bytes = NULL;
    size_t size = 0;
    g_autoptr(GError) local = NULL;
    if (!g_file_get_contents(path, &bytes, &size, &local)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "espeak-ng: %s", local->message);
        return NULL;
    }
    uint32_t rate_hz = 0;
    size_t count = 0;
    g_autofree double *samples = wav_read((const uint8_t *)bytes, size, &rate_hz, &count, error);
    if (samples == NULL)
        return NULL;
    double *resampled = resample(samples, count, rate_hz, FEATURES_RATE_HZ, &count);
    *ret_count = trim(resampled, count);
    return resampled;
}

double *speech_say(const SpeechSpec *spec, size_t *ret_count, GError **error)
{
    g_assert(spec->pitch >= 0);
    g_assert(spec->pitch <= 99);
    g_autofree char *path = NULL;
    g_autoptr(GError) local = NULL;
    int file = g_file_open_tmp("speech-XXXXXX.wav", &path, &local);
    if (file < 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s", local->message);
        return NULL;
    }
    close(file);
    double *samples = NULL;
    size_t count = 0;
    if (write_speech(spec, path, error))
        samples = read_speech(path, &count, error);
    g_unlink(path);
    if (samples != NULL && count == 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "espeak-ng: %s+%s says '%s' as silence",
                    spec->accent, spec->voice, spec->text);
        g_clear_pointer(&samples, g_free);
    }
    if (samples != NULL)
        *ret_count = count;
    return samples;
}
