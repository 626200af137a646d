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
    if (link->listen < 0 || link->poll < 0)
        return "listen and poll must not be negative";
    if (!(link->duty_cycle >= 0.0 && link->duty_cycle <= 1.0))
        return "duty_cycle must lie between 0 and 1";
    const char *mistake = contact_check(&link->contact);
    if (mistake != NULL)
        return mistake;
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
    link->queue = link->queue > 0 ? link->queue : LINK_QUEUE;
}

SimTime link_silence(const LinkModel *link, SimTime air_ns)
{
    bool is_free = link->duty_cycle <= 0.0 || link->duty_cycle >= 1.0;
    return is_free ? 0 : contact_silence(air_ns, link->duty_cycle);
}

SimTime link_pause(const LinkModel *link, SimTime air_ns)
{
    return MAX(link->listen, link_silence(link, air_ns));
}

Passage link_hold(const LinkModel *link, SimTime air_ns, uint32_t tries)
{
    g_assert(tries >= 1);
    SimTime pause = link_pause(link, air_ns);
    SimTime gaps = time_mul(MAX(link->retry_spacing, pause), tries - 1);
    SimTime air = time_mul(air_ns, tries), end = time_add(air, gaps);
    return (Passage){.tries = tries,
                     .packets = 1,
                     .air_ns = air,
                     .held_ns = time_add(end, link->listen),
                     .closed_ns = time_add(end, pause)};
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
    SimTime next;  /* start of the next try .. */
    SimTime pause; /* .. of this packet; the next packet's comes so much later */
    Passage passage;
} Sending;

/* One packet until it arrives or is given up. */
static bool send_packet(Sending *sending, Bytes payload, LinkDirection direction)
{
    const LinkModel *link = sending->link;
    SimTime air = packet_air(link, payload, direction);
    SimTime pause = direction == LINK_UP ? link_pause(link, air) : 0;
    bool is_under_way = true;
    sending->next = time_add(sending->next, sending->pause); /* owed by the packet before */
    for (uint32_t try = 0; is_under_way && try <= link->retries; try++) {
        sending->next = time_add(sending->next, try > 0 ? MAX(link->retry_spacing, pause) : 0);
        is_under_way =
            !link_try_arrives(link, sending->use, rng_unit(&sending->fate), sending->next);
        sending->next = time_add(sending->next, air);
        sending->passage.tries++;
        sending->passage.air_ns = time_add(sending->passage.air_ns, air);
        sending->passage.bytes += payload + link->header;
    }
    sending->pause = pause;
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
    SimTime time = sending.next - message.start;
    sending.passage.time_ns = time;
    sending.passage.held_ns = time_add(time, message.direction == LINK_UP ? link->listen : 0);
    sending.passage.closed_ns = time_add(time, sending.pause);
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
