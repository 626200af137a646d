/* Handlers, boxes and blocks of one partition. */
#include "test.h"

#include <string.h>

#include "engine/partition.h"

enum {
    NOTE = EVENT_LANE_COUNT,
    KIND_COUNT,
};

typedef struct Log {
    SimTime wake_at, slow_at;
    SimTime times[10];
    uint32_t count;
    EventQueue *queue;
} Log;

static void log_time(Log *log, SimTime time)
{
    if (log->count < G_N_ELEMENTS(log->times))
        log->times[log->count++] = time;
}

static void on_fast(void *context, const Event *event)
{
    Log *log = context;
    log_time(log, event->time);
    log->wake_at = event->time < 300 ? event->time + 100 : TIME_NEVER;
    eventq_push_timer(log->queue, event->destination, EVENT_FAST, log->wake_at);
}

static void on_slow(void *context, const Event *event)
{
    Log *log = context;
    log_time(log, -event->time);
    log->slow_at = TIME_NEVER;
}

static void on_note(void *context, const Event *event)
{
    log_time(context, 1000 + event->time);
}

static const EventHandler handlers[KIND_COUNT] = {on_fast, on_slow, on_note};

static Partition *make(Log *log, uint32_t entity)
{
    *log = (Log){.wake_at = TIME_NEVER, .slow_at = TIME_NEVER};
    PartitionSpec spec = {.queue = {.first_entity = entity,
                                    .entity_count = 1,
                                    .wake_at = &log->wake_at,
                                    .slow_at = &log->slow_at,
                                    .bucket_bits = 8},
                          .handlers = handlers,
                          .handler_count = KIND_COUNT,
                          .context = log};
    Partition *partition = partition_new(&spec);
    log->queue = partition_queue(partition);
    return partition;
}

static void handlers_are_called_by_kind_up_to_the_limit(void)
{
    Log log;
    g_autoptr(Partition) partition = make(&log, 5);
    log.wake_at = 100;
    log.slow_at = 250;
    eventq_push_timer(log.queue, 5, EVENT_FAST, 100);
    eventq_push_timer(log.queue, 5, EVENT_SLOW, 250);
    eventq_push(log.queue,
                &(Event){.time = 200, .destination = 5, .class = EVENT_ARRIVE, .kind = NOTE});
    partition_run(partition, (EventLimit){300, EVENT_TIMER}, NULL);
    const SimTime wanted[] = {100, 1200, 200, -250};
    CHECK_INT(log.count, 4);
    CHECK(memcmp(log.times, wanted, sizeof wanted) == 0);
    partition_run(partition, (EventLimit){300, EVENT_EVALUATE}, NULL);
    CHECK_INT(log.count, 5);
    CHECK_INT((int64_t)partition_counts(partition).events, 5);
    CHECK_INT((int64_t)partition_counts(partition).growth_count, 0);
}

static void what_is_sent_arrives_after_the_turn_and_boxes_grow(void)
{
    Log logs[2];
    Partition *partitions[2] = {make(&logs[0], 0), make(&logs[1], 1)};
    partition_connect(partitions, 2, 1);
    partition_run(partitions[0], (EventLimit){10, EVENT_ENVIRONMENT}, NULL);
    for (uint32_t i = 0; i < 3; i++)
        partition_send(partitions[0], 1,
                       &(Event){.time = 30 - (SimTime)i,
                                .destination = 1,
                                .sequence = i,
                                .class = EVENT_ARRIVE,
                                .kind = NOTE});
    partition_receive(partitions[1]);
    CHECK_INT((int64_t)eventq_counts(logs[1].queue).pending, 0);
    CHECK_INT(partition_next_time(partitions[0]), TIME_NEVER);
    partition_turn(partitions[0]);
    partition_turn(partitions[1]);
    CHECK_INT(partition_next_time(partitions[0]), 28);
    partition_receive(partitions[1]);
    partition_run(partitions[1], (EventLimit){TIME_NEVER, 0}, NULL);
    const SimTime wanted[] = {1028, 1029, 1030};
    CHECK_INT(logs[1].count, 3);
    CHECK(memcmp(logs[1].times, wanted, sizeof wanted) == 0);
    CHECK_INT((int64_t)partition_counts(partitions[0]).sent_count, 3);
    CHECK_INT((int64_t)partition_counts(partitions[0]).growth_count, 2);
    partition_receive(partitions[1]);
    CHECK_INT((int64_t)eventq_counts(logs[1].queue).pending, 0);
    partition_free(partitions[0]);
    partition_free(partitions[1]);
}

static void blocks_are_listed_as_they_were_registered(void)
{
    Log log;
    g_autoptr(Partition) partition = make(&log, 0);
    uint64_t hot[4], cold[2];
    partition_add_block(partition, (StateBlock){"hot", 3, hot, sizeof hot});
    partition_add_block(partition, (StateBlock){"cold", 1, cold, sizeof cold});
    size_t count;
    const StateBlock *blocks = partition_blocks(partition, &count);
    CHECK_INT((int64_t)count, 2);
    CHECK_TEXT(blocks[0].name, "hot");
    CHECK_INT(blocks[0].version, 3);
    CHECK(blocks[1].data == cold && blocks[1].size == sizeof cold);
}

TEST_MAIN(CASE(handlers_are_called_by_kind_up_to_the_limit),
          CASE(what_is_sent_arrives_after_the_turn_and_boxes_grow),
          CASE(blocks_are_listed_as_they_were_registered))
