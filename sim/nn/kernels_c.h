/*
 * nn/kernels_c.h - the set of inner loops in plain C.
 */
#ifndef TINYFLEET_NN_KERNELS_C_H
#define TINYFLEET_NN_KERNELS_C_H

#include "nn/kernels.h"

extern const KernelSet kernels_c;

/* Its loops, for sets that have none of their own; see KernelSet. */
void kernels_c_product(const KernelProduct *shape, const int16_t *x, const int16_t *w,
                       int32_t *sum);
void kernels_c_depthwise(const KernelTaps *taps, int32_t *sum, int32_t count);
void kernels_c_requant_s8(const KernelRequant *rq, const int32_t *sum, int8_t *y, int32_t count);
void kernels_c_widen(const int8_t *x, int32_t zero_point, int16_t *y, int32_t count);

#endif
