/* Remakes a model of our own from its shipped training data, and compares. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/data_dir.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "learn/task.h"
#include "out/file.h"
#include "util/error.h"

static const char COMMAND_NAME[] = "model build";

typedef struct BuildOptions {
    const Task *task;
    char *out_dir; /* -o, or NULL */
    gboolean is_from_audio, is_check;
} BuildOptions;

static void show_progress(const char *line)
{
    g_message("%s", line);
}

static char *task_names(void)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; task_at(i) != NULL; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", task_at(i)->name);
    return g_strdup(names->str);
}

/* One line on stdout for each file; whether all are the shipped ones. */
static bool compare(const Task *task, const char *shipped_dir, const char *out_dir,
                    bool *ret_is_same, GError **error)
{
    *ret_is_same = true;
    for (size_t i = 0; task->files[i] != NULL; i++) {
        g_autofree char *shipped_path = g_build_filename(shipped_dir, task->files[i], NULL);
        g_autofree char *built_path = g_build_filename(out_dir, task->files[i], NULL);
        g_autofree char *shipped = file_sha256(shipped_path, error);
        if (shipped == NULL)
            return false;
        g_autofree char *built = file_sha256(built_path, error);
        if (built == NULL)
            return false;
        bool is_same = strcmp(shipped, built) == 0;
        g_autofree char *line =
            g_strdup_printf("%-9s %s  %s\n", is_same ? "same" : "different", built, task->files[i]);
        terminal_put(stdout, line);
        *ret_is_same = *ret_is_same && is_same;
    }
    return true;
}

/* A build never lands on the files it is to be compared with. */
static bool is_same_folder(const char *a, const char *b)
{
    GStatBuf of_a, of_b;
    return g_stat(a, &of_a) == 0 && g_stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

static int build(const BuildOptions *options)
{
    const Task *task = options->task;
    g_autofree char *shipped_dir = data_dir_find("models");
    if (shipped_dir == NULL && (options->is_check || !options->is_from_audio))
        return status_usage(COMMAND_NAME, "no folder 'models' with the shipped training data");
    g_autofree char *out_dir = options->out_dir != NULL ? g_strdup(options->out_dir)
                                                        : g_strdup_printf("%s-build", task->name);
    if (shipped_dir != NULL && is_same_folder(out_dir, shipped_dir))
        return status_usage(COMMAND_NAME, "-o %s holds the shipped models: name another folder",
                            out_dir);
    g_autoptr(GError) error = NULL;
    if (g_mkdir_with_parents(out_dir, 0777) != 0) {
        g_set_error(&error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be created", out_dir);
        return status_report(error);
    }
    TaskRequest request = {shipped_dir, out_dir, options->is_from_audio, show_progress};
    if (!task->build(&request, &error))
        return status_report(error);
    if (!options->is_check) {
        g_autofree char *line = g_strdup_printf("built %s in %s\n", task->name, out_dir);
        terminal_put(stdout, line);
        return STATUS_YES;
    }
    bool is_same = false;
    if (!compare(task, shipped_dir, out_dir, &is_same, &error))
        return status_report(error);
    return is_same ? STATUS_YES : STATUS_NO;
}

int cmd_model_build(int argc, char **argv)
{
    BuildOptions options = {0};
    g_autofree char *out_dir = NULL;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &out_dir, "build there (TASK-build)", "DIR"},
        {"from-audio", 0, 0, G_OPTION_ARG_NONE, &options.is_from_audio,
         "speak the training data anew (needs espeak-ng)", NULL},
        {"check", 0, 0, G_OPTION_ARG_NONE, &options.is_check,
         "compare with the shipped files; status 1 if different", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("TASK", entries, &argc, &argv, &error))
        return status_usage(COMMAND_NAME, "%s", error->message);
    g_autofree char *names = task_names();
    if (argc != 2)
        return status_usage(COMMAND_NAME, "one task, of %s", names);
    options.task = task_find(argv[1]);
    if (options.task == NULL)
        return status_usage(COMMAND_NAME, "no task '%s': one of %s", argv[1], names);
    options.out_dir = out_dir;
    return build(&options);
}
