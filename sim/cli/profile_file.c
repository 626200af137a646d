#include "cli/profile_file.h"

#include <string.h>

#include "cli/data_dir.h"
#include "util/error.h"
#include "util/suggest.h"

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **profile_file_names(GError **error)
{
    g_autofree char *folder = data_dir_find("hwprofiles");
    g_autoptr(GDir) dir = folder != NULL ? g_dir_open(folder, 0, NULL) : NULL;
    if (dir == NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "no folder hwprofiles; set TINYFLEET_DATA to where it is");
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new();
    for (const char *file = g_dir_read_name(dir); file != NULL; file = g_dir_read_name(dir))
        if (g_str_has_suffix(file, ".ini"))
            g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(".ini")));
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char *profile_file_find(const char *name, GError **error)
{
    if (strchr(name, '/') != NULL || g_str_has_suffix(name, ".ini"))
        return g_strdup(name);
    g_auto(GStrv) names = profile_file_names(error);
    if (names == NULL)
        return NULL;
    if (!g_strv_contains((const char *const *)names, name)) {
        g_autofree char *best = suggest_among(name, "known", (const char *const *)names);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no hwprofile '%s'%s", name, best);
        return NULL;
    }
    g_autofree char *folder = data_dir_find("hwprofiles");
    g_autofree char *file = g_strconcat(name, ".ini", NULL);
    return g_build_filename(folder, file, NULL);
}
