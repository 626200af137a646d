#include "learn/task.h"

#include <string.h>

static const Task *const tasks[] = {
    &task_wake_word,
};

const Task *task_at(size_t i)
{
    return i < G_N_ELEMENTS(tasks) ? tasks[i] : NULL;
}

const Task *task_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tasks); i++) {
        if (strcmp(tasks[i]->name, name) == 0)
            return tasks[i];
    }
    return NULL;
}
