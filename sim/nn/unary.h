/*
 * nn/unary.h - functions of one int8: 256 values, made once.
 *
 * Shapes:  x and y alike.
 * Errors:  unary_check(): FLEET_ERROR_INPUT.
 */
#ifndef TINYFLEET_NN_UNARY_H
#define TINYFLEET_NN_UNARY_H

#include "nn/op.h"
#include "nn/quant.h"

typedef struct UnaryState {
    int32_t count;     /* elements of one sample */
    int8_t table[256]; /* by x + 128 */
} UnaryState;

/* int8 to int8 of the same shape, one scale each. */
bool unary_check(const OpView *view, GError **error);

/* The same of another type. */
bool unary_check_type(const OpView *view, TensorType type, GError **error);
size_t unary_state_size(const OpView *view);

/* Fills all but the table. */
UnaryState *unary_start(const OpView *view, void *state);

/* y(x) = value, held inside int8. */
static inline void unary_set(UnaryState *state, int32_t x, int32_t value)
{
    state->table[x - INT8_MIN] = (int8_t)quant_clamp(value, (QuantRange){INT8_MIN, INT8_MAX});
}

void unary_run(const void *state, const OpRun *run);

#endif
