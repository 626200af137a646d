/*
 * world/request.h - a demand that a gateway answers: from the device up, and back down.
 *
 * What is open stands in a table of the shard; events carry the place in it. The place is
 * nobody's identity: it takes part in no key and in no digest.
 *
 * Units:   times in ns, energy nJ.
 * Owner:   the shard.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_REQUEST_H
#define TINYFLEET_WORLD_REQUEST_H

#include "world/shard.h"

typedef struct Request {
    SimTime asked;
    Energy energy;
    uint32_t device, demand;
    uint32_t epoch;  /* of the device when it asked */
    uint8_t is_lost; /* with its gateway: the miss is booked, the answer will be ignored */
    uint8_t is_open; /* a place in use */
    uint8_t spare;
    uint32_t next_free;
} Request;

void request_begin(Shard *shard);
void request_clear(Shard *shard);

/* The device's present demand sets out at t; the next one is taken. */
void request_send(Shard *shard, uint32_t device, SimTime t);

Request *request_at(Shard *shard, uint32_t place);

/* Never answered: booked at t, place given back. */
void request_miss(Shard *shard, uint32_t place, SimTime t);

/* A request, or its reply, takes the device's radio: world/send.h. */
struct Departure;
void request_set_out(const struct Departure *departure, bool is_reply, uint32_t place);

/* Handlers; context is the Shard. */
void request_on_reply(void *context, const Event *event);
void request_on_answer(void *context, const Event *event);

/* Open at the end: a miss if its deadline has passed. */
void request_finish(Shard *shard, SimTime t);

#endif
