#include "engine/eventq.h"

#include "engine/eventq_next.h"
#include "engine/eventq_sort.h"
#include "engine/memory.h"

enum {
    BUDGET_MIN = 256,
    BUCKET_EVENTS = 2000, /* wanted in a bucket: the optimum is flat, 1000 to 10000 */
    BUCKET_BITS_LEAST = 10,
};

uint32_t eventq_bucket_bits(double events_per_s)
{
    uint32_t bits = BUCKET_BITS_LEAST;
    while (bits < EVENTQ_BUCKET_BITS_MAX &&
           events_per_s * (double)(UINT64_C(1) << (bits + 1)) <= BUCKET_EVENTS * (double)NS_PER_S)
        bits++;
    return bits;
}

/* An eighth as many buckets as entities: a wheel fits its partition. */
static uint32_t wheel_bits_for(uint32_t entity_count)
{
    uint32_t bits = EVENTQ_WHEEL_BITS_MIN;
    while (bits < EVENTQ_WHEEL_BITS_MAX && (UINT64_C(8) << bits) < entity_count)
        bits++;
    return bits;
}

static void check_spec(const EventQueueSpec *spec)
{
    g_assert(spec->bucket_bits <= EVENTQ_BUCKET_BITS_MAX);
    g_assert(spec->wheel_bits == 0 || (spec->wheel_bits >= EVENTQ_WHEEL_BITS_MIN &&
                                       spec->wheel_bits <= EVENTQ_WHEEL_BITS_MAX));
    g_assert(spec->entity_count < UINT32_MAX / 2);
    g_assert(spec->entity_count <= UINT32_MAX - spec->first_entity);
    g_assert(spec->entity_count == 0 || (spec->wake_at != NULL && spec->slow_at != NULL));
}

static void close_batch(EventQueue *q)
{
    q->next = q->end = q->batch;
    *q->end = (Event){.time = TIME_NEVER, .class = UINT8_MAX, .kind = UINT8_MAX};
}

EventQueue *eventq_new(const EventQueueSpec *spec)
{
    check_spec(spec);
    EventQueue *q = engine_alloc(1, sizeof *q);
    q->spec = *spec;
    q->bucket_bits = spec->bucket_bits;
    q->wheel_bits = spec->wheel_bits > 0 ? spec->wheel_bits : wheel_bits_for(spec->entity_count);
    q->wheel_mask = (UINT64_C(1) << q->wheel_bits) - 1;
    q->list_count = (2U << q->wheel_bits) + 1;
    size_t timers = spec->timer_budget > 0 ? spec->timer_budget : 2 * (size_t)spec->entity_count;
    size_t messages = spec->message_budget > 0 ? spec->message_budget : spec->entity_count;
    size_t budget = MAX(timers + messages, (size_t)BUDGET_MIN);
    size_t chunks =
        2 + 2 * (size_t)q->list_count + (timers >> TIMER_BITS) + (messages >> MESSAGE_BITS);
    g_assert(chunks < UINT32_MAX >> TIMER_BITS);
    q->chunk_capacity = (uint32_t)chunks;
    q->chunk_fresh = 1;
    q->batch_capacity = q->heap_capacity = budget;
    q->overflow_turn = UINT64_MAX;
    q->lists = engine_alloc(q->list_count, sizeof *q->lists);
    q->bitmap = engine_alloc(q->list_count / 64 + 1, sizeof *q->bitmap);
    q->pool = engine_alloc(chunks, CHUNK_SIZE);
    q->chunk_link = engine_alloc(chunks, sizeof *q->chunk_link);
    q->batch = engine_alloc(budget + 1 + AHEAD_COUNT, sizeof *q->batch);
    q->scratch = engine_alloc(budget, sizeof *q->scratch);
    q->heap = engine_alloc(budget, sizeof *q->heap);
    q->bins = engine_alloc(BIN_COUNT_MAX, sizeof *q->bins);
    close_batch(q);
    return q;
}

