/*
 * tests/exp/town.h - a small town as a scenario, in a folder of its own, and its blueprint.
 *
 * Three leaves: harbour and hills of the town, and a park; 60 lamps on mains in all of them, 10
 * tags on a battery in the harbour; two hubs in each leaf.  The board is ideal.ini; the
 * model is kws.tflite, the reference keyword model, and 90 % accuracy and 50 ms are assumed of it.
 * Folders beside it are pools of its data: in kws ten of twelve classes are events, in events all.
 *
 * Owner:   town_clear(), which removes the folder.
 * Errors:  a scenario with mistakes fails its case; what blueprint_new() says is in `error`.
 */
#ifndef TINYFLEET_TESTS_EXP_TOWN_H
#define TINYFLEET_TESTS_EXP_TOWN_H

#include "exp/build.h"

typedef struct Town {
    char *folder;
    Scenario *scenario;
    Blueprint *blueprint; /* NULL if there is an error */
    GError *error;
} Town;

/* More sections behind those of the town, and settings on top (ends with NULL, or NULL). Leaves the
 * case if the reference models are not there. */
Town town_new(const char *more, const char *const *settings, const RunOptions *options);
void town_clear(Town *town);

/* The town's spec; the case fails if there is none. */
const WorldSpec *town_spec(const Town *town);

/* The sentence of the error, without the folder; the case fails if there is none. */
const char *town_error(const Town *town);

#endif
