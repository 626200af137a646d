/* Known-answer vectors of Random123 1.14 (kat_vectors), addresses, and RELIABILITY bar B12. */
#include "test.h"

#include <math.h>

#include "util/rng.h"

static void check_vector(const uint32_t counter[4], const uint32_t key[2], const uint32_t want[4])
{
    uint32_t got[4];
    philox4x32(counter, key, got);
    for (int i = 0; i < 4; i++)
        CHECK_INT(got[i], want[i]);
}

static void philox_gives_the_published_vectors(void)
{
    check_vector((uint32_t[]){0, 0, 0, 0}, (uint32_t[]){0, 0},
                 (uint32_t[]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    check_vector((uint32_t[]){~0U, ~0U, ~0U, ~0U}, (uint32_t[]){~0U, ~0U},
                 (uint32_t[]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    check_vector((uint32_t[]){0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                 (uint32_t[]){0xa4093822, 0x299f31d0},
                 (uint32_t[]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

/* number | purpose and block | index low | index high; two sub-draws a block. */
static void an_address_is_the_counter_it_says(void)
{
    RngKey key = rng_key(42, 3, "fleet speakers");
    Rng rng = rng_at(key, 17, RNG_BEAT_FATE, UINT64_C(0x123456789abcdef0));
    for (uint32_t block = 0; block < 3; block++) {
        uint32_t out[4];
        philox4x32((uint32_t[]){17, (uint32_t)RNG_BEAT_FATE << 16 | block, 0x9abcdef0, 0x12345678},
                   key.word, out);
        CHECK(rng_u64(&rng) == (out[0] | (uint64_t)out[1] << 32));
        CHECK(rng_u64(&rng) == (out[2] | (uint64_t)out[3] << 32));
    }
}

static void a_sub_draw_is_the_same_whenever_it_is_asked_for(void)
{
    RngKey key = rng_key(1, 0, "x");
    Rng one = rng_at(key, 5, RNG_TEST, 9), other = one;
    double first = rng_unit(&one);
    for (int i = 0; i < 100; i++)
        rng_u64(&one);
    CHECK(rng_unit(&other) == first);
    CHECK(rng_unit_at(key, 5, RNG_TEST, 9) == first);
}

static void every_part_of_an_address_matters(void)
{
    RngKey key = rng_key(1, 0, "x");
    double base = rng_unit_at(key, 5, RNG_TEST, 9);
    CHECK(rng_unit_at(rng_key(2, 0, "x"), 5, RNG_TEST, 9) != base);
    CHECK(rng_unit_at(rng_key(1, 1, "x"), 5, RNG_TEST, 9) != base);
    CHECK(rng_unit_at(rng_key(1, 0, "y"), 5, RNG_TEST, 9) != base);
    CHECK(rng_unit_at(key, 6, RNG_TEST, 9) != base);
    CHECK(rng_unit_at(key, 5, RNG_BENCH, 9) != base);
    CHECK(rng_unit_at(key, 5, RNG_TEST, 10) != base);
    CHECK(rng_unit_at(key, 5, RNG_TEST, 9 + (UINT64_C(1) << 32)) != base);
}

static void units_are_open_at_both_ends_and_even(void)
{
    enum { DRAWS = 1000000, BINS = 50 };
    const double critical = 85.35; /* chi-square, 49 df, upper 0.001 */
    RngKey key = rng_key(7, 0, "units");
    int bins[BINS] = {0};
    double sum = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double u = rng_unit_at(key, i, RNG_TEST, 0);
        CHECK(u > 0 && u < 1);
        bins[(int)(u * BINS)]++;
        sum += u;
    }
    double chi2 = 0, expected = (double)DRAWS / BINS;
    for (int i = 0; i < BINS; i++)
        chi2 += (bins[i] - expected) * (bins[i] - expected) / expected;
    CHECK(chi2 < critical);
    CHECK_NEAR(sum / DRAWS, 0.5, 4.5 * sqrt(1.0 / 12 / DRAWS));
}

/* Draws of neighbours in each part of the address: correlation within 4.5 standard errors. */
static void neighbours_are_uncorrelated(void)
{
    enum { DRAWS = 200000 };
    RngKey key = rng_key(11, 0, "devices"), next = rng_key(11, 1, "devices");
    double sum[4] = {0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        double u = rng_unit_at(key, i, RNG_TEST, 3) - 0.5;
        sum[0] += u * (rng_unit_at(key, i + 1, RNG_TEST, 3) - 0.5);
        sum[1] += u * (rng_unit_at(key, i, RNG_TEST, 4) - 0.5);
        sum[2] += u * (rng_unit_at(key, i, RNG_BENCH, 3) - 0.5);
        sum[3] += u * (rng_unit_at(next, i, RNG_TEST, 3) - 0.5);
    }
    for (int k = 0; k < 4; k++)
        CHECK_NEAR(sum[k] * 12 / DRAWS, 0, 4.5 / sqrt(DRAWS));
}

static void below_is_even_and_in_range(void)
{
    RngKey key = rng_key(13, 0, "below");
    const uint32_t counts[] = {1, 2, 3, 10, 0x80000001, UINT32_MAX};
    for (size_t k = 0; k < 6; k++) {
        double sum = 0;
        for (uint32_t i = 0; i < 50000; i++) {
            Rng rng = rng_at(key, i, RNG_TEST, k);
            uint32_t drawn = rng_below(&rng, counts[k]);
            CHECK(drawn < counts[k]);
            sum += drawn;
        }
        double n = counts[k];
        CHECK_NEAR(sum / 50000, (n - 1) / 2, 4.5 * sqrt((n * n - 1) / 12 / 50000) + 1e-9);
    }
}

TEST_MAIN(CASE(philox_gives_the_published_vectors), CASE(an_address_is_the_counter_it_says),
          CASE(a_sub_draw_is_the_same_whenever_it_is_asked_for),
          CASE(every_part_of_an_address_matters), CASE(units_are_open_at_both_ends_and_even),
          CASE(neighbours_are_uncorrelated), CASE(below_is_even_and_in_range))
