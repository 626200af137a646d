/* Chains keep order, mixes forget it, and the bits never change. */
#include "test.h"

#include "util/digest.h"

/* First outputs of splitmix64 from state 0: published with xoshiro (prng.di.unimi.it). */
static void scramble_is_the_published_finaliser(void)
{
    uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    CHECK(digest_scramble(golden) == UINT64_C(0xe220a8397b1dcdaf));
    CHECK(digest_scramble(2 * golden) == UINT64_C(0x6e789e6aa1b965f4));
    CHECK(digest_scramble(3 * golden) == UINT64_C(0x06c45d188009454f));
}

static void a_chain_knows_its_order(void)
{
    CHECK(digest_fold(digest_fold(1, 2), 3) != digest_fold(digest_fold(1, 3), 2));
    CHECK(digest_text(0, "ab") != digest_text(0, "ba"));
}

static void texts_are_not_run_together(void)
{
    CHECK(digest_text(digest_text(7, "ab"), "c") != digest_text(digest_text(7, "a"), "bc"));
    CHECK(digest_text(7, "") != 7);
    CHECK(digest_text(7, "\xff") != digest_text(7, "\x7f"));
}

/* For a random function, half of 64 bits turn over: 32 +- 4. */
static void one_bit_of_a_chain_turns_half_of_the_mix(void)
{
    for (int bit = 0; bit < 64; bit++) {
        int turned = 0;
        for (uint64_t id = 0; id < 64; id++) {
            uint64_t chain = digest_scramble(id);
            turned += __builtin_popcountll(digest_mix(chain, id) ^
                                           digest_mix(chain ^ UINT64_C(1) << bit, id));
        }
        CHECK_NEAR(turned / 64.0, 32, 4.5 * 4 / 8);
    }
}

static void equal_chains_of_two_entities_do_not_cancel(void)
{
    CHECK((digest_mix(5, 1) ^ digest_mix(5, 2)) != 0);
}

static void print_gives_32_digits(void)
{
    char text[DIGEST_TEXT_SIZE];
    digest_print((Digest){.chains = 0xabc, .totals = UINT64_C(0x123456789abcdef0)}, text);
    CHECK_TEXT(text, "0000000000000abc123456789abcdef0");
}

TEST_MAIN(CASE(scramble_is_the_published_finaliser), CASE(a_chain_knows_its_order),
          CASE(texts_are_not_run_together), CASE(one_bit_of_a_chain_turns_half_of_the_mix),
          CASE(equal_chains_of_two_entities_do_not_cancel), CASE(print_gives_32_digits))
