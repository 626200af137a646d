/* The chain of good and bad slots against its own exact law. */
#include <math.h>

#include "net/loss.h"
#include "test.h"

enum { SLOTS = 400000 };

static const LossModel gilbert = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.01, 0.2, NS_PER_MS};

static RngKey key_of(uint64_t seed)
{
    return rng_key(seed, 0, "network lora");
}

/* States of one device's slots [0, count). */
static uint8_t *states(const LossModel *loss, uint64_t seed, int64_t first, int64_t count)
{
    LossChain chain = loss_prepare(loss);
    uint8_t *state = g_malloc((gsize)count);
    for (int64_t n = 0; n < count; n++)
        state[n] = (uint8_t)loss_state(&chain, key_of(seed), 7, first + n);
    return state;
}

/* RELIABILITY L1a: loss p/(p+r), mean burst 1/r, P(burst > 5) = (1-r)^5, for 2e6 packets;
 * here 4e5, so tolerances times sqrt(5). */
static void bursts_follow_the_gilbert_law(void)
{
    g_autofree uint8_t *state = states(&gilbert, 1, 0, SLOTS);
    int64_t bad = 0, bursts = 0, long_bursts = 0, run = 0;
    for (int64_t n = 0; n < SLOTS; n++) {
        bad += state[n];
        run = state[n] ? run + 1 : 0;
        bursts += run == 1;
        long_bursts += run == 6;
    }
    CHECK_NEAR((double)bad / SLOTS, 0.04761905, 0.0024 * sqrt(5.0));
    CHECK_NEAR((double)bad / (double)bursts, 5.0, 0.15 * sqrt(5.0));
    CHECK_NEAR((double)long_bursts / (double)bursts, 0.32768, 0.017 * sqrt(5.0));
}

/* Across block borders too: the chain of slots is Markov with the given matrix. */
static void transitions_have_the_given_chances(void)
{
    g_autofree uint8_t *state = states(&gilbert, 2, 1000000007, SLOTS);
    double from[2] = {0.0, 0.0}, to_bad[2] = {0.0, 0.0};
    for (int64_t n = 0; n + 1 < SLOTS; n++) {
        from[state[n]] += 1.0;
        to_bad[state[n]] += state[n + 1];
    }
    CHECK_NEAR(to_bad[0] / from[0], 0.01, 4.0 * sqrt(0.01 * 0.99 / from[0]));
    CHECK_NEAR(to_bad[1] / from[1], 0.8, 4.0 * sqrt(0.2 * 0.8 / from[1]));
}

/* Many independent devices at a slot pair: P(bad at n + lag | state at n) for lags that lie in
 * one block, cross a border, or reach beyond all memory. */
static void correlation_at_every_lag_is_the_power_of_the_matrix(void)
{
    static const int64_t lags[] = {1, 2, 3, 5, 16, 61, 500};
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.03, 0.05, 1};
    LossChain chain = loss_prepare(&loss);
    for (size_t i = 0; i < G_N_ELEMENTS(lags); i++) {
        double from[2] = {0.0, 0.0}, bad[2] = {0.0, 0.0};
        for (uint32_t device = 0; device < 30000; device++) {
            int64_t n = 250 + (int64_t)(i * 3);
            int now = (int)loss_state(&chain, key_of(3), device, n);
            from[now] += 1.0;
            bad[now] += (double)loss_state(&chain, key_of(3), device, n + lags[i]);
        }
        for (int now = 0; now < 2; now++) {
            double expected = loss_bad_after(&loss, (LossState)now, (uint64_t)lags[i]);
            double sd = sqrt(expected * (1.0 - expected) / from[now]);
            CHECK_NEAR(bad[now] / from[now], expected, 4.5 * sd);
        }
    }
}

/* P(x_0 .. x_4) of all 32 paths over five slots equals the product along the chain. */
static void whole_paths_have_the_product_law(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.3, 0.4, 1};
    LossChain chain = loss_prepare(&loss);
    const double step[2][2] = {{0.7, 0.3}, {0.4, 0.6}}, first[2] = {4.0 / 7.0, 3.0 / 7.0};
    const int devices = 60000;
    double count[32] = {0.0};
    for (uint32_t device = 0; device < (uint32_t)devices; device++) {
        unsigned path = 0;
        for (int64_t n = 0; n < 5; n++)
            path = path << 1 | (unsigned)loss_state(&chain, key_of(4), device, 29 + n);
        count[path] += 1.0;
    }
    double chi2 = 0.0;
    for (unsigned path = 0; path < 32; path++) {
        double expected = devices * first[path >> 4];
        for (unsigned k = 4; k > 0; k--)
            expected *= step[path >> k & 1][path >> (k - 1) & 1];
        chi2 += (count[path] - expected) * (count[path] - expected) / expected;
    }
    CHECK(chi2 < 61.1); /* chi-square, 31 degrees of freedom, 99.9 % */
}

