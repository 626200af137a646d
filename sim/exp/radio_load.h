/*
 * exp/radio_load.h - how much of its time a fleet's radio is taken: in closed form, by messages.
 *
 * A message takes the radio for a start-up and, for each packet, the expected tries with the
 * times between them and the pause after the last: receive window, or the silence of the law.
 * Tries follow the chain of the link from a stationary start; faults are left out.
 *
 * Units:   shares of a device's time in service; 1 = always.
 * Owner:   radio_load_text() is to be freed.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_RADIO_LOAD_H
#define TINYFLEET_EXP_RADIO_LOAD_H

#include "world/fleet_spec.h"

typedef struct RadioLoad {
    double beats, uploads, requests, polls; /* requests with their replies */
    double share;                           /* of all together */
    double limit;                           /* what there is: of a contact window its share */
    double tries;                           /* of a beat, expected */
} RadioLoad;

/* upload_rate: share of demands whose result is sent. */
RadioLoad radio_load(const FleetSpec *fleet, SimTime heartbeat, double upload_rate);

/* "the radio would be taken 2560 % of the time: beats 0 % + uploads 2560 % ..." */
char *radio_load_text(const RadioLoad *load);

/* Expected tries of a packet that is so long on air, the last one included. */
double radio_load_tries(const LinkModel *link, SimTime air_ns);

#endif
