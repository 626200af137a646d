/* Version, build and libraries: what to send with a report of a bug. */
#include <csv.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>

#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "nn/kernels.h"
#include "out/store_schema.h"

static const char *build_type(void)
{
#ifdef __OPTIMIZE__
    return "optimised, assertions on";
#else
    return "not optimised, assertions on";
#endif
}

/* "c avx2": the sets of inner loops in this program; all give the same bits. */
static char *kernel_sets(void)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; kernels_at(i) != NULL; i++)
        g_string_append_printf(names, "%s%s", i == 0 ? "" : " ", kernels_at(i)->name);
    return g_string_free(names, FALSE);
}

int cmd_version(int argc, char **argv)
{
    const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!options_parse("", entries, &argc, &argv, &error))
        return status_usage("version", "%s", error->message);
    g_autofree char *kernels = kernel_sets();
    g_autofree char *text = g_strdup_printf(
        "tinyfleet %s (%s)\n"
        "build     %s, %s, MPI no\n"
        "kernels   %s\n"
        "schema    %d\n"
        "libraries GLib %u.%u.%u, SQLite %s, libcsv %d.%d.%d\n",
        TINYFLEET_VERSION, TINYFLEET_GIT_HASH, TINYFLEET_COMPILER, build_type(), kernels,
        STORE_SCHEMA_VERSION, glib_major_version, glib_minor_version, glib_micro_version,
        sqlite3_libversion(), CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    terminal_put(stdout, text);
    return STATUS_YES;
}
