/*
 * cli/stop.h - Ctrl-C, SIGTERM and SIGUSR1, without a signal handler.
 *
 * The signals are blocked and one thread waits for them. The first Ctrl-C or SIGTERM sets
 * `requested`, which a run looks at where its state is whole; if it has not got there a moment
 * later, `is_cut` is set, and it leaves wherever it is. If it has not ended within a second, or
 * at a second signal, on_late has the last word and the program ends at once: whoever uses this
 * keeps what is on the disk whole at every moment. Until stop_mind() the first signal is the last
 * word: nothing is there that could be kept. SIGUSR1 calls on_show.
 *
 * Owner:   start before any other thread is made, so that all inherit the blocked signals.
 */
#ifndef TINYFLEET_CLI_STOP_H
#define TINYFLEET_CLI_STOP_H

#include <pthread.h>
#include <signal.h>
#include <stdint.h>

typedef struct Stop {
    volatile int requested; /* number of the signal, 0 = none, STOP_BROKEN = stop_break() */
    volatile int is_cut;    /* not 0: the moment of grace is over */
    void (*on_show)(void *user);
    void (*on_late)(void *user); /* in the waiting thread, while all others go on */
    void *user;
    int is_minded;        /* something is there to be kept */
    int64_t requested_us; /* monotonic; of the waiting thread */
    pthread_t thread;
    int is_over; /* tells the thread to end */
    sigset_t saved_mask;
} Stop;

enum { STOP_BROKEN = -1 };

/* Of `calls`, the functions and `user`. */
void stop_start(Stop *stop, const Stop *calls);
/* From here on something is there to be kept. */
void stop_mind(Stop *stop);
/* Ends what runs without a signal: something is broken. From any thread. */
void stop_break(Stop *stop);
void stop_end(Stop *stop);

#endif
