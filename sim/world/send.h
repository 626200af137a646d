/*
 * world/send.h - a message sets out: what becomes of it, what it costs, where it counts.
 *
 * Beats, batches and results are over as they set out, for their fate is known then; requests
 * and replies go on from here in world/request.h.
 *
 * Units:   times in ns.
 * Owner:   nothing is kept.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_SEND_H
#define TINYFLEET_WORLD_SEND_H

#include "world/radio.h"
#include "world/shard.h"
#include "world/uplink.h"

typedef struct Departure {
    Shard *shard;
    const Strip *strip;
    uint32_t device;
    SimTime start; /* it takes the radio from then on */
    int64_t *row;  /* counters of the slice in which it was handed in */
} Departure;

Departure departure_of(Shard *shard, uint32_t device, SimTime offered, SimTime start);

/* The radio is taken, energy and air time are booked, and what got through or not is counted.
 * Returns the energy. */
Energy send_book(const Departure *departure, const Sent *sent);

void send_beat(const Departure *departure, int32_t slot);

/* The same of a beat whose first try is known to get through, on a plain radio. */
void send_easy_beat(const Departure *departure, int32_t slot);

void send_batch(const Departure *departure, uint32_t number, uint32_t count);
Energy send_upload(const Departure *departure, uint32_t demand);

/* The first that waits sets out at t, when it is due. */
void send_waiting(Shard *shard, uint32_t device, SimTime t);

#endif
