/* Forward in time: the next bucket is found and sorted, turns are spread over the first wheel. */
#include "engine/eventq_next.h"
#include "engine/eventq_sort.h"
#include "engine/memory.h"

enum {
    BIN_EVENTS_NEAR = 24, /* a bin with more is sorted by merging */
};

/* Chunks of a list from the newest, which alone may be part full, to the oldest. */
typedef struct ChunkWalk {
    uint32_t chunk; /* 0: done */
    uint32_t count;
} ChunkWalk;

static inline ChunkWalk walk_begin(uint32_t end, uint32_t bits)
{
    if (end == 0)
        return (ChunkWalk){0, 0};
    return (ChunkWalk){(end - 1) >> bits, ((end - 1) & ((1U << bits) - 1)) + 1};
}

static inline ChunkWalk walk_next(const EventQueue *q, ChunkWalk walk, uint32_t bits)
{
    return (ChunkWalk){q->chunk_link[walk.chunk], 1U << bits};
}

static size_t walk_count(const EventQueue *q, uint32_t end, uint32_t bits)
{
    size_t count = 0;
    for (ChunkWalk w = walk_begin(end, bits); w.chunk != 0; w = walk_next(q, w, bits))
        count += w.count;
    return count;
}

/* Slots from `start` to the first that is not empty, going round; UINT64_MAX if all are. */
static uint64_t wheel_find(const uint64_t *bits, uint64_t start, uint64_t mask)
{
    uint64_t first = start / 64, words = (mask + 1) / 64;
    uint64_t found = bits[first] >> (start % 64);
    if (found != 0)
        return (uint64_t)__builtin_ctzll(found);
    for (uint64_t i = 1; i <= words; i++) {
        uint64_t word = (first + i) & (words - 1);
        if (bits[word] != 0)
            return (word * 64 + (uint64_t)__builtin_ctzll(bits[word]) - start) & mask;
    }
    return UINT64_MAX;
}

static uint64_t near_bucket(const EventQueue *q)
{
    uint64_t found = wheel_find(q->bitmap, q->base & q->wheel_mask, q->wheel_mask);
    return found == UINT64_MAX ? UINT64_MAX : q->base + found;
}

/* The first bucket of the next turn that is not empty. */
static uint64_t far_bucket(const EventQueue *q)
{
    const uint64_t *bits = q->bitmap + (q->wheel_mask + 1) / 64;
    uint64_t turn = q->base >> q->wheel_bits;
    uint64_t found = wheel_find(bits, turn & q->wheel_mask, q->wheel_mask);
    return found == UINT64_MAX ? UINT64_MAX : (turn + found) << q->wheel_bits;
}

static uint64_t overflow_bucket(const EventQueue *q)
{
    return q->overflow_turn == UINT64_MAX ? UINT64_MAX : q->overflow_turn << (2 * q->wheel_bits);
}

static EventList take_list(EventQueue *q, uint32_t list)
{
    EventList taken = q->lists[list];
    q->lists[list] = (EventList){0, 0};
    q->bitmap[list / 64] &= ~(UINT64_C(1) << (list % 64));
    return taken;
}

/* --- spreading -------------------------------------------------------------------------------- */

/* Pushes the messages of a list again. */
static void spread_messages(EventQueue *q, uint32_t end)
{
    ChunkWalk w = walk_begin(end, MESSAGE_BITS);
    while (w.chunk != 0) {
        for (uint32_t i = 0; i < w.count; i++) {
            Event event = q->messages[(w.chunk << MESSAGE_BITS) + i];
            q->pending--;
            eventq_push(q, &event);
        }
        uint32_t done = w.chunk;
        w = walk_next(q, w, MESSAGE_BITS);
        eventq_give_chunk(q, done);
    }
}

/* A timer again at the exact time its entity tells, if that agrees with the coarse one it kept in
 * a stretch from `start`. If not it is stale. */
static void spread_timer(EventQueue *q, Timer timer, uint64_t start, uint32_t shift)
{
    uint32_t index = timer.owner / EVENT_LANE_COUNT, lane = timer.owner % EVENT_LANE_COUNT;
    SimTime time = lane_time(q, index, lane);
    q->pending--;
    if (time != TIME_NEVER && coarse_offset((uint64_t)time - start, shift) == timer.offset)
        eventq_push_timer(q, q->spec.first_entity + index, (EventLane)lane, time);
    else
        q->stale++;
}

static void spread_timers(EventQueue *q, uint32_t end, uint64_t start, uint32_t shift)
{
    ChunkWalk w = walk_begin(end, TIMER_BITS);
    while (w.chunk != 0) {
        for (uint32_t i = 0; i < w.count; i++) {
            const Timer *timers = &q->timers[w.chunk << TIMER_BITS];
            prefetch_owner(q, timers[MIN(i + AHEAD_COUNT, w.count - 1)].owner);
            spread_timer(q, timers[i], start, shift);
        }
        uint32_t done = w.chunk;
        w = walk_next(q, w, TIMER_BITS);
        eventq_give_chunk(q, done);
    }
}

