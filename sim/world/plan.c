#include "world/plan.h"

#include "env/climate.h"
#include "hw/battery.h"
#include "world/inference.h"
#include "world/sensor.h"
#include "world/settle.h"
#include "world/uplink.h"

enum { PLAN_BEATS = 64 };

void device_forget_beats(Shard *shard, uint32_t d)
{
    shard->cold[d].beat_first = shard->cold[d].beat_end = shard->devices[d].beat;
}

/* Keyed by the slot that completes the run: asking twice is the same event. */
static void push_check_at(Shard *shard, uint32_t d, int32_t slot, SimTime now)
{
    const WorldSpec *spec = shard->spec;
    const Strip *strip = shard_strip(shard, d);
    SimTime due = time_add(record_slot_time(shard_phase(shard, strip, d), spec->heartbeat, slot),
                           spec->record_ops->grace);
    if (due <= now || due >= spec->end)
        return;
    Event check = {.time = due,
                   .destination = d,
                   .source = d,
                   .sequence = (uint32_t)slot + EVENT_LANE_COUNT,
                   .class = EVENT_TIMER,
                   .kind = KIND_CHECK};
    eventq_push(shard->queue, &check);
}

void device_push_check(Shard *shard, uint32_t d, SimTime now)
{
    if (shard->spec->record_ops->missed > 0)
        push_check_at(shard, d, shard->records[d].base + shard->spec->record_ops->missed, now);
}

/* First tries of the next beats, one draw each. */
static uint64_t foresee(const Shard *shard, const Strip *strip, uint32_t d, int32_t first)
{
    uint32_t number = strip_number(strip, d);
    double high = uplink_beat_high(shard, strip, d);
    if (high >= 1.0)
        return 0;
    uint64_t mask = 0;
    for (int32_t i = 0; i < PLAN_BEATS; i++)
        mask |= (uint64_t)uplink_beat_is_easy(strip, number, high, first + i) << i;
    return mask;
}

/* Beats that one draw does not settle: which stay away, and do they make an alarm? Those whose
 * first try gets through after all go into the mask. */
static void find_runs(Shard *shard, uint32_t d)
{
    DeviceCold *cold = &shard->cold[d];
    const Strip *strip = shard_strip(shard, d);
    int32_t missed = shard->spec->record_ops->missed;
    int32_t base = shard->records[d].base;
    SimTime phase = shard_phase(shard, strip, d);
    for (int32_t slot = cold->beat_first; slot < cold->beat_end; slot++) {
        if (cold->beat_mask >> (slot - cold->beat_first) & 1) {
            base = slot;
            continue;
        }
        SimTime at = record_slot_time(phase, shard->spec->heartbeat, slot);
        if (at >= shard->spec->end)
            break;
        if (uplink_beat_is_first(shard, strip, d, slot, at)) {
            cold->beat_mask |= UINT64_C(1) << (slot - cold->beat_first);
            base = slot;
        } else if (uplink_beat(shard, strip, d, slot, at).is_heard) {
            base = slot;
        } else if (slot - base >= missed) {
            push_check_at(shard, d, slot, -1);
            base = slot;
        }
    }
}

static void look_ahead(Shard *shard, uint32_t d)
{
    DeviceCold *cold = &shard->cold[d];
    cold->beat_first = shard->devices[d].beat;
    cold->beat_end = cold->beat_first + PLAN_BEATS;
    cold->beat_mask = foresee(shard, shard_strip(shard, d), d, cold->beat_first);
    if (~cold->beat_mask != 0 && shard->spec->record_ops->missed > 0)
        find_runs(shard, d);
}

/* Most that a message can take: every packet tried to the last. */
static double message_bound(const Strip *strip, const Device *device, Bytes size)
{
    const FleetSpec *fleet = strip->fleet;
    SimTime air = time_mul(link_air_time(fleet->link, size, LINK_UP), fleet->link->retries + 1);
    SimTime sending = time_add(fleet->tx_overhead_ns, air);
    return (double)fleet->tx_nw[device->current] * 1e-9 * (double)sending;
}

/* Until when a battery cannot run empty whatever happens: what is left above the threshold over
 * the most that all its consumers can take together. */
static SimTime battery_lasts(const Shard *shard, uint32_t d, SimTime now)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    const Device *device = &shard->devices[d];
    const DeviceRest *rest = &shard->rest[d];
    double beat = message_bound(strip, device, BEAT_SIZE + REPORT_SIZE);
    double result = message_bound(strip, device, fleet->work->result_size);
    double request = message_bound(strip, device, fleet->work->input_size);
    double hottest =
        fleet->self_heating + place_temperature_max(&fleet->place, &strip->leaf.climate);
    double leak =
        (double)device->charge_nj * battery_leak_rate(fleet->power->self_discharge, hottest);
    SimTime busy = time_add(
        fleet->wake_ns, inference_latency(strip, device, strip_number(strip, d), device->demand));
    double active = (double)(fleet->active_nw[device->current] + fleet->sensor.standby_nw) * 1e-9;
    double capture = (double)sensor_capture(fleet, device->current);
    double per_ns = active + (result + capture) / (double)busy +
                    beat / (double)shard->spec->heartbeat + leak * 1e-9;
    double once = 2.0 * beat + (2.0 + (double)device->pending) * result + request +
                  active * (double)busy + 2.0 * leak * 3600.0 + 2.0 * capture;
    double spare = (double)(device->charge_nj - rest->brownout_nj) - once;
    return spare <= 0.0 ? now : time_add(device->settled_at, int64_from_double(spare / per_ns));
}

/* The earliest of what others will notice; TIME_NEVER while the device is out of service. */
static SimTime next_notice(Shard *shard, uint32_t d, SimTime now)
{
    const Strip *strip = shard_strip(shard, d);
    const Device *device = &shard->devices[d];
    DeviceCold *cold = &shard->cold[d];
    bool has_battery = shard->rest[d].battery_nj > 0;
    SimTime next = TIME_NEVER;
    if (shard->spec->record_ops->missed > 0 || has_battery) {
        if (device->beat >= cold->beat_end)
            look_ahead(shard, d);
        SimTime phase = shard_phase(shard, strip, d);
        next = record_slot_time(phase, shard->spec->heartbeat, cold->beat_end - 1);
    }
    bool is_each_noticed =
        strip->fleet->work->is_at_gateway || strip->fleet->model->hang_probability > 0.0;
    if (is_each_noticed)
        next = MIN(next, device_next_item(shard, d));
    if (has_battery) {
        SimTime lasts = battery_lasts(shard, d, now);
        if (lasts < next)
            next = MIN(next, MAX(lasts, device_next_item(shard, d)));
    }
    return next;
}

void device_plan(Shard *shard, uint32_t d, SimTime now)
{
    Device *device = &shard->devices[d];
    bool is_up = device_state(device, &shard->rest[d]) == STATE_UP;
    SimTime next = is_up ? next_notice(shard, d, now) : TIME_NEVER;
    if (shard->spec->events_every)
        next = MIN(next, device_next_item(shard, d));
    device->wake_at = next < shard->spec->end ? MAX(next, now + 1) : TIME_NEVER;
    eventq_push_timer(shard->queue, d, EVENT_FAST, device->wake_at);
}
