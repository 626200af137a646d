#include "exp/scenario_files.h"

#include <string.h>

FileSearch scenario_search_boards(const Reading *reading)
{
    const char *data = reading->places == NULL ? NULL : reading->places->hwprofiles;
    return (FileSearch){".ini", "hwprofiles", data};
}

FileSearch scenario_search_models(const Reading *reading)
{
    const char *data = reading->places == NULL ? NULL : reading->places->models;
    return (FileSearch){".tflite", "models", data};
}

/* Folders to look in, in order. `at` is "path/base.ini:14", or "--set ..." or "built-in". */
static GStrv folders(const Reading *reading, FileSearch search, const char *at)
{
    g_autofree char *file = g_strndup(at, strcspn(at, ":"));
    bool is_file = !g_str_has_prefix(at, "--set");
    g_autofree char *beside = is_file ? g_path_get_dirname(file) : g_strdup(".");
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const char *const near[] = {beside, reading->memory->folder};
    for (size_t i = 0; i < G_N_ELEMENTS(near); i++) {
        g_autofree char *below = g_build_filename(near[i], search.folder, NULL);
        g_strv_builder_add(builder, near[i]);
        g_strv_builder_add(builder, below);
    }
    if (search.data != NULL)
        g_strv_builder_add(builder, search.data);
    return g_strv_builder_end(builder);
}

/* "./x" is no better than "x". */
static char *join(const char *folder, const char *name)
{
    return strcmp(folder, ".") == 0 ? g_strdup(name) : g_build_filename(folder, name, NULL);
}

char *scenario_file_find(const Reading *reading, FileSearch search, const char *at,
                         const char *name)
{
    g_autofree char *ended = g_strconcat(name, search.ending, NULL);
    g_auto(GStrv) places = folders(reading, search, at);
    bool is_absolute = g_path_is_absolute(name);
    for (size_t i = 0; places[i] != NULL && !(is_absolute && i > 0); i++) {
        const char *const tries[] = {ended, name};
        for (size_t t = 0; t < G_N_ELEMENTS(tries); t++) {
            g_autofree char *path = is_absolute ? g_strdup(tries[t]) : join(places[i], tries[t]);
            if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                return g_steal_pointer(&path);
        }
    }
    return NULL;
}

char **scenario_file_names(const Reading *reading, FileSearch search, const char *at)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_auto(GStrv) places = folders(reading, search, at);
    for (size_t i = 0; places[i] != NULL; i++) {
        bool is_kind = (search.data != NULL && strcmp(places[i], search.data) == 0) ||
                       g_str_has_suffix(places[i], search.folder);
        g_autoptr(GDir) dir = is_kind ? g_dir_open(places[i], 0, NULL) : NULL;
        const char *file;
        while (dir != NULL && (file = g_dir_read_name(dir)) != NULL) {
            if (!g_str_has_suffix(file, search.ending))
                continue;
            g_autofree char *name = g_strndup(file, strlen(file) - strlen(search.ending));
            g_strv_builder_add(names, name);
        }
    }
    return g_strv_builder_end(names);
}

char *scenario_pool_find(const char *model_path)
{
    g_autofree char *stem = g_strdup(model_path);
    if (g_str_has_suffix(stem, ".tflite"))
        stem[strlen(stem) - strlen(".tflite")] = '\0';
    for (;;) {
        g_autofree char *labels = g_build_filename(stem, "labels.csv", NULL);
        if (g_file_test(labels, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&stem);
        char *name = strrchr(stem, '/');
        char *dash = strrchr(name == NULL ? stem : name, '-');
        if (dash == NULL)
            return NULL;
        *dash = '\0';
    }
}
