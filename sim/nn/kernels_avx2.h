/*
 * nn/kernels_avx2.h - the set of inner loops for x86-64 with AVX2.
 */
#ifndef TINYFLEET_NN_KERNELS_AVX2_H
#define TINYFLEET_NN_KERNELS_AVX2_H

#include "nn/kernels_c.h"

#if defined(__x86_64__)
extern const KernelSet kernels_avx2;
#endif

#endif
