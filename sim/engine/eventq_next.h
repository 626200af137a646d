/*
 * engine/eventq_next.h - one step of the event set, inline for the loops that run it.
 *
 * While an event is handled, the state of one to come and a line of the next bucket are fetched.
 */
#ifndef TINYFLEET_ENGINE_EVENTQ_NEXT_H
#define TINYFLEET_ENGINE_EVENTQ_NEXT_H

#include "engine/eventq_part.h"

static inline void prefetch_owner(const EventQueue *q, uint32_t owner)
{
    uint32_t index = owner / EVENT_LANE_COUNT;
    if (owner % EVENT_LANE_COUNT == EVENT_FAST)
        __builtin_prefetch((const char *)q->spec.wake_at + (size_t)q->spec.wake_stride * index);
    else
        __builtin_prefetch((const char *)q->spec.slow_at + (size_t)q->spec.slow_stride * index);
}

/* Brings the state of an event of the batch nearer. Behind its end there are only old ones. */
static inline void prefetch_entity(const EventQueue *q, const Event *event)
{
    uint32_t index = event->destination - q->spec.first_entity;
    if (index < q->spec.entity_count) {
        __builtin_prefetch((const char *)q->spec.wake_at + (size_t)q->spec.wake_stride * index, 1);
        if (event->kind == EVENT_SLOW)
            __builtin_prefetch((const char *)q->spec.slow_at + (size_t)q->spec.slow_stride * index);
    } else if (q->spec.prefetch != NULL && event < q->end) {
        q->spec.prefetch(q->spec.prefetch_context, event);
    }
}

/* Every second event one line of the next bucket, every event the entity of one to come. */
static inline void prefetch_ahead(EventQueue *q, const Event *event)
{
    prefetch_entity(q, event + AHEAD_COUNT);
    if (((uintptr_t)event & (LINE_SIZE - 1)) == 0 && q->ahead != NULL) {
        __builtin_prefetch(q->ahead);
        q->ahead += LINE_SIZE;
        if (((uintptr_t)q->ahead & (CHUNK_SIZE - 1)) == 0)
            eventq_ahead_chunk(q);
    }
}

/* eventq_pop(), for the loop. */
static inline const Event *eventq_next(EventQueue *q, EventLimit limit)
{
    for (;;) {
        const Event *event = q->next;
        bool is_heap = q->heap_count > 0 && event_is_before(&q->heap[0], event);
        if (is_heap)
            event = &q->heap[0];
        if (!event_is_within(event, limit)) {
            if (event != q->end || !eventq_advance(q, limit))
                return NULL;
            continue;
        }
        if (is_heap) {
            eventq_heap_pop(q);
            event = &q->popped;
        } else {
            prefetch_ahead(q, event);
            q->next++;
        }
        q->pending--;
        if (event_is_of_lane(event) && lane_is_stale(q, event)) {
            q->stale++;
            continue;
        }
        q->current = event;
        q->now = event->time;
        return event;
    }
}

#endif
