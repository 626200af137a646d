#include "world/settle.h"

#include "world/cell.h"
#include "world/energy.h"
#include "world/inference.h"
#include "world/send.h"
#include "world/sensor.h"

/* At one instant in this order. */
typedef enum Item {
    ITEM_RADIO, /* the first message that waits sets out */
    ITEM_DEMAND,
    ITEM_BATCH,
    ITEM_BEAT,
    ITEM_HOUR,
    ITEM_EMPTY,
    ITEM_COUNT
} Item;

typedef struct Settling {
    Shard *shard;
    const Strip *strip;
    Device *device;
    DeviceCold *cold;
    DeviceRest *rest;
    uint32_t d, number, group;
    bool is_up, is_waking; /* is_waking: the device was woken for the last instant */
    SimTime phase, batch_phase;
    SimTime due[ITEM_COUNT];
    Settled settled;
    int64_t *row; /* counters of the slice that holds the last beat */
    SimTime row_from, row_to;
} Settling;

/* --- energy --------------------------------------------------------------------------------- */

/* Items take what they need beyond sleeping. */
static Energy extra_energy(const Settling *s, const int64_t *power_nw, SimTime dt)
{
    uint8_t level = s->device->current;
    int64_t extra = power_nw[level] - s->strip->fleet->sleep_nw[level];
    return extra <= 0 ? 0 : inference_energy(extra, dt);
}

/* On a battery, sleep is booked at every item, so that an empty one is found there. */
static void item_done(Settling *s, SimTime t)
{
    if (s->rest->battery_nj == 0)
        return;
    device_book_state(s->shard, s->d, t);
    if (s->is_waking)
        s->due[ITEM_EMPTY] = cell_empty_at(s->shard, s->d);
    if (s->is_up && s->device->charge_nj < s->rest->brownout_nj) {
        g_assert(s->is_waking);
        s->settled.is_empty = true;
        s->due[ITEM_EMPTY] = TIME_NEVER; /* found */
    }
}

/* --- when ----------------------------------------------------------------------------------- */

static SimTime demand_due(const Settling *s)
{
    const WorkSpec *work = s->strip->fleet->work;
    SimTime asked = s->device->demand_at;
    if (!s->is_up || work->is_at_gateway || asked == TIME_NEVER)
        return asked;
    if (work->is_dropping && asked < s->cold->free_at)
        return asked;
    SimTime latency = inference_latency(s->strip, s->device, s->number, s->device->demand);
    return time_add(MAX(asked, s->cold->free_at), time_add(s->strip->fleet->wake_ns, latency));
}

static SimTime batch_due(const Settling *s)
{
    const WorkSpec *work = s->strip->fleet->work;
    if (!s->is_up || work->upload != SEND_BATCHES)
        return TIME_NEVER;
    return time_add(s->batch_phase, time_mul(work->batch, s->device->batch));
}

static SimTime beat_due(const Settling *s)
{
    if (!s->is_up)
        return TIME_NEVER;
    return record_slot_time(s->phase, s->shard->spec->heartbeat, s->device->beat);
}

/* Full hours, on a battery that is in use. */
static SimTime hour_due(const Settling *s)
{
    if (s->rest->battery_nj == 0 || s->device->flags & (DEVICE_EMPTY | DEVICE_LOST))
        return TIME_NEVER;
    return (s->rest->hour + 1) * NS_PER_H;
}

static SimTime batch_phase(const Shard *shard, const Strip *strip, uint32_t d)
{
    const WorkSpec *work = strip->fleet->work;
    if (work->upload != SEND_BATCHES)
        return 0;
    double u = rng_unit_at(strip->fleet_key, strip_number(strip, d), RNG_BATCH_PHASE, 0);
    (void)shard;
    return int64_from_double(u * (double)work->batch);
}

/* --- what ----------------------------------------------------------------------------------- */

/* What it hangs on, if the model does that: a draw of the demand. */
static bool hangs(const Settling *s)
{
    double p = s->strip->fleet->model->hang_probability;
    return p > 0.0 &&
           rng_unit_at(s->strip->fleet_key, s->number, RNG_MODEL_HANG, s->device->demand) < p;
}

/* The device computes until `outcome->at`, whatever comes of it. */
static void do_inference(Settling *s, Outcome *outcome, Energy sensed)
{
    const FleetSpec *fleet = s->strip->fleet;
    Inference inference = inference_of(s->shard, s->d, outcome->demand);
    SimTime busy = outcome->at - MAX(outcome->asked, s->cold->free_at);
    energy_spend(s->shard, s->d, CONSUMER_INFERENCE, outcome->at,
                 extra_energy(s, fleet->active_nw, busy));
    if (!inference.is_none) {
        outcome->inference = &inference;
        outcome->energy = sensed + inference_energy(fleet->active_nw[s->device->current], busy) +
                          inference_upload(s->shard, s->d, outcome);
    }
    inference_book(s->shard, s->d, outcome);
    s->cold->free_at = outcome->at;
}

