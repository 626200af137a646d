/* Words under SECDED against a memory that is written down bit by bit, and against row G3a. */
#include <math.h>
#include <string.h>

#include "test.h"
#include "util/rng.h"
#include "world/ecc.h"

/* One device's list. */
typedef struct Memory {
    EccPool pool;
    uint32_t list;
} Memory;

static Memory memory_new(void)
{
    Memory memory = {.list = 0};
    ecc_begin(&memory.pool);
    return memory;
}

static void memory_clear(Memory *memory)
{
    ecc_clear(&memory->pool);
}

/* A bit of word 7, scrubbed each day, at an hour of the run. */
static EccChange hit_at(Memory *memory, int hour, uint8_t bit)
{
    EccHit hit = {.at = hour * NS_PER_H, .scrub = NS_PER_D, .word = 7, .bit = bit};
    return ecc_hit(&memory->pool, &memory->list, &hit);
}

static void check_hit(Memory *memory, int hour, uint8_t bit, EccChange wanted)
{
    EccChange change = hit_at(memory, hour, bit);
    CHECK(change.data == wanted.data);
    CHECK_INT(change.uncorrected, wanted.uncorrected);
}

static const EccChange nothing = {0, 0};

static void two_flips_between_scrubs_are_read_and_one_is_not(void)
{
    Memory memory = memory_new();
    check_hit(&memory, 1, 0, nothing);
    check_hit(&memory, 23, 63, (EccChange){UINT64_C(1) << 63 | 1, 1});
    check_hit(&memory, 23, 5, (EccChange){1 << 5, 0});
    memory_clear(&memory);
}

static void a_scrub_corrects_words_with_one_flip_only(void)
{
    Memory memory = memory_new();
    check_hit(&memory, 1, 3, nothing);
    check_hit(&memory, 24, 4, nothing); /* the scrub is at 24 h and comes first */
    check_hit(&memory, 47, 5, (EccChange){1 << 4 | 1 << 5, 1});
    check_hit(&memory, 1000, 6, (EccChange){1 << 6, 0});
    memory_clear(&memory);
}

static void check_bits_spoil_a_word_but_hold_no_data(void)
{
    Memory memory = memory_new();
    check_hit(&memory, 1, 64, nothing);
    check_hit(&memory, 2, 71, (EccChange){0, 1});
    check_hit(&memory, 3, 2, (EccChange){1 << 2, 0});
    memory_clear(&memory);
}

/* What is left alone waits for the next scrub, however old it is. */
static void a_bit_that_flips_back_is_well(void)
{
    Memory memory = memory_new();
    check_hit(&memory, 1, 9, nothing);
    check_hit(&memory, 2, 9, nothing);
    CHECK_INT(memory.list, 0);
    check_hit(&memory, 3, 9, nothing);
    check_hit(&memory, 4, 8, (EccChange){1 << 9 | 1 << 8, 1});
    check_hit(&memory, 100, 9, (EccChange){1 << 9 | 1 << 8, -1});
    check_hit(&memory, 101, 1, (EccChange){1 << 8 | 1 << 1, 1});
    check_hit(&memory, 102, 1, (EccChange){1 << 8 | 1 << 1, -1});
    check_hit(&memory, 130, 1, nothing);
    memory_clear(&memory);
}

static void writing_anew_forgets_everything(void)
{
    Memory memory = memory_new();
    hit_at(&memory, 1, 10);
    hit_at(&memory, 1, 11);
    ecc_mend(&memory.pool, &memory.list);
    CHECK_INT(memory.list, 0);
    check_hit(&memory, 2, 12, nothing);
    memory_clear(&memory);
}

/* --- against every bit written down --------------------------------------------------------- */

enum { WORDS = 5, DEVICES = 3, HITS = 20000 };

typedef struct Written {
    bool is_flipped[WORDS][ECC_WORD_BITS];
    int64_t scrubs; /* made */
} Written;

static int flipped_in(const Written *written, uint32_t word)
{
    int count = 0;
    for (int bit = 0; bit < ECC_WORD_BITS; bit++)
        count += written->is_flipped[word][bit];
    return count;
}

static void written_scrub(Written *written)
{
    for (uint32_t w = 0; w < WORDS; w++) {
        if (flipped_in(written, w) == 1)
            memset(written->is_flipped[w], 0, sizeof written->is_flipped[w]);
    }
}

static uint64_t written_read(const Written *written, uint32_t word)
{
    uint64_t wrong = 0;
    for (int bit = 0; bit < ECC_DATA_BITS && flipped_in(written, word) >= 2; bit++)
        wrong |= (uint64_t)written->is_flipped[word][bit] << bit;
    return wrong;
}

static EccChange written_hit(Written *written, const EccHit *hit)
{
    for (; written->scrubs < hit->at / hit->scrub; written->scrubs++)
        written_scrub(written);
    uint64_t before = written_read(written, hit->word);
    bool was = flipped_in(written, hit->word) >= 2;
    written->is_flipped[hit->word][hit->bit] ^= true;
    bool is = flipped_in(written, hit->word) >= 2;
    return (EccChange){before ^ written_read(written, hit->word), is - was};
}

