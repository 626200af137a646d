/*
 * exp/data_pool.h - labelled samples of a model, and what the model answers to each.
 *
 * A pool is a folder: inputs.bin (raw int8 inputs, back to back), labels.csv (index,label: every
 * sample once, counted from 0) and classes.csv (label,name,event: every class once, in the order
 * of the model's outputs; event 1 = its answer is uploaded).
 *
 * The answer is the class of the largest output, among equals the lowest.  Its confidence is
 * that output: q + 128 where outputs stand for (q + 128) / 256, as those of a softmax do; with
 * any other scale the real number, kept within 0..1, times 255.
 *
 * Shapes:  inputs [sample_count][input_size]; labels [sample_count]; is_event, names
 *          [class_count].
 * Owner:   data_pool_free(); answers are the caller's, to be freed with g_free.
 * Errors:  FLEET_ERROR_INPUT: "kws/labels.csv:17: ...": a file that cannot be read, a size that
 *          is not the model's, a label missing, given twice or without class; a model whose
 *          outputs are no classes.
 */
#ifndef TINYFLEET_EXP_DATA_POOL_H
#define TINYFLEET_EXP_DATA_POOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "nn/plan.h"
#include "world/world_spec.h"

typedef struct DataPool {
    size_t input_size;
    int8_t *inputs;
    uint8_t *labels;
    bool *is_event;
    char **names;
    uint32_t *event_samples, *other_samples; /* samples whose label is an event, and the others */
    uint32_t event_count, other_count, sample_count, class_count;
} DataPool;

/* The pool in `folder` as samples of this model. */
DataPool *data_pool_read(const char *folder, const Graph *graph, GError **error);
void data_pool_free(DataPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataPool, data_pool_free)

/* Every answer [sample_count], computed in batches by up to thread_count threads. */
Answer *data_pool_answers(const DataPool *pool, const Plan *plan, uint32_t thread_count);

/* One of them, computed now; threads may call it side by side. */
Answer data_pool_answer(const DataPool *pool, const Plan *plan, uint32_t sample);

/* Shares of samples of events and of others, weighted to `positive_rate` of events, for which a
 * claim holds: those answered right, those answered with an event. */
typedef struct PoolShares {
    double right, event;
} PoolShares;

PoolShares data_pool_shares(const DataPool *pool, const Answer *answers, double positive_rate);

#endif
