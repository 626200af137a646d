#include "learn/wake_net.h"

#include <string.h>

#include "learn/features.h"
#include "learn/wake_audio.h"

enum {
    MIDDLE = FEATURES_FRAMES / 2,
    LAST = FEATURES_FRAMES - 1,
    MUTED_MAX = 5, /* frames */
};

Net *wake_net_new(int32_t channels)
{
    const LayerSpec first = {&layer_conv, channels, 10, 4, 2, 2, true};
    const LayerSpec depthwise = {&layer_depthwise, 0, 3, 3, 1, 1, true};
    const LayerSpec pointwise = {&layer_conv, channels, 1, 1, 1, 1, true};
    const LayerSpec pool = {&layer_pool, 0, 0, 0, 0, 0, false};
    const LayerSpec dense = {&layer_dense, WAKE_CLASS_COUNT, 0, 0, 0, 0, false};
    const LayerSpec specs[] = {first,     depthwise, pointwise, depthwise, pointwise,
                               depthwise, pointwise, pool,      dense};
    MapShape input = {FEATURES_FRAMES, FEATURES_COEFS, 1};
    return net_new(input, specs, G_N_ELEMENTS(specs));
}

const TrainSpec wake_train_spec = {
    .epoch_count = 30,
    .batch_size = 32,
    .learn_rate = 3e-3,
    .weight_decay = 1e-2,
    .label_smoothing = 0.05F,
    .load = wake_load,
};

static float real_of(int8_t level)
{
    return (float)(level - FEATURES_ZERO_POINT) * FEATURES_SCALE;
}

/* One augmentation: frame f shows frame (f - MIDDLE) * stretch + MIDDLE + shift. */
typedef struct Change {
    double shift, stretch; /* frames; factor of time */
    float loudness;        /* added to coefficient 0 */
    int muted_first, muted_end;
} Change;

static Change draw_change(Rng *rng)
{
    Change change;
    change.shift = 10 * rng_unit(rng) - 5;
    change.stretch = 0.85 + 0.3 * rng_unit(rng);
    change.loudness = (float)(0.6 * rng_unit(rng) - 0.3);
    change.muted_first = (int)rng_below(rng, FEATURES_FRAMES);
    change.muted_end = change.muted_first + (int)rng_below(rng, MUTED_MAX + 1);
    return change;
}

/* Between two neighbouring frames; what lies outside the second is its edge. */
static void load_frame(const int8_t *input, double at, float *x)
{
    at = at < 0 ? 0 : at > LAST ? LAST : at;
    int early = (int)at < LAST ? (int)at : LAST - 1;
    float late_share = (float)(at - early);
    const int8_t *row = input + early * FEATURES_COEFS;
    for (int k = 0; k < FEATURES_COEFS; k++)
        x[k] = (1 - late_share) * real_of(row[k]) + late_share * real_of(row[k + FEATURES_COEFS]);
}

void wake_load(const int8_t *input, Rng *rng, float *x)
{
    if (rng == NULL) {
        for (int i = 0; i < FEATURES_COUNT; i++)
            x[i] = real_of(input[i]);
        return;
    }
    Change change = draw_change(rng);
    for (int f = 0; f < FEATURES_FRAMES; f++, x += FEATURES_COEFS) {
        load_frame(input, (f - MIDDLE) * change.stretch + MIDDLE + change.shift, x);
        x[0] += change.loudness;
        if (f >= change.muted_first && f < change.muted_end)
            memset(x, 0, FEATURES_COEFS * sizeof *x);
    }
}
