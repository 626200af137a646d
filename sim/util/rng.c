#include "util/rng.h"

#include <glib.h>

#include "util/digest.h"

enum {
    BLOCK_MASK = 0xffff, /* low half of Rng.purpose: number of the next block */
};

void philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    RngBlock block = {{counter[0], counter[1], counter[2], counter[3]}};
    block = rng_block(block, (RngKey){{key[0], key[1]}});
    for (int i = 0; i < 4; i++)
        out[i] = block.word[i];
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
    RngBlock block = {
        {rng->number, rng->purpose, (uint32_t)rng->index, (uint32_t)(rng->index >> 32)}};
    block = rng_block(block, rng->key);
    g_assert((rng->purpose & BLOCK_MASK) != BLOCK_MASK);
    rng->purpose++;
    rng->spare = block.word[2] | (uint64_t)block.word[3] << 32;
    rng->has_spare = 1;
    return block.word[0] | (uint64_t)block.word[1] << 32;
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
