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

TEST_MAIN(CASE(a_million_events_come_in_the_order_of_a_sort),
          CASE(every_bucket_length_gives_the_same_order),
          CASE(times_up_to_the_last_are_kept_in_order))
