#include "village.h"

#include "util/digest.h"
#include "util/rng.h"

enum {
    CALL = EVENT_LANE_COUNT, /* from another entity */
    VISIT,                   /* commanded */
    WATCH,                   /* observes its entity and repeats itself */
    KIND_COUNT,
    BLOCK = 8,
    TICK = 17000,
    CONTROLLER = UINT32_MAX,
};

typedef struct Entity {
    SimTime wake_at;
    uint64_t chain;
    uint64_t count;
    uint32_t sequence;
    uint32_t unused[9];
} Entity;

typedef struct Cold {
    SimTime slow_at;
    uint64_t unused[2];
} Cold;

typedef struct Village Village;

typedef struct Part {
    Village *village;
    Partition *partition;
    EventQueue *queue;
    uint32_t index;
} Part;

struct Village {
    const VillageSpec *spec;
    RngKey key;
    Entity *entities;
    Cold *colds;
    Part *parts;
    Partition **partitions;
    uint32_t part_count;
    GSequence *list; /* instead of partitions */
    uint32_t controller_sequence;
    int stop;
    VillageResult result;
};

static int compare(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return event_is_before(a, b) ? -1 : event_is_before(b, a);
}

static void post(Part *part, const Event *event)
{
    Village *village = part->village;
    uint32_t target = village->list != NULL ? 0 : event->destination / village->spec->part_size;
    if (village->list != NULL)
        g_sequence_insert_sorted(village->list, g_memdup2(event, sizeof *event), compare, NULL);
    else if (target == part->index)
        eventq_push(part->queue, event);
    else
        partition_send(part->partition, target, event);
}

static void arm(Part *part, uint32_t entity, EventLane lane, SimTime time)
{
    Village *village = part->village;
    if (lane == EVENT_FAST)
        village->entities[entity].wake_at = time;
    else
        village->colds[entity].slow_at = time;
    if (village->list == NULL)
        eventq_push_timer(part->queue, entity, lane, time);
    else if (time != TIME_NEVER)
        post(part, &(Event){time, entity, entity, lane, EVENT_TIMER, (uint8_t)lane, 0, {0}});
}

static Rng note(Part *part, const Event *event)
{
    Entity *entity = &part->village->entities[event->destination];
    uint64_t chain = digest_fold(entity->chain, (uint64_t)event->time);
    chain = digest_fold(chain, event->source | (uint64_t)event->kind << 32);
    entity->chain = digest_fold(chain, event->sequence | event->payload << 32);
    return rng_at(part->village->key, event->destination, RNG_TEST, entity->count++);
}

static void call(Part *part, const Event *cause, uint32_t destination, SimTime delay, uint8_t class)
{
    Entity *entity = &part->village->entities[cause->destination];
    post(part, &(Event){.time = cause->time + delay,
                        .destination = destination,
                        .source = cause->destination,
                        .sequence = entity->sequence++,
                        .class = class,
                        .kind = class == EVENT_OBSERVE ? WATCH : CALL,
                        .detail = 3,
                        .payload = entity->chain & 0xff});
}

/* Short and equal times are common, so that ties are. */
static void on_fast(void *context, const Event *event)
{
    Part *part = context;
    Rng rng = note(part, event);
    uint32_t self = event->destination, block = self / BLOCK * BLOCK;
    uint32_t count = part->village->spec->entity_count;
    if (rng_below(&rng, 3) == 0)
        call(part, event, block + rng_below(&rng, BLOCK), 1 + rng_below(&rng, 3), EVENT_ARRIVE);
    if (rng_below(&rng, 4) == 0)
        call(part, event, rng_below(&rng, count), VILLAGE_LOOKAHEAD + 500 * rng_below(&rng, 9),
             EVENT_ARRIVE);
    if (rng_below(&rng, 30) == 0) /* another part of the same instant */
        call(part, event, self, 0, EVENT_OBSERVE);
    SimTime delay = 1 + (rng_below(&rng, 2) ? 1000 * rng_below(&rng, 40) : rng_below(&rng, 99999));
    arm(part, self, EVENT_FAST, rng_below(&rng, 50) == 0 ? TIME_NEVER : event->time + delay);
}

static void on_slow(void *context, const Event *event)
{
    Part *part = context;
    Rng rng = note(part, event);
    arm(part, event->destination, EVENT_SLOW, event->time + 1 + (SimTime)(rng_u64(&rng) >> 46));
    if (part->village->entities[event->destination].wake_at == TIME_NEVER)
        arm(part, event->destination, EVENT_FAST, event->time + 1);
}

/* A call wakes its entity at once, or puts its fault off. */
static void on_call(void *context, const Event *event)
{
    Part *part = context;
    Rng rng = note(part, event);
    uint32_t self = event->destination;
    if (rng_below(&rng, 2) == 0)
        arm(part, self, EVENT_FAST, event->time); /* class TIMER is still to come */
    else if (rng_below(&rng, 4) == 0)
        arm(part, self, EVENT_SLOW, event->time + 1 + (SimTime)(rng_u64(&rng) >> 44));
}

static void on_visit(void *context, const Event *event)
{
    Part *part = context;
    for (uint32_t i = 0; i < BLOCK; i++) { /* in id order */
        Event each = *event;
        each.destination += i;
        note(part, &each);
        arm(part, each.destination, EVENT_FAST, event->time + 1 + i % 2);
    }
}

static void on_watch(void *context, const Event *event)
{
    note(context, event);
}

