/* What leaves a device, by hand: one device at a time, every nJ, and where it counts. */
#include "test.h"
#include "little_world.h"
#include "world/cell.h"
#include "world/energy.h"
#include "world/sensor.h"
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

/* 2 s at 500 uW and, awake, at the 30 mW of level 0 less the 15 uW asleep; 7 uW standing by. */
static void a_sensor_takes_a_capture_and_stands_by(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    little.fleets[1].sensor = (SensorSpec){.capture_nw = 500000, .capture_ns = 2 * NS_PER_S};
    CHECK_INT(sensor_capture(&little.fleets[1], 0), 1000000);
    little.fleets[1].sensor.is_awake = true;
    CHECK_INT(sensor_capture(&little.fleets[1], 0), 1000000 + 2 * (30000000 - 15000));
    little.fleets[1].sensor.standby_nw = 7000;
    Shard *shard = shard_new(&little);
    int64_t full = shard->devices[0].charge_nj;
    Energy one = sensor_capture(&little.fleets[1], shard->devices[0].current);
    CHECK_INT(sensor_spend(shard, 0, NS_PER_H - 1), one);
    CHECK_INT(spent(shard, CONSUMER_SENSOR, 0), one);
    CHECK_INT(full - shard->devices[0].charge_nj, one);
    device_book_state(shard, 0, 10 * NS_PER_S);
    CHECK_INT(spent(shard, CONSUMER_SENSOR, 0), one + 70000);
    CHECK_INT(spent(shard, CONSUMER_SLEEP, 0), 10 * (15000 + shard->devices[0].current));
    energy_check(shard);
    shard_free(shard);
    little_world_clear(&little);
}

/* Asked every minute for ten hours, each demand captured once, but for those after the end. */
static void each_demand_in_service_is_captured_once(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    little.fleets[1].sensor = (SensorSpec){.capture_nw = 1000, .capture_ns = NS_PER_S};
    for (int is_remote = 0; is_remote < 2; is_remote++) {
        little.spec.fault_count = 0;
        little.works[1].is_at_gateway = is_remote == 1;
        g_autoptr(World) world = world_new(&little.spec, 0);
        WorldRun how = {.thread_count = 1};
        world_run(world, &how);
        const Metrics *metrics = world_metrics(world);
        __int128 sensed = 0;
        for (uint32_t i = 0; i < metrics->calendar->stretch_count; i++) {
            for (uint32_t g = 0; g < metrics->group_count; g++)
                sensed += metrics_energy(metrics, i, g)[CONSUMER_SENSOR];
        }
        CHECK_INT((int64_t)sensed, 2 * 600 * 1000);
    }
    little_world_clear(&little);
}

/* 30 C all day, 2 % a year at 20 C: x = 2 x 0.0202027073 / 8760 of 1e13 nJ leak in an hour, less
 * x^2 / 2 of it, which had leaked already: 46124902.5 - 106.4 nJ. */
static void an_hour_leaks_at_the_temperature_of_its_middle(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    little.leaves[0].climate = (Climate){30.0, 0.0, 0.0, 45.0, 0.0};
    Shard *shard = shard_new(&little);
    cell_hour(shard, 0, NS_PER_H);
    CHECK_INT(spent(shard, CONSUMER_LEAK, 0), 46124796);
    CHECK_INT(shard->rest[0].warm_nj, shard->devices[0].charge_nj);
    CHECK_INT(shard->rest[0].warm_at, NS_PER_H);
    energy_check(shard);
    shard_free(shard);
    little_world_clear(&little);
}

/* 15 uW of level 0: 15 uJ a second. A charge of 30 uJ above the threshold is gone in 2 s and the
 * first nJ below it 1/15000 s later. */
static void sleeping_empties_a_battery_to_the_nanosecond(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    Shard *shard = shard_new(&little);
    shard->devices[0].current = 0;
    CHECK(cell_empty_at(shard, 0) == TIME_NEVER);
    Energy spare = shard->devices[0].charge_nj - shard->rest[0].brownout_nj - 30000;
    CHECK_INT(shard->rest[0].brownout_nj, INT64_C(300000000000));
    energy_spend(shard, 0, CONSUMER_LEAK, 0, spare);
    CHECK_INT(cell_empty_at(shard, 0), 2 * NS_PER_S + 66667);
    energy_spend(shard, 0, CONSUMER_LEAK, 0, 30001);
    CHECK_INT(cell_empty_at(shard, 0), 1);
    shard_free(shard);
    little_world_clear(&little);
}

/* A sensor that stands by takes 15 uW as well: each has taken a whole nJ after 1/15000 s, not
 * together after half of that. What is booked then is below the threshold. */
static void parts_that_are_rounded_apart_still_empty_a_battery(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    little.fleets[1].sensor.standby_nw = 15000;
    Shard *shard = shard_new(&little);
    shard->devices[0].current = 0;
    Energy spare = shard->devices[0].charge_nj - shard->rest[0].brownout_nj;
    energy_spend(shard, 0, CONSUMER_LEAK, 0, spare);
    CHECK_INT(cell_empty_at(shard, 0), 66667);
    device_book_state(shard, 0, 66667);
    CHECK_INT(shard->devices[0].charge_nj, shard->rest[0].brownout_nj - 2);
    shard_free(shard);
    little_world_clear(&little);
}

/* A boot takes 8 %, staying up 3 %. */
static void a_boot_takes_the_charge_of_resume(void)
{
    LittleWorld little;
    little_world_init(&little, 1, end);
    Shard *shard = shard_new(&little);
    energy_spend(shard, 0, CONSUMER_LEAK, 0, INT64_C(9200000000000));
    cell_boot(shard, 0);
    CHECK_INT(shard->rest[0].brownout_nj, INT64_C(300000000000));
    energy_spend(shard, 0, CONSUMER_LEAK, 0, 1);
    cell_boot(shard, 0);
    CHECK_INT(shard->rest[0].brownout_nj, INT64_C(800000000000));
    CHECK_INT(cell_empty_at(shard, 0), 1);
    shard_free(shard);
    little_world_clear(&little);
}

/* Whole runs end with energy_check(): batteries that are replaced, cuts, boots, requests.
 * Rows of devices leave the warm-up out. */
static void whole_runs_keep_the_books_whatever_happens(void)
{
    LittleWorld little;
    for (int is_remote = 0; is_remote < 2; is_remote++) {
        little_world_init(&little, 6, 6 * NS_PER_D);
        little.spec.per_device = true;
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
                for (uint32_t c = 0;
                     metrics->calendar->stretches[i].windows & 1 && c < CONSUMER_COUNT; c++)
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
          CASE(a_sensor_takes_a_capture_and_stands_by),
          CASE(each_demand_in_service_is_captured_once),
          CASE(an_hour_leaks_at_the_temperature_of_its_middle),
          CASE(sleeping_empties_a_battery_to_the_nanosecond),
          CASE(parts_that_are_rounded_apart_still_empty_a_battery),
          CASE(a_boot_takes_the_charge_of_resume), CASE(whole_runs_keep_the_books_whatever_happens))
