#include "cli/stop.h"

#include <glib.h>
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

static void *stop_wait(void *user)
{
    Stop *stop = user;
    sigset_t set = stop_signals();
    while (!g_atomic_int_get(&stop->is_over)) {
        int number = 0;
        if (sigwait(&set, &number) != 0 || g_atomic_int_get(&stop->is_over))
            continue;
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
