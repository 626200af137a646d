/* Whole files or none. */
#include "test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "out/csv_out.h"
#include "out/file.h"
#include "synthetic.h"

static bool exists(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void a_file_that_cannot_get_its_name_leaves_nothing(void)
{
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *path = g_build_filename(root, "a", NULL);
    CHECK(g_mkdir(path, 0777) == 0);
    CHECK(!file_write(path, "text", -1, &error));
    CHECK(error && strstr(error->message, "/a: cannot be written"));
    CHECK(!exists(root, "a.part"));
    CHECK(g_rmdir(path) == 0 && file_write(path, "text", 2, NULL));
    g_autofree char *text = NULL;
    CHECK(g_file_get_contents(path, &text, NULL, NULL) && strcmp(text, "te") == 0);
    synthetic_remove(root);
}

static void a_stop_ends_the_tables(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    const volatile int stop = 15;
    char *root = synthetic_dir();
    OutputOptions options = synthetic_options(root);
    options.stop = &stop;
    CHECK(tables_write(study, root, &options, NULL) && !exists(root, "metrics/summary.csv"));
    options.stop = NULL;
    CHECK(tables_write(study, root, &options, NULL) && exists(root, "metrics/summary.csv"));
    synthetic_remove(root);
}

TEST_MAIN(CASE(a_file_that_cannot_get_its_name_leaves_nothing), CASE(a_stop_ends_the_tables))
