#include "world/send.h"

#include "world/energy.h"
#include "world/inference.h"
#include "world/request.h"

enum { FOLD_BATCH = 3, FOLD_BEAT = 4 };

Departure departure_of(Shard *shard, uint32_t d, SimTime offered, SimTime start)
{
    const Strip *strip = shard_strip(shard, d);
    uint32_t slice = metrics_slice(shard->metrics->calendar, offered);
    int64_t *row = metrics_row(shard->metrics, shard_group(shard, strip, d), slice);
    return (Departure){shard, strip, d, start, row};
}

Energy send_book(const Departure *departure, const Sent *sent)
{
    const Device *device = &departure->shard->devices[departure->device];
    int64_t *row = departure->row;
    SimTime start = departure->start;
    SimTime used = radio_hold(departure->shard, departure->device, start, sent);
    row[COUNTER_AIR_TIME] += time_add(start, used) / NS_PER_US - start / NS_PER_US;
    row[sent->is_down ? COUNTER_BYTES_DOWN : COUNTER_BYTES_UP] += sent->bytes;
    if (sent->is_heard) {
        row[COUNTER_DELIVERED]++;
        row[COUNTER_DELIVERED_TRIES] += sent->tries;
        row[COUNTER_DELIVERED_PACKETS] += sent->packets;
    } else {
        row[COUNTER_LOST]++;
    }
    Energy energy = radio_energy(departure->strip, device, sent);
    energy_spend(departure->shard, departure->device, CONSUMER_RADIO, start, energy);
    return energy;
}

/* --- beats ---------------------------------------------------------------------------------- */

static void tell_report(const Departure *departure)
{
    Shard *shard = departure->shard;
    const DeviceReport *report = &shard->reports[departure->device];
    DeviceRest *rest = &shard->rest[departure->device];
    int64_t *row = departure->row;
    row[COUNTER_BEATS_HEARD]++;
    row[COUNTER_MONITOR_MESSAGES]++;
    row[COUNTER_RESETS_REPORTED] += rest->resets;
    rest->resets = 0;
    if (report->count == 0)
        return;
    row[COUNTER_REPORTS]++;
    row[COUNTER_REPORT_CONFIDENCE] +=
        (int64_t)report->confidence * INT64_C(65536) / (INT64_C(255) * report->count);
    row[COUNTER_REPORT_LATENCY] += (int64_t)(report->latency_ns / report->count);
    row[COUNTER_REPORT_LATE] += report->late * INT64_C(65536) / report->count;
}

/* What the monitor hears of it, and what the chain remembers. */
static void beat_over(const Departure *departure, int32_t slot, bool is_heard)
{
    Shard *shard = departure->shard;
    uint32_t d = departure->device;
    SimTime t = departure->start;
    if (is_heard)
        tell_report(departure);
    shard->reports[d] = (DeviceReport){0};
    shard_fold(&shard->devices[d], t,
               FOLD_BEAT | (uint64_t)is_heard << 8 | (uint64_t)(uint32_t)slot << 32);
    if (is_heard && record_hear(&shard->records[d], slot))
        shard->record_digest ^=
            digest_mix(digest_fold((uint64_t)t, 1), strip_id(departure->strip, d));
}

void send_beat(const Departure *departure, int32_t slot)
{
    Sent sent =
        uplink_beat(departure->shard, departure->strip, departure->device, slot, departure->start);
    send_book(departure, &sent);
    departure->row[COUNTER_MESSAGES_LOST] += !sent.is_heard;
    beat_over(departure, slot, sent.is_heard);
}

void send_easy_beat(const Departure *departure, int32_t slot)
{
    const Strip *strip = departure->strip;
    const FleetSpec *fleet = strip->fleet;
    const Device *device = &departure->shard->devices[departure->device];
    DeviceRadio *radio = &departure->shard->radios[departure->device];
    SimTime t = departure->start;
    int64_t *row = departure->row;
    radio->free_at = time_add(t, strip->beat_held_ns);
    radio->closed_until = time_add(t, strip->beat_closed_ns);
    row[COUNTER_AIR_TIME] += radio->closed_until / NS_PER_US - t / NS_PER_US;
    row[COUNTER_BYTES_UP] += strip->beat.bytes;
    row[COUNTER_DELIVERED]++;
    row[COUNTER_DELIVERED_TRIES]++;
    row[COUNTER_DELIVERED_PACKETS]++;
    uint8_t level = device->current;
    Energy energy;
    if (fleet->start_nw[level] == fleet->tx_nw[level] && fleet->link->listen == 0) {
        int64_t extra = fleet->tx_nw[level] - fleet->sleep_nw[level];
        energy = extra <= 0 ? 0 : inference_energy(extra, strip->beat_on_ns);
    } else {
        Sent sent = uplink_easy_beat(strip);
        energy = radio_energy(strip, device, &sent);
    }
    energy_spend(departure->shard, departure->device, CONSUMER_RADIO, t, energy);
    beat_over(departure, slot, true);
}

/* --- results -------------------------------------------------------------------------------- */

void send_batch(const Departure *departure, uint32_t number, uint32_t count)
{
    Shard *shard = departure->shard;
    uint32_t d = departure->device;
    Bytes size = (Bytes)count * departure->strip->fleet->work->result_size;
    Outgoing outgoing = {RNG_BATCH_FATE, number, size, departure->start};
    Sent sent = uplink_send(shard, departure->strip, d, &outgoing);
    departure->row[COUNTER_ENERGY] += send_book(departure, &sent);
    departure->row[COUNTER_MESSAGES_LOST] += !sent.is_heard;
    shard_fold(&shard->devices[d], departure->start,
               FOLD_BATCH | (uint64_t)sent.is_heard << 8 | (uint64_t)number << 32);
}

Energy send_upload(const Departure *departure, uint32_t demand)
{
    Bytes size = departure->strip->fleet->work->result_size;
    Outgoing outgoing = {RNG_UPLOAD_FATE, demand, size, departure->start};
    Sent sent = uplink_send(departure->shard, departure->strip, departure->device, &outgoing);
    departure->row[COUNTER_MESSAGES_LOST] += !sent.is_heard;
    return send_book(departure, &sent);
}

/* --- what has waited ------------------------------------------------------------------------ */

void send_waiting(Shard *shard, uint32_t d, SimTime t)
{
    RadioMessage message = radio_take(shard, d);
    Departure departure = departure_of(shard, d, message.offered, t);
    switch ((RadioKind)message.kind) {
    case RADIO_BEAT:
        send_beat(&departure, (int32_t)message.index);
        return;
    case RADIO_BATCH:
        send_batch(&departure, message.index, message.count);
        return;
    case RADIO_UPLOAD:
        departure.row[COUNTER_ENERGY] += send_upload(&departure, message.index);
        return;
    case RADIO_REQUEST:
    case RADIO_REPLY:
        request_set_out(&departure, message.kind == RADIO_REPLY, message.index);
    }
}
