/*
 * learn/speech.h - a spoken text as samples, by the program espeak-ng.
 *
 * The only place that starts another program to make a model; the shipped features were made
 * once and need none of it.
 *
 * Units:   samples in [-1, 1] at FEATURES_RATE_HZ, silence at both ends cut off.
 * Owner:   the caller frees the samples with g_free().
 * Errors:  FLEET_ERROR_RUN: espeak-ng is missing, failed, or wrote no sound.
 */
#ifndef TINYFLEET_LEARN_SPEECH_H
#define TINYFLEET_LEARN_SPEECH_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SpeechSpec {
    const char *text;
    const char *accent; /* a voice of espeak-ng: "en-gb" */
    const char *voice;  /* a variant of it: "adam" */
    int32_t words_per_min;
    int32_t pitch; /* 0..99, 50 is the voice's own */
} SpeechSpec;

double *speech_say(const SpeechSpec *spec, size_t *ret_count, GError **error);

/* The first line of `espeak-ng --version`, to be freed; NULL with error. */
char *speech_version(GError **error);

#endif
