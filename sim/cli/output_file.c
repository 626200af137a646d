#include "cli/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out/file.h"
#include "util/error.h"

/* A device may be read and written at once: nothing is lost. */
static bool is_same(const char *a, const char *b)
{
    struct stat of_a, of_b;
    g_autofree char *whole_a = g_canonicalize_filename(a, NULL);
    g_autofree char *whole_b = g_canonicalize_filename(b, NULL);
    bool is_there = stat(a, &of_a) == 0, are_there = is_there && stat(b, &of_b) == 0;
    if (is_there && !S_ISREG(of_a.st_mode))
        return false;
    return strcmp(whole_a, whole_b) == 0 ||
           (are_there && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino);
}

bool output_file_check(const char *option, const char *path, const char *const *others,
                       GError **error)
{
    for (size_t i = 0; others[i] != NULL; i++) {
        if (!is_same(path, others[i]))
            continue;
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s %s is the same file as %s; name another", option, path, others[i]);
        return false;
    }
    return true;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(fd, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

static bool write_through(const char *path, const char *bytes, size_t size, GError **error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_written = fd >= 0 && write_all(fd, bytes, size);
    int problem = errno;
    if (fd >= 0 && close(fd) != 0 && is_written) {
        problem = errno;
        is_written = false;
    }
    if (!is_written)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be written: %s", path,
                    g_strerror(problem));
    return is_written;
}

bool output_file_write(const char *path, const char *bytes, size_t size, GError **error)
{
    struct stat status;
    bool is_there = stat(path, &status) == 0;
    if (is_there && !S_ISREG(status.st_mode))
        return write_through(path, bytes, size, error);
    g_autofree char *copy = is_there ? realpath(path, NULL) : NULL; /* what a link leads to */
    return file_write(copy != NULL ? copy : path, bytes, (gssize)size, error);
}
