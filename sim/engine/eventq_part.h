/*
 * engine/eventq_part.h - the inside of the event set, for eventq*.c and the loop of partition.c.
 *
 * A list is a bucket of the first wheel, a turn of the second, or the overflow; it has the
 * messages and the timers of its stretch of time in chunks of one pool. Only the position behind
 * the last one is kept: whole chunks lie behind it, linked by chunk_link. Position 0 is empty.
 *
 * Buckets below `base` have been opened: what falls there goes to the heap. The first wheel
 * holds base .. base + wheel_mask, the second one turns up to wheel_mask behind that of base.
 */
#ifndef TINYFLEET_ENGINE_EVENTQ_PART_H
#define TINYFLEET_ENGINE_EVENTQ_PART_H

#include "engine/eventq.h"

enum {
    CHUNK_SIZE = 2048,
    MESSAGE_BITS = 6, /* messages in a chunk, 2^ */
    TIMER_BITS = 8,
    AHEAD_COUNT = 16, /* events between a prefetch and its use */
    LINE_SIZE = 64,
};

typedef struct Timer {
    uint32_t offset; /* in its list's stretch, in units of 2^shift ns */
    uint32_t owner;  /* (entity - first_entity) * 2 + lane */
} Timer;

typedef struct EventList {
    uint32_t message_end; /* in units of Event */
    uint32_t timer_end;   /* in units of Timer */
} EventList;

struct EventQueue {
    /* The open bucket: events [next, end), then a sentinel behind all limits. */
    Event *next;
    Event *end;
    const Event *current; /* last popped; NULL when a bucket was opened since */
    SimTime now;          /* its time */
    Event *heap;
    size_t heap_count;
    const char *ahead; /* next line of the next bucket to prefetch, NULL: none left */
    uint32_t ahead_chunk;
    uint32_t ahead_timer_end; /* of its list, when its messages are through */

    uint32_t bucket_bits;
    uint32_t wheel_bits;
    uint64_t wheel_mask;
    uint64_t base;
    EventList *lists; /* [list_count]: first wheel, second wheel, overflow */
    union {
        void *pool; /* [chunk_capacity][CHUNK_SIZE] */
        Event *messages;
        Timer *timers;
    };
    EventQueueSpec spec;
    uint64_t pending;
    uint64_t stale;
    uint64_t heap_pushes;

    Event popped;     /* copy of the heap's last */
    uint64_t *bitmap; /* a bit per list of the wheels: not empty */
    uint32_t *chunk_link;
    uint32_t chunk_free;  /* first of the free ones, 0: none */
    uint32_t chunk_fresh; /* never used from here on */
    uint32_t chunk_capacity;
    uint32_t list_count;
    uint64_t overflow_turn; /* the least turn of the second wheel in the overflow */
    Event *batch;           /* [batch_capacity + 1 + AHEAD_COUNT] */
    Event *scratch;         /* [batch_capacity] */
    size_t batch_capacity;
    size_t heap_capacity;
    uint32_t *bins; /* [BIN_COUNT_MAX] */

    uint64_t pending_max;
    uint64_t bucket_count;
    uint64_t growth_count;
    size_t batch_max;
    size_t heap_max;
};

enum {
    BIN_BITS_MAX = 12,
    BIN_COUNT_MAX = 1 << BIN_BITS_MAX,
};

/* The stretches a bucket, a turn of the first and a turn of the second wheel last, as 2^ ns. */
static inline uint32_t turn_bits(const EventQueue *q)
{
    return q->bucket_bits + q->wheel_bits;
}

static inline uint32_t great_turn_bits(const EventQueue *q)
{
    return q->bucket_bits + 2 * q->wheel_bits;
}

/* A timer beyond the first wheel keeps the top 32 bits of its offset in its turn ... */
static inline uint32_t turn_shift(const EventQueue *q)
{
    return turn_bits(q) > 32 ? turn_bits(q) - 32 : 0;
}

/* ... and in the overflow the number of its turn of the second wheel, as far as that goes. */
static inline uint32_t coarse_offset(uint64_t since, uint32_t shift)
{
    return (uint32_t)MIN(since >> shift, (uint64_t)UINT32_MAX);
}

static inline uint32_t overflow_list(const EventQueue *q)
{
    return q->list_count - 1;
}

static inline SimTime time_at(const void *column, uint32_t stride, uint32_t index)
{
    return *(const SimTime *)(const void *)((const char *)column + (size_t)stride * index);
}

/* When the lane is due, as its entity says. */
static inline SimTime lane_time(const EventQueue *q, uint32_t index, uint32_t lane)
{
    return lane == EVENT_FAST ? time_at(q->spec.wake_at, q->spec.wake_stride, index)
                              : time_at(q->spec.slow_at, q->spec.slow_stride, index);
}

/* What a timer surfaces as. */
static inline EventWords timer_words(const EventQueue *q, uint32_t owner, SimTime time)
{
    uint64_t entity = q->spec.first_entity + owner / EVENT_LANE_COUNT;
    uint64_t lane = owner % EVENT_LANE_COUNT;
    return (EventWords){time, entity | entity << 32,
                        lane | (uint64_t)EVENT_TIMER << 32 | lane << 40, 0};
}

static inline bool event_is_of_lane(const Event *event)
{
    return event->kind < EVENT_LANE_COUNT;
}

static inline bool lane_is_stale(const EventQueue *q, const Event *event)
{
    return lane_time(q, event->destination - q->spec.first_entity, event->kind) != event->time;
}

/* Opens the next bucket that may have something below the limit; false if there is none. */
bool eventq_advance(EventQueue *q, EventLimit limit);

/* Moves `ahead` to the next chunk of the next bucket. */
void eventq_ahead_chunk(EventQueue *q);

/* Takes the least event off the heap into q->popped. */
void eventq_heap_pop(EventQueue *q);

/* Lists, by eventq.c: what waits there, and a chunk that has been read. */
void eventq_add_timer(EventQueue *q, uint32_t list, Timer timer);
void eventq_give_chunk(EventQueue *q, uint32_t chunk);

#endif
