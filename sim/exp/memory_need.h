/*
 * exp/memory_need.h - how much memory a study will take, and how much there is, before it starts.
 *
 * Worked out from the scenario alone: devices x columns, causes, slices x groups x counters,
 * gateways, results.  A run that does not fit would be ended by the kernel, or by a failed
 * allocation; it is refused instead, with a sentence.
 *
 * Units:   bytes.
 * Owner:   nothing is kept.
 * Errors:  FLEET_ERROR_RUN: one replication alone takes more than there is.
 * Source:  sizes of the program's own structs; what event queues touch was measured.
 */
#ifndef TINYFLEET_EXP_MEMORY_NEED_H
#define TINYFLEET_EXP_MEMORY_NEED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "exp/scenario.h"

typedef enum NeedPart {
    NEED_DEVICES,
    NEED_CAUSES,
    NEED_GATEWAYS,
    NEED_SLICES,
    NEED_SAMPLES,
    NEED_RESULTS, /* of all replications; not in `of_run` */
    NEED_PART_COUNT
} NeedPart;

typedef struct MemoryNeed {
    double program;                /* once */
    double parts[NEED_PART_COUNT]; /* of one replication */
    double of_run;                 /* their sum */
    double reserved;               /* of one replication: address space that is seldom touched */
    double kept;                   /* of each replication that has ended */
    uint32_t replications;
} MemoryNeed;

MemoryNeed memory_need(const Scenario *scenario);

/* What there is: the least of the address space left, the control group's limit and what the
 * machine has to spare; INFINITY where nothing limits. */
typedef struct MemoryRoom {
    double bytes;
    const char *source;       /* "the limit on address space" */
    bool is_of_address_space; /* what is reserved counts */
} MemoryRoom;

MemoryRoom memory_room(void);

/* With so many replications side by side, at most as many as there are. */
double memory_total(const MemoryNeed *need, uint32_t lane_count, bool is_of_address_space);

/* How many replications fit side by side, at most `wanted`; 0 with error: not even one. */
uint32_t memory_lanes(const MemoryNeed *need, MemoryRoom room, uint32_t wanted,
                      const Scenario *scenario, GError **error);

/* What takes the most: "1,000,000,000 devices". */
char *memory_most(const MemoryNeed *need, const Scenario *scenario);

/* "3.9 GB". */
char *memory_text(double bytes);

#endif
