#include "world/radio.h"

#include "engine/memory.h"
#include "env/pattern.h"
#include "util/detmath.h"
#include "world/energy.h"
#include "world/inference.h"
#include "world/request.h"

enum { NO_PLACE = UINT32_MAX, FIRST_PLACES = 1024 };

/* --- when ----------------------------------------------------------------------------------- */

static SimTime phase_of(const Strip *strip, uint32_t d, RngPurpose purpose, SimTime every)
{
    double u = rng_unit_at(strip->fleet_key, strip_number(strip, d), purpose, 0);
    return int64_from_double(u * (double)(every - 1));
}

/* Slots of polls up to t, the one at t included. */
static int64_t polls_until(SimTime phase, SimTime poll, SimTime t)
{
    return t < phase ? 0 : (t - phase) / poll + 1;
}

/* The first instant at or after t that no poll takes. */
static SimTime after_poll(const Strip *strip, uint32_t d, SimTime t)
{
    SimTime poll = strip->fleet->link->poll;
    SimTime phase = phase_of(strip, d, RNG_POLL_PHASE, poll);
    if (t < phase)
        return t;
    SimTime begun = t - (t - phase) % poll;
    return MAX(t, time_add(begun, strip->poll_held_ns));
}

/* When may this set out at the earliest? What is polled for keeps no windows. */
static SimTime start_of(const Shard *shard, uint32_t d, const RadioMessage *message)
{
    const DeviceRadio *radio = &shard->radios[d];
    const Strip *strip = shard_strip(shard, d);
    const LinkModel *link = strip->fleet->link;
    SimTime t = MAX(message->offered, radio->free_at);
    if (message->kind != RADIO_REPLY)
        t = MAX(t, radio->closed_until);
    if (link->contact.kind != CONTACT_ALWAYS)
        t = contact_next(&link->contact, phase_of(strip, d, RNG_CONTACT_PHASE, link->contact.every),
                         t);
    return link->poll > 0 ? after_poll(strip, d, t) : t;
}

SimTime radio_due_waiting(const Shard *shard, uint32_t d)
{
    const DeviceRadio *radio = &shard->radios[d];
    return start_of(shard, d, &g_array_index(shard->waiting, RadioMessage, radio->first));
}

SimTime radio_hold(Shard *shard, uint32_t d, SimTime t, const Sent *sent)
{
    DeviceRadio *radio = &shard->radios[d];
    const Strip *strip = shard_strip(shard, d);
    SimTime start_up = sent->is_down ? 0 : strip->fleet->tx_overhead_ns;
    SimTime begun = time_add(t, start_up), end = time_add(begun, sent->held_ns);
    radio->closed_until = MAX(radio->closed_until, time_add(begun, sent->closed_ns));
    SimTime poll = strip->fleet->link->poll;
    if (poll > 0 && end < shard->spec->end) { /* those that it went on over are made after it */
        SimTime phase = phase_of(strip, d, RNG_POLL_PHASE, poll);
        int64_t made = polls_until(phase, poll, t), due;
        while ((due = polls_until(phase, poll, end)) > made && end < shard->spec->end) {
            end = time_add(end, (due - made) * strip->poll_held_ns);
            made = due;
        }
    }
    radio->free_at = end;
    return time_add(start_up, sent->closed_ns);
}

/* --- the queue ------------------------------------------------------------------------------ */

void radios_begin(Shard *shard)
{
    shard->radios = engine_alloc(shard->device_count, sizeof *shard->radios);
    shard->waiting = g_array_sized_new(FALSE, FALSE, sizeof(RadioMessage), FIRST_PLACES);
    shard->free_waiting = NO_PLACE;
}

void radios_clear(Shard *shard)
{
    engine_free(shard->radios, shard->device_count, sizeof *shard->radios);
    g_array_unref(shard->waiting);
}

static RadioMessage *waiting_at(Shard *shard, uint32_t place)
{
    return &g_array_index(shard->waiting, RadioMessage, place);
}

static void put_last(Shard *shard, DeviceRadio *radio, RadioMessage message)
{
    uint32_t place = shard->free_waiting;
    message.next = NO_PLACE;
    if (place == NO_PLACE) {
        place = shard->waiting->len;
        g_array_append_val(shard->waiting, message);
    } else {
        shard->free_waiting = waiting_at(shard, place)->next;
        *waiting_at(shard, place) = message;
    }
    if (radio->waiting++ == 0)
        radio->first = place;
    else
        waiting_at(shard, radio->last)->next = place;
    radio->last = place;
}

