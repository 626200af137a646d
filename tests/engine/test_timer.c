/* Timers against a scan of all columns: moved, cancelled, doubled, near and far. */
#include "test.h"

#include <string.h>

#include "engine/partition.h"
#include "util/rng.h"

enum {
    ENTITY_COUNT = 60,
    FIRST_ENTITY = 1000,
};

typedef struct Entity {
    SimTime wake_at;
    uint64_t unused[7];
} Entity;

typedef struct Cold {
    uint64_t unused;
    SimTime slow_at;
    uint64_t more;
} Cold;

typedef struct Columns {
    Entity entities[ENTITY_COUNT];
    Cold colds[ENTITY_COUNT];
} Columns;

static SimTime *lane_at(Columns *columns, uint32_t i, uint32_t lane)
{
    return lane == EVENT_FAST ? &columns->entities[i].wake_at : &columns->colds[i].slow_at;
}

static EventQueueSpec spec_of(Columns *columns, uint32_t bucket_bits)
{
    for (uint32_t i = 0; i < ENTITY_COUNT; i++)
        columns->entities[i].wake_at = columns->colds[i].slow_at = TIME_NEVER;
    return (EventQueueSpec){.first_entity = FIRST_ENTITY,
                            .entity_count = ENTITY_COUNT,
                            .wake_at = &columns->entities[0].wake_at,
                            .slow_at = &columns->colds[0].slow_at,
                            .wake_stride = sizeof(Entity),
                            .slow_stride = sizeof(Cold),
                            .bucket_bits = bucket_bits,
                            .wheel_bits = EVENTQ_WHEEL_BITS_MIN,
                            .timer_budget = 20000};
}

static Event timer_key(uint32_t i, uint32_t lane, SimTime time)
{
    uint32_t entity = FIRST_ENTITY + i;
    return (Event){time, entity, entity, lane, EVENT_TIMER, (uint8_t)lane, 0, {0}};
}

/* The least key of all lanes; its time is TIME_NEVER if none is set. */
static Event scan(Columns *columns)
{
    Event least = timer_key(0, 0, TIME_NEVER);
    for (uint32_t i = 0; i < ENTITY_COUNT; i++) {
        for (uint32_t lane = 0; lane < EVENT_LANE_COUNT; lane++) {
            Event key = timer_key(i, lane, *lane_at(columns, i, lane));
            if (event_is_before(&key, &least))
                least = key;
        }
    }
    return least;
}

static uint64_t set(EventQueue *queue, Columns *columns, Rng *rng, SimTime now)
{
    uint32_t i = rng_below(rng, ENTITY_COUNT), lane = rng_below(rng, EVENT_LANE_COUNT);
    uint64_t mask = (UINT64_C(1) << rng_below(rng, 45)) - 1;
    SimTime time = now + 1 + (SimTime)(rng_u64(rng) & mask);
    if (rng_below(rng, 8) == 0)
        time = TIME_NEVER;
    *lane_at(columns, i, lane) = time;
    uint32_t copies = 1 + (rng_below(rng, 5) == 0);
    for (uint32_t k = 0; k < copies; k++)
        eventq_push_timer(queue, FIRST_ENTITY + i, (EventLane)lane, time);
    return time == TIME_NEVER ? 0 : copies;
}

