#include "world/ecc.h"

#include <stdbool.h>

/* The flips of one word. */
typedef struct Word {
    uint64_t data;
    uint32_t count; /* of data and check bits */
} Word;

void ecc_begin(EccPool *pool)
{
    pool->flips = g_array_new(FALSE, TRUE, sizeof(EccFlip));
    g_array_set_size(pool->flips, 1);
    pool->free = 0;
}

void ecc_clear(EccPool *pool)
{
    g_array_unref(pool->flips);
}

static EccFlip *flip_at(const EccPool *pool, uint32_t place)
{
    return &g_array_index(pool->flips, EccFlip, place);
}

/* Moves the flips; pointers into the pool end here. */
static uint32_t take(EccPool *pool)
{
    uint32_t place = pool->free;
    if (place != 0) {
        pool->free = flip_at(pool, place)->next;
        return place;
    }
    g_array_set_size(pool->flips, pool->flips->len + 1);
    return pool->flips->len - 1;
}

/* Takes the first flip out of what *link names. */
static void drop(EccPool *pool, uint32_t *link)
{
    uint32_t place = *link;
    *link = flip_at(pool, place)->next;
    flip_at(pool, place)->next = pool->free;
    pool->free = place;
}

static bool is_of_word(const EccPool *pool, uint32_t place, uint32_t word)
{
    return place != 0 && flip_at(pool, place)->word == word;
}

/* The first place at or behind *link whose word is not below `word`. */
static uint32_t *find(EccPool *pool, uint32_t *link, uint32_t word)
{
    while (*link != 0 && flip_at(pool, *link)->word < word)
        link = &flip_at(pool, *link)->next;
    return link;
}

/* Flips that stand alone in their word until the last scrub are no more. */
static void scrub(EccPool *pool, uint32_t *list, SimTime now)
{
    uint32_t *link = list;
    while (*link != 0) {
        const EccFlip *flip = flip_at(pool, *link);
        uint32_t word = flip->word;
        if (flip->scrub_at <= now && !is_of_word(pool, flip->next, word)) {
            drop(pool, link);
            continue;
        }
        while (is_of_word(pool, *link, word))
            link = &flip_at(pool, *link)->next;
    }
}

static Word read_word(const EccPool *pool, uint32_t first, uint32_t word)
{
    Word read = {0, 0};
    for (uint32_t p = first; is_of_word(pool, p, word); p = flip_at(pool, p)->next) {
        read.count++;
        if (flip_at(pool, p)->bit < ECC_DATA_BITS)
            read.data |= UINT64_C(1) << flip_at(pool, p)->bit;
    }
    return read;
}

static void toggle(EccPool *pool, uint32_t *link, uint32_t fresh, const EccFlip *flip)
{
    while (is_of_word(pool, *link, flip->word) && flip_at(pool, *link)->bit < flip->bit)
        link = &flip_at(pool, *link)->next;
    *flip_at(pool, fresh) = *flip;
    flip_at(pool, fresh)->next = *link;
    bool is_back = is_of_word(pool, *link, flip->word) && flip_at(pool, *link)->bit == flip->bit;
    *link = fresh;
    if (!is_back)
        return;
    drop(pool, link);
    drop(pool, link);
}

EccChange ecc_hit(EccPool *pool, uint32_t *list, const EccHit *hit)
{
    g_assert(hit->bit < ECC_WORD_BITS && hit->scrub > 0);
    uint32_t fresh = take(pool);
    scrub(pool, list, hit->at);
    EccFlip flip = {.scrub_at = time_add(hit->at - hit->at % hit->scrub, hit->scrub),
                    .word = hit->word,
                    .bit = hit->bit};
    uint32_t *first = find(pool, list, hit->word);
    Word before = read_word(pool, *first, hit->word);
    toggle(pool, first, fresh, &flip);
    Word after = read_word(pool, *first, hit->word);
    if (after.count == 1) /* the only one, or one that can be corrected again */
        flip_at(pool, *first)->scrub_at = flip.scrub_at;
    uint64_t was = before.count >= 2 ? before.data : 0;
    uint64_t is = after.count >= 2 ? after.data : 0;
    return (EccChange){was ^ is, (after.count >= 2) - (before.count >= 2)};
}

void ecc_mend(EccPool *pool, uint32_t *list)
{
    while (*list != 0)
        drop(pool, list);
}
