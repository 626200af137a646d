/*
 * exp/study.h - one invocation: a checked scenario in, a Study out.
 *
 * Replications run side by side on worker threads; nothing in the Study but wall_s,
 * peak_rss and thread_count depends on how many there are.
 *
 * Owner:   the caller owns the Study; the scenario must outlive it.
 * Errors:  FLEET_ERROR_INPUT: a model, pool or profile that the scenario names is wrong or does
 *          not fit; what on_ready and on_run say; after building, no other.
 */
#ifndef TINYFLEET_EXP_STUDY_H
#define TINYFLEET_EXP_STUDY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "exp/result.h"
#include "exp/scenario.h"
#include "nn/kernels.h"

/* Where a study stands; called from worker threads, at most a few times a second each. */
typedef struct StudyProgress {
    SimTime time; /* simulated, of the slowest running replication */
    SimTime duration;
    uint32_t replications_done, replications;
    double device_days_per_s;
    double share_done; /* of the whole study, 0..1 */
} StudyProgress;

typedef struct RunOptions {
    uint32_t thread_count;      /* 0 = all cores */
    bool events_every;          /* each beat and inference is an event of its own: same digest */
    bool inference_every;       /* recompute each inference: same digest */
    const KernelSet *kernels;   /* NULL = the fastest that this CPU has; same digest */
    uint32_t partition_devices; /* partitions close at this size; 0 = 65,536. Same digest */
    const char *command;        /* command line, for the report */
    void (*on_progress)(void *user, const StudyProgress *progress); /* may be NULL */
    void *user;
    /* Everything is built and nothing has run: false with error stops here; may be NULL. */
    bool (*on_ready)(void *ready_user, const Study *study, GError **error);
    /* One replication has its rows, ended or interrupted. One call at a time, from any thread, in
     * the order in which they end: false with error, and no more are begun; those
     * under way still come. May be NULL. */
    bool (*on_run)(void *ready_user, const RunResult *run, GError **error);
    void *ready_user;         /* of both */
    const volatile int *stop; /* set by a signal handler: finish early, status "interrupted" */
    const volatile int *cut;  /* set later: leave at once; what has not finished has no result */
} RunOptions;

/* Runs every replication and fills the whole Study: summary, requirements and predictions
 * included. */
Study *study_run(const Scenario *scenario, const RunOptions *options, GError **error);

/* What `validate` prints: fit, latency, load, battery, expected failures; no run. Adds the
 * PredictionRows (observed = NAN), facts and assumptions to a new Study. */
Study *study_predict(const Scenario *scenario, GError **error);

#endif
