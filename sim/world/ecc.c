#include "world/ecc.h"

#include <stdbool.h>

enum { FIRST_PLACES = 64 }; /* a power of two, as all sizes of the table */

void ecc_begin(EccPool *pool)
{
    *pool = (EccPool){.words = g_array_new(FALSE, TRUE, sizeof(EccWord)),
                      .buckets = g_array_new(FALSE, TRUE, sizeof(uint32_t))};
    g_array_set_size(pool->words, 1);
    g_array_set_size(pool->buckets, FIRST_PLACES);
}

void ecc_clear(EccPool *pool)
{
    g_array_unref(pool->words);
    g_array_unref(pool->buckets);
}

static EccWord *word_at(const EccPool *pool, uint32_t place)
{
    return &g_array_index(pool->words, EccWord, place);
}

static uint32_t *bucket_of(const EccPool *pool, uint32_t owner, uint32_t word)
{
    uint64_t mixed = ((uint64_t)owner << 32 | word) * UINT64_C(0x9e3779b97f4a7c15);
    return &g_array_index(pool->buckets, uint32_t, (mixed >> 32) & (pool->buckets->len - 1));
}

static int flip_count(const EccWord *word)
{
    return __builtin_popcountll(word->data) + __builtin_popcount(word->check);
}

/* --- places --------------------------------------------------------------------------------- */

static void give_back(EccPool *pool, uint32_t place)
{
    *word_at(pool, place) = (EccWord){.next = pool->free};
    pool->free = place;
    pool->used--;
}

/* Out of its owner's ring and out of the table. */
static void drop(EccPool *pool, uint32_t place)
{
    const EccWord *word = word_at(pool, place);
    uint32_t *link = bucket_of(pool, word->owner, word->word);
    while (*link != place)
        link = &word_at(pool, *link)->same_bucket;
    *link = word->same_bucket;
    word_at(pool, word->next)->previous = word->previous;
    word_at(pool, word->previous)->next = word->next;
    give_back(pool, place);
}

static bool is_well(const EccWord *word, SimTime now)
{
    int count = flip_count(word);
    return count == 0 || (count == 1 && word->scrub_at <= now);
}

static bool is_of_ring(const EccWord *word, uint32_t place)
{
    return word->owner != 0 && word->owner != place;
}

/* What scrubs have corrected since it was hit, in all lists. */
static void drop_well(EccPool *pool, SimTime now)
{
    for (uint32_t place = 1; place < pool->words->len; place++) {
        const EccWord *word = word_at(pool, place);
        if (is_of_ring(word, place) && is_well(word, now))
            drop(pool, place);
    }
}

static void rebuild_table(EccPool *pool)
{
    uint32_t size = pool->buckets->len;
    while (size < pool->words->len)
        size *= 2;
    g_array_set_size(pool->buckets, 0);
    g_array_set_size(pool->buckets, size);
    for (uint32_t place = 1; place < pool->words->len; place++) {
        EccWord *word = word_at(pool, place);
        if (!is_of_ring(word, place))
            continue;
        uint32_t *bucket = bucket_of(pool, word->owner, word->word);
        word->same_bucket = *bucket;
        *bucket = place;
    }
}

/* When no place is left, those of corrected words are taken first; if that is less than a half of
 * all, the pool doubles: a look at every word for as many new ones. */
static void make_room(EccPool *pool, SimTime now)
{
    drop_well(pool, now);
    uint32_t old_len = pool->words->len;
    if (pool->free != 0 && 2 * pool->used < old_len)
        return;
    g_array_set_size(pool->words, MAX(2 * old_len, FIRST_PLACES));
    for (uint32_t place = old_len; place < pool->words->len; place++) {
        word_at(pool, place)->next = pool->free;
        pool->free = place;
    }
    rebuild_table(pool);
}

/* Moves the words: pointers into the pool end here. */
static uint32_t take(EccPool *pool, SimTime now)
{
    if (pool->free == 0)
        make_room(pool, now);
    uint32_t place = pool->free;
    pool->free = word_at(pool, place)->next;
    pool->used++;
    return place;
}

/* --- lists ---------------------------------------------------------------------------------- */

/* A list is a ring behind a place of its own, whose number is the owner's name. */
static uint32_t open_list(EccPool *pool, SimTime now)
{
    uint32_t owner = take(pool, now);
    *word_at(pool, owner) = (EccWord){.owner = owner, .next = owner, .previous = owner};
    return owner;
}

static void close_empty(EccPool *pool, uint32_t *list)
{
    if (word_at(pool, *list)->next != *list)
        return;
    give_back(pool, *list);
    *list = 0;
}

static uint32_t find(const EccPool *pool, uint32_t owner, uint32_t word)
{
    uint32_t place = *bucket_of(pool, owner, word);
    while (place != 0 &&
           (word_at(pool, place)->owner != owner || word_at(pool, place)->word != word))
        place = word_at(pool, place)->same_bucket;
    return place;
}

static uint32_t add(EccPool *pool, uint32_t owner, uint32_t number, SimTime now)
{
    uint32_t place = take(pool, now);
    uint32_t *bucket = bucket_of(pool, owner, number);
    EccWord *head = word_at(pool, owner), *word = word_at(pool, place);
    *word = (EccWord){.word = number,
                      .owner = owner,
                      .next = head->next,
                      .previous = owner,
                      .same_bucket = *bucket};
    word_at(pool, head->next)->previous = place;
    head->next = place;
    *bucket = place;
    return place;
}

static void toggle(EccWord *word, uint8_t bit)
{
    if (bit < ECC_DATA_BITS)
        word->data ^= UINT64_C(1) << bit;
    else
        word->check ^= (uint8_t)(1U << (bit - ECC_DATA_BITS));
}

EccChange ecc_hit(EccPool *pool, uint32_t *list, const EccHit *hit)
{
    g_assert(hit->bit < ECC_WORD_BITS && hit->scrub > 0);
    if (*list == 0)
        *list = open_list(pool, hit->at);
    uint32_t place = find(pool, *list, hit->word);
    if (place == 0)
        place = add(pool, *list, hit->word, hit->at);
    EccWord *word = word_at(pool, place);
    if (is_well(word, hit->at))
        word->data = word->check = 0;
    uint64_t was = flip_count(word) >= 2 ? word->data : 0;
    bool was_uncorrected = flip_count(word) >= 2;
    toggle(word, hit->bit);
    bool is_uncorrected = flip_count(word) >= 2;
    uint64_t is = is_uncorrected ? word->data : 0;
    if (flip_count(word) == 1) /* the only one, or one that can be corrected again */
        word->scrub_at = time_add(hit->at - hit->at % hit->scrub, hit->scrub);
    else if (flip_count(word) == 0)
        drop(pool, place);
    close_empty(pool, list);
    return (EccChange){was ^ is, is_uncorrected - was_uncorrected};
}

void ecc_mend(EccPool *pool, uint32_t *list)
{
    if (*list == 0)
        return;
    while (word_at(pool, *list)->next != *list)
        drop(pool, word_at(pool, *list)->next);
    close_empty(pool, list);
}
