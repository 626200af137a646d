/*
 * cli/log.h - where g_warning, g_message and g_debug go: one line each, on stderr.
 *
 * Warnings start with "warning: " and are always shown unless the user asked for quiet;
 * messages need -v, debug lines -v -v.
 */
#ifndef TINYFLEET_CLI_LOG_H
#define TINYFLEET_CLI_LOG_H

#include <glib.h>

typedef struct LogSettings {
    int verbosity; /* -1 quiet, 0 warnings, 1 messages, 2 debug */
} LogSettings;

/* Counts -q and -v among the arguments, up to "--". */
LogSettings log_settings_from(int argc, char **argv);

/* Installs the writer; once per process. The settings must outlive it. */
void log_start(LogSettings *settings);

#endif
