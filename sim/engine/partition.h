/*
 * engine/partition.h - a run of cells: its events, its handlers, its state.
 *
 * A partition is executed by one thread at a time and touches nobody else's state. What it has
 * to say to another partition waits in an outbox until the window ends; the other takes it as
 * its next window begins. The full key decides the order, so who ran first does not show.
 *
 * Owner:   the partition owns its queue and boxes; handlers, context and blocks are borrowed.
 * Errors:  none.
 */
#ifndef TINYFLEET_ENGINE_PARTITION_H
#define TINYFLEET_ENGINE_PARTITION_H

#include <glib.h>
#include <stdint.h>

#include "engine/eventq.h"

typedef struct Partition Partition;

/* The event is valid until the handler returns. */
typedef void (*EventHandler)(void *context, const Event *event);

/* Plain data without pointers that outlives an event. */
typedef struct StateBlock {
    const char *name; /* a literal */
    uint32_t version; /* of its layout */
    void *data;
    size_t size;
} StateBlock;

typedef struct PartitionSpec {
    EventQueueSpec queue;
    const EventHandler *handlers; /* [handler_count] by kind; the lanes first */
    uint32_t handler_count;
    void *context; /* handed to every handler */
} PartitionSpec;

typedef struct PartitionCounts {
    uint64_t events;       /* executed */
    uint64_t sent_count;   /* to other partitions */
    uint64_t growth_count; /* of queue and boxes */
    uint64_t memory_size;  /* of queue and boxes */
    EventQueueCounts queue;
} PartitionCounts;

Partition *partition_new(const PartitionSpec *spec);
void partition_free(Partition *partition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Partition, partition_free)

EventQueue *partition_queue(Partition *partition);
PartitionCounts partition_counts(const Partition *partition);

/* Registered once, while the world is built. Names are unique within the partition. */
void partition_add_block(Partition *partition, StateBlock block);
const StateBlock *partition_blocks(const Partition *partition, size_t *ret_count);

/* Executes everything below the limit. `cut` is looked at every so many events: when it is not 0
 * the rest stays undone; may be NULL. */
void partition_run(Partition *partition, EventLimit limit, const volatile int *cut);

/* Lets these partitions send to one another; budget: events from one to one other in a window.
 * Not needed where nothing crosses. */
void partition_connect(Partition *const *partitions, uint32_t count, size_t budget);

void partition_send_words(Partition *partition, uint32_t target, EventWords words);

/* To partition `target` (its place in partition_connect()), from a handler of `partition`: the
 * time must not lie below the limit of the window that is running. */
static inline void partition_send(Partition *partition, uint32_t target, const Event *event)
{
    partition_send_words(partition, target, event_words(event));
}

/* Between windows, by one thread: what was sent becomes what may be received. */
void partition_turn(Partition *partition);

/* A lower bound on the time of what waits here or was sent from here in the last window. */
SimTime partition_next_time(const Partition *partition);

/* Moves what others sent to this one into its queue. */
void partition_receive(Partition *partition);

#endif
