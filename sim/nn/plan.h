/*
 * nn/plan.h - a model ready to run: what every inference needs, computed once.
 *
 * A plan is immutable and may be run by any number of threads. A damaged device's plan
 * borrows everything that the damage does not touch from the healthy plan: it owns one copy of
 * each constant that was hit and the states of the operators that read it.
 *
 * Damage is a set of flipped bits of the model's file. A flip in a constant changes weights,
 * biases, or what an operator takes its shape from. A flip in the structure around them is
 * taken as the device would meet it after a restart: the file is read anew, and if it is no
 * model any more, or one with other inputs or outputs, there is no plan.
 *
 * Units:   bytes.
 * Owner:   plan_free() frees a plan; the graph outlives it, and the healthy plan outlives
 *          those made from it.
 * Errors:  plan_new_damaged(): FLEET_ERROR_INPUT: why the damaged file does not run.
 */
#ifndef TINYFLEET_NN_PLAN_H
#define TINYFLEET_NN_PLAN_H

#include <glib.h>

#include "nn/graph.h"
#include "nn/kernels.h"

typedef struct PlanFlip {
    uint64_t file_offset; /* below the file's size */
    uint8_t bit;          /* 0 the lowest .. 7 */
} PlanFlip;

typedef struct PlanStep {
    const Operator *op; /* the graph's */
    const void *state;  /* aligned to 64 */
    bool is_owned;      /* the state is this plan's */
} PlanStep;

typedef struct Plan Plan;

struct Plan {
    const Graph *graph;  /* the damaged one if the structure was hit */
    const Plan *healthy; /* what it borrows from; NULL if nothing */
    const KernelSet *kernels;
    PlanStep *step;          /* [graph->operator_count] */
    const void **constant;   /* [graph->tensor_count]; NULL for activations */
    int64_t *offset;         /* [graph->tensor_count] in the arena of one sample */
    int64_t activation_size; /* that arena */
    size_t owned_size;       /* bytes that freeing this plan gives back */
    void *changed;           /* what it owns of constants and graphs, for plan_free() */
};

/* The plan of the undamaged model, with the fastest kernels that the CPU has. */
Plan *plan_new(const Graph *graph);

/* The same with the given kernels: same bits. */
Plan *plan_new_with(const Graph *graph, const KernelSet *kernels);

/* The plan of a device whose copy has these bits flipped; a bit named twice is as it was. */
Plan *plan_new_damaged(const Plan *healthy, const PlanFlip *flip, size_t flip_count,
                       GError **error);

void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

#endif
