/*
 * nn/kernels_avx512.h - the set of inner loops for x86-64 with AVX-512 and VNNI, and the loops of
 * its SimdOps, which the set with AMX takes over.
 */
#ifndef TINYFLEET_NN_KERNELS_AVX512_H
#define TINYFLEET_NN_KERNELS_AVX512_H

#include "nn/kernels_c.h"

#if defined(__x86_64__)
extern const KernelSet kernels_avx512;

void avx512_convert(const int8_t *x, int32_t zero_point, void *y, int32_t count);
void avx512_product(const SimdProduct *product);
void avx512_interleave(const uint8_t *const *tap, uint8_t *y, int32_t chunk_count, int32_t period);
int32_t avx512_channel_at(int32_t i);
void avx512_depthwise(const SimdDepthwise *depthwise);
#endif

#endif
