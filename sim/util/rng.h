/*
 * util/rng.h - chance by address: Philox4x32-10 as a pure function.
 *
 * An Rng is an address on the stack, made for one decision and never stored:
 * key = seed, replication and name of a section; counter = (number in the section,
 * purpose, sub-draw, index).  The index names the thing that is decided (a beat slot,
 * a demand, an occurrence); it counts no calls, so nothing shifts anybody else's luck.
 *
 * Units:   rng_unit() is uniform in the open interval (0, 1), 52 bits and a half, so that 1
 *          cannot come out by rounding and 1 - u is exact.
 * Errors:  none.
 * Source:  J. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011;
 *          known-answer vectors of Random123 1.14 (kat_vectors).
 */
#ifndef TINYFLEET_UTIL_RNG_H
#define TINYFLEET_UTIL_RNG_H

#include <stdint.h>

#include "util/rng_purpose.h"

typedef struct RngKey {
    uint32_t word[2];
} RngKey;

typedef struct Rng {
    RngKey key;
    uint32_t number;  /* of the thing in its section: device, region, pool ... */
    uint32_t purpose; /* RngPurpose in the high 16 bits, sub-draw in the low */
    uint64_t index;   /* names the occurrence */
    uint64_t spare;   /* second half of the last block */
    uint32_t has_spare;
} Rng;

/* A counter, or what Philox makes of it: two draws of 64 bits. */
typedef struct RngBlock {
    uint32_t word[4];
} RngBlock;

/* One round; the key has grown by `round` increments. Multipliers and increments: Salmon et al.,
 * section 3.3 and table 2. */
static inline RngBlock rng_round(RngBlock c, RngKey key, uint32_t round)
{
    uint64_t p0 = UINT64_C(0xd2511f53) * c.word[0];
    uint64_t p1 = UINT64_C(0xcd9e8d57) * c.word[2];
    uint32_t k0 = key.word[0] + round * UINT32_C(0x9e3779b9);
    uint32_t k1 = key.word[1] + round * UINT32_C(0xbb67ae85);
    return (RngBlock){{(uint32_t)(p1 >> 32) ^ c.word[1] ^ k0, (uint32_t)p1,
                       (uint32_t)(p0 >> 32) ^ c.word[3] ^ k1, (uint32_t)p0}};
}

/* Philox4x32-10 in place: unrolled and inline it takes half the time. */
static inline RngBlock rng_block(RngBlock c, RngKey key)
{
    c = rng_round(rng_round(c, key, 0), key, 1);
    c = rng_round(rng_round(c, key, 2), key, 3);
    c = rng_round(rng_round(c, key, 4), key, 5);
    c = rng_round(rng_round(c, key, 6), key, 7);
    return rng_round(rng_round(c, key, 8), key, 9);
}

/* out = Philox4x32-10(counter, key). */
void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Mixes seed, replication and the section's full name ("fleet speakers") into a key. */
RngKey rng_key(uint64_t seed, uint32_t replication, const char *section);

/* The address of one decision. */
static inline Rng rng_at(RngKey key, uint32_t number, RngPurpose purpose, uint64_t index)
{
    return (Rng){key, number, (uint32_t)purpose << 16, index, 0, 0};
}

/* The next sub-draw of this decision; the k-th is the same whenever it is asked for. */
uint64_t rng_u64(Rng *rng);

/* 64 bits as a number in (0, 1): (52 high bits + 1/2) * 2^-52. */
static inline double rng_unit_of(uint64_t bits)
{
    return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

/* Uniform in (0, 1). */
static inline double rng_unit(Rng *rng)
{
    return rng_unit_of(rng_u64(rng));
}

/* Uniform in 0 .. count-1, without bias; count >= 1.  Source: D. Lemire, "Fast Random
 * Integer Generation in an Interval", ACM TOMACS 29(1), 2019. */
uint32_t rng_below(Rng *rng, uint32_t count);

/* The first two sub-draws at an address, in one call: the hot path's form of rng_u64(). */
static inline void rng_pair_at(RngKey key, uint32_t number, RngPurpose purpose, uint64_t index,
                               uint64_t ret_pair[2])
{
    RngBlock counter = {
        {number, (uint32_t)purpose << 16, (uint32_t)index, (uint32_t)(index >> 32)}};
    RngBlock block = rng_block(counter, key);
    ret_pair[0] = block.word[0] | (uint64_t)block.word[1] << 32;
    ret_pair[1] = block.word[2] | (uint64_t)block.word[3] << 32;
}

/* The first sub-draw at an address: the hot path's form of rng_unit(). */
static inline double rng_unit_at(RngKey key, uint32_t number, RngPurpose purpose, uint64_t index)
{
    uint64_t pair[2];
    rng_pair_at(key, number, purpose, index, pair);
    return rng_unit_of(pair[0]);
}

#endif
