/*
 * nn/amx_cpu.h - whether this process may use the tiles of AMX.
 *
 * Errors:  none.
 */
#ifndef TINYFLEET_NN_AMX_CPU_H
#define TINYFLEET_NN_AMX_CPU_H

#include <stdbool.h>

/* Asks Linux for the room that tiles take in a thread's saved state, and the CPU for tiles of 16
 * rows of 64 bytes and products of int8. The permission is the whole process's: its threads have
 * it, older ones too, and so has what it forks. */
bool amx_cpu_is_ready(void);

#endif