static void spread_turn(EventQueue *q)
{
    uint64_t turn = q->base >> q->wheel_bits;
    EventList taken = take_list(q, (uint32_t)(q->wheel_mask + 1 + (turn & q->wheel_mask)));
    spread_messages(q, taken.message_end);
    spread_timers(q, taken.timer_end, turn << turn_bits(q), turn_shift(q));
}

/* Timers of the overflow whose turn of the second wheel has come; the others go back unread. */
static void refill_timers(EventQueue *q, uint32_t end, uint64_t great_turn)
{
    ChunkWalk w = walk_begin(end, TIMER_BITS);
    uint32_t due = coarse_offset(great_turn, 0);
    while (w.chunk != 0) {
        for (uint32_t i = 0; i < w.count; i++) {
            Timer timer = q->timers[(w.chunk << TIMER_BITS) + i];
            if (timer.offset > due) {
                q->overflow_turn = MIN(q->overflow_turn, timer.offset);
                eventq_add_timer(q, overflow_list(q), timer);
            } else {
                spread_timer(q, timer, 0, great_turn_bits(q));
            }
        }
        uint32_t done = w.chunk;
        w = walk_next(q, w, TIMER_BITS);
        eventq_give_chunk(q, done);
    }
}

static void refill_from_overflow(EventQueue *q)
{
    uint64_t great_turn = q->overflow_turn;
    EventList taken = take_list(q, overflow_list(q));
    q->overflow_turn = UINT64_MAX;
    spread_messages(q, taken.message_end);
    refill_timers(q, taken.timer_end, great_turn);
}

/* --- opening ---------------------------------------------------------------------------------- */

static void reserve_batch(EventQueue *q, size_t count)
{
    if (count > q->batch_capacity) {
        size_t capacity = 2 * count, slack = 1 + AHEAD_COUNT;
        engine_free(q->scratch, q->batch_capacity, sizeof *q->scratch);
        engine_free(q->batch, q->batch_capacity + slack, sizeof *q->batch);
        q->batch = engine_alloc(capacity + slack, sizeof *q->batch);
        q->scratch = engine_alloc(capacity, sizeof *q->scratch);
        q->batch_capacity = capacity;
        q->growth_count++;
    }
    q->batch_max = MAX(q->batch_max, count);
    q->next = q->batch;
    q->end = q->batch + count;
    *q->end = (Event){.time = TIME_NEVER, .class = UINT8_MAX, .kind = UINT8_MAX};
}

/* How far to shift an offset in the bucket for its bin: one or two events to a bin. */
static uint32_t bin_shift(const EventQueue *q, size_t count)
{
    uint32_t bits = 0;
    while (bits < BIN_BITS_MAX && (UINT64_C(2) << bits) <= count)
        bits++;
    return q->bucket_bits > bits ? q->bucket_bits - bits : 0;
}

static void count_bins(const EventQueue *q, EventList list, uint64_t start, uint32_t shift)
{
    uint32_t *restrict bins = q->bins;
    for (ChunkWalk w = walk_begin(list.message_end, MESSAGE_BITS); w.chunk != 0;
         w = walk_next(q, w, MESSAGE_BITS)) {
        const Event *events = &q->messages[w.chunk << MESSAGE_BITS];
        for (uint32_t i = 0; i < w.count; i++)
            bins[((uint64_t)events[i].time - start) >> shift]++;
    }
    for (ChunkWalk w = walk_begin(list.timer_end, TIMER_BITS); w.chunk != 0;
         w = walk_next(q, w, TIMER_BITS)) {
        const Timer *timers = &q->timers[w.chunk << TIMER_BITS];
        for (uint32_t i = 0; i < w.count; i++)
            bins[(uint64_t)timers[i].offset >> shift]++;
    }
}

/* From the newest item to the oldest, bins filled from their ends: what was pushed in order is in
 * order. Gives the chunks back. */
static void fill_bins(EventQueue *q, EventList list, uint64_t start, uint32_t shift)
{
    uint32_t *restrict bins = q->bins;
    Event *restrict batch = q->batch;
    ChunkWalk w = walk_begin(list.timer_end, TIMER_BITS);
    while (w.chunk != 0) {
        const Timer *timers = &q->timers[w.chunk << TIMER_BITS];
        for (uint32_t i = w.count; i-- > 0;)
            event_put(&batch[--bins[(uint64_t)timers[i].offset >> shift]],
                      timer_words(q, timers[i].owner, (SimTime)(start + timers[i].offset)));
        uint32_t done = w.chunk;
        w = walk_next(q, w, TIMER_BITS);
        eventq_give_chunk(q, done);
    }
    w = walk_begin(list.message_end, MESSAGE_BITS);
    while (w.chunk != 0) {
        const Event *events = &q->messages[w.chunk << MESSAGE_BITS];
        for (uint32_t i = w.count; i-- > 0;)
            batch[--bins[((uint64_t)events[i].time - start) >> shift]] = events[i];
        uint32_t done = w.chunk;
        w = walk_next(q, w, MESSAGE_BITS);
        eventq_give_chunk(q, done);
    }
}

