/*
 * net/link.h - one link's physics: packets, air time, tries, loss, latency.
 *
 * A message is cut into packets of at most `mtu` payload bytes, each with a header. Packets
 * go one after the other; a lost one is sent again up to `retries` times, then the message is
 * lost. A try takes the air time of its packet, the next one starts `retry_spacing` after
 * its end; the chain of a link with memory is read in the slot of the try's start. One
 * latency draw comes on top of a message that gets through. What is drawn has an address:
 * try k of a message takes the k-th sub-draw of `fate`, whatever the loss then is.
 *
 * A device that has sent listens for `listen` before it does anything else, and keeps the silence
 * that the law asks for its air time before it sends again, the next try of the same message
 * included. What comes down owes neither.
 *
 * Units:   SimTime ns; *_bps bit/s; Bytes.
 * Owner:   the caller; a prepared LinkModel is read-only and shared.
 * Errors:  link_check() says what is wrong with the parameters; the rest cannot fail.
 */
#ifndef TINYFLEET_NET_LINK_H
#define TINYFLEET_NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "net/contact.h"
#include "net/loss.h"
#include "util/dist.h"
#include "util/rng.h"
#include "util/units.h"

/* Tries of one message that have an address; a longer message is sent in parts. */
enum {
    LINK_TRY_MAX = 131070,
    LINK_QUEUE = 256, /* by default */
};

typedef enum LinkDirection { LINK_UP, LINK_DOWN, LINK_DIRECTION_COUNT } LinkDirection;

typedef struct LinkModel {
    Dist latency; /* ns, one way */
    double up_bps, down_bps;
    LossModel loss;
    Bytes mtu, header;
    uint32_t retries; /* after the first try of a packet */
    SimTime retry_spacing;
    SimTime listen;    /* receive window after each try up, and after a poll */
    SimTime poll;      /* from one poll of a device to the next; 0 = none */
    double duty_cycle; /* share of air time that is legal; 0 = any */
    Contact contact;
    uint32_t queue; /* messages that may wait for the radio of a device; 0 = LINK_QUEUE */

    /* Set by link_prepare(). */
    LossChain chain;
    SimTime slot; /* of link time, >= 1 */
} LinkModel;

/* Whose link it is, and what is wrong with it now. */
typedef struct LinkUse {
    RngKey state_key;   /* of the network section */
    uint32_t device;    /* global */
    double loss_factor; /* link-loss faults, against the same uniform; 1 = none */
} LinkUse;

typedef struct LinkMessage {
    Bytes size; /* payload, > 0 */
    LinkDirection direction;
    SimTime start;
} LinkMessage;

typedef struct Passage {
    bool is_delivered;
    uint32_t tries, packets; /* tries of all packets; packets of the message */
    SimTime air_ns;          /* spent sending, all tries */
    SimTime time_ns;         /* start to arrival with latency; if lost, until given up */
    SimTime held_ns;         /* start to the end of the last receive window: the radio is taken */
    SimTime closed_ns;       /* start to when the device may send again, >= held_ns */
    Bytes bytes;             /* on air, with headers, all tries */
} Passage;

/* One sentence, NULL if it is sound. */
const char *link_check(const LinkModel *link);

/* Fixes chain and slot (and the latency Dist); call once after the parameters are set. */
void link_prepare(LinkModel *link);

uint32_t link_packets(const LinkModel *link, Bytes size);

/* All packets, one try each. */
SimTime link_air_time(const LinkModel *link, Bytes size, LinkDirection direction);

/* The silence owed after a try that was on air so long, and the least time from its end to the
 * next try up, whatever that is. */
SimTime link_silence(const LinkModel *link, SimTime air_ns);
SimTime link_pause(const LinkModel *link, SimTime air_ns);

/* One packet up, so long on air at each of `tries` >= 1 tries: air_ns, held_ns and closed_ns. */
Passage link_hold(const LinkModel *link, SimTime air_ns, uint32_t tries);

/* Bytes on air with headers, one try each. */
Bytes link_bytes(const LinkModel *link, Bytes size);

/* A whole message: fate takes one sub-draw a try, latency one if it is delivered. */
Passage link_pass(const LinkModel *link, const LinkUse *use, Rng fate, Rng latency,
                  LinkMessage message);

/* The same fate, and nothing else: does it arrive, after how many tries? */
bool link_message_arrives(const LinkModel *link, const LinkUse *use, Rng fate, LinkMessage message,
                          uint32_t *ret_tries);

/* Does a try with this draw get through, whatever state the link is in? */
static inline bool link_is_clear(const LinkModel *link, const LinkUse *use, double u)
{
    return u >= link->chain.high * use->loss_factor;
}

/* Does a packet sent at t with this draw get through? The chain is read only if it matters. */
bool link_try_arrives(const LinkModel *link, const LinkUse *use, double u, SimTime t);

/* link_message_arrives() for the many messages of one packet that get through at once. `fate`
 * is a fresh address. */
static inline bool link_beat_arrives(const LinkModel *link, const LinkUse *use, Rng fate,
                                     LinkMessage message, uint32_t *ret_tries)
{
    RngPurpose purpose = (RngPurpose)(fate.purpose >> 16);
    g_assert((fate.purpose & 0xffff) == 0 && !fate.has_spare);
    if (message.size <= link->mtu &&
        link_is_clear(link, use, rng_unit_at(fate.key, fate.number, purpose, fate.index))) {
        *ret_tries = 1;
        return true;
    }
    return link_message_arrives(link, use, fate, message, ret_tries);
}

#endif
