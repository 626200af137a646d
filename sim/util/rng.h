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

/* Uniform in (0, 1): (52 high bits + 1/2) * 2^-52. */
static inline double rng_unit(Rng *rng)
{
    return ((double)(rng_u64(rng) >> 12) + 0.5) * 0x1p-52;
}

/* Uniform in 0 .. count-1, without bias; count >= 1.  Source: D. Lemire, "Fast Random
 * Integer Generation in an Interval", ACM TOMACS 29(1), 2019. */
uint32_t rng_below(Rng *rng, uint32_t count);

/* First sub-draw at an address, in one call: the hot path's form of rng_unit(). */
static inline double rng_unit_at(RngKey key, uint32_t number, RngPurpose purpose, uint64_t index)
{
    Rng rng = rng_at(key, number, purpose, index);
    return rng_unit(&rng);
}

#endif
