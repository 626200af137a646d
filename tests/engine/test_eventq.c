/* The event set against a plain sort: any mix of delays, ties, bucket lengths and sizes. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "engine/eventq.h"
#include "util/digest.h"
#include "util/rng.h"

enum {
    MESSAGE = EVENT_LANE_COUNT, /* a kind */
};

static int compare(const void *a, const void *b)
{
    return event_is_before(a, b) ? -1 : event_is_before(b, a);
}

static bool event_is_same(const Event *a, const Event *b)
{
    return !event_is_before(a, b) && !event_is_before(b, a) && a->payload == b->payload &&
           a->kind == b->kind && a->detail == b->detail;
}

/* Delays of all sizes: 0 .. 2^bits_max - 1, as often short as long; often equal. */
static SimTime draw_delay(Rng *rng, uint32_t bits_max)
{
    uint32_t bits = rng_below(rng, bits_max + 1);
    uint64_t mask = (UINT64_C(1) << bits) - 1;
    uint64_t grain = rng_below(rng, 4) == 0 ? 3 : 0;
    return (SimTime)((rng_u64(rng) & mask) >> grain << grain);
}

static Event draw_event(Rng *rng, SimTime time, uint32_t sequence)
{
    uint8_t classes[] = {EVENT_ENVIRONMENT, EVENT_ARRIVE,  EVENT_TIMER,
                         EVENT_EVALUATE,    EVENT_COMMAND, EVENT_OBSERVE};
    return (Event){.time = time,
                   .destination = rng_below(rng, 50),
                   .source = rng_below(rng, 3),
                   .sequence = sequence,
                   .class = classes[rng_below(rng, 6)],
                   .kind = MESSAGE,
                   .detail = (uint16_t)rng_below(rng, 1000),
                   .payload = rng_u64(rng)};
}

static EventQueueSpec message_spec(uint32_t bucket_bits, uint32_t wheel_bits, size_t count)
{
    return (EventQueueSpec){
        .bucket_bits = bucket_bits, .wheel_bits = wheel_bits, .message_budget = count};
}

/* All pushed at first, then popped. */
static void check_sorts(uint32_t bucket_bits, uint32_t wheel_bits, uint32_t time_bits, size_t count)
{
    EventQueueSpec spec = message_spec(bucket_bits, wheel_bits, count);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    Event *wanted = g_new(Event, count);
    Rng rng = rng_at(rng_key(1, bucket_bits, "sorts"), wheel_bits, RNG_TEST, time_bits);
    for (size_t i = 0; i < count; i++) {
        rng.purpose = (uint32_t)RNG_TEST << 16;
        rng.index++;
        wanted[i] = draw_event(&rng, draw_delay(&rng, time_bits), (uint32_t)i);
        eventq_push(queue, &wanted[i]);
    }
    qsort(wanted, count, sizeof *wanted, compare);
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const Event *got = eventq_pop(queue, (EventLimit){TIME_NEVER, EVENT_CLASS_COUNT});
        wrong += got == NULL || !event_is_same(got, &wanted[i]);
    }
    CHECK_INT((int64_t)wrong, 0);
    CHECK(eventq_pop(queue, (EventLimit){TIME_NEVER, EVENT_CLASS_COUNT}) == NULL);
    CHECK_INT((int64_t)eventq_counts(queue).pending, 0);
    CHECK_INT((int64_t)eventq_counts(queue).growth_count, 0);
    g_free(wanted);
}

static void a_million_events_come_in_the_order_of_a_sort(void)
{
    check_sorts(20, 12, 40, 1000000);
}

static void every_bucket_length_gives_the_same_order(void)
{
    for (uint32_t bits = 0; bits <= EVENTQ_BUCKET_BITS_MAX; bits++)
        check_sorts(bits, EVENTQ_WHEEL_BITS_MIN + bits % 7, 50, 4000);
}

static void times_up_to_the_last_are_kept_in_order(void)
{
    for (uint32_t bits = 0; bits <= EVENTQ_BUCKET_BITS_MAX; bits += 4)
        check_sorts(bits, EVENTQ_WHEEL_BITS_MIN, 63, 3000);
}

static int compare_data(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return compare(a, b);
}

/* The least event of the reference, if it is below the limit. */
static const Event *reference_least(GSequence *reference, EventLimit limit)
{
    GSequenceIter *first = g_sequence_get_begin_iter(reference);
    if (g_sequence_iter_is_end(first))
        return NULL;
    const Event *event = g_sequence_get(first);
    return event_is_within(event, limit) ? event : NULL;
}

static void push_both(EventQueue *queue, GSequence *reference, const Event *event)
{
    eventq_push(queue, event);
    g_sequence_insert_sorted(reference, g_memdup2(event, sizeof *event), compare_data, NULL);
}

