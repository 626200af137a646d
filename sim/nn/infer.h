/*
 * nn/infer.h - run a plan on a batch, in the caller's memory.
 *
 * A pure function of plan and inputs: it allocates nothing, keeps nothing, and gives the bytes
 * of TensorFlow Lite Micro's reference kernels, whatever the batch and the kernels.
 *
 * What an operator keeps in a variable tensor does not outlive an inference: each begins as the
 * reference's interpreter does after a reset, int8 at the zero point and other types at 0. A
 * model that is given a whole window therefore answers as the reference does, and one that is
 * given a window bit by bit as the reference does on its first bit.
 *
 * Shapes:  inputs [count] samples of graph_input_size() bytes, back to back; in a sample the
 *          model's inputs in its order, row major, native byte order. Outputs alike.
 * Owner:   all memory is the caller's; the arena's contents mean nothing afterwards.
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_INFER_H
#define TINYFLEET_NN_INFER_H

#include <stddef.h>
#include <stdint.h>

#include "nn/plan.h"

/* What an operator has just written for one sample. */
typedef struct InferStep {
    int32_t sample, op_index;
    int32_t output_count;
    const void *output[OP_TENSORS_MAX];
    size_t output_size[OP_TENSORS_MAX];
} InferStep;

typedef void (*InferObserver)(void *data, const InferStep *step);

typedef struct InferBatch {
    int32_t count; /* samples, >= 1 */
    const void *inputs;
    void *outputs;
    void *arena;           /* any alignment; threads need one each */
    size_t arena_size;     /* >= infer_arena_size(plan, count) */
    InferObserver observe; /* called for each operator and sample; order: in each sample, that
                            * of the operators; NULL: nobody looks */
    void *observe_data;
} InferBatch;

/* Bytes that a run of `count` samples takes; grows up to a few samples, then stays. */
size_t infer_arena_size(const Plan *plan, int32_t count);

void infer_run(const Plan *plan, const InferBatch *batch);

#define FNV1A64_BASIS UINT64_C(14695981039346656037)

/* 64-bit FNV-1a, to be continued from `hash`; starts at FNV1A64_BASIS. */
uint64_t fnv1a64(uint64_t hash, const void *bytes, size_t size);

/* The hash over an operator's outputs, one after the other. */
uint64_t infer_step_hash(const InferStep *step);

#endif
