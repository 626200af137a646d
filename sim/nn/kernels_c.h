/*
 * nn/kernels_c.h - the set of inner loops in plain C.
 */
#ifndef TINYFLEET_NN_KERNELS_C_H
#define TINYFLEET_NN_KERNELS_C_H

#include "nn/kernels.h"

extern const KernelSet kernels_c;

#endif
