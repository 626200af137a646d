/*
 * world/fleet_spec.h - what one fleet's devices are: model, work, power, link, board in numbers.
 *
 * Units:   times ns, powers nW, energies nJ, sizes bytes, loads and shares without unit.
 * Shapes:  arrays as their counts say.
 * Owner:   the builder; read-only while any world lives.
 * Errors:  none.
 */
#ifndef TINYFLEET_WORLD_FLEET_SPEC_H
#define TINYFLEET_WORLD_FLEET_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "env/climate.h"
#include "env/pattern.h"
#include "net/link.h"
#include "util/dist.h"
#include "world/arrival.h"

/* What a model answers to one sample. */
typedef struct Answer {
    uint8_t class;
    uint8_t confidence; /* 255 = 1 */
} Answer;

/* Constants of a model that lie together in its file. */
typedef struct WeightRun {
    uint64_t file_offset, size;
} WeightRun;

/* A model with its data pool: healthy answers, computed before the run by the real kernels. */
typedef struct ModelSpec {
    const Answer *answers; /* [sample_count]; NULL when accuracy is assumed */
    const uint8_t *labels; /* [sample_count] */
    const bool *is_event;  /* [class_count] */
    const uint32_t *event_samples, *other_samples;
    uint32_t event_count, other_count, sample_count, class_count;
    double accuracy;   /* assumed; NAN = computed */
    double crash_rate; /* 1/s */
    double hang_probability;
    const Dist *latency; /* ns, drawn per demand on a device of mean speed; NULL = fixed */
    uint64_t file_size;  /* bytes of flash that the model takes on a device */

    const struct Plan *plan;  /* healthy; NULL when accuracy is assumed */
    const WeightRun *weights; /* [weight_run_count] stored constants, whose bits may flip */
    uint32_t weight_run_count;
    uint64_t weight_size; /* of all runs */
    bool is_recomputed;   /* each inference is computed anew, for checking */

    /* What a plan of this model answers to a sample, computed now; threads may call it. */
    Answer (*answer)(const void *context, const struct Plan *plan, uint32_t sample);
    const void *context;
} ModelSpec;

typedef enum UploadWhat { SEND_NOTHING, SEND_EVENTS, SEND_ALL, SEND_BATCHES } UploadWhat;

typedef struct WorkSpec {
    const ArrivalOps *arrival;
    const void *arrival_params;
    DayPattern pattern;
    bool is_at_gateway; /* who answers */
    bool is_dropping;   /* a demand while another is open is a miss; else it waits its turn */
    SimTime deadline;   /* TIME_NEVER */
    UploadWhat upload;
    Bytes input_size, result_size;
    SimTime batch;
    double positive_rate;
} WorkSpec;

typedef struct PowerSpec { /* a battery */
    Dist capacity;         /* nJ */
    double brownout, resume, self_discharge;
    Dist replace; /* ns; constant TIME_NEVER = never */
} PowerSpec;

typedef struct SensorSpec { /* all 0 = none */
    int64_t capture_nw, standby_nw;
    SimTime capture_ns; /* warm-up and window */
    bool is_awake;      /* the microcontroller meanwhile */
} SensorSpec;

enum { SPREAD_LEVELS = 256 }; /* of a device's speed and current */

typedef struct FleetSpec {
    const char *name;
    const ModelSpec *model;
    const WorkSpec *work;
    const LinkModel *link;
    const char *link_name;
    const PowerSpec *power; /* NULL = mains */
    SensorSpec sensor;
    Place place;
    double self_heating;
    Dist age, boot_time, bootloader_time, memory_use, drift; /* drift: share */
    SimTime sync;
    SimTime wake_ns, tx_overhead_ns;
    SimTime latency_ns[SPREAD_LEVELS]; /* of one inference, by speed level */
    double slowness[SPREAD_LEVELS];    /* factor on a latency that is drawn */
    int64_t sleep_nw[SPREAD_LEVELS], active_nw[SPREAD_LEVELS], tx_nw[SPREAD_LEVELS],
        rx_nw[SPREAD_LEVELS], start_nw[SPREAD_LEVELS],
        listen_nw[SPREAD_LEVELS]; /* by current level; start: of the radio */
    double capacity_spread;
    uint32_t device_count;
} FleetSpec;

#endif
