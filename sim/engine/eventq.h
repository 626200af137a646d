/*
 * engine/eventq.h - the events of one partition, in the order of their keys.
 *
 * Time is cut into buckets of 2^bucket_bits ns. A wheel holds the next 2^wheel_bits buckets, a
 * second one as many turns of the first, a list the rest. A bucket is sorted once, when it is
 * opened, and run with the entities of events to come prefetched; what falls into the open
 * bucket goes through a small heap. Lengths and sizes decide speed, never the order.
 *
 * Messages are Events, 32 bytes. A timer is 8 bytes while it waits and valid only while its
 * entity's wake_at (EVENT_FAST) or slow_at (EVENT_SLOW) equals its time: to cancel or move one,
 * change the column and push again. Stale ones are dropped as they surface, duplicates are
 * harmless. The handler of a timer must change the column: a lane may not stay at a time gone by.
 *
 * Units:   *_bits powers of two (buckets in ns), *_stride and *_size bytes.
 * Owner:   the columns are borrowed and read while the queue lives. They may not move.
 * Errors:  none. Pushing below what was already popped is asserted away. Memory is taken at
 *          creation; when it does not last it grows, and growth_count says how often.
 */
#ifndef TINYFLEET_ENGINE_EVENTQ_H
#define TINYFLEET_ENGINE_EVENTQ_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/event.h"

enum {
    EVENTQ_BUCKET_BITS_MAX = 32,
    EVENTQ_WHEEL_BITS_MIN = 6,
    EVENTQ_WHEEL_BITS_MAX = 12,
};

typedef struct EventQueue EventQueue;

typedef struct EventQueueSpec {
    uint32_t
        first_entity; /* entities with timers: first_entity .. first_entity + entity_count - 1 */
    uint32_t entity_count; /* < 2^31; other destinations get messages only */
    const void
        *wake_at; /* SimTime of entity i at wake_at + i * wake_stride; its line is prefetched */
    const void *slow_at;
    uint32_t wake_stride;
    uint32_t slow_stride;
    uint32_t bucket_bits;  /* see eventq_bucket_bits() */
    uint32_t wheel_bits;   /* 0: by entity_count */
    size_t timer_budget;   /* waiting at once, stale ones too; 0: two per entity */
    size_t message_budget; /* 0: one per entity */

    /* Optional: asked to prefetch the state of an event some way ahead whose destination has no
     * timers here. */
    void (*prefetch)(void *context, const Event *ahead);
    void *prefetch_context;
} EventQueueSpec;

typedef struct EventQueueCounts {
    uint64_t pending;      /* waiting now, stale timers included */
    uint64_t pending_max;  /* as buckets were opened */
    uint64_t stale;        /* timers dropped */
    uint64_t bucket_count; /* opened */
    uint64_t heap_count;   /* went through the heap */
    uint64_t growth_count; /* memory grew after creation */
    uint64_t memory_size;  /* in use at most */
} EventQueueCounts;

EventQueue *eventq_new(const EventQueueSpec *spec);
void eventq_free(EventQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventQueue, eventq_free)

/* The length that puts some two thousand events into a bucket at this rate of simulated time. */
uint32_t eventq_bucket_bits(double events_per_s);

/* eventq_push() of an event in four registers. */
void eventq_push_words(EventQueue *queue, SimTime time, uint64_t ends, uint64_t what,
                       uint64_t payload);

/* Takes a copy. Kinds below EVENT_LANE_COUNT are those of timers and not for messages. */
static inline void eventq_push(EventQueue *queue, const Event *event)
{
    EventWords words = event_words(event);
    eventq_push_words(queue, words.time, words.ends, words.what, words.payload);
}

/* The entity's column has been set to `time` already. Nothing is pushed for TIME_NEVER. */
void eventq_push_timer(EventQueue *queue, uint32_t entity, EventLane lane, SimTime time);

/* The next event below the limit, NULL if there is none (yet): valid until the next call. */
const Event *eventq_pop(EventQueue *queue, EventLimit limit);

/* A lower bound on the time of the next event: exact if it is in the open bucket, else the start
 * of its bucket. TIME_NEVER if nothing waits. */
SimTime eventq_next_time(const EventQueue *queue);

EventQueueCounts eventq_counts(const EventQueue *queue);

#endif
