/*
 * world/device.h - one device as columns: the hot line, the cold line, what it will report.
 *
 * The hot line is all that settling a healthy device touches; the cold one holds what failures,
 * repairs and queueing need.  What a device is doing follows from its flags, power and
 * `change_at`; device_state() is the one place that says so.
 *
 * Units:   times ns since t = 0, charge nJ (on mains: what was drawn, negative).
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_DEVICE_H
#define TINYFLEET_WORLD_DEVICE_H

#include <stdint.h>

#include "util/units.h"

typedef struct Device {
    SimTime wake_at;    /* next instant that somebody else will notice; the FAST lane */
    SimTime settled_at; /* energy is booked up to here */
    int64_t charge_nj;
    uint64_t digest;        /* chain of all that happened to it */
    SimTime demand_at;      /* the demand that is waited for, asked but not answered, or queued */
    uint32_t demand;        /* its number */
    int32_t beat;           /* slot of the next beat */
    uint32_t batch;         /* number of the next batch */
    uint32_t pending;       /* results for it */
    uint32_t segment;       /* in the shard: fleet x leaf x pool instance */
    uint8_t speed, current; /* levels of spread */
    uint8_t flags, spare;
} Device;

_Static_assert(sizeof(Device) == 64, "one cache line");

enum {
    DEVICE_STOPPED = 1, /* the firmware does not run */
    DEVICE_FIXED = 2,   /* ... and nothing but `change_at` ends it */
    DEVICE_DEAD = 4,    /* until replaced */
    DEVICE_EMPTY = 8,   /* its battery is */
    DEVICE_LOST = 16,   /* for good */
    DEVICE_BOOTING = 32,
    DEVICE_BROKEN = 64,   /* a failure that has not healed: failed_at holds */
    DEVICE_DETECTED = 128 /* ... and an alarm has followed it, or one stood before */
};

typedef struct DeviceCold {
    SimTime slow_at;             /* earliest of change_at and every cause; the SLOW lane */
    SimTime change_at;           /* end of the boot, the stop, the wait for a battery */
    SimTime down_since, down_ns; /* down_ns: inside the main window, of closed spans */
    SimTime failed_at;
    SimTime free_at;              /* the last inference ended, or the last boot */
    uint64_t beat_mask;           /* bit i: slot beat_first + i gets through at the first try */
    int32_t beat_first, beat_end; /* slots that beat_mask knows */
} DeviceCold;

_Static_assert(sizeof(DeviceCold) == 64, "one cache line");

typedef struct DeviceRest {
    uint64_t boot_index; /* what the next boot is because of: part of its address */
    SimTime battery_at;  /* when the battery was put in */
    int64_t battery_nj;  /* its capacity; 0 on mains */
    int64_t brownout_nj;
    int64_t spent_nj; /* by the batteries before this one */
    int64_t warm_nj;  /* charge at warm_at, the first full hour after the warm-up; -1 = not yet */
    SimTime warm_at;
    int64_t leaked_nj;   /* since warm_at */
    int64_t days_nj;     /* taken but for leaks in the whole days since warm_at */
    int64_t hour;        /* full hours booked */
    int64_t hour_nj;     /* charge then, or when the battery was put in */
    uint32_t failures;   /* after the warm-up */
    uint32_t epoch;      /* a late message to an earlier one is void */
    uint32_t sequence;   /* messages sent that arrive as events */
    uint32_t battery;    /* number of it */
    uint32_t power_cuts; /* in force */
    uint32_t resets;     /* not yet reported */
    uint16_t down_cause; /* faults section + 1 that took it out of service; 0 = none */
    uint16_t fail_cause; /* of the failure in failed_at */
    uint16_t is_out;     /* of service: down_since holds */
    uint32_t damage;     /* number of its damage, 0 = its model is well */
    uint32_t upsets;     /* first of its flips under ECC, 0 = none */
} DeviceRest;

/* What its radio is at; world/radio.h. */
typedef struct DeviceRadio {
    SimTime free_at;      /* until then it sends, listens or receives .. */
    SimTime closed_until; /* .. and until then it must not send */
    uint32_t first, last; /* places of the messages that wait */
    uint32_t waiting, spare;
} DeviceRadio;

_Static_assert(sizeof(DeviceRadio) == 32, "kept for each device");

/* What the next report word will tell: sums since the last one that was sent. */
typedef struct DeviceReport {
    uint64_t latency_ns;
    uint64_t confidence; /* in 1/255 */
    uint32_t count, late;
} DeviceReport;

_Static_assert(sizeof(DeviceReport) == 24, "kept for each device");

typedef enum DeviceState {
    STATE_UP,
    STATE_BOOTING,
    STATE_DOWN,
    STATE_NO_POWER,
    STATE_LOST,
    STATE_COUNT
} DeviceState;

static inline DeviceState device_state(const Device *device, const DeviceRest *rest)
{
    if (device->flags & DEVICE_LOST)
        return STATE_LOST;
    if (device->flags & DEVICE_DEAD)
        return STATE_DOWN;
    if (rest->power_cuts > 0 || device->flags & DEVICE_EMPTY)
        return STATE_NO_POWER;
    if (device->flags & DEVICE_STOPPED)
        return STATE_DOWN;
    return device->flags & DEVICE_BOOTING ? STATE_BOOTING : STATE_UP;
}

#endif
