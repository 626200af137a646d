/*
 * nn/kernels_amx.h - the set of inner loops for x86-64 with AMX, beside AVX-512.
 */
#ifndef TINYFLEET_NN_KERNELS_AMX_H
#define TINYFLEET_NN_KERNELS_AMX_H

#include "nn/kernels_c.h"

#if defined(__x86_64__)
extern const KernelSet kernels_amx;
#endif

#endif