RadioMessage radio_take(Shard *shard, uint32_t d)
{
    DeviceRadio *radio = &shard->radios[d];
    g_assert(radio->waiting > 0);
    uint32_t place = radio->first;
    RadioMessage message = *waiting_at(shard, place);
    radio->first = message.next;
    radio->waiting--;
    waiting_at(shard, place)->next = shard->free_waiting;
    shard->free_waiting = place;
    return message;
}

static int64_t *row_of(Shard *shard, uint32_t d, const RadioMessage *message)
{
    uint32_t slice = metrics_slice(shard->metrics->calendar, message->offered);
    return metrics_row(shard->metrics, shard_group(shard, shard_strip(shard, d), d), slice);
}

/* Uploads and report words; what goes to a gateway to be answered is a demand. */
static bool is_data(const RadioMessage *message)
{
    return message->kind != RADIO_REQUEST && message->kind != RADIO_REPLY;
}

RadioAnswer radio_offer(Shard *shard, uint32_t d, RadioMessage message)
{
    DeviceRadio *radio = &shard->radios[d];
    if (radio->waiting == 0 && start_of(shard, d, &message) == message.offered)
        return RADIO_GOES;
    if (radio->waiting < shard_strip(shard, d)->fleet->link->queue) {
        put_last(shard, radio, message);
        return RADIO_WAITS;
    }
    int64_t *row = row_of(shard, d, &message);
    row[COUNTER_RADIO_DROPS]++;
    row[COUNTER_MESSAGES_LOST] += is_data(&message);
    return RADIO_DROPPED;
}

void radio_reset(Shard *shard, uint32_t d, SimTime t)
{
    while (shard->radios[d].waiting > 0) {
        RadioMessage message = radio_take(shard, d);
        int64_t *row = row_of(shard, d, &message);
        row[COUNTER_LOST]++;
        row[COUNTER_MESSAGES_LOST] += is_data(&message);
        if (!is_data(&message))
            request_miss(shard, message.index, t);
    }
}

void radio_restart(Shard *shard, uint32_t d, SimTime t)
{
    shard->radios[d].free_at = MIN(shard->radios[d].free_at, t);
}

void radio_check(const Shard *shard)
{
    const Metrics *metrics = shard->metrics;
    size_t rows = (size_t)metrics->group_count * metrics->calendar->slice_count;
    int64_t open = 0;
    for (size_t i = 0; i < rows; i++) {
        const int64_t *row = metrics->counters + i * COUNTER_COUNT;
        open += row[COUNTER_SENT] - row[COUNTER_DELIVERED] - row[COUNTER_LOST] -
                row[COUNTER_RADIO_DROPS];
    }
    for (uint32_t d = 0; d < shard->device_count; d++)
        open -= shard->radios[d].waiting;
    g_assert(open == 0);
}

/* --- energy --------------------------------------------------------------------------------- */

static Energy beyond_sleep(const FleetSpec *fleet, const int64_t *power_nw, uint8_t level,
                           SimTime dt)
{
    int64_t extra = power_nw[level] - fleet->sleep_nw[level];
    return extra <= 0 || dt <= 0 ? 0 : inference_energy(extra, dt);
}

Energy radio_energy(const Strip *strip, const Device *device, const Sent *sent)
{
    const FleetSpec *fleet = strip->fleet;
    uint8_t level = device->current;
    if (sent->is_down)
        return beyond_sleep(fleet, fleet->rx_nw, level, sent->air_ns);
    SimTime listening = fleet->link->listen * (SimTime)sent->tries;
    if (fleet->start_nw[level] == fleet->tx_nw[level] && listening == 0)
        return beyond_sleep(fleet, fleet->tx_nw, level, fleet->tx_overhead_ns + sent->air_ns);
    return beyond_sleep(fleet, fleet->start_nw, level, fleet->tx_overhead_ns) +
           beyond_sleep(fleet, fleet->tx_nw, level, sent->air_ns) +
           beyond_sleep(fleet, fleet->listen_nw, level, listening);
}

double radio_waiting_bound(const Shard *shard, uint32_t d, double one, double result)
{
    const DeviceRadio *radio = &shard->radios[d];
    double bound = 0.0;
    for (uint32_t i = 0, place = radio->first; i < radio->waiting; i++) {
        const RadioMessage *message = &g_array_index(shard->waiting, RadioMessage, place);
        bound += MAX(one, result * MAX(message->count, 1));
        place = message->next;
    }
    return bound;
}

/* One poll: a start-up, an empty packet each way, a window. */
static Energy poll_energy(const Strip *strip, const Device *device)
{
    const LinkModel *link = strip->fleet->link;
    Sent up = {.tries = 1, .air_ns = link_air_time(link, POLL_SIZE, LINK_UP)};
    Sent down = {.is_down = true, .air_ns = link_air_time(link, POLL_SIZE, LINK_DOWN)};
    return radio_energy(strip, device, &up) + radio_energy(strip, device, &down);
}

