/*
 * wire/record.h - what the cloud knows of one device, and what it may decide about it.
 *
 * Beats are known by their slot: slot k is due at phase + k x heartbeat. `base` is the last slot
 * that was heard, or the one that completed a run of misses and raised an alarm: the count of
 * misses starts again behind it.  World folds heard beats in; control alone decides.
 *
 * Units:   times in ns; slots are counts since t = 0, -1 = none yet.
 * Owner:   the record stands beside the device; rules are borrowed.
 * Errors:  none.
 */
#ifndef TINYFLEET_WIRE_RECORD_H
#define TINYFLEET_WIRE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "util/rng.h"
#include "util/units.h"

typedef struct Record {
    int32_t base;         /* slot */
    int32_t asked_at;     /* slot that raised the alarm: names what was asked for because of it */
    uint32_t attempt;     /* alarms raised and cleared: a late step of an old one is void */
    uint32_t is_down : 1; /* declared */
    uint32_t step : 31;   /* of the ladder, taken since the alarm */
} Record;

_Static_assert(sizeof(Record) == 16, "kept for each device");

typedef enum RecordStep {
    STEP_NONE,
    STEP_RESTART, /* a command to the device */
    STEP_RELOAD,  /* a command: the model is written anew, then a restart */
    STEP_VISIT,   /* somebody goes there */
} RecordStep;

/* A look at one record at one instant, and the answer. */
typedef struct RecordCase {
    Record *record;
    SimTime now, phase, heartbeat;
    RngKey key;      /* of the device's fleet */
    uint32_t number; /* of the device in it */

    bool is_alarm;   /* the answer: declared down now */
    RecordStep step; /* taken at `step_at`, > now */
    SimTime step_at;
    SimTime review_after; /* from the step on, until the next one is considered */
} RecordCase;

/* Who decides: the monitor when a check is due, recovery when an alarm is raised or a step has
 * not cleared it. */
typedef struct RecordOps {
    SimTime (*due)(const void *rules, const Record *record, SimTime phase, SimTime heartbeat);
    void (*on_check)(const void *rules, RecordCase *look);
    void (*on_review)(const void *rules, RecordCase *look);
    const void *rules;
    int32_t missed; /* beats in a row that raise an alarm; 0 = nothing ever does */
    SimTime grace;  /* after the deciding beat was due */
} RecordOps;

/* TIME_NEVER: without a heartbeat, and behind all time. */
static inline SimTime record_slot_time(SimTime phase, SimTime heartbeat, int32_t slot)
{
    return time_add(phase, time_mul(heartbeat, slot));
}

/* A beat was heard: it clears an alarm, and whatever was to follow from it. */
static inline bool record_hear(Record *record, int32_t slot)
{
    bool was_down = record->is_down != 0;
    record->base = slot;
    if (was_down) {
        record->is_down = 0;
        record->step = 0;
        record->attempt++;
    }
    return was_down;
}

#endif
