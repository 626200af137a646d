/* Adam by hand, two worlds told apart, and the same bits from every compiler. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "learn/train.h"
#include "learn/wake_net.h"

enum { SIDE = 8, INPUT = SIDE * SIDE, COUNT = 96 };

/* Horizontal or vertical stripes (label 0, 1) or noise (2). */
static Samples *stripes(void)
{
    Samples *samples = samples_new(COUNT, INPUT);
    for (uint32_t i = 0; i < COUNT; i++) {
        Rng rng = rng_at(rng_key(1, 0, "stripes"), i, RNG_TEST, 0);
        uint8_t label = (uint8_t)(i % 3);
        uint32_t turn = rng_below(&rng, 4);
        for (uint32_t k = 0; k < INPUT; k++) {
            uint32_t place = (label == 0 ? k / SIDE : k % SIDE) + turn;
            double value = label == 2 ? 2 * rng_unit(&rng) - 1 : (place / 2 % 2 ? 1 : -1);
            samples->inputs[i * INPUT + k] = (int8_t)(80 * value + 40 * (rng_unit(&rng) - 0.5));
        }
        samples->labels[i] = label;
    }
    return samples;
}

static Net *stripe_net(void)
{
    const LayerSpec specs[] = {
        {&layer_conv, 8, 3, 3, 1, 1, true},   {&layer_depthwise, 0, 3, 3, 2, 2, true},
        {&layer_conv, 8, 1, 1, 1, 1, true},   {&layer_pool, 0, 0, 0, 0, 0, false},
        {&layer_dense, 3, 0, 0, 0, 0, false},
    };
    return net_new((MapShape){SIDE, SIDE, 1}, specs, G_N_ELEMENTS(specs));
}

static void load(const int8_t *input, Rng *rng, float *x)
{
    float gain = rng != NULL ? (float)(0.8 + 0.4 * rng_unit(rng)) : 1;
    for (int i = 0; i < INPUT; i++)
        x[i] = gain * (float)input[i] / 64;
}

static const TrainSpec spec = {
    .epoch_count = 12,
    .batch_size = 16,
    .learn_rate = 1e-2,
    .weight_decay = 1e-3,
    .load = load,
};

static float *trained(const Net *net, const Samples *samples, uint64_t seed)
{
    float *params = g_new(float, net->param_count);
    RngKey key = rng_key(seed, 0, "train");
    net_init(net, key, params);
    train_run(net, samples, &spec, key, params);
    return params;
}

/* The first step is learn_rate * sign(gradient), the decay aside: algorithm 1 at t = 1. The
 * second by hand: mean 0.9 m + 0.1 g, square 0.999 v + 0.001 g^2, both over 1 - beta^2. */
static void adam_steps_as_published(void)
{
    Adam adam;
    adam_init(&adam, 2);
    float params[2] = {1, -2};
    adam_step(&adam, (AdamRate){0.01, 0}, (float[]){0.3F, -5}, params);
    CHECK_NEAR((double)params[0], 0.99, 1e-6);
    CHECK_NEAR((double)params[1], -1.99, 1e-6);
    adam_step(&adam, (AdamRate){0.01, 0.5}, (float[]){0.1F, -5}, params);
    double mean = (0.9 * 0.1 * 0.3 + 0.1 * 0.1) / 0.19;
    double square = (0.999 * 0.001 * 0.09 + 0.001 * 0.01) / (1 - 0.999 * 0.999);
    CHECK_NEAR((double)params[0], 0.99 - 0.01 * mean / sqrt(square) - 0.005 * 0.99, 1e-6);
    CHECK_NEAR((double)params[1], -1.98 + 0.005 * 1.99, 1e-6);
    adam_clear(&adam);
}

static void training_tells_stripes_apart(void)
{
    g_autoptr(Samples) samples = stripes();
    g_autoptr(Net) net = stripe_net();
    g_autofree float *params = trained(net, samples, 1);
    uint32_t counts[9] = {0};
    train_confusion(net, params, samples, &spec, counts);
    CHECK_INT(counts[0] + counts[1] + counts[2], COUNT / 3);
    CHECK(counts[0] + counts[4] + counts[8] >= COUNT - 2);
}

static void the_same_seed_gives_the_same_bits(void)
{
    g_autoptr(Samples) samples = stripes();
    g_autoptr(Net) net = stripe_net();
    size_t size = net->param_count * sizeof(float);
    g_autofree float *one = trained(net, samples, 1);
    g_autofree float *same = trained(net, samples, 1);
    g_autofree float *other = trained(net, samples, 2);
    CHECK(memcmp(one, same, size) == 0);
    CHECK(memcmp(one, other, size) != 0);
}

/* Whatever compiled this: gcc and clang, -O0 to -O3, print the same digest. */
static void the_bits_do_not_depend_on_the_compiler(void)
{
    g_autoptr(Samples) samples = stripes();
    g_autoptr(Net) net = stripe_net();
    g_autofree float *params = trained(net, samples, 1);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)params,
                                                          net->param_count * sizeof(float));
    CHECK_TEXT(digest, "0d7b4d9e254931e23c6a58916310473bbf2cf4216846770a1bf72ccf95169365");
}

static void augmentation_keeps_what_it_does_not_change(void)
{
    int8_t input[490];
    float x[490];
    for (int i = 0; i < 490; i++)
        input[i] = (int8_t)(i % 200 - 100);
    wake_load(input, NULL, x);
    for (int i = 0; i < 490; i++)
        CHECK_NEAR((double)x[i], input[i] / 32.0, 0);
    for (uint64_t index = 0; index < 50; index++) {
        Rng rng = rng_at(rng_key(1, 0, "load"), 0, RNG_TEST, index);
        wake_load(input, &rng, x);
        for (int i = 0; i < 490; i++)
            CHECK(fabsf(x[i]) <= 100 / 32.0F + 0.3F);
    }
}

TEST_MAIN(CASE(adam_steps_as_published), CASE(training_tells_stripes_apart),
          CASE(the_same_seed_gives_the_same_bits), CASE(the_bits_do_not_depend_on_the_compiler),
          CASE(augmentation_keeps_what_it_does_not_change))
