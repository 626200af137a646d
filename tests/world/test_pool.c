/* One device and a gateway or two, by hand: who serves how long, who waits, what goes dark. */
#include <string.h>

#include "one_device.h"
#include "test.h"

#define US_PER_H INT64_C(3600000000)

static uint32_t pick_first(void *state, const void *params, const LbView *view, Rng *rng)
{
    (void)state;
    (void)params;
    (void)view;
    (void)rng;
    return 0;
}

static const LbOps first_gateway = {.pick = pick_first};

typedef struct Hub {
    OneDevice one;
    PoolSpec pool;
    InstanceSpec instance;
} Hub;

/* 1,000 B take 1 ms up and 1 ms of latency, so that a request begins 2 ms after it is asked, and a
 * worker 100 ms; one worker, room for one. */
static void hub_init(Hub *hub, uint32_t gateway_count)
{
    one_device_init(&hub->one, 10 * NS_PER_H, 0);
    hub->pool = (PoolSpec){"hub", 1, 1, dist_constant(100e6), &first_gateway, NULL};
    hub->instance = (InstanceSpec){.gateway_count = gateway_count};
    hub->one.work.is_at_gateway = true;
    hub->one.segment.instance = 0;
    hub->one.spec.pools = &hub->pool;
    hub->one.spec.instances = &hub->instance;
    hub->one.spec.pool_count = hub->one.spec.instance_count = 1;
}

static int64_t wide_sum(const World *world, const __int128 *of_slice)
{
    __int128 sum = 0;
    for (uint32_t s = 0; s < world_metrics(world)->calendar->slice_count; s++)
        sum += of_slice[s];
    return (int64_t)sum;
}

static int64_t sum(const int64_t *values, uint32_t count)
{
    int64_t all = 0;
    for (uint32_t i = 0; i < count; i++)
        all += values[i];
    return all;
}

/* Two of three within 10 ms find room: 200 ms of work, of which the second waits for 95 ms. */
static void a_gateway_is_busy_as_long_as_it_serves(void)
{
    Hub hub;
    hub_init(&hub, 2);
    hub.one.asked[0] = NS_PER_H;
    hub.one.asked[1] = NS_PER_H + 5 * NS_PER_MS;
    hub.one.asked[2] = NS_PER_H + 10 * NS_PER_MS;
    g_autoptr(World) world = one_device_run(&hub.one);
    const PoolMetrics *pool = &world_metrics(world)->pools[0];
    const MetricsCalendar *calendar = world_metrics(world)->calendar;
    CHECK_INT(pool->gateway_count, 2);
    CHECK_INT(sum(pool->requests, calendar->slice_count), 2);
    CHECK_INT(wide_sum(world, pool->busy_ns), 200 * NS_PER_MS);
    CHECK_INT(wide_sum(world, pool->queue_ns), 95 * NS_PER_MS);
    CHECK_INT(wide_sum(world, pool->in_system_ns), 295 * NS_PER_MS);
    CHECK_INT((int64_t)pool->queue_level[1], 95 * NS_PER_MS);
    CHECK_INT((int64_t)pool->queue_level[0], 20 * NS_PER_H - 95 * NS_PER_MS);
    CHECK_INT((int64_t)pool->system_level[2], 95 * NS_PER_MS);
    CHECK_INT((int64_t)pool->system_level[1], 105 * NS_PER_MS);
    one_device_clear(&hub.one);
}

/* All of an hour's requests at one of two: twice the mean, less one. Two hours have requests. */
static void the_busiest_is_told_over_the_mean(void)
{
    Hub hub;
    hub_init(&hub, 2);
    hub.one.asked[0] = NS_PER_H;
    hub.one.asked[1] = NS_PER_H + NS_PER_S;
    hub.one.asked[2] = 3 * NS_PER_H;
    g_autoptr(World) world = one_device_run(&hub.one);
    const PoolMetrics *pool = &world_metrics(world)->pools[0];
    uint32_t count = world_metrics(world)->calendar->stat_count;
    CHECK_INT(sum(pool->imbalance, count), 2 * INT64_C(1000000000));
    CHECK_INT(sum(pool->imbalance_count, count), 2);
    one_device_clear(&hub.one);
}

/* Dark from 50 ms past 1 h for an hour: the request in service and the one that waits are lost, one
 * at half past finds no gateway, one after it is served. Who is answered there does not serve
 * meanwhile, and its beat is in vain. */