void radio_poll(Shard *shard, uint32_t d, SimTime from, SimTime to)
{
    const Strip *strip = shard_strip(shard, d);
    const LinkModel *link = strip->fleet->link;
    const MetricsCalendar *calendar = shard->metrics->calendar;
    SimTime phase = phase_of(strip, d, RNG_POLL_PHASE, link->poll);
    Energy each = poll_energy(strip, &shard->devices[d]);
    int64_t k = polls_until(phase, link->poll, from), last = polls_until(phase, link->poll, to);
    while (k < last) { /* slice by slice: poll k is at phase + k x poll */
        SimTime at = phase + k * link->poll;
        uint32_t slice = metrics_slice(calendar, at);
        bool is_last = slice + 1 == calendar->slice_count;
        int64_t until =
            is_last ? last : polls_until(phase, link->poll, calendar->slices[slice].end - 1);
        until = MIN(until, last);
        int64_t *row = metrics_row(shard->metrics, shard_group(shard, strip, d), slice);
        row[COUNTER_POLLS] += until - k;
        row[COUNTER_BYTES_UP] += (until - k) * link_bytes(link, POLL_SIZE);
        row[COUNTER_BYTES_DOWN] += (until - k) * link_bytes(link, POLL_SIZE);
        row[COUNTER_AIR_TIME] +=
            until * strip->poll_held_ns / NS_PER_US - k * strip->poll_held_ns / NS_PER_US;
        energy_spend(shard, d, CONSUMER_RADIO, at, (until - k) * each);
        k = until;
    }
}

double radio_poll_power(const Strip *strip, const Device *device)
{
    SimTime poll = strip->fleet->link->poll;
    return poll == 0 ? 0.0 : (double)poll_energy(strip, device) * 1e9 / (double)poll;
}

/* --- looking ahead -------------------------------------------------------------------------- */

#define LATE_CHANCE_LOG 69.1 /* -ln 1e-30 */
#define BATCH_SDS       10.0

/* The longest that a message can take the radio, all tries in vain. */
static double longest_ns(const FleetSpec *fleet, double size)
{
    const LinkModel *link = fleet->link;
    double packets = ceil(size / (double)link->mtu),
           bits = 8.0 * (size + packets * (double)link->header);
    double air = bits * 1e9 / MIN(link->up_bps, link->down_bps);
    SimTime full = link_air_time(link, MIN(link->mtu, MAX((Bytes)size, 1)), LINK_UP);
    double gap = (double)MAX(link_pause(link, full), link->retry_spacing);
    double tries = 1.0 + link->retries;
    return (double)fleet->tx_overhead_ns + tries * (air + packets * gap) + packets;
}

typedef struct Load {
    double share, longest;
} Load;

static void add_load(Load *load, double per_ns, double longest)
{
    load->share += per_ns * longest;
    load->longest = MAX(load->longest, longest);
}

static Load load_of(const WorldSpec *spec, const Strip *strip)
{
    const FleetSpec *fleet = strip->fleet;
    const WorkSpec *work = fleet->work;
    Load load = {0.0, 1.0};
    double rate = work->arrival->rate(work->arrival_params) * pattern_peak(&work->pattern) * 1e-9;
    double batch = rate * (double)work->batch;
    add_load(&load, 1.0 / (double)spec->heartbeat, longest_ns(fleet, BEAT_SIZE + REPORT_SIZE));
    if (work->is_at_gateway) {
        add_load(&load, rate, longest_ns(fleet, (double)work->input_size));
        add_load(&load, rate, longest_ns(fleet, (double)work->result_size));
    }
    if (work->upload == SEND_BATCHES)
        add_load(&load, 1.0 / (double)work->batch,
                 longest_ns(fleet, (double)work->result_size *
                                       ceil(batch + BATCH_SDS * sqrt(batch) + 1.0)));
    else if (work->upload != SEND_NOTHING)
        add_load(&load, rate, longest_ns(fleet, (double)work->result_size));
    if (fleet->link->poll > 0)
        add_load(&load, 1.0 / (double)fleet->link->poll, (double)strip->poll_held_ns);
    return load;
}

bool radio_is_punctual(const WorldSpec *spec, const Strip *strip)
{
    const LinkModel *link = strip->fleet->link;
    if (link->contact.kind != CONTACT_ALWAYS)
        return false;
    Load load = load_of(spec, strip);
    if (load.share > 0.36) /* 1/e */
        return false;
    double least = LATE_CHANCE_LOG / -det_log(load.share);
    return (double)spec->record_ops->grace / load.longest >= least && (double)link->queue >= least;
}
