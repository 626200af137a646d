#include "world/state.h"

#include "world/cause.h"
#include "world/cell.h"
#include "world/damage.h"
#include "world/plan.h"
#include "world/radio.h"
#include "world/service.h"
#include "world/settle.h"

enum { FOLD_DOWN = 16, FOLD_UP = 17 };

/* --- out of service and back ---------------------------------------------------------------- */

static void count_in(Shard *shard, uint32_t d, Counter counter, SimTime t, int64_t n)
{
    metrics_count(shard->metrics, shard_group(shard, shard_strip(shard, d), d), counter, t, n);
}

static void leave_service(Shard *shard, uint32_t d, SimTime t, uint16_t cause)
{
    Device *device = &shard->devices[d];
    shard->rest[d].epoch++;
    device->pending = 0;
    radio_reset(shard, d, t);
    shard->reports[d] = (DeviceReport){0};
    shard_fold(device, t, FOLD_DOWN | (uint64_t)cause << 8);
    device_push_check(shard, d, t);
}

/* The failure that has ended, if there was one: how long it took, and did anybody know? */
static void close_failure(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    const DeviceRest *rest = &shard->rest[d];
    SimTime failed_at = shard->cold[d].failed_at;
    if (!(device->flags & DEVICE_BROKEN))
        return;
    uint32_t slice = metrics_slice(shard->metrics->calendar, failed_at);
    uint32_t group = shard_group(shard, shard_strip(shard, d), d);
    metrics_sample(shard->metrics, group, SAMPLE_REPAIR_TIME, slice, t - failed_at);
    bool is_in_window = shard->metrics->calendar->slices[slice].windows & 1;
    if (rest->fail_cause != CAUSE_NONE && is_in_window)
        sample_set_add(shard->metrics, &shard->metrics->causes[rest->fail_cause - 1].repair,
                       SAMPLE_REPAIR_TIME, t - failed_at);
    if (!(device->flags & DEVICE_DETECTED))
        count_in(shard, d, COUNTER_UNDETECTED, failed_at, 1);
    device->flags &= (uint8_t) ~(DEVICE_BROKEN | DEVICE_DETECTED);
    cause_renew(shard, d, rest->fail_cause, t);
}

/* Slots whose time has passed are never sent. */
static int32_t first_slot_after(const Shard *shard, uint32_t d, SimTime t)
{
    SimTime phase = shard_phase(shard, shard_strip(shard, d), d);
    SimTime since = t - phase;
    return since < 0 ? 0 : (int32_t)(since / shard->spec->heartbeat) + 1;
}

static uint32_t first_batch_after(const Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    if (strip->fleet->work->upload != SEND_BATCHES)
        return 0;
    double u = rng_unit_at(strip->fleet_key, strip_number(strip, d), RNG_BATCH_PHASE, 0);
    SimTime since = t - int64_from_double(u * (double)strip->fleet->work->batch);
    return since < 0 ? 0 : (uint32_t)(since / strip->fleet->work->batch) + 1;
}

static void enter_service(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    close_failure(shard, d, t);
    cell_boot(shard, d);
    shard->cold[d].free_at = t;
    radio_restart(shard, d, t);
    device->beat = first_slot_after(shard, d, t);
    device->batch = first_batch_after(shard, d, t);
    device_forget_beats(shard, d);
    shard_fold(device, t, FOLD_UP);
}

/* What a change of flags or power brings about. */
static void changed(Shard *shard, uint32_t d, SimTime t, DeviceState was, uint16_t cause)
{
    DeviceState is = device_state(&shard->devices[d], &shard->rest[d]);
    if (was == STATE_UP && is != STATE_UP)
        leave_service(shard, d, t, cause);
    if (was != STATE_UP && is == STATE_UP)
        enter_service(shard, d, t);
    service_update(shard, d, t, cause);
    device_plan(shard, d, t);
    causes_schedule(shard, d, t);
}

/* Energy up to now in the state that ends. */
static DeviceState leave_state(Shard *shard, uint32_t d, SimTime t)
{
    DeviceState was = device_state(&shard->devices[d], &shard->rest[d]);
    if (was == STATE_UP)
        device_book_cut_off(shard, d, t);
    device_book_state(shard, d, t);
    shard->devices[d].settled_at = t;
    return was;
}

static SimTime boot_length(const Shard *shard, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    const FleetSpec *fleet = strip->fleet;
    Rng rng =
        rng_at(strip->fleet_key, strip_number(strip, d), RNG_BOOT_TIME, shard->rest[d].boot_index);
    SimTime loader = dist_sample_ns(&fleet->bootloader_time, &rng, 0);
    return time_add(loader, dist_sample_ns(&fleet->boot_time, &rng, 0));
}

