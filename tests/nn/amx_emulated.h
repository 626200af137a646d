/*
 * tests/nn/amx_emulated.h - the set of kernels for AMX on a CPU that need not have it.
 *
 * kernels_amx.c compiled once more, its tile instructions replaced by functions written from
 * their definitions. What a thread's tiles hold is its own, as in the CPU.
 *
 * Errors:  a use that the CPU would refuse fails an assertion.
 * Source:  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
#ifndef TINYFLEET_TESTS_NN_AMX_EMULATED_H
#define TINYFLEET_TESTS_NN_AMX_EMULATED_H

#include "nn/kernels.h"

#if defined(__x86_64__)
/* Named "amx" too; for CPUs with AVX-512. */
extern const KernelSet kernels_amx_emulated;

/* How often this thread has multiplied tiles, and configured them. */
int64_t amx_emulated_product_count(void);
int64_t amx_emulated_configuration_count(void);

/* As another user of tiles in this thread might: they have 8 rows from now on. */
void amx_emulated_disturb(void);

/* From now on, products of this thread are wrong in one byte of one tile; or right again. */
void amx_emulated_break(int tile);
void amx_emulated_repair(void);
#endif

#endif
