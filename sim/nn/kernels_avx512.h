/*
 * nn/kernels_avx512.h - the set of inner loops for x86-64 with AVX-512 and VNNI.
 */
#ifndef TINYFLEET_NN_KERNELS_AVX512_H
#define TINYFLEET_NN_KERNELS_AVX512_H

#include "nn/kernels_c.h"

#if defined(__x86_64__)
extern const KernelSet kernels_avx512;
#endif

#endif
