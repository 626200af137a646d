/*
 * nn/sum.h - what ADD and SUB share: both inputs brought to one scale, added, brought to the
 * output's.
 *
 * a = M_1 ((x_1 - z_1) 2^20), b alike; y = clamp(z_out + M_o (a + b)). Each input has 256
 * values, so a and b are tables.
 *
 * Errors:  sum_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_SUM_H
#define TINYFLEET_NN_SUM_H

#include "nn/elementwise.h"
#include "nn/quant.h"

/* The three real multipliers; ADD and SUB compute them differently. */
typedef struct SumScales {
    double first, second, output;
} SumScales;

typedef struct SumState {
    Elementwise walk;
    int32_t first[256], second[256]; /* a and b (-b for SUB) by x + 128 */
    QuantMultiplier output;
    int32_t zero_point;
    QuantRange range;
    bool is_simd; /* the multipliers are such as SimdOps takes */
    SimdAdd simd;
} SumState;

bool sum_check(const SumScales *scales, GError **error);
void sum_prepare(const OpView *view, const SumScales *scales, bool is_minus, SumState *state);
size_t sum_state_size(const OpView *view);
void sum_run(const void *state, const OpRun *run);

#endif
