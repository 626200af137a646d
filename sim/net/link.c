#include "net/link.h"

const char *link_check(const LinkModel *link)
{
    if (!(link->up_bps > 0.0) || !(link->down_bps > 0.0))
        return "bandwidth must be above 0";
    if (link->mtu <= 0)
        return "mtu must be at least 1B";
    if (link->header < 0)
        return "header must not be negative";
    if (link->retry_spacing < 0)
        return "retry_spacing must not be negative";
    return loss_check(&link->loss);
}

static double bps_of(const LinkModel *link, LinkDirection direction)
{
    return direction == LINK_UP ? link->up_bps : link->down_bps;
}

/* Air time of one packet with this payload, at least 1 ns. */
static SimTime packet_air(const LinkModel *link, Bytes payload, LinkDirection direction)
{
    double bits = 8.0 * (double)(payload + link->header);
    SimTime air = int64_from_double(bits * 1e9 / bps_of(link, direction));
    return air < 1 ? 1 : air;
}

void link_prepare(LinkModel *link)
{
    g_assert(link_check(link) == NULL);
    dist_prepare(&link->latency);
    link->chain = loss_prepare(&link->loss);
    link->slot = link->loss.slot > 0 ? link->loss.slot : packet_air(link, link->mtu, LINK_UP);
}

uint32_t link_packets(const LinkModel *link, Bytes size)
{
    g_assert(size > 0);
    if (size <= link->mtu)
        return 1;
    Bytes count = (size - 1) / link->mtu + 1;
    g_assert(count <= UINT32_MAX);
    return (uint32_t)count;
}

SimTime link_air_time(const LinkModel *link, Bytes size, LinkDirection direction)
{
    uint32_t full_count = link_packets(link, size) - 1;
    Bytes rest = size - (Bytes)full_count * link->mtu;
    SimTime air = packet_air(link, rest, direction);
    if (full_count == 0)
        return air;
    return time_add(air, time_mul(packet_air(link, link->mtu, direction), full_count));
}

Bytes link_bytes(const LinkModel *link, Bytes size)
{
    return size + (Bytes)link_packets(link, size) * link->header;
}

bool link_try_arrives(const LinkModel *link, const LinkUse *use, double u, SimTime t)
{
    if (link_is_clear(link, use, u))
        return true;
    if (link->loss.kind == LOSS_BERNOULLI || u < link->chain.low * use->loss_factor)
        return false;
    LossState state = loss_state(&link->chain, use->state_key, use->device, t / link->slot);
    double loss = state == LOSS_STATE_BAD ? link->loss.bad : link->loss.good;
    return u >= loss * use->loss_factor;
}

/* What is under way: the tries of the packets so far. */
typedef struct Sending {
    const LinkModel *link;
    const LinkUse *use;
    Rng fate;
    SimTime next; /* start of the next try */
    Passage passage;
} Sending;

/* One packet until it arrives or is given up. */
static bool send_packet(Sending *sending, Bytes payload, LinkDirection direction)
{
    const LinkModel *link = sending->link;
    SimTime air = packet_air(link, payload, direction);
    bool is_under_way = true;
    for (uint32_t try = 0; is_under_way && try <= link->retries; try++) {
        sending->next = time_add(sending->next, try > 0 ? link->retry_spacing : 0);
        is_under_way =
            !link_try_arrives(link, sending->use, rng_unit(&sending->fate), sending->next);
        sending->next = time_add(sending->next, air);
        sending->passage.tries++;
        sending->passage.air_ns = time_add(sending->passage.air_ns, air);
        sending->passage.bytes += payload + link->header;
    }
    return !is_under_way;
}

/* All packets until one is given up; time_ns without latency. */
static Passage send_message(const LinkModel *link, const LinkUse *use, Rng fate,
                            LinkMessage message)
{
    Sending sending = {.link = link, .use = use, .fate = fate, .next = message.start};
    sending.passage.packets = link_packets(link, message.size);
    sending.passage.is_delivered = true;
    Bytes left = message.size;
    while (left > 0 && sending.passage.is_delivered) {
        Bytes payload = left < link->mtu ? left : link->mtu;
        sending.passage.is_delivered = send_packet(&sending, payload, message.direction);
        left -= payload;
    }
    sending.passage.time_ns = sending.next - message.start;
    return sending.passage;
}

Passage link_pass(const LinkModel *link, const LinkUse *use, Rng fate, Rng latency,
                  LinkMessage message)
{
    Passage passage = send_message(link, use, fate, message);
    if (passage.is_delivered)
        passage.time_ns = time_add(passage.time_ns, dist_sample_ns(&link->latency, &latency, 0));
    return passage;
}

bool link_message_arrives(const LinkModel *link, const LinkUse *use, Rng fate, LinkMessage message,
                          uint32_t *ret_tries)
{
    Passage passage = send_message(link, use, fate, message);
    *ret_tries = passage.tries;
    return passage.is_delivered;
}
