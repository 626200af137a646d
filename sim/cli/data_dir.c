#include "cli/data_dir.h"

#include <glib.h>

char *data_dir_find(const char *folder)
{
    const char *const roots[] = {g_getenv("TINYFLEET_DATA"), TINYFLEET_SOURCE_DIR,
                                 TINYFLEET_DATA_DIR};
    for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
        if (roots[i] == NULL)
            continue;
        g_autofree char *path = g_build_filename(roots[i], folder, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            return g_steal_pointer(&path);
    }
    return NULL;
}
