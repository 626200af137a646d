/*
 * cli/bench_infer.h - one timed run of inferences, and what a kernel set can do at most.
 *
 * Units:   *_s seconds of wall time; MACs multiply-accumulates.
 * Owner:   nothing is kept between runs; the plan is borrowed.
 * Errors:  none.
 */
#ifndef TINYFLEET_CLI_BENCH_INFER_H
#define TINYFLEET_CLI_BENCH_INFER_H

#include <stdint.h>

#include "nn/plan.h"

typedef struct InferBench {
    const Plan *plan;
    int32_t batch;
    int32_t thread_count; /* each runs batches of its own */
    double seconds;       /* at least so long */
} InferBench;

/* Seconds for each inference, all threads together. */
double bench_infer_run(const InferBench *bench);

/* MACs a second on one core: the set's own product of matrices that stay in the nearest cache. */
double bench_infer_peak(const KernelSet *kernels, double seconds);

#endif
