#include "cli/model_file.h"

#include <string.h>

#include "cli/data_dir.h"
#include "util/error.h"
#include "util/suggest.h"

static const char SUFFIX[] = ".tflite";

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the models in the folder in order, ends with NULL; none if it is NULL. */
static char **list_models(const char *folder)
{
    g_autoptr(GDir) dir = folder != NULL ? g_dir_open(folder, 0, NULL) : NULL;
    GPtrArray *names = g_ptr_array_new();
    const char *file = dir != NULL ? g_dir_read_name(dir) : NULL;
    for (; file != NULL; file = g_dir_read_name(dir)) {
        if (g_str_has_suffix(file, SUFFIX))
            g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(SUFFIX)));
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char **model_file_list(void)
{
    g_autofree char *folder = data_dir_find("models");
    return list_models(folder);
}

char *model_file_find(const char *name, GError **error)
{
    if (strchr(name, '/') != NULL || g_str_has_suffix(name, SUFFIX))
        return g_strdup(name);
    g_autofree char *folder = data_dir_find("models");
    g_auto(GStrv) names = list_models(folder);
    if (!g_strv_contains((const char *const *)names, name)) {
        g_autofree char *best = suggest_among(name, "shipped", (const char *const *)names);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no model '%s'%s", name, best);
        return NULL;
    }
    g_autofree char *file = g_strconcat(name, SUFFIX, NULL);
    return g_build_filename(folder, file, NULL);
}
