/* The order of events, claim by claim, and that it is total. */
#include "test.h"

#include <glib.h>

#include "engine/event.h"
#include "util/rng.h"

typedef struct OrderRow {
    Event before;
    Event after;
} OrderRow;

/* Each row differs in the field it is about, and contradicts it in all that count less. */
static const OrderRow order_rows[] = {
    {{1, 9, 9, 9, .class = EVENT_OBSERVE}, {2, 0, 0, 0, .class = EVENT_ENVIRONMENT}},
    {{1, 9, 9, 9, .class = EVENT_ENVIRONMENT}, {1, 0, 0, 0, .class = EVENT_ARRIVE}},
    {{1, 9, 9, 9, .class = EVENT_ARRIVE}, {1, 0, 0, 0, .class = EVENT_TIMER}},
    {{1, 9, 9, 9, .class = EVENT_TIMER}, {1, 0, 0, 0, .class = EVENT_EVALUATE}},
    {{1, 9, 9, 9, .class = EVENT_EVALUATE}, {1, 0, 0, 0, .class = EVENT_COMMAND}},
    {{1, 9, 9, 9, .class = EVENT_COMMAND}, {1, 0, 0, 0, .class = EVENT_OBSERVE}},
    {{1, 3, 9, 9, .class = EVENT_TIMER}, {1, 4, 0, 0, .class = EVENT_TIMER}},
    {{1, 3, 8, 9, .class = EVENT_TIMER}, {1, 3, 9, 0, .class = EVENT_TIMER}},
    {{1, 3, 8, 5, .class = EVENT_TIMER}, {1, 3, 8, 6, .class = EVENT_TIMER}},
    {{1, 3, UINT32_MAX - 1, 5, .class = 1}, {1, 3, UINT32_MAX, 5, .class = 1}},
    {{0, 3, 8, 5, .class = 1}, {TIME_NEVER - 1, 3, 8, 5, .class = 1}},
};

static void time_class_destination_source_and_sequence_decide_in_this_order(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(order_rows); i++) {
        CHECK(event_is_before(&order_rows[i].before, &order_rows[i].after));
        CHECK(!event_is_before(&order_rows[i].after, &order_rows[i].before));
        CHECK(!event_is_before(&order_rows[i].before, &order_rows[i].before));
    }
}

static void kind_and_payload_take_no_part(void)
{
    Event a = {1, 2, 3, 4, .kind = 5, .detail = 6, .payload = 7}, b = {1, 2, 3, 4, .kind = 0};
    CHECK(!event_is_before(&a, &b) && !event_is_before(&b, &a));
}

static void a_limit_is_the_key_of_its_time_and_class(void)
{
    Event event = {10, 1, 1, 1, .class = EVENT_EVALUATE};
    CHECK(!event_is_within(&event, (EventLimit){10, EVENT_EVALUATE}));
    CHECK(!event_is_within(&event, (EventLimit){9, EVENT_CLASS_COUNT}));
    CHECK(event_is_within(&event, (EventLimit){10, EVENT_COMMAND}));
    CHECK(event_is_within(&event, (EventLimit){11, EVENT_ENVIRONMENT}));
}

static Event draw_event(Rng *rng)
{
    return (Event){rng_below(rng, 2), rng_below(rng, 2), rng_below(rng, 2), rng_below(rng, 2),
                   .class = (uint8_t)rng_below(rng, 2)};
}

static void the_order_is_total_and_transitive(void)
{
    Rng rng = rng_at(rng_key(1, 0, "order"), 0, RNG_TEST, 0);
    for (int i = 0; i < 3000; i++) {
        Event a = draw_event(&rng), b = draw_event(&rng), c = draw_event(&rng);
        bool is_same = a.time == b.time && a.class == b.class && a.destination == b.destination &&
                       a.source == b.source && a.sequence == b.sequence;
        CHECK_INT(event_is_before(&a, &b) + event_is_before(&b, &a), !is_same);
        if (event_is_before(&a, &b) && event_is_before(&b, &c))
            CHECK(event_is_before(&a, &c));
    }
}

TEST_MAIN(CASE(time_class_destination_source_and_sequence_decide_in_this_order),
          CASE(kind_and_payload_take_no_part), CASE(a_limit_is_the_key_of_its_time_and_class),
          CASE(the_order_is_total_and_transitive))
