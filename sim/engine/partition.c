#include "engine/partition.h"

#include <string.h>

#include "engine/eventq_next.h"
#include "engine/memory.h"

/* Events to one other partition: the handlers fill one side, the receiver empties the other. */
typedef struct Box {
    Event *events;
    size_t count;
    size_t capacity;
} Box;

struct Partition {
    EventQueue *queue;
    const EventHandler *handlers;
    void *context;
    uint32_t handler_count;
    uint32_t place;          /* in peers */
    uint32_t peer_count;     /* 0: not connected */
    uint32_t side;           /* being filled */
    Partition *const *peers; /* [peer_count] */
    Box *boxes[2];           /* [peer_count] each */
    SimTime sent_time[2];    /* the least sent, by side */
    EventLimit limit;        /* of the window that runs or ran last */
    GArray *blocks;          /* StateBlock */
    uint64_t events;
    uint64_t sent_count;
    uint64_t growth_count;
    uint64_t box_size;
};

Partition *partition_new(const PartitionSpec *spec)
{
    g_assert(spec->handler_count >= EVENT_LANE_COUNT && spec->handler_count <= UINT8_MAX + 1);
    Partition *partition = g_new0(Partition, 1);
    partition->queue = eventq_new(&spec->queue);
    partition->handlers = spec->handlers;
    partition->handler_count = spec->handler_count;
    partition->context = spec->context;
    partition->sent_time[0] = partition->sent_time[1] = TIME_NEVER;
    partition->blocks = g_array_new(FALSE, FALSE, sizeof(StateBlock));
    return partition;
}

void partition_free(Partition *partition)
{
    if (partition == NULL)
        return;
    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < partition->peer_count; i++) {
            Box *box = &partition->boxes[side][i];
            engine_free(box->events, box->capacity, sizeof *box->events);
        }
        g_free(partition->boxes[side]);
    }
    eventq_free(partition->queue);
    g_array_free(partition->blocks, TRUE);
    g_free(partition);
}

EventQueue *partition_queue(Partition *partition)
{
    return partition->queue;
}

PartitionCounts partition_counts(const Partition *partition)
{
    EventQueueCounts queue = eventq_counts(partition->queue);
    return (PartitionCounts){
        .events = partition->events,
        .sent_count = partition->sent_count,
        .growth_count = partition->growth_count + queue.growth_count,
        .memory_size = partition->box_size + queue.memory_size,
        .queue = queue,
    };
}

void partition_add_block(Partition *partition, StateBlock block)
{
    g_assert(block.name != NULL && (block.data != NULL || block.size == 0));
    for (guint i = 0; i < partition->blocks->len; i++)
        g_assert(strcmp(g_array_index(partition->blocks, StateBlock, i).name, block.name) != 0);
    g_array_append_val(partition->blocks, block);
}

const StateBlock *partition_blocks(const Partition *partition, size_t *ret_count)
{
    *ret_count = partition->blocks->len;
    return (const StateBlock *)(const void *)partition->blocks->data;
}

/* How many events run between two looks at a cut: less than a millisecond of cheap ones. */
enum { CUT_EVENTS = 1024 };

static bool is_cut(const volatile int *cut, uint64_t events)
{
    return events % CUT_EVENTS == 0 && cut != NULL && *cut != 0;
}

void partition_run(Partition *partition, EventLimit limit, const volatile int *cut)
{
    EventQueue *queue = partition->queue;
    const EventHandler *handlers = partition->handlers;
    void *context = partition->context;
    uint64_t events = 0;
    partition->limit = limit;
    for (const Event *event; !is_cut(cut, events) && (event = eventq_next(queue, limit)) != NULL;
         events++) {
        g_assert(event->kind < partition->handler_count);
        handlers[event->kind](context, event);
        /* A lane may not stay at a time gone by: a duplicate would run it again. */
        g_assert(!event_is_of_lane(event) || lane_is_stale(queue, event));
    }
    partition->events += events;
}

void partition_connect(Partition *const *partitions, uint32_t count, size_t budget)
{
    for (uint32_t i = 0; i < count; i++) {
        Partition *partition = partitions[i];
        g_assert(partition->peer_count == 0);
        partition->peers = partitions;
        partition->peer_count = count;
        partition->place = i;
        for (int side = 0; side < 2; side++) {
            partition->boxes[side] = g_new0(Box, count);
            for (uint32_t k = 0; k < count; k++) {
                Box *box = &partition->boxes[side][k];
                box->capacity = k == i ? 0 : MAX(budget, (size_t)1);
                box->events = k == i ? NULL : engine_alloc(box->capacity, sizeof *box->events);
            }
        }
    }
}

static void box_grow(Partition *partition, Box *box)
{
    box->events = engine_grow(box->events, box->capacity, 2 * box->capacity, sizeof *box->events);
    box->capacity *= 2;
    partition->growth_count++;
}

void partition_send_words(Partition *partition, uint32_t target, EventWords words)
{
    g_assert(target < partition->peer_count && target != partition->place);
    Event class_only = {.time = words.time, .class = (uint8_t)(words.what >> 32)};
    g_assert(!event_is_within(&class_only, partition->limit));
    Box *box = &partition->boxes[partition->side][target];
    if (box->count == box->capacity)
        box_grow(partition, box);
    event_put(&box->events[box->count++], words);
    SimTime *sent_time = &partition->sent_time[partition->side];
    *sent_time = MIN(*sent_time, words.time);
    partition->sent_count++;
}

void partition_turn(Partition *partition)
{
    uint64_t size = 0;
    for (uint32_t i = 0; i < partition->peer_count; i++)
        size += partition->boxes[partition->side][i].count * sizeof(Event);
    partition->box_size = MAX(partition->box_size, 2 * size);
    partition->side ^= 1;
    partition->sent_time[partition->side] = TIME_NEVER;
}

SimTime partition_next_time(const Partition *partition)
{
    return MIN(partition->sent_time[partition->side ^ 1], eventq_next_time(partition->queue));
}

void partition_receive(Partition *partition)
{
    for (uint32_t i = 0; i < partition->peer_count; i++) {
        const Partition *peer = partition->peers[i];
        Box *box = &peer->boxes[peer->side ^ 1][partition->place];
        for (size_t k = 0; k < box->count; k++)
            eventq_push(partition->queue, &box->events[k]);
        box->count = 0;
    }
}
