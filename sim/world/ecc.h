/*
 * world/ecc.h - bits that upsets have flipped in words under SECDED, until a scrub corrects them.
 *
 * A word of 64 data and 8 check bits with one flipped bit is read as it was written, and the next
 * scrub writes it so again.  With two or more it is read as it is, and no scrub can help: what is
 * flipped stays so until all is written anew.  A bit that flips back is well.
 *
 * Of each device the words that were hit are kept until a scrub, or a bit that flips back, has made
 * them well; corrected ones are put away when the pool is full.  A table finds a word, so a hit
 * costs the same however many words are kept.  The pool has room for all devices together and grows
 * by doubling; places are used again.
 *
 * Units:   times in ns.
 * Owner:   the shard has the pool; a device has a list in it, named by a place of its own, 0 =
 * none. Errors:  none. Source:  M. Y. Hsiao, "A Class of Optimal Minimum Odd-weight-column SEC-DED
 * Codes", IBM J. Res. Dev. 14(4), 1970: the (72,64) code.
 */
#ifndef TINYFLEET_WORLD_ECC_H
#define TINYFLEET_WORLD_ECC_H

#include <glib.h>
#include <stdint.h>

#include "util/units.h"

enum { ECC_DATA_BITS = 64, ECC_WORD_BITS = 72 };

typedef struct EccWord {
    uint64_t data;    /* bits that are flipped */
    SimTime scrub_at; /* when a word with one flip is corrected */
    uint32_t word;
    uint32_t owner;          /* place of the list; 0: a free place */
    uint32_t next, previous; /* in the list, a ring; next: of a free place too */
    uint32_t same_bucket;    /* next in the table's bucket, 0 = none */
    uint8_t check;           /* check bits that are flipped */
} EccWord;

typedef struct EccPool {
    GArray *words;   /* EccWord; place 0 is nobody's */
    GArray *buckets; /* uint32_t [power of two] first place, by owner and word */
    uint32_t free;   /* first place to be used again, 0 = none */
    uint32_t used;
} EccPool;

/* An upset of one bit of memory that is scrubbed at every multiple of `scrub`. */
typedef struct EccHit {
    SimTime at, scrub;
    uint32_t word;
    uint8_t bit;
} EccHit;

/* What it does to readers of the word. */
typedef struct EccChange {
    uint64_t data;   /* data bits that are read differently from before */
    int uncorrected; /* words that cannot be corrected: 1 = one more, -1 = one fewer */
} EccChange;

/* Words that hold so many bytes; the last one is filled up. */
static inline uint32_t ecc_word_count(uint64_t size)
{
    return (uint32_t)((size + ECC_DATA_BITS / 8 - 1) / (ECC_DATA_BITS / 8));
}

void ecc_begin(EccPool *pool);
void ecc_clear(EccPool *pool);

/* Upsets of all lists come in order of time. */
EccChange ecc_hit(EccPool *pool, uint32_t *list, const EccHit *hit);

/* All is written anew. */
void ecc_mend(EccPool *pool, uint32_t *list);

#endif
