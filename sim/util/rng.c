#include "util/rng.h"

#include <glib.h>

#include "util/digest.h"

enum {
    PHILOX_ROUNDS = 10,
    BLOCK_MASK = 0xffff, /* low half of Rng.purpose: number of the next block */
};

/* Multipliers and key increments. Source: Salmon et al. 2011, section 3.3 and table 2. */
#define PHILOX_M0 UINT64_C(0xd2511f53)
#define PHILOX_M1 UINT64_C(0xcd9e8d57)
#define PHILOX_W0 UINT32_C(0x9e3779b9)
#define PHILOX_W1 UINT32_C(0xbb67ae85)

typedef struct Block {
    uint32_t x0, x1, x2, x3;
} Block;

static inline Block philox(Block c, uint32_t k0, uint32_t k1)
{
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t p0 = PHILOX_M0 * c.x0;
        uint64_t p1 = PHILOX_M1 * c.x2;
        c = (Block){(uint32_t)(p1 >> 32) ^ c.x1 ^ k0, (uint32_t)p1,
                    (uint32_t)(p0 >> 32) ^ c.x3 ^ k1, (uint32_t)p0};
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    return c;
}

void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    Block block = {counter[0], counter[1], counter[2], counter[3]};
    block = philox(block, key[0], key[1]);
    out[0] = block.x0;
    out[1] = block.x1;
    out[2] = block.x2;
    out[3] = block.x3;
}

RngKey rng_key(uint64_t seed, uint32_t replication, const char *section)
{
    g_assert(section != NULL);
    uint64_t mixed = digest_scramble(digest_text(digest_mix(seed, replication), section));
    return (RngKey){{(uint32_t)mixed, (uint32_t)(mixed >> 32)}};
}

uint64_t rng_u64(Rng *rng)
{
    if (rng->has_spare) {
        rng->has_spare = 0;
        return rng->spare;
    }
    Block block = {rng->number, rng->purpose, (uint32_t)rng->index, (uint32_t)(rng->index >> 32)};
    block = philox(block, rng->key.word[0], rng->key.word[1]);
    g_assert((rng->purpose & BLOCK_MASK) != BLOCK_MASK);
    rng->purpose++;
    rng->spare = block.x2 | (uint64_t)block.x3 << 32;
    rng->has_spare = 1;
    return block.x0 | (uint64_t)block.x1 << 32;
}

uint32_t rng_below(Rng *rng, uint32_t count)
{
    g_assert(count >= 1);
    uint64_t product = (rng_u64(rng) >> 32) * count;
    if ((uint32_t)product < count) {
        uint32_t least = (uint32_t)-count % count; /* 2^32 mod count */
        while ((uint32_t)product < least)
            product = (rng_u64(rng) >> 32) * count;
    }
    return (uint32_t)(product >> 32);
}
