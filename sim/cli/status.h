/*
 * cli/status.h - exit statuses, and how a failure is told to the user.
 *
 * Yes, no and trouble are never the same number, as in diff and grep.
 */
#ifndef TINYFLEET_CLI_STATUS_H
#define TINYFLEET_CLI_STATUS_H

#include <glib.h>

enum {
    STATUS_YES = 0,         /* done; every `must` requirement passed */
    STATUS_NO = 1,          /* done; a `must` requirement failed, is unclear or has no data */
    STATUS_INPUT = 2,       /* scenario, profile, model or data file is wrong */
    STATUS_BROKEN = 3,      /* disk full, out of memory, a tool that failed */
    STATUS_USAGE = 64,      /* wrong command line */
    STATUS_BUG = 70,        /* internal error */
    STATUS_SIGNALLED = 128, /* plus the number of the signal */
};

/* Prints "error: MESSAGE", or a list of mistakes as it is, and answers the status its code stands
 * for. */
int status_report(const GError *error);

/* A wrong command line: one sentence, and where help is. Answers STATUS_USAGE. */
int status_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* What to send, on stderr, and exit 70: for a failed assertion. Safe in a signal handler. */
void status_on_abort(int signal_number);

#endif
