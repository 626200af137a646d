/*
 * world/little_world.h - small fleets in code: what the world's own tests are run on.
 *
 * Two fleets in two leaves behind one pool each: talkers on mains that are asked by chance, and
 * sleepers on a battery that are asked every minute and send batches. Links have memory.
 *
 * Owner:   little_world_clear() frees everything; the spec is valid until then.
 */
#ifndef TINYFLEET_TESTS_WORLD_LITTLE_WORLD_H
#define TINYFLEET_TESTS_WORLD_LITTLE_WORLD_H

#include "world/world_spec.h"

typedef struct LittleWorld {
    WorldSpec spec;
    FleetSpec fleets[2];
    ModelSpec model;
    WorkSpec works[2];
    LinkModel link;
    PowerSpec power;
    LeafSpec leaves[2];
    SegmentSpec segments[4];
    PoolSpec pool;
    InstanceSpec instances[2];
    FaultSpec faults[4];
    UnitSpec unit;
    RecordOps record_ops;
    SimTime grace; /* what the rules of record_ops are */
    MetricsCalendar *calendar;
} LittleWorld;

/* device_count in each of the four segments. */
void little_world_init(LittleWorld *little, uint32_t device_count, SimTime end);
void little_world_clear(LittleWorld *little);

#endif
