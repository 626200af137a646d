/*
 * learn/task.h - a model of our own: what is built, from what, into which files.
 *
 * A task remakes everything it ships, bit for bit: models, their float twins, versions for
 * rollouts, data pool. Files have the same relative names in the folder of shipped models and
 * in the folder of a build.
 *
 * Owner:   tables are const; a request is borrowed.
 * Errors:  FLEET_ERROR_INPUT for shipped data that cannot be read; FLEET_ERROR_RUN when a file
 *          cannot be written or a tool fails.
 */
#ifndef TINYFLEET_LEARN_TASK_H
#define TINYFLEET_LEARN_TASK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct TaskRequest {
    const char *shipped_dir;               /* where the shipped training data are */
    const char *out_dir;                   /* exists; files in it are replaced */
    bool is_from_raw;                      /* make the training data anew instead of reading them */
    void (*on_progress)(const char *line); /* may be NULL */
} TaskRequest;

typedef struct Task {
    const char *name;         /* as the command line spells it */
    const char *doc;          /* one sentence */
    const char *const *files; /* what a build writes, relative; ends with NULL */
    bool (*build)(const TaskRequest *request, GError **error);
} Task;

/* The i-th task, NULL behind the last. */
const Task *task_at(size_t i);
const Task *task_find(const char *name);

extern const Task task_wake_word;

#endif
