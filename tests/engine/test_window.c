/* Windows of partitions against one sorted list: however the work is cut, the same happens. */
#include "test.h"

#include <stdlib.h>

#include "village.h"

static const VillageSpec on_a_list = {.entity_count = 400, .end = 1000000};

static VillageSpec on_the_engine(void)
{
    return (VillageSpec){.entity_count = 400,
                         .part_size = 80,
                         .thread_count = 1,
                         .bucket_bits = 11,
                         .wheel_bits = 6,
                         .length_max = VILLAGE_LOOKAHEAD,
                         .end = 1000000};
}

static void check_same(VillageSpec spec, const VillageResult *wanted)
{
    VillageResult got = village_run(&spec);
    CHECK(got.digest == wanted->digest);
    CHECK(got.seen == wanted->seen);
    CHECK_INT((int64_t)got.events, (int64_t)wanted->events);
    CHECK_INT((int64_t)got.act_count, (int64_t)wanted->act_count);
    CHECK_INT((int64_t)got.growth_count, 0);
    CHECK(got.stale > 0);
    CHECK((got.sent_count > 0) == (spec.part_size < spec.entity_count));
}

static void one_partition_does_what_a_sorted_list_does(void)
{
    VillageResult wanted = village_run(&on_a_list);
    VillageSpec spec = on_the_engine();
    CHECK(wanted.events > 10000 && wanted.act_count > 50);
    spec.part_size = 400;
    spec.length_max = 0;
    check_same(spec, &wanted);
}

static void the_number_of_partitions_does_not_show(void)
{
    VillageResult wanted = village_run(&on_a_list);
    const uint32_t sizes[] = {8, 16, 56, 104, 200, 392, 400, 800};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        VillageSpec spec = on_the_engine();
        spec.part_size = sizes[i];
        check_same(spec, &wanted);
    }
}

static void the_number_of_threads_does_not_show(void)
{
    VillageResult wanted = village_run(&on_a_list);
    for (uint32_t threads = 1; threads <= 7; threads++) {
        VillageSpec spec = on_the_engine();
        spec.thread_count = threads;
        check_same(spec, &wanted);
    }
}

static void the_length_of_buckets_and_size_of_wheels_do_not_show(void)
{
    VillageResult wanted = village_run(&on_a_list);
    for (uint32_t bits = 0; bits <= EVENTQ_BUCKET_BITS_MAX; bits++) {
        VillageSpec spec = on_the_engine();
        spec.bucket_bits = bits;
        spec.wheel_bits = EVENTQ_WHEEL_BITS_MIN + bits % 7;
        check_same(spec, &wanted);
        spec.wheel_bits = EVENTQ_WHEEL_BITS_MIN;
        check_same(spec, &wanted);
    }
}

static void the_length_of_windows_does_not_show(void)
{
    VillageResult wanted = village_run(&on_a_list);
    const SimTime lengths[] = {1, 7, 100, 1999};
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        VillageSpec spec = on_the_engine();
        spec.length_max = lengths[i];
        if (lengths[i] == 1)
            spec.end = 100000;
        VillageSpec list = on_a_list;
        list.end = spec.end;
        VillageResult shorter = lengths[i] == 1 ? village_run(&list) : wanted;
        check_same(spec, &shorter);
    }
}

static void stopping_at_barriers_and_going_on_does_not_show(void)
{
    VillageResult wanted = village_run(&on_a_list);
    for (uint32_t every = 1; every <= 9; every += 4) {
        VillageSpec spec = on_the_engine();
        spec.stop_every = every;
        spec.thread_count = 1 + every % 3;
        check_same(spec, &wanted);
    }
}

static void all_of_the_last_instant_runs(void)
{
    for (SimTime end = 17000 * 3 - 1; end <= 17000 * 3 + 1; end++) {
        VillageSpec list = on_a_list, spec = on_the_engine();
        list.end = spec.end = end;
        VillageResult wanted = village_run(&list);
        check_same(spec, &wanted);
    }
}

/* --- cut ------------------------------------------------------------------------------------- */

enum { CUT_AT = 5000 };

/* Wakes at every ns and never ends by itself. */
typedef struct Restless {
    SimTime wake_at, slow_at;
    EventQueue *queue;
    uint32_t count;
    volatile int cut;
} Restless;

static void on_wake(void *context, const Event *event)
{
    Restless *restless = context;
    restless->cut = ++restless->count >= CUT_AT;
    restless->wake_at = event->time + 1;
    eventq_push_timer(restless->queue, 0, EVENT_FAST, restless->wake_at);
}

static const EventHandler restless_handlers[EVENT_LANE_COUNT] = {on_wake, on_wake};

static void a_window_without_end_is_left_within_some_events_of_a_cut(void)
{
    Restless restless = {.wake_at = 0, .slow_at = TIME_NEVER};
    PartitionSpec spec = {.queue = {.entity_count = 1,
                                    .wake_at = &restless.wake_at,
                                    .slow_at = &restless.slow_at,
                                    .bucket_bits = 8},
                          .handlers = restless_handlers,
                          .handler_count = EVENT_LANE_COUNT,
                          .context = &restless};
    g_autoptr(Partition) partition = partition_new(&spec);
    restless.queue = partition_queue(partition);
    eventq_push_timer(restless.queue, 0, EVENT_FAST, 0);
    WindowSpec windows = {.partitions = (Partition *[]){partition},
                          .partition_count = 1,
                          .thread_count = 1,
                          .due = TIME_NEVER,
                          .end = TIME_NEVER,
                          .cut = &restless.cut};
    WindowResult result = window_run(&windows);
    CHECK(result.is_cut && !result.is_stopped);
    CHECK(restless.count >= CUT_AT && restless.count < CUT_AT + 2000);
    CHECK_INT((int64_t)result.window_count, 0);
}

static void what_is_not_cut_says_so(void)
{
    Restless restless = {.wake_at = TIME_NEVER, .slow_at = TIME_NEVER};
    PartitionSpec spec = {.queue = {.entity_count = 1,
                                    .wake_at = &restless.wake_at,
                                    .slow_at = &restless.slow_at,
                                    .bucket_bits = 8},
                          .handlers = restless_handlers,
                          .handler_count = EVENT_LANE_COUNT};
    g_autoptr(Partition) partition = partition_new(&spec);
    WindowSpec windows = {.partitions = (Partition *[]){partition},
                          .partition_count = 1,
                          .thread_count = 1,
                          .due = TIME_NEVER,
                          .end = 1000,
                          .cut = &restless.cut};
    WindowResult result = window_run(&windows);
    CHECK(!result.is_cut && !result.is_stopped);
    CHECK_INT(result.time, 1000);
}

TEST_MAIN(CASE(one_partition_does_what_a_sorted_list_does),
          CASE(the_number_of_partitions_does_not_show), CASE(the_number_of_threads_does_not_show),
          CASE(the_length_of_buckets_and_size_of_wheels_do_not_show),
          CASE(the_length_of_windows_does_not_show),
          CASE(stopping_at_barriers_and_going_on_does_not_show), CASE(all_of_the_last_instant_runs),
          CASE(a_window_without_end_is_left_within_some_events_of_a_cut),
          CASE(what_is_not_cut_says_so))
