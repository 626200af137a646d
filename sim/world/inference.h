/*
 * world/inference.h - one answer: which sample was seen, what the model says, is it right.
 *
 * Demand n of a device picks a sample of the model's pool by addressed chance: first whether
 * the input is an event, then a sample of that stratum.  The answer is what the real kernels
 * computed for it, with this device's own weights.  With an assumed accuracy right or wrong is
 * drawn instead.
 *
 * Owner:   nothing is kept.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_INFERENCE_H
#define TINYFLEET_WORLD_INFERENCE_H

#include "world/shard.h"
#include "world/uplink.h"

typedef struct Inference {
    uint32_t sample;
    Answer answer;
    bool is_right, is_event; /* is_event: as the model says, so it is uploaded */
    bool is_none;            /* the damaged model does not run: no answer */
} Inference;

Inference inference_of(Shard *shard, uint32_t device, uint32_t demand);

/* How long the device computes. */
SimTime inference_latency(const Strip *strip, const Device *device, uint32_t number,
                          uint32_t demand);

/* nW x ns in nJ; both >= 0. */
Energy inference_energy(int64_t power_nw, SimTime dt);

/* A demand that has been answered at `at`, or has missed for ever, goes into the counters. */
typedef struct Outcome {
    SimTime asked, at;
    uint32_t demand;
    Energy energy;
    const Inference *inference; /* NULL: never answered */
} Outcome;

void inference_book(Shard *shard, uint32_t device, const Outcome *outcome);

/* Hands a result to the radio if the workload wants it; returns the energy that took, if it sets
 * out at once. */
Energy inference_upload(Shard *shard, uint32_t device, const Outcome *outcome);

#endif
