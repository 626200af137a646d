/*
 * tests/nn/golden.h - golden data in shared/: files, and a model run against them.
 *
 * Owner:   what a function answers is to be freed; it skips the case if the data is absent.
 */
#ifndef TINYFLEET_TESTS_NN_GOLDEN_H
#define TINYFLEET_TESTS_NN_GOLDEN_H

#include <glib.h>

#include "nn/infer.h"

/* The seven int8 models, without ".tflite"; NULL behind the last. */
extern const char *const golden_models[];

/* A file below the folder of shared data, read whole. */
GBytes *golden_read(const char *folder, const char *name);

/* A model below the folder of shared data. */
Graph *golden_graph(const char *folder, const char *name);

/* Runs all samples; the outputs, to be freed. */
uint8_t *golden_run(const Plan *plan, const void *inputs, int32_t count, InferObserver observe,
                    void *observe_data);

/* Index of the first byte that differs; -1 if none. */
int64_t golden_difference(const void *a, const void *b, size_t size);

#endif
