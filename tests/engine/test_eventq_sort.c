/* Sorting and the heap against the C library's qsort(). */
#include "test.h"

#include <glib.h>
#include <stdlib.h>

#include "engine/eventq_sort.h"
#include "util/rng.h"

static int compare(const void *a, const void *b)
{
    return event_is_before(a, b) ? -1 : event_is_before(b, a);
}

/* How the time of the i-th of `count` events is made. */
typedef SimTime (*Pattern)(size_t i, size_t count, Rng *rng);

static SimTime random_times(size_t i, size_t count, Rng *rng)
{
    (void)i, (void)count;
    return rng_below(rng, 1000);
}

static SimTime one_time(size_t i, size_t count, Rng *rng)
{
    (void)i, (void)count, (void)rng;
    return 7;
}

static SimTime rising(size_t i, size_t count, Rng *rng)
{
    (void)count, (void)rng;
    return (SimTime)i;
}

static SimTime falling(size_t i, size_t count, Rng *rng)
{
    (void)rng;
    return (SimTime)(count - i);
}

static SimTime three_sources(size_t i, size_t count, Rng *rng)
{
    (void)rng;
    return (SimTime)(i % (count / 3 + 1));
}

static void check_sort(Pattern pattern, size_t count)
{
    Event *events = g_new0(Event, count + 1), *wanted = g_new0(Event, count + 1);
    Event *scratch = g_new0(Event, count + 1), *heap = g_new0(Event, count + 1);
    Rng rng = rng_at(rng_key(1, 0, "sort"), (uint32_t)count, RNG_TEST, 0);
    for (size_t i = 0; i < count; i++) {
        events[i] = (Event){.time = pattern(i, count, &rng),
                            .destination = rng_below(&rng, 5),
                            .sequence = (uint32_t)i};
        event_heap_push(heap, i, &events[i]);
        wanted[i] = events[i];
    }
    qsort(wanted, count, sizeof *wanted, compare);
    event_sort(events, count, scratch);
    for (size_t i = 0; i < count; i++) {
        Event least;
        event_heap_pop(heap, count - i, &least);
        CHECK_INT(events[i].sequence, wanted[i].sequence);
        CHECK_INT(least.sequence, wanted[i].sequence);
    }
    g_free(events);
    g_free(wanted);
    g_free(scratch);
    g_free(heap);
}

static void every_pattern_is_sorted_as_qsort_does(void)
{
    const Pattern patterns[] = {random_times, one_time, rising, falling, three_sources};
    const size_t counts[] = {0, 1, 2, 3, 15, 16, 17, 31, 33, 100, 1000, 4097};
    for (size_t p = 0; p < G_N_ELEMENTS(patterns); p++) {
        for (size_t k = 0; k < G_N_ELEMENTS(counts); k++)
            check_sort(patterns[p], counts[k]);
    }
}

static void the_sort_for_what_is_nearly_in_order_sorts_anything_small(void)
{
    Event events[50];
    Rng rng = rng_at(rng_key(1, 0, "near"), 0, RNG_TEST, 0);
    for (uint32_t i = 0; i < 50; i++)
        events[i] = (Event){.time = rng_below(&rng, 9), .sequence = i};
    event_sort_near(events, 50);
    for (uint32_t i = 1; i < 50; i++)
        CHECK(event_is_before(&events[i - 1], &events[i]));
}

TEST_MAIN(CASE(every_pattern_is_sorted_as_qsort_does),
          CASE(the_sort_for_what_is_nearly_in_order_sorts_anything_small))
