#include "engine/eventq_sort.h"

#include <glib.h>
#include <string.h>

enum {
    RUN_LENGTH = 16, /* sorted by insertion before the merges */
};

void event_sort_near(Event *events, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!event_is_before(&events[i], &events[i - 1]))
            continue;
        Event moved = events[i];
        size_t k = i;
        do {
            events[k] = events[k - 1];
            k--;
        } while (k > 0 && event_is_before(&moved, &events[k - 1]));
        events[k] = moved;
    }
}

/* to[0 .. count) = from[0 .. middle) and from[middle .. count), merged. */
static void merge(const Event *restrict from, size_t middle, size_t count, Event *restrict to)
{
    size_t a = 0, b = middle, k = 0;
    while (a < middle && b < count) {
        bool is_b = event_is_before(&from[b], &from[a]);
        to[k++] = from[is_b ? b : a];
        a += !is_b;
        b += is_b;
    }
    memcpy(to + k, from + a, (middle - a) * sizeof *to);
    memcpy(to + k + middle - a, from + b, (count - b) * sizeof *to);
}

/* Where the run that begins at `first` ends. */
static size_t run_end(const Event *events, size_t first, size_t count)
{
    size_t end = first + 1;
    while (end < count && !event_is_before(&events[end], &events[end - 1]))
        end++;
    return MIN(end, count);
}

/* Merges runs as they are found, two by two: few passes where few sources pushed in order. */
void event_sort(Event *events, size_t count, Event *scratch)
{
    if (run_end(events, 0, count) == count)
        return;
    for (size_t i = 0; i < count; i += RUN_LENGTH)
        event_sort_near(events + i, MIN((size_t)RUN_LENGTH, count - i));
    Event *from = events, *to = scratch;
    while (run_end(from, 0, count) < count) {
        for (size_t i = 0; i < count;) {
            size_t middle = run_end(from, i, count);
            size_t end = run_end(from, middle, count);
            merge(from + i, middle - i, end - i, to + i);
            i = end;
        }
        Event *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != events)
        memcpy(events, from, count * sizeof *events);
}

void event_heap_push(Event *heap, size_t count, const Event *event)
{
    size_t hole = count;
    while (hole > 0) {
        size_t parent = (hole - 1) / 2;
        if (!event_is_before(event, &heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = *event;
}

void event_heap_pop(Event *heap, size_t count, Event *ret_least)
{
    g_assert(count > 0);
    *ret_least = heap[0];
    const Event last = heap[--count];
    size_t hole = 0;
    for (size_t child = 1; child < count; child = 2 * hole + 1) {
        if (child + 1 < count && event_is_before(&heap[child + 1], &heap[child]))
            child++;
        if (!event_is_before(&heap[child], &last))
            break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = last;
}
