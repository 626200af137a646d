#include "out/result_clear.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/file.h"
#include "util/error.h"

static const char *const folders[] = {"metrics", "plots"};

/* Is the folder that holds root/path inside root, symbolic links resolved? */
static bool is_inside(const char *root, const char *path)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(full);
    char *real_root = realpath(root, NULL);
    char *real_folder = realpath(folder, NULL);
    size_t length = real_root ? strlen(real_root) : 0;
    bool inside = real_root && real_folder && strncmp(real_root, real_folder, length) == 0 &&
                  (real_folder[length] == '\0' || real_folder[length] == '/');
    free(real_folder);
    free(real_root);
    return inside;
}

bool result_clear(const char *dir, const ManifestNote *note, GError **error)
{
    g_assert(dir && note);

    for (guint i = 0; note->files[i]; i++) {
        if (g_path_is_absolute(note->files[i]) || !is_inside(dir, note->files[i]))
            continue;
        g_autofree char *path = g_build_filename(dir, note->files[i], NULL);
        if (g_unlink(path) != 0 && errno != ENOENT) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be removed: %s", path,
                        g_strerror(errno));
            return false;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(dir, folders[i], NULL);
        (void)g_rmdir(path);
    }
    static const char *const manifests[] = {MANIFEST_FILE FILE_PART, MANIFEST_FILE};
    for (size_t i = 0; i < G_N_ELEMENTS(manifests); i++) {
        g_autofree char *path = g_build_filename(dir, manifests[i], NULL);
        (void)g_unlink(path);
    }
    return true;
}

/* Each entry whose name is free there. */
static void move_entries(const char *from, const char *to)
{
    g_autoptr(GDir) entries = g_dir_open(from, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        GStatBuf there;
        if (g_lstat(target, &there) != 0 && errno == ENOENT)
            (void)g_rename(source, target);
    }
}

void result_move_foreign(const char *from, const char *to)
{
    g_assert(from && to);

    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *source = g_build_filename(from, folders[i], NULL);
        g_autofree char *target = g_build_filename(to, folders[i], NULL);
        if (g_file_test(source, G_FILE_TEST_IS_SYMLINK) || !g_file_test(target, G_FILE_TEST_IS_DIR))
            continue;
        move_entries(source, target);
        (void)g_rmdir(source);
    }
    move_entries(from, to);
    if (g_rmdir(from) != 0 && errno != ENOENT)
        g_warning("%s keeps files that are not ours", from);
}
