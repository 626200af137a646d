#include "util/readfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/value.h"

enum { PIECE = 1 << 16 };

static bool refuse(GError **error, const char *sentence)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", sentence);
    return false;
}

static bool refuse_size(size_t limit, GError **error)
{
    g_autofree char *most = value_show_size((Bytes)limit);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "the file is larger than %s", most);
    return false;
}

static bool check_kind(int fd, size_t limit, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return refuse(error, g_strerror(errno));
    if (S_ISDIR(status.st_mode))
        return refuse(error, "it is a folder");
    if (!S_ISREG(status.st_mode))
        return refuse(error, "it is a device or a pipe, not a file");
    return (guint64)status.st_size <= limit || refuse_size(limit, error);
}

/* To the end, which may have moved since the size was asked for. */
static bool read_all(int fd, size_t limit, GByteArray *bytes, GError **error)
{
    guint8 piece[PIECE];
    for (;;) {
        ssize_t count = read(fd, piece, sizeof piece);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return refuse(error, g_strerror(errno));
        if (count == 0)
            return true;
        if (bytes->len + (size_t)count > limit)
            return refuse_size(limit, error);
        g_byte_array_append(bytes, piece, (guint)count);
    }
}

bool readfile(const char *path, size_t limit, char **ret_bytes, size_t *ret_size, GError **error)
{
    g_assert(path != NULL);
    g_assert(limit < G_MAXUINT - PIECE);
    int fd =
        open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a pipe without a writer must not wait */
    if (fd < 0)
        return refuse(error, g_strerror(errno));
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    bool is_read = check_kind(fd, limit, error) && read_all(fd, limit, bytes, error);
    close(fd);
    if (!is_read)
        return false;
    *ret_size = bytes->len;
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    *ret_bytes = (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
    return true;
}
