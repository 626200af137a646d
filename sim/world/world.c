#include "world/world.h"

#include <math.h>
#include <string.h>

#include "engine/window.h"
#include "hw/battery.h"
#include "world/shard.h"

struct World {
    const WorldSpec *spec;
    uint32_t replication;
    GPtrArray *shards; /* Shard * */
    Metrics *metrics;  /* all shards together, after the run */
    GArray *notices;   /* Notice */
    WorldTotals totals;
};

/* --- cells into shards ---------------------------------------------------------------------- */

/* A shard being filled. */
typedef struct Filling {
    World *world;
    Shard *shard;
    GArray *strips;    /* Strip */
    GArray *instances; /* Instance */
} Filling;

static void filling_open(Filling *filling)
{
    filling->shard = g_new0(Shard, 1);
    filling->shard->spec = filling->world->spec;
    filling->shard->replication = filling->world->replication;
    filling->strips = g_array_new(FALSE, FALSE, sizeof(Strip));
    filling->instances = g_array_new(FALSE, FALSE, sizeof(Instance));
}

static void filling_close(Filling *filling)
{
    Shard *shard = filling->shard;
    shard->strip_count = filling->strips->len;
    shard->strips = (Strip *)(void *)g_array_free(filling->strips, FALSE);
    shard->instance_count = filling->instances->len;
    shard->instances = (Instance *)(void *)g_array_free(filling->instances, FALSE);
    shard->gateways = g_new0(Gateway, shard->gateway_count + 1);
    if (shard->device_count == 0) {
        g_free(shard->strips);
        g_free(shard->instances);
        g_free(shard->gateways);
        g_free(shard);
        return;
    }
    shard_begin(shard);
    g_ptr_array_add(filling->world->shards, shard);
}

/* After a whole cell: is the shard full? */
static void filling_turn(Filling *filling)
{
    bool is_full = filling->shard->device_count >= filling->world->spec->partition_devices ||
                   filling->strips->len >= UINT16_MAX;
    if (!is_full)
        return;
    filling_close(filling);
    filling_open(filling);
}

static void add_strip(Filling *filling, uint32_t segment, uint32_t offset, uint32_t count,
                      uint32_t instance)
{
    const WorldSpec *spec = filling->world->spec;
    const SegmentSpec *of = &spec->segments[segment];
    Strip strip = {.spec = of,
                   .fleet = &spec->fleets[of->fleet],
                   .segment = segment,
                   .offset = offset,
                   .first = filling->shard->device_count,
                   .count = count,
                   .instance = instance};
    g_array_append_val(filling->strips, strip);
    filling->shard->device_count += count;
}

/* The gateways of one instance with every device that uses them. */
static void add_instance(Filling *filling, uint32_t i)
{
    const WorldSpec *spec = filling->world->spec;
    const InstanceSpec *of = &spec->instances[i];
    Shard *shard = filling->shard;
    Instance instance = {.pool = &spec->pools[of->pool],
                         .pool_number = of->pool,
                         .first_gateway = shard->gateway_count,
                         .gateway_count = of->gateway_count,
                         .segment_instance = i,
                         .first_strip = filling->strips->len};
    uint32_t local = filling->instances->len;
    for (uint32_t s = 0; s < spec->segment_count; s++) {
        if (spec->segments[s].instance == i)
            add_strip(filling, s, 0, spec->segments[s].count, local);
    }
    instance.strip_count = filling->strips->len - instance.first_strip;
    if (instance.strip_count == 0)
        return;
    shard->gateway_count += of->gateway_count;
    g_array_append_val(filling->instances, instance);
}

static void add_blocks(Filling *filling, uint32_t segment)
{
    uint32_t count = filling->world->spec->segments[segment].count;
    for (uint32_t offset = 0; offset < count; offset += CELL_DEVICES) {
        add_strip(filling, segment, offset, MIN(CELL_DEVICES, count - offset), WORLD_NONE);
        filling_turn(filling);
    }
}

static void fill_shards(World *world)
{
    const WorldSpec *spec = world->spec;
    Filling filling = {.world = world};
    g_autofree bool *is_done = g_new0(bool, spec->instance_count + 1);
    filling_open(&filling);
    for (uint32_t s = 0; s < spec->segment_count; s++) {
        uint32_t instance = spec->segments[s].instance;
        if (instance == WORLD_NONE) {
            add_blocks(&filling, s);
        } else if (!is_done[instance]) {
            is_done[instance] = true;
            add_instance(&filling, instance);
            filling_turn(&filling);
        }
    }
    filling_close(&filling);
}

World *world_new(const WorldSpec *spec, uint32_t replication)
{
    g_assert(spec->device_count > 0);
    World *world = g_new0(World, 1);
    world->spec = spec;
    world->replication = replication;
    world->shards = g_ptr_array_new();
    world->notices = g_array_new(FALSE, FALSE, sizeof(Notice));
    fill_shards(world);
    return world;
}

static Shard *shard_at(const World *world, guint i)
{
    return g_ptr_array_index(world->shards, i);
}

void world_free(World *world)
{
    if (world == NULL)
        return;
    for (guint i = 0; i < world->shards->len; i++) {
        shard_clear(shard_at(world, i));
        g_free(shard_at(world, i));
    }
    g_ptr_array_unref(world->shards);
    metrics_free(world->metrics);
    g_array_unref(world->notices);
    g_free(world);
}

/* --- run ------------------------------------------------------------------------------------ */

enum { WINDOWS_PER_RUN = 400 };

typedef struct Progress {
    const WorldRun *run;
    SimTime step;
} Progress;

