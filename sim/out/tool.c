#include "out/tool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/error.h"

enum {
    LOOK_MS = 20,    /* between two looks at the clock and the stop */
    SAID_SIZE = 200, /* of its complaints that are passed on */
};

/* A program on its way. */
typedef struct Tool {
    const ToolCall *call;
    GPid pid;
    int said_pipe;
    GString *said;
    gint64 deadline_us;
} Tool;

/* In the child, between fork and exec: only what is safe there. */
static void child_setup(gpointer user)
{
    const pid_t *parent = user;
    sigset_t none;
    sigemptyset(&none);
    (void)setpgid(0, 0);
    (void)signal(SIGXFSZ, SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != *parent)
        _exit(127);
}

static bool tool_start(Tool *tool, GError **error)
{
    pid_t parent = getpid();
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "LC_ALL", "C.UTF-8", TRUE);
    const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
    g_autoptr(GError) cause = NULL;
    if (g_spawn_async_with_pipes(tool->call->folder, (char **)(uintptr_t)tool->call->argv,
                                 environment, flags, child_setup, &parent, &tool->pid, NULL, NULL,
                                 &tool->said_pipe, &cause)) {
        (void)setpgid(tool->pid, tool->pid); /* whoever of the two is first */
        return true;
    }
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s", cause->message);
    return false;
}

/* Takes what it has said for a moment; true while it may say more. */
static bool tool_listen(Tool *tool, int wait_ms)
{
    struct pollfd ready = {.fd = tool->said_pipe, .events = POLLIN};
    char text[512];
    if (poll(&ready, 1, wait_ms) <= 0)
        return true;
    ssize_t count = read(tool->said_pipe, text, sizeof text);
    if (count > 0 && tool->said->len < SAID_SIZE)
        g_string_append_len(tool->said, text, MIN((gssize)count, SAID_SIZE));
    return count > 0 || (count < 0 && errno == EINTR);
}

/* Waits for its end, for the deadline or for a stop. */
static ToolEnd tool_watch(Tool *tool, int *ret_status)
{
    bool is_talking = true;
    for (;;) {
        if (is_talking)
            is_talking = tool_listen(tool, LOOK_MS);
        else
            g_usleep(LOOK_MS * 50); /* it has closed its stderr: the end is near */
        if (waitpid(tool->pid, ret_status, WNOHANG) == tool->pid)
            return TOOL_DONE;
        if (tool->call->stop && *tool->call->stop != 0)
            return TOOL_STOPPED;
        if (g_get_monotonic_time() >= tool->deadline_us)
            return TOOL_LATE;
    }
}

static void tool_kill(const Tool *tool)
{
    int status;
    (void)kill(-tool->pid, SIGKILL);
    (void)kill(tool->pid, SIGKILL); /* should it have left its group */
    while (waitpid(tool->pid, &status, 0) < 0 && errno == EINTR)
        continue;
}

static ToolEnd tool_judge(Tool *tool, ToolEnd end, int status, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (end == TOOL_LATE)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                    "%s was ended: it had not answered within %.3g s", tool->call->argv[0],
                    (double)tool->call->limit_ms / 1000.0);
    if (end != TOOL_DONE || g_spawn_check_wait_status(status, &cause))
        return end;
    g_autofree char *said = g_utf8_make_valid(g_strstrip(tool->said->str), -1);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s %s", cause->message, said);
    return TOOL_FAILED;
}

ToolEnd tool_run(const ToolCall *call, GError **error)
{
    g_assert(call && call->argv && call->argv[0] && call->limit_ms > 0);

    Tool tool = {.call = call};
    int status = 0;
    if (call->stop && *call->stop != 0)
        return TOOL_STOPPED;
    if (!tool_start(&tool, error))
        return TOOL_FAILED;
    tool.said = g_string_new(NULL);
    tool.deadline_us = g_get_monotonic_time() + call->limit_ms * 1000;
    ToolEnd end = tool_watch(&tool, &status);
    if (end != TOOL_DONE)
        tool_kill(&tool);
    end = tool_judge(&tool, end, status, error);
    g_string_free(tool.said, TRUE);
    close(tool.said_pipe);
    g_spawn_close_pid(tool.pid);
    return end;
}
