/*
 * out/tool.h - another program, run to its end, and never left behind.
 *
 * It is a process group of its own, so that Ctrl-C in a terminal is ours to act on; at the time
 * limit or at a stop the whole group is killed and reaped, and should this program be killed the
 * kernel kills the tool.  Started with an argument vector, never by a shell.
 *
 * Errors:  FLEET_ERROR_RUN with what it said, when it failed, could not be started or took too
 *          long.
 */
#ifndef TINYFLEET_OUT_TOOL_H
#define TINYFLEET_OUT_TOOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ToolCall {
    const char *const *argv;  /* ends with NULL; [0] is the program */
    const char *folder;       /* where it runs */
    int64_t limit_ms;         /* of wall time */
    const volatile int *stop; /* not 0: end it; may be NULL */
} ToolCall;

typedef enum ToolEnd { TOOL_DONE, TOOL_FAILED, TOOL_LATE, TOOL_STOPPED } ToolEnd;

/* An error with TOOL_FAILED and TOOL_LATE. */
ToolEnd tool_run(const ToolCall *call, GError **error);

#endif