static void do_demand(Settling *s, SimTime t)
{
    const FleetSpec *fleet = s->strip->fleet;
    Device *device = s->device;
    Outcome outcome = {device->demand_at, t, device->demand, 0, NULL};
    bool is_missed = !s->is_up || (fleet->work->is_dropping && t == device->demand_at);
    Energy sensed = is_missed ? 0 : sensor_spend(s->shard, s->d, outcome.asked);
    if (is_missed || hangs(s)) {
        inference_book(s->shard, s->d, &outcome);
        s->settled.is_hung = !is_missed;
    } else {
        do_inference(s, &outcome, sensed);
    }
    device_next_demand(s->shard, s->d);
    s->due[ITEM_RADIO] = radio_due(s->shard, s->d); /* a result may wait */
    item_done(s, t);
    s->due[ITEM_DEMAND] = demand_due(s);
}

/* The row of counters for what is sent at t: that of the last beat, nearly always. */
static int64_t *row_at(Settling *s, SimTime t)
{
    if (t < s->row_from || t >= s->row_to) {
        const MetricsCalendar *calendar = s->shard->metrics->calendar;
        uint32_t slice = metrics_slice(calendar, t);
        s->row = metrics_row(s->shard->metrics, s->group, slice);
        s->row_from = calendar->slices[slice].start;
        s->row_to = calendar->slices[slice].end;
    }
    return s->row;
}

/* Handed to the radio at t; does it set out at once? */
static bool goes_at_once(Settling *s, RadioKind kind, uint32_t index, uint32_t count, SimTime t)
{
    if (radio_is_idle(s->shard, s->strip, s->d, t))
        return true;
    RadioMessage message = {.offered = t, .index = index, .count = count, .kind = (uint8_t)kind};
    bool goes = radio_offer(s->shard, s->d, message) == RADIO_GOES;
    s->due[ITEM_RADIO] = radio_due(s->shard, s->d);
    return goes;
}

/* Counted as handed in. */
static Departure departure(Settling *s, SimTime t)
{
    int64_t *row = row_at(s, t);
    row[COUNTER_SENT]++;
    row[COUNTER_MESSAGES]++;
    return (Departure){s->shard, s->strip, s->d, t, row};
}

static void do_radio(Settling *s, SimTime t)
{
    send_waiting(s->shard, s->d, t);
    s->due[ITEM_RADIO] = radio_due(s->shard, s->d);
    item_done(s, t);
}

static void do_batch(Settling *s, SimTime t)
{
    Device *device = s->device;
    uint32_t number = device->batch++;
    uint32_t count = device->pending;
    s->due[ITEM_BATCH] = batch_due(s);
    if (count == 0)
        return;
    device->pending = 0;
    s->shard->items++;
    Departure now = departure(s, t);
    if (goes_at_once(s, RADIO_BATCH, number, count, t))
        send_batch(&now, number, count);
    item_done(s, t);
}

/* Does its first try get through, if it sets out at t? */
static bool is_first(const Settling *s, int32_t slot, SimTime t)
{
    const DeviceCold *cold = s->cold;
    bool is_known = slot >= cold->beat_first && slot < cold->beat_end;
    if (is_known && cold->beat_mask >> (slot - cold->beat_first) & 1)
        return true;
    return uplink_beat_is_first(s->shard, s->strip, s->d, slot, t);
}

static void do_beat(Settling *s, SimTime t)
{
    int32_t slot = s->device->beat++;
    Departure now = departure(s, t);
    now.row[COUNTER_BEATS_DUE]++;
    s->shard->items++;
    s->shard->beats++;
    s->due[ITEM_BEAT] = beat_due(s);
    if (radio_is_idle(s->shard, s->strip, s->d, t) && is_first(s, slot, t))
        send_easy_beat(&now, slot);
    else if (goes_at_once(s, RADIO_BEAT, (uint32_t)slot, 0, t))
        send_beat(&now, slot);
    item_done(s, t);
}

static void do_hour(Settling *s, SimTime t)
{
    device_book_state(s->shard, s->d, t);
    cell_hour(s->shard, s->d, t);
    s->due[ITEM_HOUR] = hour_due(s);
    item_done(s, t);
}

/* --- the loop ------------------------------------------------------------------------------- */

