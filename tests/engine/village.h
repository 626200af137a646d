/*
 * tests/engine/village.h - a small model that uses all the engine has, to run in many ways.
 *
 * Entities have both timers, wake each other early, send within their block of 8 at 1 ns and to
 * anybody at VILLAGE_LOOKAHEAD; a controller reads all of them at ticks and commands blocks.
 * The same handlers run on the engine or on one sorted list.
 */
#ifndef TINYFLEET_TESTS_ENGINE_VILLAGE_H
#define TINYFLEET_TESTS_ENGINE_VILLAGE_H

#include "engine/window.h"

#define VILLAGE_LOOKAHEAD 2000

typedef struct VillageSpec {
    uint32_t entity_count;
    uint32_t part_size; /* a multiple of 8; 0: one sorted list instead of the engine */
    uint32_t thread_count;
    uint32_t bucket_bits;
    uint32_t wheel_bits;
    SimTime length_max;
    SimTime end;
    uint32_t stop_every; /* not 0: interrupt and go on every so many ticks */
} VillageSpec;

typedef struct VillageResult {
    uint64_t digest;
    uint64_t events;
    uint64_t sent_count;
    uint64_t growth_count;
    uint64_t stale;
    uint64_t act_count;
    uint64_t seen; /* hash of what the controller saw at each tick */
    uint64_t pending;
} VillageResult;

VillageResult village_run(const VillageSpec *spec);

#endif