/* The firmware begins anew; a boot that takes no time is over at once. */
static void begin_boot(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    SimTime length = boot_length(shard, d);
    shard->rest[d].resets++;
    device->flags &= (uint8_t) ~(DEVICE_STOPPED | DEVICE_FIXED | DEVICE_BOOTING);
    if (length > 0)
        device->flags |= DEVICE_BOOTING;
    shard->cold[d].change_at = length > 0 ? time_add(t, length) : TIME_NEVER;
}

static bool can_boot(const Shard *shard, uint32_t d)
{
    uint8_t flags = shard->devices[d].flags;
    return shard->rest[d].power_cuts == 0 &&
           !(flags & (DEVICE_DEAD | DEVICE_LOST | DEVICE_EMPTY | DEVICE_FIXED));
}

/* --- failures ------------------------------------------------------------------------------- */

static void begin_failure(Shard *shard, uint32_t d, SimTime t, uint16_t cause)
{
    Device *device = &shard->devices[d];
    DeviceRest *rest = &shard->rest[d];
    if (device->flags & DEVICE_BROKEN && !(device->flags & DEVICE_DETECTED))
        count_in(shard, d, COUNTER_UNDETECTED, shard->cold[d].failed_at, 1);
    device->flags &= (uint8_t)~DEVICE_DETECTED;
    device->flags |= DEVICE_BROKEN | (shard->records[d].is_down ? DEVICE_DETECTED : 0);
    shard->cold[d].failed_at = t;
    rest->fail_cause = cause;
    rest->failures += t >= shard->spec->warmup;
    count_in(shard, d, COUNTER_FAILURES, t, 1);
    uint32_t slice = metrics_slice(shard->metrics->calendar, t);
    if (cause != CAUSE_NONE)
        shard->metrics->causes[cause - 1].failures[slice]++;
}

void state_stop(Shard *shard, uint32_t d, SimTime t, Failure failure)
{
    Device *device = &shard->devices[d];
    if (device_state(device, &shard->rest[d]) != STATE_UP)
        return;
    DeviceState was = leave_state(shard, d, t);
    begin_failure(shard, d, t, failure.cause);
    bool is_fixed = failure.length != TIME_NEVER;
    device->flags |= DEVICE_STOPPED | (is_fixed ? DEVICE_FIXED : 0);
    shard->rest[d].boot_index = failure.boot_index;
    SimTime watchdog = shard->spec->watchdog > 0 ? shard->spec->watchdog : TIME_NEVER;
    shard->cold[d].change_at = time_add(t, is_fixed ? failure.length : watchdog);
    changed(shard, d, t, was, failure.cause);
}

static void lose(Shard *shard, uint32_t d, SimTime t, uint16_t cause)
{
    shard->devices[d].flags |= DEVICE_LOST;
    count_in(shard, d, COUNTER_LOSSES, t, 1);
    Notice notice = {t, NOTICE_DEVICE_LOST, cause == CAUSE_NONE ? WORLD_NONE : cause - 1U,
                     strip_id(shard_strip(shard, d), d), 1};
    g_array_append_val(shard->notices, notice);
}

void state_kill(Shard *shard, uint32_t d, SimTime t, Failure failure)
{
    Device *device = &shard->devices[d];
    if (device->flags & (DEVICE_DEAD | DEVICE_LOST))
        return;
    DeviceState was = leave_state(shard, d, t);
    begin_failure(shard, d, t, failure.cause);
    device->flags |= DEVICE_DEAD;
    device->flags &= (uint8_t) ~(DEVICE_STOPPED | DEVICE_FIXED | DEVICE_BOOTING);
    shard->cold[d].change_at = TIME_NEVER;
    if (!shard->spec->are_visits_made)
        lose(shard, d, t, failure.cause);
    changed(shard, d, t, was, failure.cause);
}

void state_cut_power(Shard *shard, uint32_t d, SimTime t, Failure failure)
{
    Device *device = &shard->devices[d];
    DeviceState was = leave_state(shard, d, t);
    shard->rest[d].power_cuts++;
    shard->rest[d].boot_index = failure.boot_index;
    if (!(device->flags & DEVICE_FIXED)) {
        device->flags &= (uint8_t) ~(DEVICE_STOPPED | DEVICE_BOOTING);
        shard->cold[d].change_at = TIME_NEVER;
    }
    changed(shard, d, t, was, failure.cause);
}

