/*
 * cli/stop.h - Ctrl-C, SIGTERM and SIGUSR1, without a signal handler.
 *
 * The signals are blocked and one thread waits for them. The first Ctrl-C or SIGTERM sets
 * `requested`, which a run looks at where its state is whole; if it has not got there a moment
 * later, `is_cut` is set, and it leaves wherever it is. The second signal leaves at once. SIGUSR1
 * calls on_show.
 *
 * Owner:   start before any other thread is made, so that all inherit the blocked signals.
 */
#ifndef TINYFLEET_CLI_STOP_H
#define TINYFLEET_CLI_STOP_H

#include <pthread.h>
#include <signal.h>

typedef struct Stop {
    volatile int requested; /* number of the signal, 0 = none */
    volatile int is_cut;    /* not 0: the moment of grace is over */
    void (*on_show)(void *user);
    void *user;
    pthread_t thread;
    int is_over; /* tells the thread to end */
    sigset_t saved_mask;
} Stop;

void stop_start(Stop *stop, void (*on_show)(void *user), void *user);
void stop_end(Stop *stop);

#endif