/* Counts become ends; the size of the largest bin. */
static uint32_t sum_bins(uint32_t *bins, size_t bin_count)
{
    uint32_t sum = 0, largest = 0;
    for (size_t i = 0; i < bin_count; i++) {
        largest = MAX(largest, bins[i]);
        sum += bins[i];
        bins[i] = sum;
    }
    return largest;
}

/* Counting sort on the top bits of time, then the full key within the bins. */
static void sort_bucket(EventQueue *q, EventList list, uint64_t start, size_t count)
{
    uint32_t shift = bin_shift(q, count);
    size_t bin_count = (size_t)1 << (q->bucket_bits - shift);
    memset(q->bins, 0, bin_count * sizeof *q->bins);
    count_bins(q, list, start, shift);
    uint32_t largest = sum_bins(q->bins, bin_count);
    fill_bins(q, list, start, shift); /* the bins are starts now */
    if (largest > BIN_EVENTS_NEAR) {
        for (size_t i = 0; i < bin_count; i++) {
            size_t end = i + 1 < bin_count ? q->bins[i + 1] : count;
            if (end - q->bins[i] > BIN_EVENTS_NEAR)
                event_sort(q->batch + q->bins[i], end - q->bins[i], q->scratch);
        }
    }
    event_sort_near(q->batch, count);
}

/* The chunk whose lines are prefetched while this bucket runs. */
static void look_ahead_at(EventQueue *q, uint32_t chunk)
{
    q->ahead_chunk = chunk;
    q->ahead = chunk == 0 ? NULL : (const char *)q->pool + (size_t)chunk * CHUNK_SIZE;
}

void eventq_ahead_chunk(EventQueue *q)
{
    uint32_t chunk = q->chunk_link[q->ahead_chunk];
    if (chunk == 0 && q->ahead_timer_end != 0) {
        chunk = (q->ahead_timer_end - 1) >> TIMER_BITS;
        q->ahead_timer_end = 0;
    }
    look_ahead_at(q, chunk);
}

static void look_ahead(EventQueue *q)
{
    EventList list = q->lists[q->base & q->wheel_mask];
    uint32_t bits = MESSAGE_BITS, end = list.message_end;
    q->ahead_timer_end = list.timer_end;
    if (end == 0) {
        bits = TIMER_BITS;
        end = list.timer_end;
        q->ahead_timer_end = 0;
    }
    look_ahead_at(q, end == 0 ? 0 : (end - 1) >> bits);
}

static void open_bucket(EventQueue *q)
{
    uint64_t start = q->base << q->bucket_bits;
    EventList list = take_list(q, (uint32_t)(q->base & q->wheel_mask));
    size_t count =
        walk_count(q, list.message_end, MESSAGE_BITS) + walk_count(q, list.timer_end, TIMER_BITS);
    reserve_batch(q, count);
    sort_bucket(q, list, start, count);
    for (size_t i = 0; i < MIN(count, (size_t)AHEAD_COUNT); i++)
        prefetch_entity(q, &q->batch[i]);
    q->current = NULL;
    q->base++;
    q->bucket_count++;
    q->pending_max = MAX(q->pending_max, q->pending);
    look_ahead(q);
}

bool eventq_advance(EventQueue *q, EventLimit limit)
{
    uint64_t last = (uint64_t)limit.time >> q->bucket_bits;
    for (;;) {
        uint64_t near = near_bucket(q), far = far_bucket(q), overflow = overflow_bucket(q);
        uint64_t first = MIN(near, MIN(far, overflow));
        if (first > last)
            return false;
        q->base = first;
        if (first == overflow) {
            refill_from_overflow(q);
        } else if (first == far) {
            spread_turn(q);
        } else {
            open_bucket(q);
            return true;
        }
    }
}

SimTime eventq_next_time(const EventQueue *q)
{
    SimTime time = q->next->time; /* the sentinel's is TIME_NEVER */
    if (q->heap_count > 0)
        time = MIN(time, q->heap[0].time);
    if (time != TIME_NEVER)
        return time;
    uint64_t first = MIN(near_bucket(q), MIN(far_bucket(q), overflow_bucket(q)));
    return first == UINT64_MAX ? TIME_NEVER : (SimTime)(first << q->bucket_bits);
}
