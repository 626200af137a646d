#include "out/result_dir.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/manifest.h"
#include "util/error.h"

#define NUMBER_MAX 99999

static void set_system_error(GError **error, const char *path, const char *what)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: %s: %s", path, what, g_strerror(errno));
}

static bool set_taken_error(GError **error, const char *dir, const ManifestNote *note)
{
    if (note)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s exists (%s run of %s, %.10s); choose another --output, or --force to "
                    "replace it",
                    dir, note->status, note->scenario, note->started);
    else
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s exists and holds no tinyfleet manifest; choose another --output", dir);
    return false;
}

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

/* Removes what the manifest lists, then folders of ours that are left empty. */
static bool empty_dir(const char *dir, const ManifestNote *note, GError **error)
{
    for (guint i = 0; note->files[i]; i++) {
        if (g_path_is_absolute(note->files[i]) || !is_inside(dir, note->files[i]))
            continue;
        g_autofree char *path = g_build_filename(dir, note->files[i], NULL);
        if (g_unlink(path) != 0 && errno != ENOENT) {
            set_system_error(error, path, "cannot be removed");
            return false;
        }
    }
    static const char *const folders[] = {"metrics", "plots"};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(dir, folders[i], NULL);
        (void)g_rmdir(path);
    }
    g_autofree char *manifest = g_build_filename(dir, MANIFEST_FILE, NULL);
    (void)g_unlink(manifest);
    return true;
}

bool result_dir_create(const char *dir, bool is_forced, GError **error)
{
    g_assert(dir);

    g_autofree char *parent = g_path_get_dirname(dir);
    if (g_mkdir_with_parents(parent, 0777) != 0) {
        set_system_error(error, parent, "cannot be created");
        return false;
    }
    if (g_mkdir(dir, 0777) == 0)
        return true;
    if (errno != EEXIST) {
        set_system_error(error, dir, "cannot be created");
        return false;
    }
    g_autoptr(ManifestNote) note = manifest_read(dir);
    if (!note || !is_forced)
        return set_taken_error(error, dir, note);
    return empty_dir(dir, note, error);
}

char *result_dir_safe_name(const char *name)
{
    g_assert(name);

    char *safe = g_strndup(name[0] ? name : "run", 100);
    for (char *p = safe; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '_' && *p != '-' && (*p != '.' || p == safe))
            *p = '-';
    return safe;
}

/* root/latest -> NAME-001, put in place by a rename. Something else named latest stays. */
static void link_latest(const char *root, const char *target)
{
    g_autofree char *link = g_build_filename(root, "latest", NULL);
    g_autofree char *fresh = g_build_filename(root, ".latest.part", NULL);
    if (g_file_test(link, G_FILE_TEST_EXISTS) && !g_file_test(link, G_FILE_TEST_IS_SYMLINK))
        return;
    (void)g_unlink(fresh);
    if (symlink(target, fresh) != 0 || g_rename(fresh, link) != 0)
        g_warning("%s: cannot be linked to %s: %s", link, target, g_strerror(errno));
}

char *result_dir_create_next(const char *root, const char *name, GError **error)
{
    g_assert(root && name);

    g_autofree char *safe = result_dir_safe_name(name);
    if (g_mkdir_with_parents(root, 0777) != 0) {
        set_system_error(error, root, "cannot be created");
        return NULL;
    }
    for (int number = 1; number <= NUMBER_MAX; number++) {
        g_autofree char *base = g_strdup_printf("%s-%03d", safe, number);
        g_autofree char *dir = g_build_filename(root, base, NULL);
        if (g_mkdir(dir, 0777) == 0) {
            link_latest(root, base);
            return g_steal_pointer(&dir);
        }
        if (errno != EEXIST) {
            set_system_error(error, dir, "cannot be created");
            return NULL;
        }
    }
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                "%s: every number up to %d is taken; remove old results", root, NUMBER_MAX);
    return NULL;
}