void state_restore_power(Shard *shard, uint32_t d, SimTime t)
{
    DeviceState was = leave_state(shard, d, t);
    g_assert(shard->rest[d].power_cuts > 0);
    shard->rest[d].power_cuts--;
    if (can_boot(shard, d))
        begin_boot(shard, d, t);
    changed(shard, d, t, was, CAUSE_NONE);
}

void state_restart(Shard *shard, uint32_t d, SimTime t, uint64_t boot_index)
{
    if (!can_boot(shard, d))
        return;
    DeviceState was = leave_state(shard, d, t);
    shard->rest[d].boot_index = boot_index;
    begin_boot(shard, d, t);
    if (was == STATE_UP) { /* out of service for no reason of its own, if only for an instant */
        leave_service(shard, d, t, CAUSE_NONE);
        was = STATE_BOOTING;
    }
    changed(shard, d, t, was, CAUSE_NONE);
}

void state_reload(Shard *shard, uint32_t d, SimTime t, uint64_t boot_index)
{
    if (!can_boot(shard, d))
        return;
    damage_mend(shard, d);
    causes_renew_mended(shard, d, t);
    state_restart(shard, d, t, boot_index);
}

void state_visit(Shard *shard, uint32_t d, SimTime t, uint64_t boot_index)
{
    Device *device = &shard->devices[d];
    count_in(shard, d, COUNTER_VISITS, t, 1);
    DeviceState was = leave_state(shard, d, t);
    damage_mend(shard, d);
    causes_renew_mended(shard, d, t);
    if (device->flags & DEVICE_DEAD) {
        device->flags &= (uint8_t)~DEVICE_DEAD;
        causes_renew_all(shard, d, t);
        if (shard->rest[d].battery_nj > 0) {
            device->flags &= (uint8_t)~DEVICE_EMPTY;
            cell_renew(shard, d, t);
        }
    }
    if (was != STATE_UP && can_boot(shard, d)) {
        shard->rest[d].boot_index = boot_index;
        begin_boot(shard, d, t);
    }
    changed(shard, d, t, was, CAUSE_NONE);
}

void state_change(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    DeviceState was = leave_state(shard, d, t);
    shard->cold[d].change_at = TIME_NEVER;
    if (device->flags & DEVICE_EMPTY) {
        device->flags &= (uint8_t)~DEVICE_EMPTY;
        cell_renew(shard, d, t);
        begin_boot(shard, d, t);
    } else if (device->flags & DEVICE_STOPPED) {
        device->flags &= (uint8_t)~DEVICE_FIXED;
        if (can_boot(shard, d))
            begin_boot(shard, d, t);
        else
            device->flags &= (uint8_t)~DEVICE_STOPPED;
    } else {
        device->flags &= (uint8_t)~DEVICE_BOOTING;
    }
    changed(shard, d, t, was, CAUSE_NONE);
}

/* --- batteries ------------------------------------------------------------------------------ */

void state_run_empty(Shard *shard, uint32_t d, SimTime t)
{
    const Strip *strip = shard_strip(shard, d);
    Device *device = &shard->devices[d];
    DeviceRest *rest = &shard->rest[d];
    DeviceState was = leave_state(shard, d, t);
    begin_failure(shard, d, t, CAUSE_NONE);
    cell_sample(shard, d, t, t - rest->battery_at);
    device->flags |= DEVICE_EMPTY;
    device->flags &= (uint8_t) ~(DEVICE_STOPPED | DEVICE_FIXED | DEVICE_BOOTING);
    Rng rng = rng_at(strip->fleet_key, strip_number(strip, d), RNG_SWAP_TIME, rest->battery);
    SimTime wait = dist_sample_ns(&strip->fleet->power->replace, &rng, 1);
    rest->boot_index = UINT64_C(1) << 56 | rest->battery;
    shard->cold[d].change_at = time_add(t, wait);
    if (shard->cold[d].change_at == TIME_NEVER)
        lose(shard, d, t, CAUSE_NONE);
    changed(shard, d, t, was, CAUSE_NONE);
}

/* --- the end -------------------------------------------------------------------------------- */

void state_close(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    leave_state(shard, d, t);
    cell_project(shard, d, t);
    service_finish(shard, d, t);
    device_miss_open(shard, d, t);
    if (device->flags & DEVICE_BROKEN && !(device->flags & DEVICE_DETECTED))
        count_in(shard, d, COUNTER_UNDETECTED, shard->cold[d].failed_at, 1);
}
