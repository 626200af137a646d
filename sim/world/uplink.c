#include "world/uplink.h"

#include "world/radio.h"

/* Checks of runs that may be are fewer than one for each `missed` beats. */
static bool are_checks_few(double loss, int32_t missed)
{
    double run = 1.0;
    for (int32_t i = 0; i < MIN(missed, 64); i++)
        run *= loss;
    return run * missed < 1.0;
}

void uplink_prepare(const WorldSpec *spec, Strip *strip)
{
    const FleetSpec *fleet = strip->fleet;
    const LinkModel *link = fleet->link;
    Bytes size = BEAT_SIZE + REPORT_SIZE;
    strip->beat = link_hold(link, link_air_time(link, size, LINK_UP), 1);
    strip->beat.is_delivered = true;
    strip->beat.bytes = link_bytes(link, size);
    strip->beat_on_ns = time_add(fleet->tx_overhead_ns, strip->beat.air_ns);
    strip->beat_held_ns = time_add(fleet->tx_overhead_ns, strip->beat.held_ns);
    strip->beat_closed_ns = time_add(fleet->tx_overhead_ns, strip->beat.closed_ns);
    strip->beat_high = link->chain.high;
    strip->is_beat_whole = link_packets(link, size) == 1;
    strip->is_radio_plain = link->contact.kind == CONTACT_ALWAYS && link->poll == 0;
    strip->poll_held_ns = fleet->tx_overhead_ns + link_air_time(link, POLL_SIZE, LINK_UP) +
                          link_air_time(link, POLL_SIZE, LINK_DOWN) + link->listen;
    strip->are_beats_foreseen = spec->record_ops->missed == 0 ||
                                (are_checks_few(strip->beat_high, spec->record_ops->missed) &&
                                 radio_is_punctual(spec, strip));
}

LinkUse uplink_use(const Shard *shard, const Strip *strip, uint32_t device)
{
    return (LinkUse){
        .state_key = strip->link_key,
        .device = strip_number(strip, device),
        .loss_factor = shard->loss_factor == NULL ? 1.0 : shard->loss_factor[device],
    };
}

Sent uplink_sent(const Passage *passage)
{
    return (Sent){.is_heard = passage->is_delivered,
                  .tries = passage->tries,
                  .packets = passage->packets,
                  .air_ns = passage->air_ns,
                  .held_ns = passage->held_ns,
                  .closed_ns = passage->closed_ns,
                  .time_ns = passage->time_ns,
                  .bytes = passage->bytes};
}

/* Nobody is there to acknowledge: every try of the first packet is in vain. */
static Passage send_in_vain(const LinkModel *link, Bytes whole)
{
    Bytes size = MIN(whole, link->mtu);
    Passage passage = link_hold(link, link_air_time(link, size, LINK_UP), link->retries + 1);
    passage.packets = link_packets(link, whole);
    passage.bytes = (Bytes)passage.tries * link_bytes(link, size);
    return passage;
}

/* One packet: the tries tell all. */
static Passage send_packet(const LinkModel *link, const LinkUse *use, Rng fate, LinkMessage message)
{
    uint32_t tries = 0;
    bool is_heard = link_beat_arrives(link, use, fate, message, &tries);
    Passage passage = link_hold(link, link_air_time(link, message.size, LINK_UP), tries);
    passage.is_delivered = is_heard;
    passage.bytes = (Bytes)tries * link_bytes(link, message.size);
    return passage;
}

Sent uplink_send(const Shard *shard, const Strip *strip, uint32_t device, const Outgoing *outgoing)
{
    const LinkModel *link = strip->fleet->link;
    Passage passage;
    if (shard_is_dark(shard, strip)) {
        passage = send_in_vain(link, outgoing->size);
        return uplink_sent(&passage);
    }
    Rng fate =
        rng_at(strip->fleet_key, strip_number(strip, device), outgoing->purpose, outgoing->index);
    LinkUse use = uplink_use(shard, strip, device);
    SimTime start = time_add(outgoing->at, strip->fleet->tx_overhead_ns);
    LinkMessage message = {outgoing->size, LINK_UP, start};
    passage = outgoing->size <= link->mtu ? send_packet(link, &use, fate, message)
                                          : link_pass(link, &use, fate, fate, message);
    return uplink_sent(&passage);
}

bool uplink_beat_is_first(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot,
                          SimTime at)
{
    if (!strip->is_beat_whole || shard_is_dark(shard, strip))
        return false;
    double u =
        rng_unit_at(strip->fleet_key, strip_number(strip, device), RNG_BEAT_FATE, (uint64_t)slot);
    LinkUse use = uplink_use(shard, strip, device);
    SimTime start = time_add(at, strip->fleet->tx_overhead_ns);
    return link_try_arrives(strip->fleet->link, &use, u, start);
}

Sent uplink_easy_beat(const Strip *strip)
{
    return uplink_sent(&strip->beat);
}

Sent uplink_beat(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot, SimTime at)
{
    if (uplink_beat_is_first(shard, strip, device, slot, at))
        return uplink_easy_beat(strip);
    Outgoing outgoing = {RNG_BEAT_FATE, (uint64_t)slot, BEAT_SIZE + REPORT_SIZE, at};
    return uplink_send(shard, strip, device, &outgoing);
}
