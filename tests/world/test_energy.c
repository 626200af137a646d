/* What leaves a device, by hand: one device at a time, every nJ, and where it counts. */
#include "test.h"
#include "little_world.h"
#include "world/energy.h"
#include "world/settle.h"
#include "world/state.h"
#include "world/world.h"

static const SimTime end = 10 * NS_PER_H;

/* Sleepers of leaf 0 alone, on batteries, with nothing running. The warm-up is an hour. */
static Shard *shard_new(const LittleWorld *little)
{
    Shard *shard = g_new0(Shard, 1);
    shard->spec = &little->spec;
    shard->device_count = shard->strip_count = 1;
    shard->strips = g_new0(Strip, 1);
    shard->instances = g_new0(Instance, 1);
    shard->gateways = g_new0(Gateway, 1);
    shard->strips[0] = (Strip){.spec = &little->segments[2],
                               .fleet = &little->fleets[1],
                               .segment = 2,
                               .count = 1,
                               .instance = WORLD_NONE};
    shard_begin(shard);
    return shard;
}

static void shard_free(Shard *shard)
{
    shard_clear(shard);
    g_free(shard);
}

/* Before the warm-up ends, and after. */
static int64_t spent(const Shard *shard, Consumer consumer, uint32_t stretch)
{
    return (int64_t)metrics_energy(shard->metrics, stretch, 0)[consumer];
}

static void what_is_spent_leaves_the_charge_and_counts_where_it_is(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    Shard *shard = shard_new(&little);
    int64_t full = shard->devices[0].charge_nj;
    CHECK_INT(full, INT64_C(10000000000000));
    energy_spend(shard, 0, CONSUMER_RADIO, NS_PER_H - 1, 5);
    energy_spend(shard, 0, CONSUMER_RADIO, NS_PER_H, 70);
    energy_spend(shard, 0, CONSUMER_LEAK, end, 900);
    energy_spend(shard, 0, CONSUMER_RADIO, 0, 11000);
    CHECK_INT(shard->devices[0].charge_nj, full - 11975);
    CHECK_INT(spent(shard, CONSUMER_RADIO, 0), 11005);
    CHECK_INT(spent(shard, CONSUMER_RADIO, 1), 70);
    CHECK_INT(spent(shard, CONSUMER_LEAK, 0), 0);
    CHECK_INT(spent(shard, CONSUMER_LEAK, 1), 900);
    energy_check(shard);
    shard_free(shard);
    little_world_clear(&little);
}

/* 3 nW for 0.6 s before the warm-up ends and 0.6 s after: 1.8 nJ and 1.8 nJ, 3 in all. */
static void a_load_is_cut_at_the_warm_up_without_loss(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    Shard *shard = shard_new(&little);
    int64_t full = shard->devices[0].charge_nj;
    SimTime from = NS_PER_H - 600 * NS_PER_MS, to = NS_PER_H + 600 * NS_PER_MS;
    energy_draw(shard, 0, (Draw){CONSUMER_SLEEP, 3, from, to});
    CHECK_INT(spent(shard, CONSUMER_SLEEP, 0), 1); /* floor(1.8) */
    CHECK_INT(spent(shard, CONSUMER_SLEEP, 1), 2); /* floor(3.6) - 1 */
    CHECK_INT(full - shard->devices[0].charge_nj, 3);
    energy_draw(shard, 0, (Draw){CONSUMER_SLEEP, 0, 0, end});
    CHECK_INT(full - shard->devices[0].charge_nj, 3);
    energy_check(shard);
    shard_free(shard);
    little_world_clear(&little);
}

static void a_new_battery_keeps_the_books(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    Shard *shard = shard_new(&little);
    energy_spend(shard, 0, CONSUMER_INFERENCE, 0, 1234);
    energy_new_battery(shard, 0, 999);
    CHECK_INT(shard->devices[0].charge_nj, 999);
    CHECK_INT((int64_t)shard->ledger.put_in_nj, INT64_C(10000000000999));
    CHECK_INT((int64_t)shard->ledger.taken_out_nj, INT64_C(10000000000000) - 1234);
    energy_check(shard);
    shard_free(shard);
    little_world_clear(&little);
}

/* Whole runs end with energy_check(): batteries that are replaced, cuts, boots, requests. */
static void whole_runs_keep_the_books_whatever_happens(void)
{
    LittleWorld little;
    for (int is_remote = 0; is_remote < 2; is_remote++) {
        little_world_init(&little, 6, 6 * NS_PER_D);
        little.power.capacity = dist_make(DIST_UNIFORM, 1e10, 4e10, 0.0);
        little.works[0].is_at_gateway = little.works[1].is_at_gateway = is_remote == 1;
        g_autoptr(World) world = world_new(&little.spec, 0);
        WorldRun how = {.thread_count = 1};
        world_run(world, &how);
        const Metrics *metrics = world_metrics(world);
        __int128 by_devices = 0, by_consumers = 0;
        for (uint32_t d = 0; d < little.spec.device_count; d++)
            by_devices += world_device(world, d).energy_nj;
        for (uint32_t i = 0; i < metrics->calendar->stretch_count; i++) {
            for (uint32_t g = 0; g < metrics->group_count; g++) {
                for (uint32_t c = 0; c < CONSUMER_COUNT; c++)
                    by_consumers += metrics_energy(metrics, i, g)[c];
            }
        }
        CHECK(by_devices > 0);
        CHECK(by_devices == by_consumers);
        little_world_clear(&little);
    }
}

TEST_MAIN(CASE(what_is_spent_leaves_the_charge_and_counts_where_it_is),
          CASE(a_load_is_cut_at_the_warm_up_without_loss), CASE(a_new_battery_keeps_the_books),
          CASE(whole_runs_keep_the_books_whatever_happens))