void eventq_free(EventQueue *q)
{
    if (q == NULL)
        return;
    engine_free(q->lists, q->list_count, sizeof *q->lists);
    engine_free(q->bitmap, q->list_count / 64 + 1, sizeof *q->bitmap);
    engine_free(q->pool, q->chunk_capacity, CHUNK_SIZE);
    engine_free(q->chunk_link, q->chunk_capacity, sizeof *q->chunk_link);
    engine_free(q->batch, q->batch_capacity + 1 + AHEAD_COUNT, sizeof *q->batch);
    engine_free(q->scratch, q->batch_capacity, sizeof *q->scratch);
    engine_free(q->heap, q->heap_capacity, sizeof *q->heap);
    engine_free(q->bins, BIN_COUNT_MAX, sizeof *q->bins);
    engine_free(q, 1, sizeof *q);
}

static void grow_pool(EventQueue *q)
{
    g_assert(q->chunk_capacity < UINT32_MAX >> (TIMER_BITS + 1));
    uint32_t capacity = 2 * q->chunk_capacity;
    q->pool = engine_grow(q->pool, q->chunk_capacity, capacity, CHUNK_SIZE);
    q->chunk_link = engine_grow(q->chunk_link, q->chunk_capacity, capacity, sizeof *q->chunk_link);
    q->chunk_capacity = capacity;
    q->growth_count++;
    q->ahead = NULL; /* pointed into the old one */
}

/* A chunk of 2^bits items behind the full one that ends at `end`, or the first of its list. */
static G_GNUC_NO_INLINE uint32_t chunk_take(EventQueue *q, uint32_t list, uint32_t end,
                                            uint32_t bits)
{
    uint32_t chunk = q->chunk_free;
    if (chunk != 0) {
        q->chunk_free = q->chunk_link[chunk];
    } else {
        if (q->chunk_fresh == q->chunk_capacity)
            grow_pool(q);
        chunk = q->chunk_fresh++;
    }
    q->chunk_link[chunk] = end == 0 ? 0 : (end >> bits) - 1;
    q->bitmap[list / 64] |= UINT64_C(1) << (list % 64);
    return chunk << bits;
}

void eventq_give_chunk(EventQueue *q, uint32_t chunk)
{
    q->chunk_link[chunk] = q->chunk_free;
    q->chunk_free = chunk;
}

static inline Event *list_add_message(EventQueue *q, uint32_t list)
{
    uint32_t end = q->lists[list].message_end;
    if ((end & ((1U << MESSAGE_BITS) - 1)) == 0)
        end = chunk_take(q, list, end, MESSAGE_BITS);
    q->lists[list].message_end = end + 1;
    __builtin_prefetch(&q->messages[end + 1], 1); /* for the next one, many pushes from now */
    return &q->messages[end];
}

static inline void list_add_timer(EventQueue *q, uint32_t list, Timer timer)
{
    uint32_t end = q->lists[list].timer_end;
    if ((end & ((1U << TIMER_BITS) - 1)) == 0)
        end = chunk_take(q, list, end, TIMER_BITS);
    __builtin_prefetch(&q->timers[end + 1], 1);
    q->timers[end] = timer;
    q->lists[list].timer_end = end + 1;
}

void eventq_add_timer(EventQueue *q, uint32_t list, Timer timer)
{
    list_add_timer(q, list, timer);
}

/* What falls into a bucket already opened; it must not come before what was popped. */
static void push_to_heap(EventQueue *q, const Event *event)
{
    g_assert(event->time >= q->now);
    g_assert(q->current == NULL || event_is_before(q->current, event));
    if (q->heap_count == q->heap_capacity) {
        q->heap = engine_grow(q->heap, q->heap_capacity, 2 * q->heap_capacity, sizeof *q->heap);
        q->heap_capacity *= 2;
        q->growth_count++;
    }
    event_heap_push(q->heap, q->heap_count++, event);
    q->heap_max = MAX(q->heap_max, q->heap_count);
    q->heap_pushes++;
}

void eventq_heap_pop(EventQueue *q)
{
    event_heap_pop(q->heap, q->heap_count--, &q->popped);
}

