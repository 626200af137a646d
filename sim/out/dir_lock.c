#include "out/dir_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does the path still name what was opened? */
static bool is_same(const char *path, int lock)
{
    struct stat named, opened;
    return stat(path, &named) == 0 && fstat(lock, &opened) == 0 && named.st_ino == opened.st_ino &&
           named.st_dev == opened.st_dev;
}

DirLock dir_lock(const char *path, int *ret_lock)
{
    g_assert(path && ret_lock);

    int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0)
        return DIR_LOCK_ABSENT;
    bool is_taken = flock(lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!is_taken && is_same(path, lock)) {
        *ret_lock = lock;
        return DIR_LOCK_OURS;
    }
    close(lock);
    return is_taken ? DIR_LOCK_TAKEN : DIR_LOCK_ABSENT;
}
