/*
 * nn/gather.h - operators that only move elements: each axis says where its positions come from.
 *
 * The output is walked as six axes; the element at (i0, .., i5) is the input's at
 * offset[0][i0] + .. + offset[5][i5], or a fill if any of these is GATHER_FILL. That covers
 * slices, transposition, padding, mirrors, blocks and nearest neighbours.
 *
 * Units:   offsets in elements of the input.
 * Owner:   a state is one block without pointers; the tables of offsets follow the header.
 * Errors:  gather_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_GATHER_H
#define TINYFLEET_NN_GATHER_H

#include "nn/op.h"

enum { GATHER_AXES = TENSOR_RANK_MAX, GATHER_FILL = -1 };

typedef struct GatherState {
    int32_t dims[GATHER_AXES];     /* outermost first */
    size_t offset_at[GATHER_AXES]; /* bytes from the start: int32 [dims] */
    int32_t element_size;
    bool is_last_contiguous; /* the last axis is a run of neighbours without fills */
    uint8_t fill[8];
} GatherState;

/* The output's elements, as six axes, and the input's of a tensor: steps of its own axes. */
typedef struct GatherDims {
    int32_t dims[GATHER_AXES];
} GatherDims;

/* The same type in and out, of 1, 2, 4 or 8 bytes, and the same quantisation. */
bool gather_check(const OpView *view, int32_t data, GError **error);

/* A tensor's dimensions with ones in front. */
GatherDims gather_dims(const Tensor *tensor);

size_t gather_size(const GatherDims *dims);

/* Lays out a state with offsets of 0; the caller fills gather_axis(), then finishes. */
GatherState *gather_start(const GatherDims *dims, const Tensor *data, void *state);
int32_t *gather_axis(GatherState *state, int32_t axis);
void gather_finish(GatherState *state);

/* Elements from one position to the next along axis `axis` of six of a tensor. */
int32_t gather_step(const Tensor *tensor, int32_t axis);

/* Moves one sample from x to y. */
void gather_move(const GatherState *state, const void *x, void *y);

/* An OpOps.run for operators whose input 0 is the data. */
void gather_run(const void *state, const OpRun *run);

#endif
