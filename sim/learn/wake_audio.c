#include "learn/wake_audio.h"

#include <math.h>
#include <string.h>

#include "learn/features.h"
#include "learn/noise.h"
#include "learn/speech.h"
#include "util/detmath.h"
#include "util/rng.h"

enum {
    BABBLE_CLIPS = 40,  /* utterances a set's babble is made of */
    BABBLE_VOICES = 16, /* that speak at once */
    BABBLE_NUMBER = 1 << 24,
    SPAN = FEATURES_SAMPLES,
};

static const uint64_t SEED = 2026;

typedef struct WakeRow {
    const char *text;
    WakeSet set;
} WakeRow;

#define TRAIN          WAKE_SET_TRAIN
#define TEST           WAKE_SET_TEST
#define ROW(name, set) {#name, set},
static const WakeRow voices[] = {
#include "learn/wake_voice.def"
};
#undef ROW
#define ROW(text, set) {text, set},
static const WakeRow words[] = {
#include "learn/wake_word.def"
};
#undef ROW
static const WakeRow accents[] = {
    {"en-gb", TRAIN},          {"en-us", TRAIN},          {"en-gb-x-rp", TRAIN},
    {"en-gb-x-gbcwmd", TRAIN}, {"en-gb-x-gbclan", TRAIN}, {"en-us-nyc", TRAIN},
    {"en-gb-scotland", TEST},  {"en-029", TEST},
};

/* How a set is drawn. */
typedef struct WakeRecipe {
    const char *section; /* of the addresses */
    size_t class_count[WAKE_CLASS_COUNT];
    double snr_db_min, snr_db_max;
} WakeRecipe;

static const WakeRecipe recipes[] = {
    [WAKE_SET_TRAIN] = {"wake-word train", {1000, 2800, 2200}, 0, 30},
    [WAKE_SET_TEST] = {"wake-word test", {320, 480, 400}, 5, 25},
};

typedef struct WakeRoom {
    WakeSet set;
    const WakeRecipe *recipe;
    RngKey key;
    FeatureFront *front;
    double *babble[BABBLE_CLIPS]; /* [SPAN] each */
} WakeRoom;

static double between(Rng *rng, double low, double high)
{
    return low + (high - low) * rng_unit(rng);
}

static double gain_of_db(double db)
{
    return det_pow(10, db / 20);
}

/* One of the rows that a set may use: its own, and with `is_shared` those of training too. */
static const char *draw_row(Rng *rng, const WakeRow *rows, size_t count, WakeSet set,
                            bool is_shared)
{
    for (;;) {
        const WakeRow *row = &rows[rng_below(rng, (uint32_t)count)];
        if (row->set == set || (is_shared && row->set == WAKE_SET_TRAIN))
            return row->text;
    }
}

static double *draw_speech(Rng *rng, WakeSet set, const char *text, size_t *ret_count,
                           GError **error)
{
    SpeechSpec spec = {.text = text};
    spec.voice = draw_row(rng, voices, G_N_ELEMENTS(voices), set, false);
    spec.accent = draw_row(rng, accents, G_N_ELEMENTS(accents), set, true);
    spec.words_per_min = 125 + (int32_t)rng_below(rng, 85);
    spec.pitch = 15 + (int32_t)rng_below(rng, 71);
    double *speech = speech_say(&spec, ret_count, error);
    if (speech != NULL)
        noise_normalise(speech, *ret_count);
    return speech;
}

static const char *draw_other_word(Rng *rng, WakeSet set)
{
    return draw_row(rng, words, G_N_ELEMENTS(words), set, true);
}

static bool fill_babble(WakeRoom *room, GError **error)
{
    for (uint32_t i = 0; i < BABBLE_CLIPS; i++) {
        Rng rng = rng_at(room->key, BABBLE_NUMBER + i, RNG_LEARN_AUGMENT, 0);
        size_t count = 0;
        g_autofree double *speech =
            draw_speech(&rng, room->set, draw_other_word(&rng, room->set), &count, error);
        if (speech == NULL)
            return false;
        room->babble[i] = g_new0(double, SPAN);
        for (size_t at = 0; at < count && at < SPAN; at++)
            room->babble[i][at] = speech[at];
    }
    return true;
}

static void add_babble(const WakeRoom *room, Rng *rng, double *noise)
{
    memset(noise, 0, SPAN * sizeof *noise);
    for (int voice = 0; voice < BABBLE_VOICES; voice++) {
        const double *clip = room->babble[rng_below(rng, BABBLE_CLIPS)];
        uint32_t turn = rng_below(rng, SPAN);
        double gain = between(rng, 0.6, 1);
        for (uint32_t i = 0; i < SPAN; i++)
            noise[i] += gain * clip[(i + turn) % SPAN];
    }
    noise_normalise(noise, SPAN);
}

