/*
 * nn/wide.h - operators with int8 weights over int16 values ("16x8"), in plain loops.
 *
 * Zero points are 0. With an int64 bias sums are int64 and are scaled by a multiplier of 16 bits
 * in one rounding; with an int32 bias all is as for int8. Convolutions of every kind are one
 * loop: what differs is how weights are laid out and which input a tap sees.
 *
 * Shapes:  those of ConvShape; FULLY_CONNECTED is a picture of one pixel a row. Of a transposed
 *          convolution window.*.in is the output's size and .out the input's.
 * Owner:   a Wide is part of an operator's state and has no pointers.
 * Errors:  wide_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_WIDE_H
#define TINYFLEET_NN_WIDE_H

#include "nn/conv.h"

typedef struct Wide {
    ConvShape shape;
    bool is_transposed;
    bool is_long; /* int64 sums */
    /* weight of output o, tap t, input i of the group: [o o_step + t tap_step + i] */
    int32_t o_step, tap_step;
    size_t weight_at, bias_at, multiplier_at; /* bytes from the start of the state */
} Wide;

/* Whether the operator's data are int16. */
bool wide_is(const OpView *view, const WeightsRole *role);

/* Types, scales, zero points, bias: what weights_check() does for int8. */
bool wide_check(const OpView *view, const WeightsRole *role, GError **error);

/* Lays out a Wide of which shape, is_transposed, o_step and tap_step are set. */
void wide_layout(Wide *wide, const OpView *view, const WeightsRole *role, size_t *end);
void wide_fill(const Wide *wide, const OpView *view, const WeightsRole *role, void *state);
void wide_run(const Wide *wide, const void *state, const int16_t *x, const OpRun *run);

#endif
