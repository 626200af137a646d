/*
 * world/one_device.h - a world of one device in which nothing is left to chance, summed by hand.
 *
 * It is on mains, alone in its leaf, straight on the cloud, and asked at the times of a list. It
 * computes 10 ms, boots 2 s, sends over a link that loses nothing; the watchdog is set to 8 s, and
 * nobody watches. A test changes what its claim is about, runs it, and reads what was counted.
 *
 * Owner:   one_device_clear() frees everything; the world is gone before.
 */
#ifndef TINYFLEET_TESTS_WORLD_ONE_DEVICE_H
#define TINYFLEET_TESTS_WORLD_ONE_DEVICE_H

#include "world/world.h"

enum { ONE_DEVICE_FAULTS = 5, ONE_DEVICE_DEMANDS = 8 };

typedef struct OneDevice {
    WorldSpec spec;
    FleetSpec fleet;
    ModelSpec model;
    WorkSpec work;
    LinkModel link;
    LeafSpec leaf;
    SegmentSpec segment;
    FaultSpec faults[ONE_DEVICE_FAULTS];
    UnitSpec unit;
    PoolSpec pool;
    InstanceSpec instance;
    RecordOps record_ops;
    MetricsCalendar *calendar;
    SimTime asked[ONE_DEVICE_DEMANDS]; /* ascending, up to the first 0 */
} OneDevice;

void one_device_init(OneDevice *one, SimTime end, SimTime warmup);
void one_device_clear(OneDevice *one);

/* What faults do to it. */
extern const FaultOps one_device_crash, one_device_death, one_device_power_cut, one_device_loss;

/* One gateway with one worker answers for it, each time after so long. */
void one_device_gateway(OneDevice *one, SimTime service);

/* One more cause, strikes to be set: per device, always, until healed. */
FaultSpec *one_device_fault(OneDevice *one, const char *name, const FaultOps *ops);

/* The same for the unit that holds the device and nothing else. */
FaultSpec *one_device_unit_fault(OneDevice *one, const char *name, const FaultOps *ops);

World *one_device_run(OneDevice *one);

/* Over all slices of the whole run. */
int64_t one_device_total(const World *world, Counter counter);
int64_t one_device_failures(const World *world, uint32_t fault);
int64_t one_device_outages(const World *world, uint32_t fault);
int64_t one_device_down_us(const World *world, uint32_t fault);

#endif