static void check_against_scan(uint32_t bucket_bits)
{
    Columns columns = {0};
    EventQueueSpec spec = spec_of(&columns, bucket_bits);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    RngKey key = rng_key(1, bucket_bits, "timers");
    EventLimit limit = {0, 0};
    uint64_t pushed = 0, popped = 0;
    int64_t wrong = 0;
    SimTime now = 0;
    for (uint32_t step = 0; step < 6000; step++) {
        Rng rng = rng_at(key, 0, RNG_TEST, step);
        Event wanted = scan(&columns);
        const Event *got = eventq_pop(queue, limit);
        wrong += (got != NULL) != event_is_within(&wanted, limit);
        if (got != NULL) {
            wrong += memcmp(got, &wanted, sizeof wanted) != 0;
            now = got->time;
            popped++;
            *lane_at(&columns, got->destination - FIRST_ENTITY, got->kind) = TIME_NEVER;
        } else {
            now = limit.time;
            uint64_t mask = (UINT64_C(1) << rng_below(&rng, 44)) - 1;
            limit = (EventLimit){now + 1 + (SimTime)(rng_u64(&rng) & mask), rng_below(&rng, 7)};
        }
        for (uint32_t k = rng_below(&rng, 3); k > 0; k--)
            pushed += set(queue, &columns, &rng, now);
    }
    EventQueueCounts counts = eventq_counts(queue);
    CHECK_INT(wrong, 0);
    CHECK(popped > 1000 && counts.stale > 100);
    CHECK_INT((int64_t)pushed, (int64_t)(popped + counts.stale + counts.pending));
    CHECK_INT((int64_t)counts.growth_count, 0);
}

static void timers_come_as_their_columns_say_at_any_bucket_length(void)
{
    for (uint32_t bits = 0; bits <= EVENTQ_BUCKET_BITS_MAX; bits++)
        check_against_scan(bits);
}

static const EventLimit no_limit = {TIME_NEVER, EVENT_CLASS_COUNT};

static void push(EventQueue *queue, Columns *columns, uint32_t i, EventLane lane, SimTime time)
{
    *lane_at(columns, i, lane) = time;
    eventq_push_timer(queue, FIRST_ENTITY + i, lane, time);
}

static void a_timer_moved_away_and_back_comes_once(void)
{
    const SimTime far[] = {5, 100, 1000000, NS_PER_H, 300 * NS_PER_D, TIME_NEVER - 1};
    for (size_t k = 0; k < G_N_ELEMENTS(far); k++) {
        Columns columns = {0};
        EventQueueSpec spec = spec_of(&columns, 10);
        g_autoptr(EventQueue) queue = eventq_new(&spec);
        push(queue, &columns, 7, EVENT_SLOW, far[k]);
        push(queue, &columns, 7, EVENT_SLOW, far[k] / 2);
        push(queue, &columns, 7, EVENT_SLOW, far[k]);
        push(queue, &columns, 7, EVENT_SLOW, far[k]);
        const Event *event = eventq_pop(queue, no_limit);
        CHECK(event != NULL && event->time == far[k] && event->destination == FIRST_ENTITY + 7);
        CHECK_INT(event->kind, EVENT_SLOW);
        columns.colds[7].slow_at = TIME_NEVER;
        CHECK(eventq_pop(queue, no_limit) == NULL);
        CHECK_INT((int64_t)eventq_counts(queue).stale, 3);
        CHECK_INT((int64_t)eventq_counts(queue).pending, 0);
    }
}

static void lanes_of_one_instant_come_fast_first_and_by_entity(void)
{
    Columns columns = {0};
    EventQueueSpec spec = spec_of(&columns, 20);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    for (uint32_t i = ENTITY_COUNT; i-- > 0;) {
        push(queue, &columns, i, EVENT_SLOW, 77);
        push(queue, &columns, i, EVENT_FAST, 77);
    }
    for (uint32_t i = 0; i < 2 * ENTITY_COUNT; i++) {
        const Event *event = eventq_pop(queue, no_limit);
        CHECK_INT(event->destination, FIRST_ENTITY + i / 2);
        CHECK_INT(event->kind, i % 2);
        *lane_at(&columns, i / 2, i % 2) = TIME_NEVER;
    }
}

static void nothing_waits_for_a_timer_that_is_never(void)
{
    Columns columns = {0};
    EventQueueSpec spec = spec_of(&columns, 20);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    push(queue, &columns, 0, EVENT_FAST, TIME_NEVER);
    CHECK_INT((int64_t)eventq_counts(queue).pending, 0);
}

TEST_MAIN(CASE(timers_come_as_their_columns_say_at_any_bucket_length),
          CASE(a_timer_moved_away_and_back_comes_once),
          CASE(lanes_of_one_instant_come_fast_first_and_by_entity),
          CASE(nothing_waits_for_a_timer_that_is_never))