static const EventHandler handlers[KIND_COUNT] = {on_fast, on_slow, on_call, on_visit, on_watch};

static SimTime act(void *context, SimTime now)
{
    Village *village = context;
    uint64_t seen = (uint64_t)now;
    for (uint32_t i = 0; i < village->spec->entity_count; i++)
        seen = digest_fold(seen, village->entities[i].chain);
    village->result.seen = digest_fold(village->result.seen, seen);
    uint32_t block = (uint32_t)(seen % (village->spec->entity_count / BLOCK)) * BLOCK;
    uint32_t owner = village->list != NULL ? 0 : block / village->spec->part_size;
    post(&village->parts[owner], &(Event){.time = now + (SimTime)(seen >> 32) % 2 * 700,
                                          .destination = block,
                                          .source = CONTROLLER,
                                          .sequence = village->controller_sequence++,
                                          .class = EVENT_COMMAND,
                                          .kind = VISIT});
    uint64_t acts = ++village->result.act_count;
    village->stop = village->spec->stop_every != 0 && acts % village->spec->stop_every == 0;
    return now + TICK;
}

static void run_list(Village *village)
{
    SimTime due = TICK;
    for (;;) {
        GSequenceIter *first = g_sequence_get_begin_iter(village->list);
        Event event = *(const Event *)g_sequence_get(first);
        if (!event_is_within(&event, (EventLimit){due, EVENT_EVALUATE}) &&
            due <= village->spec->end) {
            due = act(village, due);
            continue;
        }
        if (event.time > village->spec->end)
            return;
        g_sequence_remove(first);
        SimTime at = event.kind == EVENT_FAST ? village->entities[event.destination].wake_at
                                              : village->colds[event.destination].slow_at;
        if (event.kind < EVENT_LANE_COUNT && at != event.time) {
            village->result.stale++;
            continue;
        }
        handlers[event.kind](&village->parts[0], &event);
        village->result.events++;
    }
}

static void run_engine(Village *village)
{
    const VillageSpec *spec = village->spec;
    WindowSpec windows = {.partitions = village->partitions,
                          .partition_count = village->part_count,
                          .thread_count = spec->thread_count,
                          .due = TICK,
                          .end = spec->end,
                          .length_max = spec->length_max,
                          .stop = &village->stop,
                          .act = act,
                          .context = village};
    WindowResult result;
    do {
        village->stop = 0;
        result = window_run(&windows);
        windows.due = result.due;
    } while (result.is_stopped);
    for (uint32_t i = 0; i < village->part_count; i++) {
        PartitionCounts counts = partition_counts(village->partitions[i]);
        village->result.events += counts.events;
        village->result.sent_count += counts.sent_count;
        village->result.growth_count += counts.growth_count;
        village->result.stale += counts.queue.stale;
        village->result.pending += counts.queue.pending;
    }
}

static void make_part(Village *village, uint32_t i)
{
    const VillageSpec *spec = village->spec;
    Part *part = &village->parts[i];
    *part = (Part){.village = village, .index = i};
    if (spec->part_size == 0)
        return;
    uint32_t first = i * spec->part_size;
    PartitionSpec partition = {
        .queue = {.first_entity = first,
                  .entity_count = MIN(spec->part_size, spec->entity_count - first),
                  .wake_at = &village->entities[first].wake_at,
                  .slow_at = &village->colds[first].slow_at,
                  .wake_stride = sizeof(Entity),
                  .slow_stride = sizeof(Cold),
                  .bucket_bits = spec->bucket_bits,
                  .wheel_bits = spec->wheel_bits,
                  .timer_budget = 100 * spec->part_size,
                  .message_budget = 20 * spec->part_size},
        .handlers = handlers,
        .handler_count = KIND_COUNT,
        .context = part,
    };
    part->partition = village->partitions[i] = partition_new(&partition);
    part->queue = partition_queue(part->partition);
}

VillageResult village_run(const VillageSpec *spec)
{
    Village village = {.spec = spec, .key = rng_key(5, 0, "village")};
    uint32_t part_size = spec->part_size > 0 ? spec->part_size : spec->entity_count;
    village.part_count = (spec->entity_count + part_size - 1) / part_size;
    village.entities = g_new0(Entity, spec->entity_count);
    village.colds = g_new0(Cold, spec->entity_count);
    village.parts = g_new0(Part, village.part_count);
    village.partitions = g_new0(Partition *, village.part_count);
    village.list = spec->part_size > 0 ? NULL : g_sequence_new(g_free);
    for (uint32_t i = 0; i < village.part_count; i++)
        make_part(&village, i);
    if (spec->part_size > 0)
        partition_connect(village.partitions, village.part_count, 4 * spec->entity_count);
    for (uint32_t i = 0; i < spec->entity_count; i++) {
        arm(&village.parts[i / part_size], i, EVENT_FAST, i % 5);
        arm(&village.parts[i / part_size], i, EVENT_SLOW, 1000 + i % 3);
    }
    if (village.list != NULL)
        run_list(&village);
    else
        run_engine(&village);
    for (uint32_t i = 0; i < spec->entity_count; i++)
        village.result.digest ^= digest_mix(village.entities[i].chain, i);
    for (uint32_t i = 0; i < village.part_count; i++)
        partition_free(village.partitions[i]);
    if (village.list != NULL)
        g_sequence_free(village.list);
    g_free(village.entities);
    g_free(village.colds);
    g_free(village.parts);
    g_free(village.partitions);
    return village.result;
}
