/* Another program: ended in time, heard, and never left behind. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "out/tool.h"
#include "synthetic.h"
#include "util/error.h"

/* Runs `script` by a shell in `dir`; ms: how long it took. */
static ToolEnd call(const char *dir, const char *script, const volatile int *stop, gint64 *ret_ms,
                    GError **error)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    const ToolCall how = {.argv = argv, .folder = dir, .limit_ms = 700, .stop = stop};
    gint64 begun = g_get_monotonic_time();
    ToolEnd end = tool_run(&how, error);
    *ret_ms = (g_get_monotonic_time() - begun) / 1000;
    return end;
}

/* Does it run no more? A dead orphan may wait for whoever collects it. */
static bool is_dead(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return true;
    return strstr(text, ") Z ") != NULL;
}

/* The process whose number the file holds runs no more. */
static bool is_gone(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    pid_t pid = (pid_t)g_ascii_strtoll(text, NULL, 10);
    for (int i = 0; i < 100 && !is_dead(pid); i++)
        g_usleep(10000);
    return pid > 1 && is_dead(pid);
}

static void a_tool_that_ends_well_is_done_in_its_folder(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    gint64 ms;
    CHECK(call(dir, "echo x; pwd >where", NULL, &ms, &error) == TOOL_DONE && !error);
    g_autofree char *path = g_build_filename(dir, "where", NULL);
    g_autofree char *where = NULL;
    CHECK(g_file_get_contents(path, &where, NULL, NULL) && strstr(where, dir) == where);
    CHECK(ms < 700);
    synthetic_remove(dir);
}

static void a_tool_that_fails_is_an_error_with_what_it_said(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    gint64 ms;
    CHECK(call(dir, "echo 'no such terminal' >&2; exit 3", NULL, &ms, &error) == TOOL_FAILED);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    CHECK(error && strstr(error->message, "code 3 no such terminal") != NULL);
    synthetic_remove(dir);
}

static void a_tool_that_says_more_than_a_pipe_holds_is_not_blocked(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    gint64 ms;
    CHECK(call(dir, "head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1", NULL, &ms, &error) ==
          TOOL_FAILED);
    CHECK(error && strlen(error->message) < 300);
    synthetic_remove(dir);
}

static void a_tool_that_hangs_is_killed_with_its_children_at_the_limit(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    gint64 ms;
    CHECK(call(dir, "echo $$ >first; sleep 100 & echo $! >second; wait", NULL, &ms, &error) ==
          TOOL_LATE);
    CHECK(error &&
          strcmp(error->message, "/bin/sh was ended: it had not answered within 0.7 s") == 0);
    CHECK(ms >= 700 && ms < 5000);
    CHECK(is_gone(dir, "first") && is_gone(dir, "second"));
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    synthetic_remove(dir);
}

static void a_tool_that_closed_its_mouth_and_hangs_is_ended_all_the_same(void)
{
    char *dir = synthetic_dir();
    gint64 ms;
    CHECK(call(dir, "exec 2>&-; sleep 100", NULL, &ms, NULL) == TOOL_LATE);
    CHECK(ms < 5000);
    synthetic_remove(dir);
}

static void a_stop_ends_a_tool_without_an_error(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    volatile int stop = 0;
    gint64 ms;
    CHECK(call(dir, "true", &stop, &ms, &error) == TOOL_DONE);
    stop = 15;
    CHECK(call(dir, "echo $$ >begun; sleep 100", &stop, &ms, &error) == TOOL_STOPPED && !error);
    CHECK(ms < 500);
    synthetic_remove(dir);
}

static gpointer stop_soon(gpointer user)
{
    volatile int *stop = user;
    g_usleep(200000);
    *stop = 15;
    return NULL;
}

static void a_stop_while_it_runs_kills_it_before_its_limit(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    volatile int stop = 0;
    gint64 ms;
    GThread *thread = g_thread_new("stop", stop_soon, (gpointer)(uintptr_t)&stop);
    CHECK(call(dir, "echo $$ >first; sleep 100", &stop, &ms, &error) == TOOL_STOPPED && !error);
    g_thread_join(thread);
    CHECK(is_gone(dir, "first"));
    synthetic_remove(dir);
}

/* Signals that we ignore or block are not lost on a tool. */
static void a_tool_has_the_usual_signals(void)
{
    char *dir = synthetic_dir();
    sigset_t set, saved;
    gint64 ms;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, &saved);
    CHECK(call(dir, "kill -s TERM $$; exit 0", NULL, &ms, NULL) == TOOL_FAILED);
    CHECK(call(dir, "kill -s PIPE $$; exit 0", NULL, &ms, NULL) == TOOL_FAILED);
    sigprocmask(SIG_SETMASK, &saved, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    synthetic_remove(dir);
}

static void a_tool_does_not_outlive_us(void)
{
    char *dir = synthetic_dir();
    g_autofree char *path = g_build_filename(dir, "first", NULL);
    pid_t child = fork();
    if (child == 0) {
        gint64 ms;
        (void)call(dir, "echo $$ >first.part; mv first.part first; exec sleep 100", NULL, &ms,
                   NULL);
        _exit(0);
    }
    for (int i = 0; i < 500 && !g_file_test(path, G_FILE_TEST_EXISTS); i++)
        g_usleep(1000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    CHECK(is_gone(dir, "first"));
    synthetic_remove(dir);
}

static void a_program_that_is_not_there_is_an_error(void)
{
    char *dir = synthetic_dir();
    g_autoptr(GError) error = NULL;
    const char *const argv[] = {"/nonexistent/tool", NULL};
    const ToolCall how = {.argv = argv, .folder = dir, .limit_ms = 700};
    CHECK(tool_run(&how, &error) == TOOL_FAILED);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    synthetic_remove(dir);
}

TEST_MAIN(CASE(a_tool_that_ends_well_is_done_in_its_folder),
          CASE(a_tool_that_fails_is_an_error_with_what_it_said),
          CASE(a_tool_that_says_more_than_a_pipe_holds_is_not_blocked),
          CASE(a_tool_that_hangs_is_killed_with_its_children_at_the_limit),
          CASE(a_tool_that_closed_its_mouth_and_hangs_is_ended_all_the_same),
          CASE(a_stop_ends_a_tool_without_an_error),
          CASE(a_stop_while_it_runs_kills_it_before_its_limit), CASE(a_tool_has_the_usual_signals),
          CASE(a_tool_does_not_outlive_us), CASE(a_program_that_is_not_there_is_an_error))
