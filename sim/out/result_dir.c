#include "out/result_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out/dir_lock.h"
#include "out/manifest.h"
#include "out/result_clear.h"
#include "util/error.h"

#define NUMBER_MAX 99999
#define NEW_ENDING ".new"

static void set_system_error(GError **error, const char *path, const char *what)
{
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: %s: %s", path, what, g_strerror(errno));
}

static bool exists(const char *path)
{
    GStatBuf info;
    return g_lstat(path, &info) == 0;
}

/* "complete run of home, 2026-01-01" */
static char *describe(const ManifestNote *note)
{
    return g_strdup_printf("%s run of %s, %.10s", note->status, note->scenario, note->started);
}

static void set_busy_error(GError **error, const char *dir, const ManifestNote *note)
{
    g_autofree char *who = note && note->pid > 0
                               ? g_strdup_printf("process %" G_GINT64_FORMAT, note->pid)
                               : g_strdup("another run");
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                "%s is being written by %s; wait for its end, or choose another --output", dir,
                who);
}

static void set_taken_error(GError **error, const char *dir, const ManifestNote *note)
{
    if (!note) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s exists and holds no tinyfleet manifest; choose another --output", dir);
        return;
    }
    g_autofree char *what = describe(note);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                "%s exists (%s); choose another --output, or --force to replace it", dir, what);
}

static char *new_name(const char *path)
{
    return g_strconcat(path, NEW_ENDING, NULL);
}

/* --- what stands there already -------------------------------------------------------------- */

/* A directory that stands in the way: ours to replace, and locked from now on? */
static bool claim(const char *dir, bool is_forced, int *ret_lock, GError **error)
{
    int lock = -1;
    DirLock got = dir_lock(dir, &lock);
    g_autoptr(ManifestNote) note = manifest_read(dir);
    if (got == DIR_LOCK_TAKEN) {
        g_autofree char *new_dir = new_name(dir);
        g_autoptr(ManifestNote) newer = manifest_read(new_dir);
        set_busy_error(error, dir, newer ? newer : note);
    } else if (got == DIR_LOCK_ABSENT || !note || !is_forced) {
        set_taken_error(error, dir, note);
    } else {
        *ret_lock = lock;
        return true;
    }
    if (lock >= 0)
        close(lock);
    return false;
}

/* A mount point cannot be renamed: better said before the work than after it. */
static bool is_mount_point(const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);
    GStatBuf here, above;
    return g_stat(path, &here) == 0 && g_stat(parent, &above) == 0 && here.st_dev != above.st_dev;
}

static bool claim_old(ResultDir *self, bool is_forced, GError **error)
{
    if (!claim(self->path, is_forced, &self->old_lock, error))
        return false;
    char *real = realpath(self->path, NULL); /* through a link as "latest" is */
    if (real) {
        g_free(self->path);
        self->path = g_strdup(real);
    }
    free(real);
    if (is_mount_point(self->path)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s is a mount point and cannot be replaced; choose a directory in it",
                    self->path);
        return false;
    }
    g_autoptr(ManifestNote) note = manifest_read(self->path);
    self->old = note ? describe(note) : g_strdup("a result");
    self->is_old_complete = note && strcmp(note->status, "complete") == 0;
    return true;
}

/* NAME.new of an earlier run that did not come to its end. */
static bool clear_new(const char *new_dir, const char *path, GError **error)
{
    int lock = -1;
    if (!exists(new_dir))
        return true;
    if (!claim(new_dir, true, &lock, error))
        return false;
    g_autoptr(ManifestNote) note = manifest_read(new_dir);
    bool is_clear = note && result_clear(new_dir, note, error);
    if (is_clear)
        result_move_foreign(new_dir, path);
    close(lock);
    return is_clear;
}

/* --- making it ------------------------------------------------------------------------------ */

/* FOLDER/.NAME.PID, locked. */
static bool make_hidden(ResultDir *self, const char *folder, const char *name, GError **error)
{
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        set_system_error(error, folder, "cannot be created");
        return false;
    }
    g_autofree char *base = g_strdup_printf(".%.200s.%d", name, (int)getpid());
    self->work = g_build_filename(folder, base, NULL);
    if ((g_mkdir(self->work, 0777) != 0 && errno != EEXIST) ||
        dir_lock(self->work, &self->lock) != DIR_LOCK_OURS) {
        set_system_error(error, self->work, "cannot be created");
        return false;
    }
    return true;
}

