/*
 * tests/nn/flips.h - the plan of a damaged device against the damaged file, read anew.
 */
#ifndef TINYFLEET_TESTS_NN_FLIPS_H
#define TINYFLEET_TESTS_NN_FLIPS_H

#include "nn/plan.h"

/* Bytes that look random. */
void flips_fill(uint8_t *bytes, size_t size, uint32_t seed);

/* Flips a bit in each stride-th byte of the file and checks that `count` samples give the same
 * outputs, or the same refusal; answers how many files still ran. */
int32_t flips_compare(const Graph *graph, size_t stride, int32_t count);

#endif
