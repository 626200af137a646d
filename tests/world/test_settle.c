/* Settling in two steps is settling in one, and an extra reboot shifts nobody's luck. */
#include <string.h>

#include "test.h"
#include "little_world.h"
#include "world/settle.h"
#include "world/state.h"

enum { DEVICES = 250, CASES = 100000 };

static const SimTime end = 2 * NS_PER_D;

/* All of the little world's devices in one shard, with nothing running. */
static Shard *shard_new(const LittleWorld *little)
{
    Shard *shard = g_new0(Shard, 1);
    shard->spec = &little->spec;
    shard->device_count = little->spec.device_count;
    shard->strip_count = 4;
    shard->strips = g_new0(Strip, 4);
    shard->instances = g_new0(Instance, 2);
    shard->instance_count = shard->gateway_count = 2;
    shard->gateways = g_new0(Gateway, 2);
    for (uint32_t i = 0; i < 2; i++)
        shard->instances[i] =
            (Instance){.pool = &little->pool, .first_gateway = i, .gateway_count = 1};
    for (uint32_t s = 0; s < 4; s++) {
        const SegmentSpec *of = &little->segments[s];
        shard->strips[s] = (Strip){.spec = of,
                                   .fleet = &little->fleets[of->fleet],
                                   .segment = s,
                                   .first = of->first_id,
                                   .count = of->count,
                                   .instance = of->instance};
    }
    shard_begin(shard);
    return shard;
}

static void shard_free(Shard *shard)
{
    shard_clear(shard);
    g_free(shard);
}

static bool is_same(const Shard *a, const Shard *b, uint32_t d)
{
    return memcmp(&a->devices[d], &b->devices[d], sizeof(Device)) == 0 &&
           memcmp(&a->cold[d], &b->cold[d], sizeof(DeviceCold)) == 0 &&
           memcmp(&a->rest[d], &b->rest[d], sizeof(DeviceRest)) == 0 &&
           a->radios[d].free_at == b->radios[d].free_at &&
           a->radios[d].closed_until == b->radios[d].closed_until &&
           a->radios[d].waiting == b->radios[d].waiting &&
           memcmp(&a->reports[d], &b->reports[d], sizeof(DeviceReport)) == 0 &&
           memcmp(&a->records[d], &b->records[d], sizeof(Record)) == 0;
}

static void two_steps_settle_what_one_does(void)
{
    LittleWorld little;
    little_world_init(&little, DEVICES, end);
    Shard *often = shard_new(&little), *once = shard_new(&little);
    uint32_t count = little.spec.device_count, different = 0;
    RngKey key = rng_key(1, 0, "steps");
    for (uint32_t i = 0; i < CASES; i++) {
        uint32_t d = i % count;
        SimTime from = often->devices[d].settled_at;
        SimTime step = (end - NS_PER_H) / (CASES / count);
        SimTime to = (SimTime)(i / count + 1) * step;
        double u = rng_unit_at(key, d, RNG_TEST, i);
        device_settle(often, d, to - (SimTime)(u * (double)step));
        device_settle(often, d, to);
        device_settle(once, d, to);
        different += !is_same(often, once, d);
        g_assert(from <= to);
    }
    CHECK_INT(different, 0);
    CHECK(often->items > 100000);
    CHECK_INT((int64_t)metrics_totals_digest(often->metrics),
              (int64_t)metrics_totals_digest(once->metrics));
    shard_free(often);
    shard_free(once);
    little_world_clear(&little);
}

/* A device that is restarted once more meets the same demands, samples and fates of beats as its
 * twin, but for those it slept through. */
static void an_extra_reboot_shifts_nobodys_luck(void)
{
    LittleWorld little;
    little_world_init(&little, DEVICES, end);
    Shard *plain = shard_new(&little), *rebooted = shard_new(&little);
    uint32_t count = little.spec.device_count, different = 0;
    for (uint32_t d = 0; d < count; d++) {
        SimTime t = 10 * NS_PER_H, later = 20 * NS_PER_H;
        device_settle(rebooted, d, t);
        state_restart(rebooted, d, t, 99);
        SimTime up = rebooted->cold[d].change_at;
        device_settle(rebooted, d, up);
        state_change(rebooted, d, up);
        device_settle(rebooted, d, later);
        device_settle(plain, d, later);
        const Device *a = &plain->devices[d], *b = &rebooted->devices[d];
        different += a->demand != b->demand || a->demand_at != b->demand_at || a->beat != b->beat ||
                     a->batch != b->batch || plain->records[d].base != rebooted->records[d].base;
        for (uint32_t i = 0; i < plain->cause_count; i++)
            different += plain->causes[i].next_at[d] != rebooted->causes[i].next_at[d];
    }
    CHECK_INT(different, 0);
    shard_free(plain);
    shard_free(rebooted);
    little_world_clear(&little);
}

TEST_MAIN(CASE(two_steps_settle_what_one_does), CASE(an_extra_reboot_shifts_nobodys_luck))
