#include "world/plan.h"

#include "env/climate.h"
#include "hw/battery.h"
#include "world/inference.h"
#include "world/radio.h"
#include "world/sensor.h"
#include "world/settle.h"
#include "world/uplink.h"

enum { PLAN_BEATS = 64 };

void device_forget_beats(Shard *shard, uint32_t d)
{
    shard->cold[d].beat_first = shard->cold[d].beat_end = shard->devices[d].beat;
}

/* Keyed by the slot that completes the run: asking twice is the same event. */
static SimTime push_check_at(Shard *shard, uint32_t d, int32_t slot, SimTime now)
{
    const WorldSpec *spec = shard->spec;
    const Strip *strip = shard_strip(shard, d);
    SimTime due = time_add(record_slot_time(shard_phase(shard, strip, d), spec->heartbeat, slot),
                           spec->record_ops->grace);
    if (due <= now || due >= spec->end)
        return TIME_NEVER;
    Event check = {.time = due,
                   .destination = d,
                   .source = d,
                   .sequence = (uint32_t)slot + EVENT_LANE_COUNT,
                   .class = EVENT_TIMER,
                   .kind = KIND_CHECK};
    eventq_push(shard->queue, &check);
    return due;
}

void device_push_check(Shard *shard, uint32_t d, SimTime now)
{
    int32_t missed = shard->spec->record_ops->missed;
    if (missed > 0 && shard_strip(shard, d)->are_beats_foreseen)
        push_check_at(shard, d, shard->records[d].base + missed, now);
}

/* The chain of checks of a device whose beats are not foreseen never breaks: the base of its
 * record only grows, so no alarm can be due before the check that is pending. */
static void chain_check(Shard *shard, uint32_t d, SimTime now)
{
    int32_t slot = shard->records[d].base + shard->spec->record_ops->missed;
    shard->check_at[d] = push_check_at(shard, d, slot, now);
}

void device_check_made(Shard *shard, uint32_t d, SimTime now)
{
    if (!shard_strip(shard, d)->are_beats_foreseen && shard->check_at[d] == now)
        chain_check(shard, d, now);
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

/* Any beat that one draw does not settle may stay away; all do where nobody hears. */
static void push_checks(Shard *shard, uint32_t d)
{
    bool is_dark = shard_is_dark(shard, shard_strip(shard, d));
    const DeviceCold *cold = &shard->cold[d];
    int32_t missed = shard->spec->record_ops->missed;
    int32_t base = shard->records[d].base;
    for (int32_t slot = cold->beat_first; slot < cold->beat_end; slot++) {
        if (cold->beat_mask >> (slot - cold->beat_first) & 1) {
            base = slot;
        } else if (slot - base >= missed) {
            push_check_at(shard, d, slot, -1);
            base = is_dark ? slot : base;
        }
    }
}

static void look_ahead(Shard *shard, uint32_t d)
{
    DeviceCold *cold = &shard->cold[d];
    cold->beat_first = shard->devices[d].beat;
    cold->beat_end = cold->beat_first + PLAN_BEATS;
    cold->beat_mask = foresee(shard, shard_strip(shard, d), d, cold->beat_first);
    if (~cold->beat_mask != 0 && shard->spec->record_ops->missed > 0 &&
        shard_strip(shard, d)->are_beats_foreseen)
        push_checks(shard, d);
}

/* Most that a message can take: every packet tried to the last. */
static double message_bound(const Strip *strip, const Device *device, Bytes size)
{
    const FleetSpec *fleet = strip->fleet;
    const LinkModel *link = fleet->link;
    uint32_t tries = link->retries + 1;
    double air = (double)link_air_time(link, size, LINK_UP) * tries;
    double windows = (double)link->listen * tries * link_packets(link, size);
    uint8_t level = device->current;
    return 1e-9 * ((double)fleet->start_nw[level] * (double)fleet->tx_overhead_ns +
                   (double)fleet->tx_nw[level] * air + (double)fleet->listen_nw[level] * windows);
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
                    beat / (double)shard->spec->heartbeat + leak * 1e-9 +
                    1e-9 * radio_poll_power(strip, device);
    double once = 2.0 * beat + (2.0 + (double)device->pending) * result + request +
                  active * (double)busy + 2.0 * leak * 3600.0 + 2.0 * capture +
                  radio_waiting_bound(shard, d, MAX(beat, request), result) +
                  2.0e-9 * radio_poll_power(strip, device) * (double)fleet->link->poll;
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
    bool is_looking = shard->spec->record_ops->missed > 0 && strip->are_beats_foreseen;
    if (is_looking || has_battery) {
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

void device_wake_for_radio(Shard *shard, uint32_t d)
{
    Device *device = &shard->devices[d];
    SimTime due = radio_due(shard, d);
    if (due >= device->wake_at || due >= shard->spec->end)
        return;
    device->wake_at = due;
    eventq_push_timer(shard->queue, d, EVENT_FAST, due);
}

void device_plan(Shard *shard, uint32_t d, SimTime now)
{
    Device *device = &shard->devices[d];
    if (!shard_strip(shard, d)->are_beats_foreseen && shard->check_at[d] < 0)
        chain_check(shard, d, -1); /* the first */
    bool is_up = device_state(device, &shard->rest[d]) == STATE_UP;
    SimTime next = is_up ? next_notice(shard, d, now) : TIME_NEVER;
    if (shard->spec->events_every)
        next = MIN(next, device_next_item(shard, d));
    device->wake_at = next < shard->spec->end ? MAX(next, now + 1) : TIME_NEVER;
    eventq_push_timer(shard->queue, d, EVENT_FAST, device->wake_at);
}
