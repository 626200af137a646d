/*
 * tests/nn/kernel_sets.h - every set of kernels that can be tried on this CPU.
 *
 * Those that it has, the fastest first; behind them AMX's, its instructions emulated.
 */
#ifndef TINYFLEET_TESTS_NN_KERNEL_SETS_H
#define TINYFLEET_TESTS_NN_KERNEL_SETS_H

#include "nn/kernels.h"

/* NULL behind the last. */
const KernelSet *kernel_sets_at(size_t i);

#endif
