#include "cli/bench_phold.h"

#include <string.h>

#include "engine/memory.h"
#include "engine/window.h"
#include "util/detmath.h"
#include "util/rng.h"

enum {
    MESSAGE = EVENT_LANE_COUNT, /* the one kind */
    KIND_COUNT,
    WARM_S = 2,
    PARTITION_BITS_MIN = 16,
    PARTITION_COUNT_MAX = 64,
    BUCKET_BITS_MAX = 29,
    CLOCK_EVENTS = 200000, /* at least, between looks at the clock */
};

typedef struct Entity {
    SimTime wake_at; /* no timers: TIME_NEVER */
    uint64_t chain;
    uint64_t draw_count;
    uint32_t sequence;
    uint32_t unused[9];
} Entity;

_Static_assert(sizeof(Entity) == PHOLD_STATE_SIZE, "one cache line");

typedef struct Part {
    Partition *partition;
    EventQueue *queue;
    Entity *entities; /* of all partitions */
    RngKey key;
    uint32_t index;
    uint32_t entity_count; /* of all */
    uint32_t part_bits;    /* 2^ entities in a partition, but for the last */
} Part;

typedef struct Phold {
    const PholdSpec *spec;
    Entity *entities;
    Part *parts;
    Partition **partitions;
    uint32_t part_count;
    SimTime clock_step;
    int64_t begin_us; /* monotonic, without what the digest took */
    uint64_t begin_events;
    int stop;
    PholdResult result;
} Phold;

static void send_next(Part *part, uint32_t source, SimTime now)
{
    Entity *entity = &part->entities[source];
    uint64_t draws[2];
    rng_pair_at(part->key, source, RNG_BENCH, entity->draw_count++, draws);
    double gap = -det_log(rng_unit_of(draws[0])) * (double)NS_PER_S;
    uint64_t bits = draws[1];
    uint32_t other = (uint32_t)((bits & UINT32_MAX) * part->entity_count >> 32);
    uint32_t other_mask = (uint32_t)(((bits >> 62) - 1) >> 32); /* all ones for a quarter */
    Event event = {.time = now + NS_PER_S + (SimTime)gap,
                   .destination = (other & other_mask) | (source & ~other_mask),
                   .source = source,
                   .sequence = entity->sequence++,
                   .class = EVENT_ARRIVE,
                   .kind = MESSAGE};
    uint32_t target = event.destination >> part->part_bits;
    if (target == part->index)
        eventq_push(part->queue, &event);
    else
        partition_send(part->partition, target, &event);
}

static void on_message(void *context, const Event *event)
{
    Part *part = context;
    Entity *entity = &part->entities[event->destination];
    uint64_t sender = (uint64_t)event->source << 32 | event->sequence;
    entity->chain = digest_fold(entity->chain, (uint64_t)event->time ^ digest_scramble(sender));
    send_next(part, event->destination, event->time);
}

static void on_timer(void *context, const Event *event)
{
    (void)context, (void)event;
    g_assert_not_reached();
}

static const EventHandler handlers[KIND_COUNT] = {on_timer, on_timer, on_message};

static uint64_t count_events(const Phold *phold)
{
    uint64_t events = 0;
    for (uint32_t i = 0; i < phold->part_count; i++)
        events += partition_counts(phold->partitions[i]).events;
    return events;
}

static Digest find_digest(const Phold *phold)
{
    Digest digest = {0, digest_scramble(count_events(phold))};
    for (uint32_t i = 0; i < phold->spec->entity_count; i++)
        digest.chains ^= digest_mix(phold->entities[i].chain, i);
    return digest;
}

static double wall_s(const Phold *phold)
{
    return (double)(g_get_monotonic_time() - phold->begin_us) * 1e-6;
}

/* The "controller": starts the clock, takes the digest off the clock, then ends the run in time. */
static SimTime act(void *context, SimTime now)
{
    Phold *phold = context;
    if (now == WARM_S * NS_PER_S) {
        phold->begin_events = count_events(phold);
        phold->begin_us = g_get_monotonic_time();
        return PHOLD_DIGEST_S * NS_PER_S;
    }
    if (now == PHOLD_DIGEST_S * NS_PER_S) {
        int64_t digest_us = g_get_monotonic_time();
        phold->result.digest = find_digest(phold);
        phold->begin_us += g_get_monotonic_time() - digest_us;
    }
    phold->result.wall_s = wall_s(phold);
    phold->result.events = count_events(phold) - phold->begin_events;
    phold->stop = phold->result.wall_s >= phold->spec->seconds;
    return now + phold->clock_step;
}