static void what_is_under_way_is_lost_when_the_last_goes_dark(void)
{
    static const uint32_t gateways[] = {0, 0};
    static const SimTime at = NS_PER_H + 50 * NS_PER_MS;
    Hub hub;
    hub_init(&hub, 1);
    hub.one.asked[0] = NS_PER_H;
    hub.one.asked[1] = NS_PER_H + 5 * NS_PER_MS;
    hub.one.asked[2] = NS_PER_H + 30 * NS_PER_MIN;
    hub.one.asked[3] = 2 * NS_PER_H + 30 * NS_PER_MIN;
    hub.one.unit = (UnitSpec){.address = "gateway hub-1", .gateways = gateways, .gateway_count = 1};
    FaultSpec *cut = one_device_unit_fault(&hub.one, "cut", &one_device_power_cut);
    cut->at = &at;
    cut->at_count = 1;
    cut->length = dist_constant((double)NS_PER_H);
    g_autoptr(World) world = one_device_run(&hub.one);
    CHECK_INT(one_device_total(world, COUNTER_DEMANDS), 4);
    CHECK_INT(one_device_total(world, COUNTER_JUDGED), 4);
    CHECK_INT(one_device_total(world, COUNTER_ANSWERS), 1);
    CHECK_INT(one_device_total(world, COUNTER_MISSES), 3);
    CHECK_INT(one_device_total(world, COUNTER_ATTEMPTS), 4);
    CHECK_INT(one_device_total(world, COUNTER_DROPS), 1);
    CHECK_INT(one_device_total(world, COUNTER_SERVED), 3);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_DUE), 10);
    CHECK_INT(one_device_total(world, COUNTER_BEATS_HEARD), 9);
    CHECK_INT(one_device_total(world, COUNTER_MESSAGES_LOST), 1);
    CHECK_INT(one_device_total(world, COUNTER_DOWN_TIME), US_PER_H);
    CHECK_INT(one_device_down_us(world, 0), US_PER_H);
    CHECK_INT(one_device_outages(world, 0), 1);
    const PoolMetrics *pool = &world_metrics(world)->pools[0];
    CHECK_INT(wide_sum(world, pool->busy_ns), 48 * NS_PER_MS + 100 * NS_PER_MS);
    CHECK_INT(wide_sum(world, pool->queue_ns), 43 * NS_PER_MS);
    one_device_clear(&hub.one);
}

/* 7.2 J at 1 mW, asleep or not, last 2 h. Two beats take 1,176 nJ each beyond that, the request
 * 49,000 nJ, and its answer of 1 B, received at 50 kW for 1 us, 49,999,999 nJ: the end comes
 * 50.051351 s sooner, and is found then, but for parts of a nJ at each booking. The answer, 40 min
 * up and 40 min down, would be there too late. */
static void what_an_answer_takes_brings_the_end_of_a_battery_nearer(void)
{
    const PowerSpec power = {.capacity = dist_constant(7.2e9),
                             .replace = dist_constant((double)TIME_NEVER)};
    Hub hub;
    hub_init(&hub, 1);
    hub.one.asked[0] = NS_PER_H;
    hub.one.fleet.power = &power;
    hub.one.work.result_size = 1;
    hub.one.link.latency = dist_constant(40.0 * (double)NS_PER_MIN);
    link_prepare(&hub.one.link);
    for (int i = 0; i < SPREAD_LEVELS; i++) {
        hub.one.fleet.sleep_nw[i] = hub.one.fleet.active_nw[i] = 1000000;
        hub.one.fleet.rx_nw[i] = INT64_C(50000000000000);
    }
    g_autoptr(World) world = one_device_run(&hub.one);
    const SampleSet *lives =
        metrics_samples((Metrics *)(uintptr_t)world_metrics(world), 0, 0, SAMPLE_BATTERY_LIFE);
    CHECK_INT(lives->count, 1);
    CHECK_NEAR((double)lives->min * 1e-9, 7200.0 - 50.051351, 2e-5);
    CHECK_INT(one_device_total(world, COUNTER_LOSSES), 1);
    one_device_clear(&hub.one);
}

TEST_MAIN(CASE(a_gateway_is_busy_as_long_as_it_serves), CASE(the_busiest_is_told_over_the_mean),
          CASE(what_is_under_way_is_lost_when_the_last_goes_dark),
          CASE(what_an_answer_takes_brings_the_end_of_a_battery_nearer))
