/*
 * cli/kernel_option.h - --kernels: sets of inner loops by name; they give the same bytes.
 *
 * Errors:  FLEET_ERROR_USAGE: no set of that name, or this build or CPU lacks it; names those
 *          that are here.
 */
#ifndef TINYFLEET_CLI_KERNEL_OPTION_H
#define TINYFLEET_CLI_KERNEL_OPTION_H

#include <glib.h>
#include <stdbool.h>

#include "nn/kernels.h"

#define KERNEL_OPTION_WORDS "c|avx2|avx512|amx|auto"

/* All sets that the option knows, plain C first; NULL behind the last. */
extern const char *const kernel_option_names[];

/* The set of this name; NULL stands for "auto". */
const KernelSet *kernel_option_find(const char *name, GError **error);

/* Names of a comma-separated list, "auto" resolved, NULL standing for all that are known. Those
 * that this machine lacks go to ret_skipped. Both end with NULL and are to be freed. */
bool kernel_option_list(const char *text, GPtrArray **ret_sets, GPtrArray **ret_skipped,
                        GError **error);

#endif
