/*
 * nn/sigmoid.h - what LOGISTIC and TANH share: the input in Q4, and where it saturates.
 *
 * Errors:  sigmoid_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_SIGMOID_H
#define TINYFLEET_NN_SIGMOID_H

#include "nn/unary.h"

typedef struct SigmoidScale {
    QuantMultiplier multiplier; /* raw input minus zero point to Q4 */
    int32_t radius;             /* at and beyond +-radius the function is flat */
} SigmoidScale;

/* unary_check(), and the output's scale and zero point that the function has. */
bool sigmoid_check(const OpView *view, float scale, int32_t zero_point, GError **error);
SigmoidScale sigmoid_scale(const OpView *view);

#endif
