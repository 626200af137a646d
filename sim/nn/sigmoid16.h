/*
 * nn/sigmoid16.h - 1 / (1 + exp(-x)) and tanh of int16 values, from one table of 256.
 *
 * Between the entries of the table values are interpolated; as tanh(x) is twice the sigmoid of
 * 2x, less 1, it is read from the same table. |x| beyond 10.6 (5.3 for tanh) is flat.
 *
 * Units:   results in Q0.15, 2^15 standing for 1; x in Q3.12, or as said.
 * Errors:  none.
 * Source:  TensorFlow Lite Micro at 90b983c2, integer Logistic and Tanh of int16, where the
 *          scale is a power of two: the same bits.
 */
#ifndef TINYFLEET_NN_SIGMOID16_H
#define TINYFLEET_NN_SIGMOID16_H

#include <stdint.h>

enum {
    SIGMOID16_SIZE = 256,
    SIGMOID16_EXPONENT_MIN = -43,
    SIGMOID16_EXPONENT_MAX = 2,
};

/* The sigmoid of i / 24 in units of 2^-16. */
typedef struct Sigmoid16 {
    uint16_t value[SIGMOID16_SIZE];
} Sigmoid16;

void sigmoid16_fill(Sigmoid16 *table);

int16_t sigmoid16_logistic(const Sigmoid16 *table, int16_t x);

/* tanh of x 2^exponent; SIGMOID16_EXPONENT_MIN <= exponent <= SIGMOID16_EXPONENT_MAX. */
int16_t sigmoid16_tanh(const Sigmoid16 *table, int16_t x, int32_t exponent);

#endif
