/*
 * world/uplink.h - what a device sends up that nobody queues for: beats, results, batches.
 *
 * Most messages are one packet whose first try gets through whatever the state of the link:
 * one draw tells. Only the rest asks net/link. When a message sets out, world/radio.h says.
 *
 * Units:   times in ns, sizes in bytes on air with headers and repeats.
 * Owner:   nothing is kept.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_UPLINK_H
#define TINYFLEET_WORLD_UPLINK_H

#include "world/shard.h"

/* POLL_SIZE: the name of a command; all else of it is header. */
enum { BEAT_SIZE = 16, REPORT_SIZE = 8, POLL_SIZE = 1 };

/* A message that has set out, what becomes of it, and how long it takes the radio. */
typedef struct Sent {
    bool is_heard, is_down;
    uint32_t tries, packets;
    SimTime air_ns, held_ns, closed_ns; /* as in Passage */
    SimTime time_ns;                    /* start to arrival */
    Bytes bytes;
} Sent;

/* How a message of one device is found: its purpose and index of chance, its size. */
typedef struct Outgoing {
    RngPurpose purpose;
    uint64_t index;
    Bytes size;
    SimTime at; /* it sets out */
} Outgoing;

/* Fixes what a strip's beats have in common. */
void uplink_prepare(const WorldSpec *spec, Strip *strip);

LinkUse uplink_use(const Shard *shard, const Strip *strip, uint32_t device);

/* Does the first try of this beat get through, whatever the state? */
static inline bool uplink_beat_is_easy(const Strip *strip, uint32_t number, double high,
                                       int32_t slot)
{
    return rng_unit_at(strip->fleet_key, number, RNG_BEAT_FATE, (uint64_t)slot) >= high;
}

/* Chance below which a beat's first try may fail, under the faults in force. */
static inline double uplink_beat_high(const Shard *shard, const Strip *strip, uint32_t device)
{
    if (!strip->is_beat_whole || shard_is_dark(shard, strip))
        return 1.0;
    return shard->loss_factor == NULL ? strip->beat_high
                                      : strip->beat_high * shard->loss_factor[device];
}

/* Does the first try of this beat get through, if it sets out at `at`? */
bool uplink_beat_is_first(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot,
                          SimTime at);

/* What that one try takes. */
Sent uplink_easy_beat(const Strip *strip);

Sent uplink_beat(const Shard *shard, const Strip *strip, uint32_t device, int32_t slot, SimTime at);
Sent uplink_send(const Shard *shard, const Strip *strip, uint32_t device, const Outgoing *outgoing);

/* The same of a passage over a device's link. */
Sent uplink_sent(const Passage *passage);

#endif
