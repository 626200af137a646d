/* The result directory: created, refused, replaced, never anybody else's. */
#include "test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "out/file.h"
#include "out/manifest.h"
#include "out/output.h"
#include "out/result_dir.h"
#include "synthetic.h"
#include "util/error.h"

static bool exists(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void put(const char *dir, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    CHECK(g_file_set_contents(path, text, -1, NULL));
}

/* Everything but pictures, which take their time. */
static OutputOptions quick_options(const char *dir)
{
    OutputOptions options = synthetic_options(dir);
    options.gnuplot = "/nonexistent/gnuplot";
    options.with_plots = false;
    return options;
}

static void a_complete_directory_has_its_parts_and_their_hashes(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    g_autofree char *made = NULL;
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    CHECK(output_write(study, &options, &made, &error));
    CHECK(g_strcmp0(made, dir) == 0);
    CHECK(exists(dir, "report.html") && exists(dir, "results.db") && exists(dir, "scenario.ini"));
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autofree char *path = g_build_filename(dir, MANIFEST_FILE, NULL);
    CHECK(g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, NULL));
    g_autofree char *status = g_key_file_get_string(keys, "run", "status", NULL);
    CHECK(g_strcmp0(status, "complete") == 0);
    g_auto(GStrv) files = g_key_file_get_keys(keys, "files", NULL, NULL);
    CHECK(g_strv_length(files) >= 9);
    for (guint i = 0; files[i]; i++) {
        g_autofree char *file = g_build_filename(dir, files[i], NULL);
        g_autofree char *sum = file_sha256(file, NULL);
        g_autofree char *wanted = g_key_file_get_string(keys, "files", files[i], NULL);
        CHECK(g_strcmp0(sum, wanted) == 0);
    }
    g_autofree char *text = NULL;
    CHECK(g_file_get_contents(path, &text, NULL, NULL));
    CHECK(strstr(text, g_get_user_name()) == NULL || strlen(g_get_user_name()) < 5);
    CHECK(strstr(text, g_get_host_name()) == NULL || strlen(g_get_host_name()) < 5);
    options.is_forced = true;
    g_autofree char *again = NULL;
    CHECK(output_write(study, &options, &again, NULL));
    CHECK(result_dir_create(dir, true, NULL));
    CHECK(g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void an_existing_directory_is_refused_and_says_what_it_holds(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    CHECK(output_write(study, &options, NULL, NULL));
    CHECK(!output_write(study, &options, NULL, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
    g_autofree char *wanted = g_strdup_printf("%s exists (complete run of synthetic_home, "
                                              "2026-01-01); choose another --output, or --force "
                                              "to replace it",
                                              dir);
    CHECK(error && strcmp(error->message, wanted) == 0);
    CHECK(result_dir_create(dir, true, NULL));
    CHECK(g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void a_directory_without_a_manifest_is_refused_even_by_force(void)
{
    g_autoptr(GError) error = NULL;
    char *dir = synthetic_dir();
    put(dir, "letter.txt", "dear");
    CHECK(!result_dir_create(dir, true, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
    CHECK(exists(dir, "letter.txt"));
    put(dir, MANIFEST_FILE, "[other]\nprogram = x\n[files]\nletter.txt = 1\n");
    CHECK(!result_dir_create(dir, true, NULL));
    CHECK(exists(dir, "letter.txt"));
    synthetic_remove(dir);
}

static void force_removes_listed_files_and_keeps_foreign_ones(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    CHECK(output_write(study, &options, NULL, NULL));
    put(dir, "notes.txt", "mine");
    put(dir, "metrics/mine.csv", "mine");
    options.is_forced = true;
    options.with_report = false;
    CHECK(output_write(study, &options, NULL, NULL));
    CHECK(exists(dir, "notes.txt") && exists(dir, "metrics/mine.csv"));
    CHECK(!exists(dir, "report.html") && exists(dir, "results.db"));
    CHECK(result_dir_create(dir, true, NULL));
    CHECK(exists(dir, "notes.txt") && !exists(dir, "results.db"));
    char *inner = g_strdup(dir);
    synthetic_remove(inner);
    synthetic_remove(root);
}

static void a_manifest_cannot_name_files_outside_its_directory(void)
{
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    g_autofree char *link = g_build_filename(dir, "plots", NULL);
    g_autofree char *absolute = g_build_filename(root, "absolute.txt", NULL);
    CHECK(g_mkdir(dir, 0777) == 0);
    put(root, "up.txt", "mine");
    put(root, "linked.txt", "mine");
    put(root, "absolute.txt", "mine");
    CHECK(symlink(root, link) == 0);
    g_autofree char *text = g_strdup_printf("[run]\nschema = 1\nstatus = complete\n[files]\n"
                                            "../up.txt = 1\nplots/linked.txt = 1\n%s = 1\n",
                                            absolute);
    put(dir, MANIFEST_FILE, text);
    CHECK(result_dir_create(dir, true, NULL));
    CHECK(exists(root, "up.txt") && exists(root, "linked.txt") && exists(root, "absolute.txt"));
    synthetic_remove(root);
}

static void the_default_name_is_the_next_free_number_and_latest_points_at_it(void)
{
    char *root = synthetic_dir();
    g_autofree char *first = result_dir_create_next(root, "../my run", NULL);
    g_autofree char *second = result_dir_create_next(root, "../my run", NULL);
    g_autofree char *link = g_build_filename(root, "latest", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    CHECK(g_str_has_suffix(first, "-.-my-run-001") || g_str_has_suffix(first, "my-run-001"));
    CHECK(g_str_has_prefix(first, root) && g_str_has_suffix(second, "my-run-002"));
    CHECK(target && g_str_has_suffix(second, target));
    synthetic_remove(root);
}

static void a_failed_output_says_so_in_the_manifest(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = synthetic_options(dir);
    options.gnuplot = "/nonexistent/gnuplot";
    options.are_plots_required = true;
    CHECK(!output_write(study, &options, NULL, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    g_autoptr(ManifestNote) note = manifest_read(dir);
    CHECK(note && strcmp(note->status, "failed") == 0);
    CHECK(!exists(dir, "report.html"));
    CHECK(result_dir_create(dir, true, NULL));
    synthetic_remove(g_strdup(dir));
    synthetic_remove(root);
}

TEST_MAIN(CASE(a_complete_directory_has_its_parts_and_their_hashes),
          CASE(an_existing_directory_is_refused_and_says_what_it_holds),
          CASE(a_directory_without_a_manifest_is_refused_even_by_force),
          CASE(force_removes_listed_files_and_keeps_foreign_ones),
          CASE(a_manifest_cannot_name_files_outside_its_directory),
          CASE(the_default_name_is_the_next_free_number_and_latest_points_at_it),
          CASE(a_failed_output_says_so_in_the_manifest))