/* Few bits of few words, so that flips meet, add up and go back; devices share a pool. */
static void lists_agree_with_memories_written_down(void)
{
    EccPool pool;
    uint32_t lists[DEVICES] = {0};
    Written written[DEVICES] = {{.scrubs = 0}};
    ecc_begin(&pool);
    for (uint64_t i = 0; i < HITS; i++) {
        Rng rng = rng_at((RngKey){{1, 2}}, 0, RNG_TEST, i);
        uint32_t d = rng_below(&rng, DEVICES);
        EccHit hit = {.at = (SimTime)i * NS_PER_H, .scrub = 30 * NS_PER_H};
        hit.word = rng_below(&rng, WORDS);
        hit.bit = (uint8_t)(62 + rng_below(&rng, 4));
        EccChange wanted = written_hit(&written[d], &hit);
        EccChange change = ecc_hit(&pool, &lists[d], &hit);
        CHECK(change.data == wanted.data && change.uncorrected == wanted.uncorrected);
        if (rng_below(&rng, 50) > 0)
            continue;
        ecc_mend(&pool, &lists[d]);
        memset(written[d].is_flipped, 0, sizeof written[d].is_flipped);
    }
    CHECK_INT(pool.words->len, 64); /* the first room was enough */
    ecc_clear(&pool);
}

static void what_scrubs_correct_leaves_its_place(void)
{
    Memory memory = memory_new();
    for (int i = 0; i < 10000; i++) {
        EccHit hit = {.at = i * NS_PER_H, .scrub = 10 * NS_PER_H, .word = (uint32_t)i};
        ecc_hit(&memory.pool, &memory.list, &hit);
    }
    CHECK_INT(memory.pool.words->len, 64); /* 10 at a time are not corrected */
    memory_clear(&memory);
}

/* 600,000 hits of 300,000 words: some 1e6 steps. Were each word looked at for every hit, they would
 * be 1e11. */
static void a_hit_costs_the_same_however_many_words_are_kept(void)
{
    Memory memory = memory_new();
    int64_t uncorrected = 0;
    for (uint32_t i = 0; i < 600000; i++) {
        EccHit hit = {.at = i, .scrub = NS_PER_D, .word = i % 300000, .bit = (uint8_t)(i / 300000)};
        uncorrected += ecc_hit(&memory.pool, &memory.list, &hit).uncorrected;
    }
    CHECK_INT(uncorrected, 300000);
    CHECK_INT(memory.pool.used, 300001);
    ecc_mend(&memory.pool, &memory.list);
    CHECK_INT(memory.pool.used, 0);
    memory_clear(&memory);
}

/* --- row G3a -------------------------------------------------------------------------------- */

/* Four million words, in memories of 2000. A bit that upsets hit at rate r is flipped at the end
 * with chance (1 - exp(-2 r)) / 2, each by itself. */
static void two_of_72_bits_flip_as_often_as_they_should(void)
{
    double u = 0.001, exact = 1.0 - pow(1.0 - u, 72) - 72.0 * u * pow(1.0 - u, 71);
    CHECK_NEAR(exact, 0.002439751, 1e-9);
    uint32_t words = 2000, memories = 2000;
    double mean = -0.5 * log(1.0 - 2.0 * u) * words * ECC_WORD_BITS;
    int64_t uncorrected = 0;
    Memory memory = memory_new();
    for (uint32_t m = 0; m < memories; m++) {
        Rng rng = rng_at((RngKey){{3, 4}}, m, RNG_TEST, 0);
        for (double t = -log(rng_unit(&rng)); t < mean; t -= log(rng_unit(&rng))) {
            EccHit hit = {.at = (SimTime)(t / mean * (double)NS_PER_D), .scrub = NS_PER_D};
            hit.word = rng_below(&rng, words);
            hit.bit = (uint8_t)rng_below(&rng, ECC_WORD_BITS);
            uncorrected += ecc_hit(&memory.pool, &memory.list, &hit).uncorrected;
        }
        ecc_mend(&memory.pool, &memory.list);
    }
    CHECK_NEAR((double)uncorrected / ((double)words * memories), exact, 0.00012);
    memory_clear(&memory);
}

TEST_MAIN(CASE(two_flips_between_scrubs_are_read_and_one_is_not),
          CASE(a_scrub_corrects_words_with_one_flip_only),
          CASE(check_bits_spoil_a_word_but_hold_no_data), CASE(a_bit_that_flips_back_is_well),
          CASE(writing_anew_forgets_everything), CASE(lists_agree_with_memories_written_down),
          CASE(what_scrubs_correct_leaves_its_place),
          CASE(a_hit_costs_the_same_however_many_words_are_kept),
          CASE(two_of_72_bits_flip_as_often_as_they_should))