static void settling_begin(Settling *s, Shard *shard, uint32_t d)
{
    *s = (Settling){.shard = shard,
                    .strip = shard_strip(shard, d),
                    .device = &shard->devices[d],
                    .cold = &shard->cold[d],
                    .rest = &shard->rest[d],
                    .d = d};
    s->is_up = device_state(s->device, s->rest) == STATE_UP;
    s->number = strip_number(s->strip, d);
    s->group = shard_group(shard, s->strip, d);
    s->phase = shard_phase(shard, s->strip, d);
    s->batch_phase = batch_phase(shard, s->strip, d);
    s->due[ITEM_RADIO] = radio_due(shard, d);
    s->due[ITEM_DEMAND] = demand_due(s);
    s->due[ITEM_BATCH] = batch_due(s);
    s->due[ITEM_BEAT] = beat_due(s);
    s->due[ITEM_HOUR] = hour_due(s);
    s->due[ITEM_EMPTY] = cell_empty_at(shard, d);
}

static Item first_item(const Settling *s)
{
    Item first = ITEM_RADIO;
    for (Item i = ITEM_DEMAND; i < ITEM_COUNT; i++) {
        if (s->due[i] < s->due[first])
            first = i;
    }
    return first;
}

static void (*const do_item[ITEM_COUNT])(Settling *s, SimTime t) = {
    [ITEM_RADIO] = do_radio, [ITEM_DEMAND] = do_demand, [ITEM_BATCH] = do_batch,
    [ITEM_BEAT] = do_beat,   [ITEM_HOUR] = do_hour,     [ITEM_EMPTY] = item_done,
};

/* How many items are done between two looks at a cut. */
enum { CUT_ITEMS = 1024 };

static Settled settle(Shard *shard, uint32_t d, SimTime limit, bool is_waking)
{
    Settling s;
    settling_begin(&s, shard, d);
    s.is_waking = is_waking;
    if (!is_waking) /* who plans sees to it that the device is woken for that */
        s.due[ITEM_EMPTY] = TIME_NEVER;
    bool sends = s.is_up && s.strip->fleet->work->is_at_gateway;
    uint32_t count = 0;
    for (Item item = first_item(&s); s.due[item] < limit; item = first_item(&s)) {
        if (count++ % CUT_ITEMS == 0 && shard_is_cut(shard))
            break;
        if (item == ITEM_DEMAND && sends) { /* an event of its own, due at this very instant */
            s.due[ITEM_DEMAND] = TIME_NEVER;
            continue;
        }
        do_item[item](&s, s.due[item]);
    }
    return s.settled;
}

void device_settle(Shard *shard, uint32_t d, SimTime t)
{
    settle(shard, d, t, false);
}

Settled device_settle_through(Shard *shard, uint32_t d, SimTime t)
{
    return settle(shard, d, t + 1, true);
}

SimTime device_next_item(const Shard *shard, uint32_t d)
{
    Settling s;
    settling_begin(&s, (Shard *)shard, d);
    return s.due[first_item(&s)];
}

void device_book_cut_off(Shard *shard, uint32_t d, SimTime t)
{
    Settling s;
    settling_begin(&s, shard, d);
    SimTime start = MAX(s.device->demand_at, s.cold->free_at);
    if (s.strip->fleet->work->is_at_gateway || start >= t)
        return;
    sensor_spend(shard, d, s.device->demand_at);
    energy_spend(shard, d, CONSUMER_INFERENCE, t,
                 extra_energy(&s, s.strip->fleet->active_nw, t - start));
}

/* --- demands -------------------------------------------------------------------------------- */

static ArrivalView arrival_view(const Shard *shard, uint32_t d)
{
    const Strip *strip = shard_strip(shard, d);
    return (ArrivalView){strip->fleet_key, strip_number(strip, d), &strip->fleet->work->pattern,
                         strip->leaf.day_shift};
}

static void take_demand(Device *device, Demand demand)
{
    device->demand_at = demand.at;
    device->demand = demand.number;
}

void device_next_demand(const Shard *shard, uint32_t d)
{
    const WorkSpec *work = shard_strip(shard, d)->fleet->work;
    Device *device = &shard->devices[d];
    ArrivalView view = arrival_view(shard, d);
    Demand last = {device->demand_at, device->demand};
    take_demand(device, work->arrival->next(work->arrival_params, &view, last));
}

void device_first_demand(const Shard *shard, uint32_t d)
{
    const WorkSpec *work = shard_strip(shard, d)->fleet->work;
    ArrivalView view = arrival_view(shard, d);
    take_demand(&shard->devices[d], work->arrival->first(work->arrival_params, &view));
}

void device_miss_open(Shard *shard, uint32_t d, SimTime t)
{
    const WorkSpec *work = shard_strip(shard, d)->fleet->work;
    const Device *device = &shard->devices[d];
    bool is_at_work = false;
    while (!work->is_at_gateway && device->demand_at < t && !shard_is_cut(shard)) {
        bool is_late = time_add(device->demand_at, work->deadline) <= t;
        Outcome outcome = {.asked = device->demand_at, .at = t, .demand = device->demand};
        if (is_late || (is_at_work && work->is_dropping))
            inference_book(shard, d, &outcome);
        is_at_work = true;
        device_next_demand(shard, d);
    }
}
