/*
 * nn/avx512_add.h - ADD and SUB for the sets with AVX-512.
 *
 * Shapes:  a, b, y [count]; see SimdOps.
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_AVX512_ADD_H
#define TINYFLEET_NN_AVX512_ADD_H

#include "nn/simd.h"

#if defined(__x86_64__)
void avx512_add(const SimdAdd *add, const int8_t *a, const int8_t *b, int8_t *y, int32_t count);
#endif

#endif
