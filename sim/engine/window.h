/*
 * engine/window.h - runs partitions from barrier to barrier.
 *
 * A window runs all events below (T, EVENT_EVALUATE) in every partition; then, alone, the
 * controllers act at T and say when they are due next. What they push has class EVENT_COMMAND or
 * a later time. Threads take whole partitions, so their number cannot show in a result.
 *
 * A run may be stopped at a barrier, where its state is that of an instant, or cut inside a window,
 * however long that is: then nothing can be made of it.
 *
 * Partitions that send to one another need windows no longer than the least delay between them:
 * `length_max`. Such a window ends before all classes of its last instant.
 *
 * Units:   ns.
 * Owner:   everything is borrowed until window_run() returns.
 * Errors:  none.
 */
#ifndef TINYFLEET_ENGINE_WINDOW_H
#define TINYFLEET_ENGINE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/partition.h"

typedef struct WindowSpec {
    Partition *const *partitions; /* [partition_count] */
    uint32_t partition_count;
    uint32_t thread_count;    /* >= 1; this thread is one of them */
    SimTime due;              /* when the controllers act first; TIME_NEVER: no controllers */
    SimTime end;              /* all events at or before it run; TIME_NEVER: until none is left */
    SimTime length_max;       /* windows no longer than this; 0: from due to due */
    const volatile int *stop; /* not 0: leave at the next barrier; may be NULL */
    const volatile int *cut;  /* not 0: leave inside the window, within moments; may be NULL */

    /* The controllers act at `now`; returns when they are due next, > now, or TIME_NEVER. */
    SimTime (*act)(void *context, SimTime now);
    void *context;
} WindowSpec;

typedef struct WindowResult {
    SimTime time; /* reached: all that is earlier has run, at the end all of that instant too */
    SimTime due;  /* of the controllers, to go on later */
    uint64_t window_count;
    bool is_stopped; /* by `stop`, before the end */
    bool is_cut; /* by `cut`: the partitions are at no common instant, their state is no result */
} WindowResult;

WindowResult window_run(const WindowSpec *spec);

#endif
