/* Signals: the first asks, the second or the second's end is the last word. */
#include "test.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/stop.h"

enum { MS = 1000 };

static void count_show(void *user)
{
    (*(int *)user)++;
}

static void say_late(void *user)
{
    (void)user;
    ssize_t written = write(STDOUT_FILENO, "late", 4);
    (void)written;
}

/* What a child did with its signals. */
typedef struct Outcome {
    int status;   /* as a shell has it */
    bool is_late; /* on_late had its word */
    gint64 ms;
} Outcome;

/* Runs `body` in a process of its own, where no test's signal can go astray. */
static Outcome in_child(int (*body)(Stop *stop))
{
    Outcome outcome = {0};
    char word[8] = "";
    int ends[2], status = 0;
    gint64 begun = g_get_monotonic_time();
    CHECK(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        Stop stop;
        int shown = 0;
        dup2(ends[1], STDOUT_FILENO);
        stop_start(&stop, &(Stop){.on_show = count_show, .on_late = say_late, .user = &shown});
        int answer = body(&stop);
        stop_end(&stop);
        _exit(answer + 10 * shown);
    }
    close(ends[1]);
    waitpid(child, &status, 0);
    outcome.is_late = read(ends[0], word, sizeof word - 1) == 4 && strcmp(word, "late") == 0;
    close(ends[0]);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    outcome.ms = (g_get_monotonic_time() - begun) / MS;
    return outcome;
}

static void send(int number)
{
    (void)kill(getpid(), number);
    g_usleep(20 * MS);
}

/* Waits a second for the flag. */
static bool comes(const volatile int *flag)
{
    for (int i = 0; i < 1000 && *flag == 0; i++)
        g_usleep(MS);
    return *flag != 0;
}

static int one_signal(Stop *stop)
{
    stop_mind(stop);
    send(SIGTERM);
    return comes(&stop->requested) && stop->requested == SIGTERM ? 1 : 2;
}

static void the_first_signal_is_a_request(void)
{
    Outcome outcome = in_child(one_signal);
    CHECK_INT(outcome.status, 1);
    CHECK(!outcome.is_late);
}

static int nothing_there(Stop *stop)
{
    send(SIGINT);
    (void)comes(&stop->is_cut);
    return 1;
}

static void where_nothing_is_to_be_kept_the_first_signal_is_the_end(void)
{
    Outcome outcome = in_child(nothing_there);
    CHECK_INT(outcome.status, 130);
    CHECK(outcome.is_late);
}

static int goes_on(Stop *stop)
{
    stop_mind(stop);
    send(SIGTERM);
    bool is_cut = comes(&stop->is_cut);
    g_usleep(5000 * MS);
    return is_cut ? 1 : 2;
}

static void what_goes_on_is_ended_within_a_second(void)
{
    Outcome outcome = in_child(goes_on);
    CHECK_INT(outcome.status, 143);
    CHECK(outcome.is_late && outcome.ms >= 550 && outcome.ms < 3000);
}

static int twice(Stop *stop)
{
    stop_mind(stop);
    send(SIGINT);
    g_usleep(150 * MS);
    send(SIGTERM);
    g_usleep(50 * MS);
    return 1;
}

static void the_second_signal_does_not_wait(void)
{
    Outcome outcome = in_child(twice);
    CHECK_INT(outcome.status, 143);
    CHECK(outcome.is_late);
}

static int handed_on(Stop *stop)
{
    stop_mind(stop);
    send(SIGTERM);
    (void)comes(&stop->requested);
    stop->requested_us = g_get_monotonic_time(); /* however slow this machine is */
    send(SIGTERM);
    return 1;
}

static void a_signal_that_a_launcher_hands_on_is_the_same_one(void)
{
    Outcome outcome = in_child(handed_on);
    CHECK_INT(outcome.status, 1);
    CHECK(!outcome.is_late);
}

static int broken(Stop *stop)
{
    stop_mind(stop);
    stop_break(stop);
    g_usleep(700 * MS);
    return stop->requested == STOP_BROKEN && stop->is_cut != 0 ? 1 : 2;
}

static void what_is_broken_is_cut_without_a_last_word(void)
{
    Outcome outcome = in_child(broken);
    CHECK_INT(outcome.status, 1);
    CHECK(!outcome.is_late);
}

static int shown(Stop *stop)
{
    (void)kill(getpid(), SIGUSR1);
    g_usleep(100 * MS);
    return stop->requested;
}

static void a_question_is_answered_and_no_request(void)
{
    CHECK_INT(in_child(shown).status, 10);
}

TEST_MAIN(CASE(the_first_signal_is_a_request),
          CASE(where_nothing_is_to_be_kept_the_first_signal_is_the_end),
          CASE(what_goes_on_is_ended_within_a_second), CASE(the_second_signal_does_not_wait),
          CASE(a_signal_that_a_launcher_hands_on_is_the_same_one),
          CASE(what_is_broken_is_cut_without_a_last_word),
          CASE(a_question_is_answered_and_no_request))
