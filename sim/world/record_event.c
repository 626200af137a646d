#include "world/record_event.h"

#include "world/plan.h"
#include "world/service.h"
#include "world/settle.h"
#include "world/state.h"

enum { FOLD_ALARM = 2, FOLD_STEP = 3 };

static void fold(Shard *shard, uint32_t d, SimTime t, uint64_t what)
{
    uint64_t chain = digest_fold((uint64_t)t, what);
    shard->record_digest ^= digest_mix(chain, strip_id(shard_strip(shard, d), d));
}

/* An alarm: of a failure that is, of one nobody could see yet, or of nothing. */
static void note_alarm(Shard *shard, uint32_t d, SimTime t)
{
    Device *device = &shard->devices[d];
    const Strip *strip = shard_strip(shard, d);
    uint32_t group = shard_group(shard, strip, d);
    fold(shard, d, t, FOLD_ALARM);
    if (service_is_on(shard, d))
        metrics_count(shard->metrics, group, COUNTER_FALSE_ALARMS, t, 1);
    if (!(device->flags & DEVICE_BROKEN) || device->flags & DEVICE_DETECTED)
        return;
    device->flags |= DEVICE_DETECTED;
    SimTime failed_at = shard->cold[d].failed_at;
    uint32_t slice = metrics_slice(shard->metrics->calendar, failed_at);
    uint16_t cause = shard->rest[d].fail_cause;
    metrics_row(shard->metrics, group, slice)[COUNTER_DETECTED]++;
    metrics_sample(shard->metrics, group, SAMPLE_DETECTION_TIME, slice, t - failed_at);
    if (cause != CAUSE_NONE && shard->metrics->calendar->slices[slice].windows & 1)
        sample_set_add(shard->metrics, &shard->metrics->causes[cause - 1].detection,
                       SAMPLE_DETECTION_TIME, t - failed_at);
}

static RecordCase look_at(Shard *shard, uint32_t d, SimTime now)
{
    const Strip *strip = shard_strip(shard, d);
    return (RecordCase){.record = &shard->records[d],
                        .now = now,
                        .phase = shard_phase(shard, strip, d),
                        .heartbeat = shard->spec->heartbeat,
                        .key = strip->fleet_key,
                        .number = strip_number(strip, d),
                        .step_at = TIME_NEVER};
}

/* Steps carry the alarm they belong to; number them by it and their place in the ladder. */
static Event step_event(const Shard *shard, uint32_t d, SimTime at)
{
    const Record *record = &shard->records[d];
    return (Event){.time = at,
                   .destination = d,
                   .source = d,
                   .sequence = record->attempt << 8 ^ record->step,
                   .payload = record->attempt};
}

static void carry_out(Shard *shard, uint32_t d, const RecordCase *look)
{
    static const uint8_t kinds[] = {
        [STEP_RESTART] = KIND_RESTART, [STEP_RELOAD] = KIND_RELOAD, [STEP_VISIT] = KIND_VISIT};
    if (look->is_alarm)
        note_alarm(shard, d, look->now);
    if (look->step == STEP_NONE || look->step_at >= shard->spec->end)
        return;
    fold(shard, d, look->step_at, FOLD_STEP | (uint64_t)look->step << 8);
    Event step = step_event(shard, d, MAX(look->step_at, look->now + 1));
    step.class = EVENT_COMMAND;
    step.kind = kinds[look->step];
    eventq_push(shard->queue, &step);
    Event review = step_event(shard, d, time_add(step.time, look->review_after));
    review.class = EVENT_TIMER;
    review.kind = KIND_REVIEW;
    review.sequence |= UINT32_C(1) << 31; /* apart from lanes and checks */
    if (review.time < shard->spec->end)
        eventq_push(shard->queue, &review);
}

void record_on_check(void *context, const Event *event)
{
    Shard *shard = context;
    const RecordOps *ops = shard->spec->record_ops;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    RecordCase look = look_at(shard, d, event->time);
    if (ops->due(ops->rules, look.record, look.phase, look.heartbeat) == event->time) {
        ops->on_check(ops->rules, &look);
        carry_out(shard, d, &look);
    }
    device_check_made(shard, d, event->time);
}

/* Still declared down, and by the same alarm? */
static bool is_current(const Shard *shard, uint32_t d, const Event *event)
{
    const Record *record = &shard->records[d];
    return record->is_down && record->attempt == (uint32_t)event->payload;
}

void record_on_review(void *context, const Event *event)
{
    Shard *shard = context;
    const RecordOps *ops = shard->spec->record_ops;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    if (!is_current(shard, d, event))
        return;
    RecordCase look = look_at(shard, d, event->time);
    ops->on_review(ops->rules, &look);
    carry_out(shard, d, &look);
}

/* A boot that an alarm asked for is named by the slot that raised it. */
static uint64_t boot_index(const Shard *shard, uint32_t d, RecordStep step)
{
    return UINT64_C(3) << 56 | (uint64_t)step << 40 | (uint32_t)shard->records[d].asked_at;
}

void record_on_restart(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    if (is_current(shard, d, event))
        state_restart(shard, d, event->time, boot_index(shard, d, STEP_RESTART));
}

void record_on_reload(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    if (is_current(shard, d, event))
        state_reload(shard, d, event->time, boot_index(shard, d, STEP_RELOAD));
}

void record_on_visit(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t d = event->destination;
    device_settle_through(shard, d, event->time);
    if (is_current(shard, d, event))
        state_visit(shard, d, event->time, boot_index(shard, d, STEP_VISIT));
}
