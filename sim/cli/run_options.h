/*
 * cli/run_options.h - what `tinyfleet run` was asked to do.
 *
 * Nothing here can change a result but the settings, which are overrides of the scenario:
 * --seed, --replications and --until are short for --set and are checked like it.
 *
 * Owner:   run_options_clear() frees everything.
 * Errors:  FLEET_ERROR_USAGE.
 */
#ifndef TINYFLEET_CLI_RUN_OPTIONS_H
#define TINYFLEET_CLI_RUN_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/kernel_option.h"
#include "cli/terminal.h"
#include "out/summary_text.h"

typedef struct RunArguments {
    char *scenario, *output;
    GPtrArray *settings; /* char *: "scenario.seed=7", in the order of judgement */
    uint32_t thread_count, partition_devices;
    const KernelSet *kernels;
    bool is_forced, events_every, inference_every, is_dry_run, is_quiet, is_strict;
    bool with_plots, are_plots_required, with_report;
    SummaryFormat format;
    When progress, color;
    char *command; /* the command line as typed */
} RunArguments;

/* Fills `ret_run`, which needs run_options_clear() also after an error. */
bool run_options_parse(int argc, char **argv, RunArguments *ret_run, GError **error);
void run_options_clear(RunArguments *run);

#endif
