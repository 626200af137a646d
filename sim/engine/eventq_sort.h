/*
 * engine/eventq_sort.h - events into the order of their keys: whole arrays, and a heap.
 */
#ifndef TINYFLEET_ENGINE_EVENTQ_SORT_H
#define TINYFLEET_ENGINE_EVENTQ_SORT_H

#include <stddef.h>

#include "engine/event.h"

/* For arrays that are nearly in order: nothing is far from its place. */
void event_sort_near(Event *events, size_t count);

/* For any; scratch [count]. O(count log count), linear if in order already. */
void event_sort(Event *events, size_t count, Event *scratch);

/* A binary heap with the least event at [0]. count is before the push, or the pop. */
void event_heap_push(Event *heap, size_t count, const Event *event);
void event_heap_pop(Event *heap, size_t count, Event *ret_least);

#endif
