/*
 * engine/event.h - an event and the total order of all events.
 *
 * The key is (time, class, destination, source, sequence): identities of the model, never
 * who pushed when. The sequence is a counter in the source entity, raised at each send, so no
 * two events have the same key. `kind` picks the handler and takes no part in the order.
 *
 * A timer has the key (time, EVENT_TIMER, entity, entity, lane) and its lane as its kind.
 *
 * Units:   time in ns.
 * Errors:  none.
 */
#ifndef TINYFLEET_ENGINE_EVENT_H
#define TINYFLEET_ENGINE_EVENT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/units.h"

/* The order of what happens at one instant. */
typedef enum EventClass {
    EVENT_ENVIRONMENT, /* weather, power, links, fault begin and end: may change any entity */
    EVENT_ARRIVE,      /* a message reaches its destination */
    EVENT_TIMER,       /* of devices, gateways, services */
    EVENT_EVALUATE,    /* controllers; windows are cut just below it */
    EVENT_COMMAND,     /* may change any entity of its partition, in id order */
    EVENT_OBSERVE,     /* series bins, end of run */
    EVENT_CLASS_COUNT,
} EventClass;

/* The timers every entity has; also the kinds, and so the handlers, they surface with. Kinds of
 * messages start at EVENT_LANE_COUNT. */
typedef enum EventLane {
    EVENT_FAST, /* next wake */
    EVENT_SLOW, /* next fault, update step, visit */
    EVENT_LANE_COUNT,
} EventLane;

typedef struct Event {
    SimTime time;         /* >= 0, never TIME_NEVER */
    uint32_t destination; /* entity */
    uint32_t source;      /* entity */
    uint32_t sequence;    /* the source's count of sends */
    uint8_t class;        /* EventClass */
    uint8_t kind;         /* index into the handlers */
    uint16_t detail;      /* the kind's own */
    union {
        uint64_t payload;
        uint32_t word[2]; /* such as demand and epoch */
    };
} Event;

_Static_assert(sizeof(Event) == 32, "two events to a cache line");

/* An Event as four words, low half first: how one is handed over. An event just made would be read
 * back from memory in other widths than it was written, and that waits for all stores before it,
 * some to lines far away: in a large fleet a third of the time of an event. */
typedef struct EventWords {
    SimTime time;
    uint64_t ends; /* destination, source */
    uint64_t what; /* sequence, class, kind, detail */
    uint64_t payload;
} EventWords;

_Static_assert(sizeof(EventWords) == sizeof(Event) && G_BYTE_ORDER == G_LITTLE_ENDIAN,
               "the words of an Event are those of memory");

static inline EventWords event_words(const Event *event)
{
    uint32_t tail = event->class | (uint32_t)event->kind << 8 | (uint32_t)event->detail << 16;
    return (EventWords){event->time, event->destination | (uint64_t)event->source << 32,
                        event->sequence | (uint64_t)tail << 32, event->payload};
}

/* Word by word, so that they go from registers to where they stay. */
static inline void event_put(Event *slot, EventWords words)
{
    memcpy((char *)slot + offsetof(EventWords, time), &words.time, sizeof words.time);
    memcpy((char *)slot + offsetof(EventWords, ends), &words.ends, sizeof words.ends);
    memcpy((char *)slot + offsetof(EventWords, what), &words.what, sizeof words.what);
    memcpy((char *)slot + offsetof(EventWords, payload), &words.payload, sizeof words.payload);
}

/* Everything with (time, class) below this comes first. */
typedef struct EventLimit {
    SimTime time;
    uint32_t class; /* EventClass or EVENT_CLASS_COUNT: all of that instant */
} EventLimit;

static inline bool event_is_within(const Event *event, EventLimit limit)
{
    return event->time < limit.time || (event->time == limit.time && event->class < limit.class);
}

/* The total order. */
static inline bool event_is_before(const Event *a, const Event *b)
{
    if (a->time != b->time)
        return a->time < b->time;
    if (a->class != b->class)
        return a->class < b->class;
    if (a->destination != b->destination)
        return a->destination < b->destination;
    if (a->source != b->source)
        return a->source < b->source;
    return a->sequence < b->sequence;
}

#endif
