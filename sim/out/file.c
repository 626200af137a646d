#include "out/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t count = write(file, text, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        text += count;
        length -= (size_t)count;
    }
    return fsync(file) == 0 || errno == EINVAL || errno == EROFS; /* not for what has no disk */
}

bool file_write(const char *path, const char *text, gssize length, GError **error)
{
    g_assert(path && text);

    g_autofree char *part = g_strconcat(path, FILE_PART, NULL);
    int file = g_open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool is_whole = file >= 0 && write_all(file, text, length < 0 ? strlen(text) : (size_t)length);
    int cause = is_whole ? 0 : errno;
    if (file >= 0 && close(file) != 0 && cause == 0)
        cause = errno;
    if (cause == 0 && g_rename(part, path) != 0)
        cause = errno;
    if (cause == 0)
        return true;
    (void)g_unlink(part);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be written: %s", path,
                g_strerror(cause));
    return false;
}

char *file_sha256(const char *path, GError **error)
{
    g_assert(path);

    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    FILE *file = g_fopen(path, "rb");
    guchar buffer[16384];
    size_t count = 0;
    while (file && (count = fread(buffer, 1, sizeof buffer, file)) > 0)
        g_checksum_update(sum, buffer, (gssize)count);
    if (!file || ferror(file)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be read: %s", path,
                    g_strerror(errno));
        if (file)
            fclose(file);
        return NULL;
    }
    fclose(file);
    return g_strdup(g_checksum_get_string(sum));
}

bool file_make_dir(const char *dir, const char *name, GError **error)
{
    g_assert(dir && name);

    g_autofree char *path = g_build_filename(dir, name, NULL);
    if (g_mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be created: %s", path,
                g_strerror(errno));
    return false;
}
