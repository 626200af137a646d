/*
 * util/digest.h - chains and mixes: the same 128 bits wherever a run is made.
 *
 * A chain folds what happened to one entity in its own order; entities are joined by
 * xor of digest_mix(chain, id), so it does not matter who was handled first.
 */
#ifndef TINYFLEET_UTIL_DIGEST_H
#define TINYFLEET_UTIL_DIGEST_H

#include <stdint.h>

typedef struct Digest {
    uint64_t chains; /* xor over entities */
    uint64_t totals; /* hash over the integer totals of every metric, scope all */
} Digest;

#define DIGEST_TEXT_SIZE 33

/* 64 bits in, 64 well mixed bits out. Source: splitmix64's finaliser, S. Vigna, 2015. */
static inline uint64_t digest_scramble(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* One more word on a chain: one multiplication, and order matters. */
static inline uint64_t digest_fold(uint64_t chain, uint64_t word)
{
    uint64_t x = (chain ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return x ^ (x >> 32);
}

/* What an entity adds to the xor of all. */
static inline uint64_t digest_mix(uint64_t chain, uint64_t id)
{
    return digest_scramble(chain + digest_scramble(id + UINT64_C(0x9e3779b97f4a7c15)));
}

/* Folds a text, byte by byte: for names that take part in an address or a digest. */
uint64_t digest_text(uint64_t chain, const char *text);

/* 32 hex digits and a zero. */
void digest_print(Digest digest, char text[DIGEST_TEXT_SIZE]);

#endif
