/*
 * nn/sum.h - what ADD and SUB share: both inputs brought to one scale, added, brought to the
 * output's.
 *
 * a = M_1 ((x_1 - z_1) 2^20), b alike; y = clamp(z_out + M_o (a + b)). Each int8 input has 256
 * values, so a and b are tables. Of int16, all zero points are 0 and 2^15 stands for 2^20.
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
    SimdAdd sum;
    int32_t first[256], second[256]; /* a and b (-b for SUB) by x + 128, unless they are int16 */
    bool is_wide;                    /* int16 */
    bool is_simd;                    /* the multipliers are such as SimdOps takes */
} SumState;

/* What the first multipliers are given: 2^20, or 2^15 for int16. */
int32_t sum_unit(const OpView *view);

bool sum_check_tensors(const OpView *view, GError **error);
bool sum_check(const SumScales *scales, GError **error);
void sum_prepare(const OpView *view, const SumScales *scales, bool is_minus, SumState *state);
size_t sum_state_size(const OpView *view);
void sum_run(const void *state, const OpRun *run);

#endif
