/*
 * nn/arena.h - where the activations of one inference lie, and the RAM that a device needs.
 *
 * Largest first, each tensor goes into the lowest gap left by those that live at the same
 * time. A tensor lives from the operator that writes it to the last that reads it; inputs from
 * the start, outputs to the end of their last use.
 *
 * Units:   bytes; offsets are multiples of ARENA_ALIGNMENT.
 * Errors:  none.
 * Source:  GreedyMemoryPlanner, MicroAllocator and MicroInterpreter of TensorFlow Lite Micro at
 *          90b983c2, with its structures laid out for a 32-bit device. For seven published
 *          models the sizes equal what a 32-bit build reports, to the byte.
 */
#ifndef TINYFLEET_NN_ARENA_H
#define TINYFLEET_NN_ARENA_H

#include <stdint.h>

#include "nn/graph.h"

enum { ARENA_ALIGNMENT = 16 };

/* offset [tensor_count]: -1 for constants and unused tensors; variables lie behind all others.
 * Answers the size of the whole. NULL: only the size. */
int64_t arena_plan(const Graph *graph, int64_t *offset);

/* The buffers that an operator's kernel takes on a device while it runs; answers how many. */
int32_t arena_device_scratch(const Graph *graph, int32_t op_index,
                             size_t size[OP_DEVICE_SCRATCH_MAX]);

/* The RAM of activations on a device: arena_plan() and the scratch of its kernels. */
int64_t arena_activation_size(const Graph *graph);

/* Variable tensors, which live as long as the model: part of arena_persistent_size(). */
int64_t arena_variable_size(const Graph *graph);

/* The RAM of everything else in the device's arena: multipliers, tensor and node structures. */
int64_t arena_persistent_size(const Graph *graph);

/* What the device's arena must hold: the sum of both. */
int64_t arena_device_size(const Graph *graph);

#endif