static char *without_slashes(const char *dir)
{
    size_t length = strlen(dir);
    while (length > 1 && dir[length - 1] == '/')
        length--;
    return g_strndup(dir, length);
}

static ResultDir *empty_new(void)
{
    ResultDir *self = g_new0(ResultDir, 1);
    self->lock = self->old_lock = -1;
    return self;
}

ResultDir *result_dir_new(const char *dir, bool is_forced, GError **error)
{
    g_assert(dir);

    g_autoptr(ResultDir) self = empty_new();
    self->path = without_slashes(dir);
    if (exists(self->path) && !claim_old(self, is_forced, error))
        return NULL;
    g_autofree char *folder = g_path_get_dirname(self->path);
    g_autofree char *name = g_path_get_basename(self->path);
    return make_hidden(self, folder, name, error) ? g_steal_pointer(&self) : NULL;
}

ResultDir *result_dir_new_numbered(const char *root, const char *name, GError **error)
{
    g_assert(root && name);

    g_autoptr(ResultDir) self = empty_new();
    self->root = g_strdup(root);
    self->name = result_dir_safe_name(name);
    return make_hidden(self, root, self->name, error) ? g_steal_pointer(&self) : NULL;
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

/* --- showing it ----------------------------------------------------------------------------- */

/* Gives `work` a name; false with errno when that is taken. */
static bool move_work(ResultDir *self, const char *path)
{
    if (g_rename(self->work, path) != 0)
        return false;
    g_free(self->work);
    self->work = g_strdup(path);
    self->is_shown = true;
    return true;
}

static bool show_numbered(ResultDir *self, GError **error)
{
    for (int number = 1; number <= NUMBER_MAX; number++) {
        g_autofree char *base = g_strdup_printf("%s-%03d", self->name, number);
        g_autofree char *path = g_build_filename(self->root, base, NULL);
        if (exists(path))
            continue;
        if (move_work(self, path)) {
            self->path = g_steal_pointer(&path);
            link_latest(self->root, base);
            return true;
        }
        if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR) {
            set_system_error(error, path, "cannot be created");
            return false;
        }
    }
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                "%s: every number up to %d is taken; remove old results", self->root, NUMBER_MAX);
    return false;
}

bool result_dir_show(ResultDir *self, GError **error)
{
    g_assert(self && self->lock >= 0);

    if (!self->path)
        return show_numbered(self, error);
    g_autofree char *path = self->old ? new_name(self->path) : g_strdup(self->path);
    if (self->old && !clear_new(path, self->path, error))
        return false;
    if (move_work(self, path))
        return true;
    if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR) /* by another, just now */
        (void)claim(path, false, &self->old_lock, error);
    else
        set_system_error(error, path, "cannot be created");
    return false;
}

/* --- in the old one's place ----------------------------------------------------------------- */

/* Each gets the other's name, in one step where the file system can. */
static bool exchange(const char *a, const char *b)
{
    if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    g_autofree char *aside = g_strconcat(b, ".old", NULL);
    return g_rename(b, aside) == 0 && g_rename(a, b) == 0 && g_rename(aside, a) == 0;
}

bool result_dir_replace(ResultDir *self, GError **error)
{
    g_assert(self && self->path && self->work);

    if (!self->old || strcmp(self->work, self->path) == 0)
        return true;
    if (!exchange(self->work, self->path)) {
        set_system_error(error, self->work, "cannot take the place of the old result");
        return false;
    }
    g_autofree char *retired = self->work;
    self->work = g_strdup(self->path);
    g_autoptr(ManifestNote) note = manifest_read(retired);
    if (!note || !result_clear(retired, note, error))
        return note == NULL;
    result_move_foreign(retired, self->path);
    return true;
}

void result_dir_free(ResultDir *self)
{
    if (!self)
        return;
    if (self->lock >= 0 && !self->is_shown) {
        g_autoptr(ManifestNote) note = manifest_read(self->work);
        if (note)
            (void)result_clear(self->work, note, NULL);
        (void)g_rmdir(self->work);
    }
    if (self->lock >= 0)
        close(self->lock);
    if (self->old_lock >= 0)
        close(self->old_lock);
    g_free(self->path);
    g_free(self->work);
    g_free(self->root);
    g_free(self->name);
    g_free(self->old);
    g_free(self);
}