/* Every event popped pushes up to two more, many at its own instant, so that most fall into the
 * open bucket; windows end at random keys, and more is pushed there. */
static void check_against_sequence(uint32_t bucket_bits, uint32_t delay_bits)
{
    EventQueueSpec spec = message_spec(bucket_bits, 6, 10000);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    GSequence *reference = g_sequence_new(g_free);
    RngKey key = rng_key(2, bucket_bits, "holds");
    uint32_t sequence = 0;
    int64_t wrong = 0;
    EventLimit limit = {0, 0};
    for (uint32_t step = 0; step < 20000; step++) {
        Rng rng = rng_at(key, delay_bits, RNG_TEST, step);
        const Event *wanted = reference_least(reference, limit);
        const Event *got = eventq_pop(queue, limit);
        wrong += (got == NULL) != (wanted == NULL);
        wrong += got != NULL && wanted != NULL && !event_is_same(got, wanted);
        SimTime now = got != NULL ? got->time : limit.time;
        EventLimit past = got != NULL ? (EventLimit){now, got->class + 1U} : limit;
        if (wanted != NULL)
            g_sequence_remove(g_sequence_get_begin_iter(reference));
        else
            limit = (EventLimit){limit.time + draw_delay(&rng, delay_bits) + 1, rng_below(&rng, 7)};
        uint32_t births = rng_below(&rng, 3) + (g_sequence_get_length(reference) < 100);
        for (uint32_t i = 0; i < births && g_sequence_get_length(reference) < 9000; i++) {
            SimTime delay = rng_below(&rng, 3) == 0 ? 0 : draw_delay(&rng, delay_bits);
            Event event = draw_event(&rng, now + delay, sequence++);
            if (!event_is_within(&event, past))
                push_both(queue, reference, &event);
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT((int64_t)eventq_counts(queue).pending, g_sequence_get_length(reference));
    CHECK_INT((int64_t)eventq_counts(queue).growth_count, 0);
    CHECK(eventq_counts(queue).heap_count > 0);
    g_sequence_free(reference);
}

static void events_made_while_running_come_in_order_at_any_bucket_length(void)
{
    for (uint32_t bits = 0; bits <= EVENTQ_BUCKET_BITS_MAX; bits += 4) {
        check_against_sequence(bits, 12);
        check_against_sequence(bits, 35);
    }
}

static void a_budget_too_small_is_grown_and_counted(void)
{
    EventQueueSpec spec = message_spec(10, 6, 1);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    Event event = {.class = EVENT_ARRIVE, .kind = MESSAGE};
    for (uint32_t i = 0; i < 50000; i++) {
        event.time = i;
        event.payload = i;
        eventq_push(queue, &event);
    }
    int64_t wrong = 0;
    for (uint32_t i = 0; i < 50000; i++)
        wrong += eventq_pop(queue, (EventLimit){TIME_NEVER, 0})->payload != i;
    CHECK_INT(wrong, 0);
    CHECK(eventq_counts(queue).growth_count > 0);
    CHECK_INT((int64_t)eventq_counts(queue).pending_max, 50000);
}

static void the_time_of_the_next_event_is_bounded_from_below(void)
{
    EventQueueSpec spec = message_spec(10, 6, 100);
    g_autoptr(EventQueue) queue = eventq_new(&spec);
    CHECK_INT(eventq_next_time(queue), TIME_NEVER);
    Event event = {.time = 5 * 1024 + 100, .class = EVENT_ARRIVE, .kind = MESSAGE};
    eventq_push(queue, &event);
    CHECK_INT(eventq_next_time(queue), 5 * 1024);
    CHECK(eventq_pop(queue, (EventLimit){5 * 1024 + 50, 0}) == NULL);
    CHECK_INT(eventq_next_time(queue), 5 * 1024 + 100);
    CHECK(eventq_pop(queue, (EventLimit){6 * 1024, 0}) != NULL);
    CHECK_INT(eventq_next_time(queue), TIME_NEVER);
}

static void a_bucket_holds_some_two_thousand_events(void)
{
    CHECK_INT(eventq_bucket_bits(0), EVENTQ_BUCKET_BITS_MAX);
    for (double rate = 1e3; rate < 1e9; rate *= 3.1) {
        double events = rate * 1e-9 * (double)(UINT64_C(1) << eventq_bucket_bits(rate));
        CHECK(events > 1000 && events <= 2000);
    }
}

TEST_MAIN(CASE(a_million_events_come_in_the_order_of_a_sort),
          CASE(every_bucket_length_gives_the_same_order),
          CASE(times_up_to_the_last_are_kept_in_order),
          CASE(events_made_while_running_come_in_order_at_any_bucket_length),
          CASE(a_budget_too_small_is_grown_and_counted),
          CASE(the_time_of_the_next_event_is_bounded_from_below),
          CASE(a_bucket_holds_some_two_thousand_events))
