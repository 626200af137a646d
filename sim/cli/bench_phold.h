/*
 * cli/bench_phold.h - PHOLD, the model event-driven engines are compared with.
 *
 * One event per entity waits. An event changes its entity's state (64 bytes, one line), draws
 * twice (one Philox block) and sends one event on, to itself (75 %) or to any entity (25 %), after
 * 1 + Exp(1) seconds. All events are messages of 32 bytes in the total order of their keys. The
 * clock runs from 2 s of simulated time on, when the start has worn off.
 *
 * Owner:   nothing is kept between runs.
 * Errors:  none.
 * Source:  R. Fujimoto, "Performance of Time Warp under Synthetic Workloads", SCS
 *          Multiconference on Distributed Simulation, 1990.
 */
#ifndef TINYFLEET_CLI_BENCH_PHOLD_H
#define TINYFLEET_CLI_BENCH_PHOLD_H

#include <stdint.h>

#include "util/digest.h"

enum {
    PHOLD_STATE_SIZE = 64,
    PHOLD_DIGEST_S = 6, /* simulated */
};

typedef struct PholdSpec {
    uint32_t entity_count; /* >= 1 */
    uint32_t thread_count;
    uint32_t partition_bits; /* 2^ entities each; 0: as a fleet of this size is cut */
    uint32_t bucket_bits;    /* 0: by the rate of events */
    double seconds;          /* at least so much wall time */
} PholdSpec;

typedef struct PholdResult {
    uint64_t events;
    double wall_s;
    double bytes_per_entity; /* state and event set, used at most */
    Digest digest;           /* of the first PHOLD_DIGEST_S, however long it ran */
} PholdResult;

PholdResult phold_run(const PholdSpec *spec);

#endif
