#include "control/monitor.h"

#include <glib.h>

static SimTime monitor_due(const void *rules, const Record *record, SimTime phase,
                           SimTime heartbeat)
{
    const MonitorRules *self = rules;
    return time_add(record_slot_time(phase, heartbeat, record->base + self->missed), self->grace);
}

static void monitor_on_check(const void *rules, RecordCase *look)
{
    const MonitorRules *self = rules;
    Record *record = look->record;
    look->is_alarm = false;
    look->step = STEP_NONE;
    if (look->now != monitor_due(rules, record, look->phase, look->heartbeat))
        return; /* a beat was heard since the check was set */
    record->base += self->missed;
    if (record->is_down)
        return;
    record->is_down = 1;
    record->asked_at = record->base;
    look->is_alarm = true;
    recovery_start(&self->recovery, look);
}

static void monitor_on_review(const void *rules, RecordCase *look)
{
    const MonitorRules *self = rules;
    look->is_alarm = false;
    recovery_review(&self->recovery, look);
}

RecordOps monitor_record_ops(const MonitorRules *rules)
{
    g_assert(rules->missed >= 0);
    if (rules->missed == 0)
        return (RecordOps){.missed = 0};
    return (RecordOps){.due = monitor_due,
                       .on_check = monitor_on_check,
                       .on_review = monitor_on_review,
                       .rules = rules,
                       .missed = rules->missed,
                       .grace = rules->grace};
}
