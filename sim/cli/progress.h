/*
 * cli/progress.h - how far a run is, on stderr: a bar on a terminal, plain lines elsewhere.
 *
 * A bar is redrawn at most 5 times a second. Lines come every 10 % and at least once a
 * minute, none in the first two seconds. Workers call progress_update() from their threads.
 */
#ifndef TINYFLEET_CLI_PROGRESS_H
#define TINYFLEET_CLI_PROGRESS_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/terminal.h"
#include "exp/study.h"

typedef enum ProgressStyle { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_BAR } ProgressStyle;

typedef struct Progress {
    GMutex lock;
    FILE *stream;
    ProgressStyle style;
    int columns;
    gint64 started_us, shown_us; /* monotonic */
    double shown_share;
    int bar_length; /* characters on the terminal's line, 0 = none */
    StudyProgress last;
} Progress;

void progress_init(Progress *progress, When when, bool is_quiet);
void progress_clear(Progress *progress);

/* user is a Progress: fits RunOptions.on_progress. */
void progress_update(void *user, const StudyProgress *news);

/* One plain line now, whatever the style: for SIGUSR1. user is a Progress. */
void progress_show(void *user);

/* Wipes the bar off its line. */
void progress_wipe(Progress *progress);

/* "day 15.6": a time of a run of this length; to be freed. */
char *progress_time_text(SimTime time, SimTime duration);

/* "day 15.6 / 30  rep 6/10  40 000 device-days/s  ETA 0:04"; to be freed. */
char *progress_text(const StudyProgress *news, double elapsed_s);

#endif