static void init_part(Phold *phold, uint32_t index, uint32_t part_bits, uint32_t bucket_bits)
{
    uint32_t first = index << part_bits;
    uint32_t count = MIN(UINT32_C(1) << part_bits, phold->spec->entity_count - first);
    Part *part = &phold->parts[index];
    PartitionSpec spec = {
        .queue = {.first_entity = first,
                  .entity_count = count,
                  .wake_at = &phold->entities[first].wake_at,
                  .slow_at = &phold->entities[first].wake_at,
                  .wake_stride = sizeof(Entity),
                  .slow_stride = sizeof(Entity),
                  .bucket_bits = bucket_bits,
                  .timer_budget = 1,
                  .message_budget = 2 * (size_t)count + 1000},
        .handlers = handlers,
        .handler_count = KIND_COUNT,
        .context = part,
    };
    Partition *partition = partition_new(&spec);
    *part = (Part){.partition = partition,
                   .queue = partition_queue(partition),
                   .entities = phold->entities,
                   .key = rng_key(1, 0, "bench engine"),
                   .index = index,
                   .entity_count = phold->spec->entity_count,
                   .part_bits = part_bits};
    phold->partitions[index] = partition;
}

/* Partitions of at least 65,536 entities, 64 at most. */
static uint32_t partition_bits_for(uint32_t entity_count)
{
    uint32_t bits = PARTITION_BITS_MIN;
    while ((uint64_t)entity_count > (uint64_t)PARTITION_COUNT_MAX << bits)
        bits++;
    return bits;
}

static void init(Phold *phold)
{
    const PholdSpec *spec = phold->spec;
    uint32_t part_bits = spec->partition_bits;
    if (part_bits == 0)
        part_bits = partition_bits_for(spec->entity_count);
    uint32_t part_size = UINT32_C(1) << part_bits;
    uint32_t part_count = (spec->entity_count + part_size - 1) >> part_bits;
    uint32_t bits = spec->bucket_bits;
    if (bits == 0) /* an event every two seconds; a bucket shorter than the least delay */
        bits = MIN(eventq_bucket_bits(MIN(part_size, spec->entity_count) / 2.0), BUCKET_BITS_MAX);
    phold->entities = engine_alloc(spec->entity_count, sizeof(Entity));
    phold->parts = g_new0(Part, part_count);
    phold->partitions = g_new0(Partition *, part_count);
    phold->part_count = part_count;
    phold->clock_step = NS_PER_S * (1 + 2 * CLOCK_EVENTS / spec->entity_count);
    for (uint32_t i = 0; i < part_count; i++)
        init_part(phold, i, part_bits, bits);
    if (part_count > 1) /* half of all events run in a window, a quarter of them goes elsewhere */
        partition_connect(phold->partitions, part_count, part_size / part_count / 4 + 100);
    for (uint32_t i = 0; i < spec->entity_count; i++) {
        phold->entities[i].wake_at = TIME_NEVER;
        send_next(&phold->parts[i >> part_bits], i, 0);
    }
    for (uint32_t i = 0; i < part_count; i++)
        partition_turn(phold->partitions[i]);
}

static void clear(Phold *phold)
{
    uint64_t size = (uint64_t)phold->spec->entity_count * sizeof(Entity);
    for (uint32_t i = 0; i < phold->part_count; i++) {
        size += partition_counts(phold->partitions[i]).memory_size;
        partition_free(phold->partitions[i]);
    }
    phold->result.bytes_per_entity = (double)size / phold->spec->entity_count;
    engine_free(phold->entities, phold->spec->entity_count, sizeof(Entity));
    g_free(phold->parts);
    g_free(phold->partitions);
}

PholdResult phold_run(const PholdSpec *spec)
{
    g_assert(spec->entity_count >= 1);
    Phold phold = {.spec = spec};
    init(&phold);
    WindowSpec windows = {.partitions = phold.partitions,
                          .partition_count = phold.part_count,
                          .thread_count = spec->thread_count,
                          .due = WARM_S * NS_PER_S,
                          .end = TIME_NEVER,
                          .length_max = phold.part_count > 1 ? NS_PER_S : 0,
                          .stop = &phold.stop,
                          .act = act,
                          .context = &phold};
    window_run(&windows);
    clear(&phold);
    return phold.result;
}