static void a_state_is_a_pure_function_of_its_slot(void)
{
    LossChain chain = loss_prepare(&gilbert);
    g_autofree uint8_t *state = states(&gilbert, 5, 0, 5000);
    for (int64_t n = 4999; n >= 0; n -= 7)
        CHECK_INT(loss_state(&chain, key_of(5), 7, n), state[n]);
    int differing = 0;
    for (int64_t n = 0; n < 5000; n++)
        differing += (int)loss_state(&chain, key_of(5), 8, n) != state[n];
    CHECK(differing > 100);
}

/* The least j with |1-p-r|^(2^j) < 2^-32: 0.79 needs 95 slots, so 2^7. */
static void blocks_are_as_long_as_the_memory(void)
{
    CHECK_INT(loss_prepare(&gilbert).level_count, 7);
    LossModel half = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.5, 0.5, 1};
    CHECK_INT(loss_prepare(&half).level_count, 0);
    LossModel slow = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 4e-10, 6e-10, 1};
    CHECK_INT(loss_prepare(&slow).level_count, 35);
    CHECK_NEAR(loss_prepare(&slow).bad_share, 0.4, 1e-12);
}

/* A chain that mostly alternates has negative memory. */
static void an_alternating_chain_keeps_its_law(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.0, 1.0, 0.9, 0.95, 1};
    g_autofree uint8_t *state = states(&loss, 6, 12345, 100000);
    double from[2] = {0.0, 0.0}, to_bad[2] = {0.0, 0.0};
    for (int64_t n = 0; n + 1 < 100000; n++) {
        from[state[n]] += 1.0;
        to_bad[state[n]] += state[n + 1];
    }
    CHECK_NEAR(to_bad[0] / from[0], 0.9, 4.0 * sqrt(0.09 / from[0]));
    CHECK_NEAR(to_bad[1] / from[1], 0.05, 4.0 * sqrt(0.0475 / from[1]));
    CHECK_NEAR(loss_bad_after(&loss, LOSS_STATE_GOOD, 1), 0.9, 1e-12);
    CHECK_NEAR(loss_bad_after(&loss, LOSS_STATE_BAD, 2), 0.05 * 0.05 + 0.95 * 0.9, 1e-12);
}

static void a_chain_that_is_never_bad_stays_good(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.1, 1.0, 0.0, 0.2, 1};
    LossChain chain = loss_prepare(&loss);
    for (int64_t n = 0; n < 1000; n++)
        CHECK_INT(loss_state(&chain, key_of(1), 1, n), LOSS_STATE_GOOD);
    CHECK_NEAR(loss_mean(&loss, &chain), 0.1, 1e-12);
}

static void mean_loss_weighs_the_states(void)
{
    LossModel loss = {LOSS_GILBERT_ELLIOTT, 0.001, 0.5, 0.02, 0.1, 1};
    LossChain chain = loss_prepare(&loss);
    CHECK_NEAR(loss_mean(&loss, &chain), 0.08416667, 5e-9); /* RELIABILITY L1b */
    LossModel plain = loss_bernoulli(0.07);
    chain = loss_prepare(&plain);
    CHECK_NEAR(loss_mean(&plain, &chain), 0.07, 0.0);
}

static void mistakes_are_told(void)
{
    LossModel loss = gilbert;
    CHECK(loss_check(&loss) == NULL);
    loss.good = 1.5;
    CHECK_TEXT(loss_check(&loss), "loss is outside 0%..100%");
    loss = gilbert;
    loss.to_bad = -0.1;
    CHECK_TEXT(loss_check(&loss), "good, bad, to_bad and to_good must lie in 0%..100%");
    loss = gilbert;
    loss.slot = 0;
    CHECK_TEXT(loss_check(&loss), "slot must be above 0");
    loss = gilbert;
    loss.to_bad = loss.to_good = 0.0;
    CHECK(loss_check(&loss) != NULL);
    loss.to_bad = loss.to_good = 1.0;
    CHECK_TEXT(loss_check(&loss), "to_bad and to_good must not both be 100%");
}

static void a_form_becomes_a_loss(void)
{
    CHECK_TEXT(loss_form_at(0)->name, "gilbert-elliott");
    CHECK(loss_form_at(1) == NULL);
    CHECK_INT(loss_from_form((Form){0, &gilbert}).kind, LOSS_GILBERT_ELLIOTT);
    CHECK_INT(loss_from_form((Form){-1, NULL}).kind, LOSS_BERNOULLI);
}

TEST_MAIN(CASE(bursts_follow_the_gilbert_law), CASE(transitions_have_the_given_chances),
          CASE(correlation_at_every_lag_is_the_power_of_the_matrix),
          CASE(whole_paths_have_the_product_law), CASE(a_state_is_a_pure_function_of_its_slot),
          CASE(blocks_are_as_long_as_the_memory), CASE(an_alternating_chain_keeps_its_law),
          CASE(a_chain_that_is_never_bad_stays_good), CASE(mean_loss_weighs_the_states),
          CASE(mistakes_are_told), CASE(a_form_becomes_a_loss))
