#include "world/uplink.h"

void uplink_prepare(Strip *strip)
{
    const LinkModel *link = strip->fleet->link;
    Bytes size = BEAT_SIZE + REPORT_SIZE;
    strip->beat_air_ns = link_air_time(link, size, LINK_UP);
    strip->beat_bytes = link_bytes(link, size);
    strip->beat_high = link->chain.high;
    strip->is_beat_whole = link_packets(link, size) == 1;
}

LinkUse uplink_use(const Shard *shard, const Strip *strip, uint32_t device)
{
    return (LinkUse){
        .state_key = strip->link_key,
        .device = strip_number(strip, device),
        .loss_factor = shard->loss_factor == NULL ? 1.0 : shard->loss_factor[device],
    };
}

/* Nobody is there to acknowledge: every try of the first packet is in vain. */
static Sent send_in_vain(const LinkModel *link, const Outgoing *outgoing)
{
    Bytes size = MIN(outgoing->size, link->mtu);
    uint32_t tries = link->retries + 1;
    return (Sent){.tries = tries,
                  .packets = link_packets(link, outgoing->size),
                  .air_ns = time_mul(link_air_time(link, size, LINK_UP), tries),
                  .bytes = (Bytes)tries * link_bytes(link, size)};
}

/* One packet: the tries tell all. */
static Sent send_packet(const LinkModel *link, const LinkUse *use, Rng fate, LinkMessage message)
{
    uint32_t tries = 0;
    bool is_heard = link_beat_arrives(link, use, fate, message, &tries);
    return (Sent){is_heard, tries, 1, time_mul(link_air_time(link, message.size, LINK_UP), tries),
                  tries * link_bytes(link, message.size)};
}

Sent uplink_send(const Shard *shard, const Strip *strip, uint32_t device, const Outgoing *outgoing)
{
    const LinkModel *link = strip->fleet->link;
    if (shard_is_dark(shard, strip))
        return send_in_vain(link, outgoing);
    Rng fate =
        rng_at(strip->fleet_key, strip_number(strip, device), outgoing->purpose, outgoing->index);
    LinkUse use = uplink_use(shard, strip, device);
    LinkMessage message = {outgoing->size, LINK_UP, outgoing->at};
    if (outgoing->size <= link->mtu)
        return send_packet(link, &use, fate, message);
    Passage passage = link_pass(link, &use, fate, fate, message);
    return (Sent){passage.is_delivered, passage.tries, passage.packets, passage.air_ns,
                  passage.bytes};
}

bool uplink_beat_is_first(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot,
                          SimTime at)
{
    if (!strip->is_beat_whole || shard_is_dark(shard, strip))
        return false;
    double u =
        rng_unit_at(strip->fleet_key, strip_number(strip, device), RNG_BEAT_FATE, (uint64_t)slot);
    LinkUse use = uplink_use(shard, strip, device);
    return link_try_arrives(strip->fleet->link, &use, u, at);
}

Sent uplink_beat(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot, SimTime at)
{
    uint32_t number = strip_number(strip, device);
    if (uplink_beat_is_easy(strip, number, uplink_beat_high(shard, strip, device), slot))
        return (Sent){true, 1, 1, strip->beat_air_ns, strip->beat_bytes};
    Outgoing outgoing = {RNG_BEAT_FATE, (uint64_t)slot, BEAT_SIZE + REPORT_SIZE, at};
    return uplink_send(shard, strip, device, &outgoing);
}
