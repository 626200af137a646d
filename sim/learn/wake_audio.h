/*
 * learn/wake_audio.h - the wake word and what it is to be told from, spoken and put in noise.
 *
 * Every sample is an address: set and number say who speaks, what, how fast, how loud, in
 * which room and noise. Voices of the two sets are disjoint, and the test set has words and
 * accents of its own.
 *
 * Owner:   the caller frees the samples.
 * Errors:  FLEET_ERROR_RUN from speech.h.
 */
#ifndef TINYFLEET_LEARN_WAKE_AUDIO_H
#define TINYFLEET_LEARN_WAKE_AUDIO_H

#include "learn/samples.h"

typedef enum WakeSet {
    WAKE_SET_TRAIN,
    WAKE_SET_TEST,
} WakeSet;

typedef enum WakeClass {
    WAKE_CLASS_NOISE,
    WAKE_CLASS_OTHER,
    WAKE_CLASS_WORD,
    WAKE_CLASS_COUNT,
} WakeClass;

#define WAKE_WORD "tiny fleet"

Samples *wake_audio_samples(WakeSet set, GError **error);

#endif
