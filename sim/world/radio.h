/*
 * world/radio.h - a device's one radio: what sets out when, what waits, what is turned away.
 *
 * A radio does one thing at a time. A message takes it from the start-up, through its tries and
 * the times between them, to the end of the last receive window; what is handed to it meanwhile
 * waits in order of coming, at most `queue` messages, and one that finds it full is dropped.
 * Where the law asks for silence, only what comes down may pass it; in a network with contact
 * windows a message sets out inside one. Polls are made at their slots, each device's own; what
 * would set out during one waits for its end, and what goes on over one pushes it back.
 *
 * The fate of a message is read as it sets out, however long it has waited: the chain of its
 * link in the slots of its tries, losses and dark gateways as they are then. It counts where it
 * was handed in. A reset loses what waits.
 *
 * Units:   times in ns.
 * Owner:   the shard. Places of waiting messages come from one pool, which grows when more
 *          messages wait at once than ever before.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_RADIO_H
#define TINYFLEET_WORLD_RADIO_H

#include "world/shard.h"
#include "world/uplink.h"

typedef enum RadioKind {
    RADIO_BEAT,    /* index = slot */
    RADIO_UPLOAD,  /* index = demand */
    RADIO_BATCH,   /* index = batch, count = results in it */
    RADIO_REQUEST, /* index = place of the request; this and the next */
    RADIO_REPLY,
} RadioKind;

typedef struct RadioMessage {
    SimTime offered; /* not before this */
    uint32_t index, count;
    uint32_t next; /* of those that wait */
    uint8_t kind;  /* RadioKind */
} RadioMessage;

typedef enum RadioAnswer { RADIO_GOES, RADIO_WAITS, RADIO_DROPPED } RadioAnswer;

void radios_begin(Shard *shard);
void radios_clear(Shard *shard);

/* A message is handed in: RADIO_GOES = it sets out at message.offered. */
static inline bool radio_is_idle(const Shard *shard, const Strip *strip, uint32_t device, SimTime t)
{
    const DeviceRadio *radio = &shard->radios[device];
    return strip->is_radio_plain && radio->waiting == 0 &&
           t >= MAX(radio->free_at, radio->closed_until);
}

RadioAnswer radio_offer(Shard *shard, uint32_t device, RadioMessage message);

/* When the first that waits sets out; TIME_NEVER if none waits. */
SimTime radio_due_waiting(const Shard *shard, uint32_t device);

static inline SimTime radio_due(const Shard *shard, uint32_t device)
{
    return shard->radios[device].waiting == 0 ? TIME_NEVER : radio_due_waiting(shard, device);
}

/* Takes it out of the queue. */
RadioMessage radio_take(Shard *shard, uint32_t device);

/* A message has set out at t and takes the radio for so long. Returns the time of radio it has
 * used, silence included. */
SimTime radio_hold(Shard *shard, uint32_t device, SimTime t, const Sent *sent);

/* Out of service: what waits is lost, one by one in order; a request misses. */
void radio_reset(Shard *shard, uint32_t device, SimTime t);

/* In service again: nothing is under way. */
void radio_restart(Shard *shard, uint32_t device, SimTime t);

/* The ledger: sent = delivered + lost + dropped + waiting; stops the program if it does not hold.
 */
void radio_check(const Shard *shard);

/* Energy of a message beyond sleeping: start-up, sending, listening after each try. */
Energy radio_energy(const Strip *strip, const Device *device, const Sent *sent);

/* A bound of what waiting messages will take, each at most `one` or `result` for each result. */
double radio_waiting_bound(const Shard *shard, uint32_t device, double one, double result);

/* --- polls ---------------------------------------------------------------------------------- */

/* The polls that a device makes in (from, to]: their energy, bytes and time. */
void radio_poll(Shard *shard, uint32_t device, SimTime from, SimTime to);

/* Power of polls, in nW on top of sleeping. */
double radio_poll_power(const Strip *strip, const Device *device);

/* --- looking ahead -------------------------------------------------------------------------- */

/* Can a beat wait for longer than the monitor's grace, or find the queue full? Not where the
 * chance of it is below 1e-30: by the bound of Cramer and Lundberg, work of share r < 1/e in
 * pieces of at most S waits longer than x with a chance below r^(x/S). */
bool radio_is_punctual(const WorldSpec *spec, const Strip *strip);

#endif
