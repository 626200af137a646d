#include "cli/stop.h"

#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/status.h"

static sigset_t stop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    return set;
}

enum {
    GRACE_MS = 300, /* from a request to a cut */
    LATE_MS = 250,  /* from there to the end */
    ECHO_MS = 100,  /* a launcher may hand a signal on that the terminal has sent already */
};

/* The next signal; 0: the time is over that what was asked for may take. */
static int stop_next(const Stop *stop, const sigset_t *set)
{
    const long wait_ms = stop->is_cut == 0 ? GRACE_MS : LATE_MS;
    const struct timespec wait = {.tv_nsec = wait_ms * 1000000L};
    int number;
    do {
        number = stop->requested > 0 ? sigtimedwait(set, NULL, &wait) : sigwaitinfo(set, NULL);
    } while (number < 0 && errno == EINTR);
    return MAX(number, 0);
}

static G_GNUC_NORETURN void stop_now(const Stop *stop, int number)
{
    stop->on_late(stop->user);
    _exit(STATUS_SIGNALLED + number);
}

static void stop_request(Stop *stop, int number)
{
    stop->requested_us = g_get_monotonic_time();
    stop->requested = number;
}

static bool stop_is_echo(const Stop *stop)
{
    return g_get_monotonic_time() - stop->requested_us < ECHO_MS * 1000;
}

static void *stop_wait(void *user)
{
    Stop *stop = user;
    sigset_t set = stop_signals();
    while (!g_atomic_int_get(&stop->is_over)) {
        int number = stop_next(stop, &set);
        if (g_atomic_int_get(&stop->is_over))
            continue;
        if (number == SIGUSR1)
            stop->on_show(stop->user);
        else if (number == 0 && stop->is_cut == 0)
            stop->is_cut = 1;
        else if (number == 0)
            stop_now(stop, stop->requested);
        else if (!g_atomic_int_get(&stop->is_minded))
            stop_now(stop, number);
        else if (stop->requested == 0)
            stop_request(stop, number);
        else if (!stop_is_echo(stop))
            stop_now(stop, number);
    }
    return NULL;
}

void stop_start(Stop *stop, const Stop *calls)
{
    *stop = (Stop){.on_show = calls->on_show, .on_late = calls->on_late, .user = calls->user};
    sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, &stop->saved_mask);
    int failed = pthread_create(&stop->thread, NULL, stop_wait, stop);
    g_assert(failed == 0);
}

void stop_mind(Stop *stop)
{
    g_atomic_int_set(&stop->is_minded, 1);
}

void stop_break(Stop *stop)
{
    if (stop->requested == 0)
        stop->requested = STOP_BROKEN;
    stop->is_cut = 1;
}

void stop_end(Stop *stop)
{
    g_atomic_int_set(&stop->is_over, 1);
    pthread_kill(stop->thread, SIGUSR1); /* wakes it, to see that */
    pthread_join(stop->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &stop->saved_mask, NULL);
}
