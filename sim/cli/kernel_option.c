#include "cli/kernel_option.h"

#include <string.h>

#include "util/error.h"

const char *const kernel_option_names[] = {"c", "avx2", "avx512", "amx", NULL};

static void set_error(const char *name, GError **error)
{
    g_autoptr(GString) here = g_string_new("auto");
    for (size_t i = 0; kernels_at(i) != NULL; i++) {
        if (kernels_at(i)->is_available())
            g_string_append_printf(here, ", %s", kernels_at(i)->name);
    }
    bool is_known = g_strv_contains(kernel_option_names, name);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "--kernels %s: %s; there are %s", name,
                is_known ? "this build or CPU lacks it" : "no such set", here->str);
}

const KernelSet *kernel_option_find(const char *name, GError **error)
{
    const KernelSet *set = kernels_find(name != NULL ? name : "auto");
    if (set == NULL)
        set_error(name, error);
    return set;
}

static bool add_name(const char *name, GPtrArray *sets, GPtrArray *skipped, GError **error)
{
    const KernelSet *set = kernels_find(name);
    if (set == NULL && !g_strv_contains(kernel_option_names, name)) {
        set_error(name, error);
        return false;
    }
    if (set == NULL)
        g_ptr_array_add(skipped, g_strdup(name));
    else if (!g_ptr_array_find(sets, set, NULL))
        g_ptr_array_add(sets, (gpointer)(uintptr_t)set);
    return true;
}

bool kernel_option_list(const char *text, GPtrArray **ret_sets, GPtrArray **ret_skipped,
                        GError **error)
{
    g_auto(GStrv) words = text != NULL ? g_strsplit(text, ",", -1)
                                       : g_strdupv((char **)(uintptr_t)kernel_option_names);
    g_autoptr(GPtrArray) sets = g_ptr_array_new();
    g_autoptr(GPtrArray) skipped = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; words[i] != NULL; i++) {
        if (!add_name(words[i], sets, skipped, error))
            return false;
    }
    if (sets->len == 0) {
        set_error(text, error);
        return false;
    }
    *ret_sets = g_steal_pointer(&sets);
    *ret_skipped = g_steal_pointer(&skipped);
    return true;
}
