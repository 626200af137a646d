/*
 * exp/selector.h - "fleet:speakers, region:north-*, share:10%": who is meant.
 *
 * Terms of different kinds are ANDed, terms of one kind ORed.  `region:X` includes all below X.
 * `share` picks devices by a hash of the device's fleet, number and the section's name, so the
 * choice is stable under every other change.
 *
 * Owner:   a Selector's arrays belong to the Scenario.
 */
#ifndef TINYFLEET_EXP_SELECTOR_H
#define TINYFLEET_EXP_SELECTOR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Selector {
    const char *text;    /* canonical: "fleet:speakers, region:west" or "*" */
    const char *section; /* whose `share` it is: "requirement fast-answers" */
    const bool *fleet;   /* [fleet_count]: allowed by the terms fleet, hwprofile, tag and pool */
    const uint64_t *fleet_hash; /* [fleet_count]: of the section's and the fleet's name; NULL
                                   without a share */
    const bool *leaf;           /* [leaf_count]: allowed by the region terms */
    const int32_t
        *region; /* [region_count]: nodes that region terms name, ascending; NULL = none */
    uint32_t region_count;
    const bool *pool;       /* [pool_count]: named by pool terms; NULL = no such terms */
    double share;           /* 1 = all */
    const uint32_t *device; /* [device_count]: public ids, ascending; NULL = no device terms */
    uint32_t device_count;
    bool is_everything; /* "*" */
    bool is_pools;      /* nothing but pool terms */
} Selector;

/* Can this device be meant? number is that in its fleet, id the public one. */
bool selector_has(const Selector *selector, uint32_t fleet, uint32_t leaf, uint32_t number,
                  uint32_t id);

#endif
