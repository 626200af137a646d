/*
 * exp/study_plan.h - what a study would take: memory, threads, time; for `run --dry-run`.
 *
 * The time is an estimate: the first replication is run for a second and taken to go on like that.
 * What starts slowly, or grows (queues, faults), takes longer; writing results is not in it.
 *
 * Units:   s; sample_reached in ns of the simulation.
 * Owner:   nothing is kept.
 * Errors:  FLEET_ERROR_RUN: more memory than there is; what building says.
 */
#ifndef TINYFLEET_EXP_STUDY_PLAN_H
#define TINYFLEET_EXP_STUDY_PLAN_H

#include "exp/memory_need.h"
#include "exp/study.h"

typedef struct StudyPlan {
    uint32_t point_count, replications;
    uint32_t lanes, threads_of_run; /* replications side by side, threads of each */
    MemoryNeed need;
    MemoryRoom room;
    double wall_s, sample_s;
    SimTime sample_reached;
} StudyPlan;

bool study_plan(const Scenario *scenario, const RunOptions *options, StudyPlan *ret_plan,
                GError **error);

/* Of the options, or as many as there are cores. */
uint32_t study_thread_count(const RunOptions *options);

/* Replications side by side that memory holds; 0 with error: not even one. */
uint32_t study_lanes(const Scenario *scenario, uint32_t thread_count, GError **error);

#endif
