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

enum { GRACE_MS = 300 }; /* from a request to a cut */

/* The next signal; 0: the moment of grace is over. */
static int stop_next(const Stop *stop, const sigset_t *set)
{
    bool is_waiting = stop->requested != 0 && stop->is_cut == 0;
    const struct timespec grace = {.tv_nsec = GRACE_MS * 1000000L};
    int number;
    do {
        number = is_waiting ? sigtimedwait(set, NULL, &grace) : sigwaitinfo(set, NULL);
    } while (number < 0 && errno == EINTR);
    return MAX(number, 0);
}

static void *stop_wait(void *user)
{
    Stop *stop = user;
    sigset_t set = stop_signals();
    while (!g_atomic_int_get(&stop->is_over)) {
        int number = stop_next(stop, &set);
        if (g_atomic_int_get(&stop->is_over))
            continue;
        if (number == 0) {
            stop->is_cut = 1;
            continue;
        }
        if (number == SIGUSR1) {
            stop->on_show(stop->user);
            continue;
        }
        if (stop->requested != 0)
            _exit(STATUS_SIGNALLED + number);
        stop->requested = number;
    }
    return NULL;
}

void stop_start(Stop *stop, void (*on_show)(void *user), void *user)
{
    *stop = (Stop){.on_show = on_show, .user = user};
    sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, &stop->saved_mask);
    int failed = pthread_create(&stop->thread, NULL, stop_wait, stop);
    g_assert(failed == 0);
}

void stop_end(Stop *stop)
{
    g_atomic_int_set(&stop->is_over, 1);
    pthread_kill(stop->thread, SIGUSR1); /* wakes it, to see that */
    pthread_join(stop->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &stop->saved_mask, NULL);
}