/* The list of a bucket beyond the first wheel. */
static uint32_t far_list(EventQueue *q, SimTime time)
{
    uint64_t turn = (uint64_t)time >> turn_bits(q);
    if (turn - (q->base >> q->wheel_bits) <= q->wheel_mask)
        return (uint32_t)(q->wheel_mask + 1 + (turn & q->wheel_mask));
    q->overflow_turn = MIN(q->overflow_turn, turn >> q->wheel_bits);
    return overflow_list(q);
}

/* Outside the first wheel: rare, and kept apart so that the common way stays short. */
static G_GNUC_NO_INLINE void push_far(EventQueue *q, SimTime time, uint64_t ends, uint64_t what,
                                      uint64_t payload)
{
    EventWords words = {time, ends, what, payload};
    if ((uint64_t)time >> q->bucket_bits < q->base) {
        Event event;
        event_put(&event, words);
        push_to_heap(q, &event);
    } else {
        event_put(list_add_message(q, far_list(q, time)), words);
    }
}

static inline bool words_are_sound(SimTime time, uint64_t what)
{
    return time >= 0 && time < TIME_NEVER && (uint8_t)(what >> 32) < EVENT_CLASS_COUNT &&
           (uint8_t)(what >> 40) >= EVENT_LANE_COUNT;
}

void eventq_push_words(EventQueue *q, SimTime time, uint64_t ends, uint64_t what, uint64_t payload)
{
    g_assert(words_are_sound(time, what));
    q->pending++;
    uint64_t bucket = (uint64_t)time >> q->bucket_bits;
    if (bucket - q->base > q->wheel_mask) {
        push_far(q, time, ends, what, payload);
        return;
    }
    Event *slot = list_add_message(q, (uint32_t)(bucket & q->wheel_mask));
    event_put(slot, (EventWords){time, ends, what, payload});
}

static void push_timer_far(EventQueue *q, uint32_t owner, SimTime time)
{
    uint32_t list = far_list(q, time);
    uint64_t since = (uint64_t)time;
    uint32_t shift = great_turn_bits(q);
    if (list != overflow_list(q)) {
        since &= (UINT64_C(1) << turn_bits(q)) - 1;
        shift = turn_shift(q);
    }
    list_add_timer(q, list, (Timer){coarse_offset(since, shift), owner});
}

void eventq_push_timer(EventQueue *q, uint32_t entity, EventLane lane, SimTime time)
{
    uint32_t index = entity - q->spec.first_entity;
    g_assert(index < q->spec.entity_count && time >= 0);
    if (time == TIME_NEVER)
        return;
    q->pending++;
    uint64_t bucket = (uint64_t)time >> q->bucket_bits;
    Timer timer = {(uint32_t)((uint64_t)time & ((UINT64_C(1) << q->bucket_bits) - 1)),
                   index * 2 + lane};
    if (bucket - q->base <= q->wheel_mask) {
        list_add_timer(q, (uint32_t)(bucket & q->wheel_mask), timer);
    } else if (bucket < q->base) {
        Event event;
        event_put(&event, timer_words(q, timer.owner, time));
        push_to_heap(q, &event);
    } else {
        push_timer_far(q, timer.owner, time);
    }
}

const Event *eventq_pop(EventQueue *q, EventLimit limit)
{
    return eventq_next(q, limit);
}

EventQueueCounts eventq_counts(const EventQueue *q)
{
    size_t events = q->batch_max + q->heap_max;
    return (EventQueueCounts){
        .pending = q->pending,
        .pending_max = MAX(q->pending, q->pending_max),
        .stale = q->stale,
        .bucket_count = q->bucket_count,
        .heap_count = q->heap_pushes,
        .growth_count = q->growth_count,
        .memory_size = sizeof *q + (size_t)q->chunk_fresh * (CHUNK_SIZE + sizeof *q->chunk_link) +
                       q->list_count * sizeof *q->lists + events * sizeof(Event) +
                       BIN_COUNT_MAX * sizeof *q->bins,
    };
}
