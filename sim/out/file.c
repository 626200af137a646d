#include "out/file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "util/error.h"

bool file_write(const char *path, const char *text, gssize length, GError **error)
{
    g_assert(path && text);

    g_autoptr(GError) cause = NULL;
    if (g_file_set_contents(path, text, length, &cause))
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be written: %s", path,
                cause->message);
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