/* Unit noise of a kind drawn evenly; the last kind is babble, which is no mere noise to
 * somebody who listens for words, so it only stands behind speech. */
static void draw_noise(const WakeRoom *room, uint32_t number, WakeClass class, double *noise)
{
    Rng rng = rng_at(room->key, number, RNG_LEARN_NOISE, 0);
    uint32_t kind_count = 0;
    while (noise_kind_at(kind_count) != NULL)
        kind_count++;
    uint32_t kind = rng_below(&rng, class == WAKE_CLASS_NOISE ? kind_count : kind_count + 1);
    if (kind == kind_count)
        add_babble(room, &rng, noise);
    else
        noise_fill(noise_kind_at(kind), &rng, noise, SPAN);
}

/* Up to three echoes of a small room. */
static void add_echoes(Rng *rng, double *sound)
{
    uint32_t echo_count = rng_below(rng, 4);
    for (uint32_t echo = 0; echo < echo_count; echo++) {
        uint32_t delay = 80 + rng_below(rng, 1200);
        double gain = between(rng, 0.05, 0.4);
        for (uint32_t i = SPAN - 1; i >= delay; i--)
            sound[i] += gain * sound[i - delay];
    }
}

/* Puts the speech somewhere into the second: whole if it fits, else its middle. */
static void place_speech(Rng *rng, const double *speech, size_t count, double *sound)
{
    int64_t room = SPAN - (int64_t)count, spare = room < 0 ? -room : room;
    int64_t shift = (int64_t)rng_below(rng, (uint32_t)spare + 1);
    int64_t first = room >= 0 ? shift : room / 2 + (shift - spare / 2) / 4;
    for (int64_t i = 0; i < (int64_t)count; i++) {
        if (first + i >= 0 && first + i < SPAN)
            sound[first + i] = speech[i];
    }
}

/* What the microphone's converter makes of it. */
static void convert(double *sound)
{
    for (int i = 0; i < SPAN; i++) {
        double level = floor(sound[i] * 32768 + 0.5);
        sound[i] = (level < -32768 ? -32768 : level > 32767 ? 32767 : level) / 32768;
    }
}

static bool make_sound(const WakeRoom *room, uint32_t number, WakeClass class, double *sound,
                       GError **error)
{
    Rng rng = rng_at(room->key, number, RNG_LEARN_AUGMENT, 0);
    g_autofree double *noise = g_new(double, SPAN);
    draw_noise(room, number, class, noise);
    double level = gain_of_db(between(&rng, -40, -16));
    double snr = between(&rng, room->recipe->snr_db_min, room->recipe->snr_db_max);
    memset(sound, 0, SPAN * sizeof *sound);
    double noise_level = level;
    if (class != WAKE_CLASS_NOISE) {
        const char *text = class == WAKE_CLASS_WORD ? WAKE_WORD : draw_other_word(&rng, room->set);
        size_t count = 0;
        g_autofree double *speech = draw_speech(&rng, room->set, text, &count, error);
        if (speech == NULL)
            return false;
        place_speech(&rng, speech, count, sound);
        add_echoes(&rng, sound);
        noise_level = level * gain_of_db(-snr);
    }
    for (int i = 0; i < SPAN; i++)
        sound[i] = level * sound[i] + noise_level * noise[i];
    convert(sound);
    return true;
}

static bool fill_samples(WakeRoom *room, Samples *samples, GError **error)
{
    g_autofree double *sound = g_new(double, SPAN);
    double coefs[FEATURES_COUNT];
    uint32_t number = 0;
    for (size_t class = 0; class < WAKE_CLASS_COUNT; class ++) {
        for (size_t i = 0; i < room->recipe->class_count[class]; i++, number++) {
            if (!make_sound(room, number, (WakeClass) class, sound, error))
                return false;
            features_of(room->front, sound, coefs);
            features_quantise(coefs, samples->inputs + number * FEATURES_COUNT);
            samples->labels[number] = (uint8_t) class;
        }
    }
    return true;
}

Samples *wake_audio_samples(WakeSet set, GError **error)
{
    WakeRoom room = {.set = set, .recipe = &recipes[set]};
    room.key = rng_key(SEED, 0, room.recipe->section);
    room.front = features_new();
    size_t count = 0;
    for (size_t class = 0; class < WAKE_CLASS_COUNT; class ++)
        count += room.recipe->class_count[class];
    Samples *samples = samples_new(count, FEATURES_COUNT);
    if (!fill_babble(&room, error) || !fill_samples(&room, samples, error))
        g_clear_pointer(&samples, samples_free);
    for (int i = 0; i < BABBLE_CLIPS; i++)
        g_free(room.babble[i]);
    features_free(room.front);
    return samples;
}