static SimTime report_progress(void *context, SimTime now)
{
    const Progress *progress = context;
    if (progress->run->on_progress != NULL)
        progress->run->on_progress(progress->run->user, now);
    return now + progress->step;
}

static SimTime run_windows(World *world, const WorldRun *run)
{
    g_autofree Partition **partitions = g_new(Partition *, world->shards->len);
    for (guint i = 0; i < world->shards->len; i++)
        partitions[i] = shard_at(world, i)->partition;
    Progress progress = {run, MAX(world->spec->end / WINDOWS_PER_RUN, 1)};
    WindowSpec spec = {.partitions = partitions,
                       .partition_count = world->shards->len,
                       .thread_count = run->thread_count,
                       .due = progress.step,
                       .end = world->spec->end,
                       .stop = run->stop,
                       .cut = run->cut,
                       .act = report_progress,
                       .context = &progress};
    WindowResult result = window_run(&spec);
    return result.is_stopped ? result.time : world->spec->end;
}

/* In key order: time, then fault, unit; occurrences that several shards saw are one. */
static gint notice_compare(gconstpointer pa, gconstpointer pb)
{
    const Notice *a = pa, *b = pb;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->fault != b->fault)
        return a->fault < b->fault ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void join_notices(World *world)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Notice));
    for (guint i = 0; i < world->shards->len; i++) {
        const GArray *some = shard_at(world, i)->notices;
        g_array_append_vals(all, some->data, some->len);
    }
    g_array_sort(all, notice_compare);
    for (guint i = 0; i < all->len; i++) {
        const Notice *notice = &g_array_index(all, Notice, i);
        Notice *last = world->notices->len == 0
                           ? NULL
                           : &g_array_index(world->notices, Notice, world->notices->len - 1);
        if (last != NULL && notice_compare(last, notice) == 0)
            last->affected += notice->affected;
        else
            g_array_append_val(world->notices, *notice);
    }
}

static uint64_t shard_chains(const Shard *shard)
{
    uint64_t chains = shard->record_digest;
    for (uint32_t d = 0; d < shard->device_count; d++)
        chains ^= digest_mix(shard->devices[d].digest, strip_id(shard_strip(shard, d), d));
    for (uint32_t i = 0; i < shard->instance_count; i++)
        chains ^= digest_mix(shard->instances[i].digest,
                             (UINT64_C(1) << 40) + shard->instances[i].segment_instance);
    return chains;
}

static void join_shards(World *world)
{
    const WorldSpec *spec = world->spec;
    MetricsSize size = {world_spec_group_count(spec), spec->pool_count, spec->fault_count};
    world->metrics = metrics_new(spec->calendar, size);
    for (guint i = 0; i < world->shards->len; i++) {
        Shard *shard = shard_at(world, i);
        metrics_merge(world->metrics, shard->metrics, shard->group_of);
        world->totals.digest.chains ^= shard_chains(shard);
        world->totals.items += shard->items;
        world->totals.beats += shard->beats;
        world->totals.events += (int64_t)partition_counts(shard->partition).events;
    }
    world->totals.digest.totals = metrics_totals_digest(world->metrics);
    join_notices(world);
}

SimTime world_run(World *world, const WorldRun *run)
{
    g_assert(world->metrics == NULL);
    for (guint i = 0; i < world->shards->len; i++)
        shard_at(world, i)->cut = run->cut;
    SimTime reached = run_windows(world, run);
    for (guint i = 0; i < world->shards->len; i++)
        shard_finish(shard_at(world, i), reached);
    if (run->cut != NULL && *run->cut != 0)
        return -1;
    join_shards(world);
    return reached;
}

/* --- what it counted ------------------------------------------------------------------------ */

WorldTotals world_totals(const World *world)
{
    return world->totals;
}

const Metrics *world_metrics(const World *world)
{
    g_assert(world->metrics != NULL);
    return world->metrics;
}

const Notice *world_notices(const World *world, size_t *ret_count)
{
    *ret_count = world->notices->len;
    return (const Notice *)(const void *)world->notices->data;
}

static bool find_device(const World *world, uint32_t id, Shard **ret_shard, uint32_t *ret_device)
{
    for (guint i = 0; i < world->shards->len; i++) {
        Shard *shard = shard_at(world, i);
        for (uint32_t s = 0; s < shard->strip_count; s++) {
            const Strip *strip = &shard->strips[s];
            uint32_t first = strip_id(strip, strip->first);
            if (id < first || id >= first + strip->count)
                continue;
            *ret_shard = shard;
            *ret_device = strip->first + (id - first);
            return true;
        }
    }
    return false;
}

DeviceView world_device(const World *world, uint32_t id)
{
    static const char *const names[STATE_COUNT] = {"up", "booting", "down", "no-power", "lost"};
    Shard *shard = NULL;
    uint32_t d = 0;
    bool is_found = find_device(world, id, &shard, &d);
    g_assert(is_found);
    const Device *device = &shard->devices[d];
    const DeviceRest *rest = &shard->rest[d];
    bool has_battery = rest->battery_nj > 0;
    return (DeviceView){
        .id = id,
        .segment = shard_strip(shard, d)->segment,
        .state = names[device_state(device, rest)],
        .down_ns = shard->cold[d].down_ns,
        .failures = rest->failures,
        .inferences = shard->inferences == NULL ? 0 : shard->inferences[d],
        .misses = shard->misses == NULL ? 0 : shard->misses[d],
        .energy_nj = shard->drawn_nj == NULL ? 0 : shard->drawn_nj[d],
        .charge_share =
            has_battery ? MAX((double)device->charge_nj, 0.0) / (double)rest->battery_nj : NAN,
    };
}
