/* The result directory: created, refused, replaced, never anybody else's. */
#include "test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "out/file.h"
#include "out/manifest.h"
#include "out/output.h"
#include "out/result_clear.h"
#include "out/result_dir.h"
#include "out/dir_lock.h"
#include "out/store.h"
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

/* Takes the result in it away. */
static bool cleared(const char *dir)
{
    g_autoptr(ManifestNote) note = manifest_read(dir);
    return note && result_clear(dir, note, NULL);
}

static bool says(const char *dir, const char *status)
{
    g_autoptr(ManifestNote) note = manifest_read(dir);
    return note && strcmp(note->status, status) == 0;
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
    CHECK(cleared(dir));
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
    CHECK(cleared(dir));
    CHECK(g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void a_directory_without_a_manifest_is_refused_even_by_force(void)
{
    g_autoptr(GError) error = NULL;
    char *dir = synthetic_dir();
    put(dir, "letter.txt", "dear");
    CHECK(result_dir_new(dir, true, &error) == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
    CHECK(exists(dir, "letter.txt"));
    put(dir, MANIFEST_FILE, "[other]\nprogram = x\n[files]\nletter.txt = 1\n");
    CHECK(result_dir_new(dir, true, NULL) == NULL);
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
    CHECK(cleared(dir));
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
    CHECK(cleared(dir));
    CHECK(exists(root, "up.txt") && exists(root, "linked.txt") && exists(root, "absolute.txt"));
    synthetic_remove(root);
}

static void the_default_name_is_the_next_free_number_and_latest_points_at_it(void)
{
    char *root = synthetic_dir();
    g_autoptr(ResultDir) first = result_dir_new_numbered(root, "../my run", NULL);
    CHECK(first && result_dir_show(first, NULL));
    put(first->work, "taken", "");
    g_autoptr(ResultDir) second = result_dir_new_numbered(root, "../my run", NULL);
    CHECK(second && result_dir_show(second, NULL));
    g_autofree char *link = g_build_filename(root, "latest", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    CHECK(g_str_has_suffix(first->path, "my-run-001") && g_str_has_prefix(first->path, root));
    CHECK(g_str_has_suffix(second->path, "my-run-002"));
    CHECK(target && g_str_has_suffix(second->path, target));
    synthetic_remove(g_strdup(first->path));
    synthetic_remove(root);
}

/* Rows of this status in the database of a directory; -1: it does not open, or is not whole. */
static int run_count(const char *dir, const char *status)
{
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int count = -1;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db,
                           "SELECT count(*) FROM run, pragma_integrity_check AS c "
                           "WHERE status = ? AND c.integrity_check = 'ok'",
                           -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_text(statement, 1, status, -1, SQLITE_STATIC);
        if (sqlite3_step(statement) == SQLITE_ROW)
            count = sqlite3_column_int(statement, 0);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return count;
}

/* What a program that is killed after two of three leaves: nothing was closed. */
static void each_replication_is_kept_from_the_moment_it_is_added(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    g_autoptr(Output) output = output_new(study, &options, NULL);
    CHECK(output && says(dir, "interrupted") && run_count(dir, "ok") == 0);
    CHECK(output_add_run(output, g_ptr_array_index(study->runs, 2), NULL));
    CHECK(says(dir, "interrupted") && run_count(dir, "ok") == 1);
    CHECK(output_add_run(output, g_ptr_array_index(study->runs, 0), NULL));
    CHECK(says(dir, "interrupted") && run_count(dir, "ok") == 2);
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void a_stop_while_results_are_written_is_interrupted_with_all_replications(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    const volatile int stop = 15;
    bool is_whole = true;
    options.stop = &stop;
    g_autoptr(Output) output = output_new(study, &options, NULL);
    CHECK(output_add_run(output, g_ptr_array_index(study->runs, 0), NULL));
    CHECK(output_add_run(output, g_ptr_array_index(study->runs, 1), NULL));
    CHECK(output_finish(output, study, &options, &is_whole, NULL) && !is_whole);
    CHECK(says(dir, "interrupted") && run_count(dir, "ok") == 2);
    CHECK(!exists(dir, "report.html") && !exists(dir, "metrics/summary.csv"));
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void an_old_complete_result_goes_when_the_new_one_is_complete(void)
{
    g_autoptr(Study) two = synthetic_study(2);
    g_autoptr(Study) one = synthetic_study(1);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    g_autofree char *next = g_strconcat(dir, ".new", NULL);
    OutputOptions options = quick_options(dir);
    const char *old_dir = NULL;
    CHECK(output_write(two, &options, NULL, NULL));
    put(dir, "notes.txt", "mine");
    options.is_forced = true;
    g_autoptr(Output) output = output_new(one, &options, NULL);
    CHECK(output_add_run(output, g_ptr_array_index(one->runs, 0), NULL));
    CHECK(says(dir, "complete") && run_count(dir, "ok") == 2);
    CHECK(says(next, "interrupted") && run_count(next, "ok") == 1);
    CHECK(strcmp(output_dir(output), next) == 0 && output_old(output, &old_dir) != NULL);
    CHECK(output_finish(output, one, &options, NULL, NULL));
    CHECK(says(dir, "complete") && run_count(dir, "ok") == 1 && exists(dir, "notes.txt"));
    CHECK(!exists(root, "a.new") && output_old(output, &old_dir) == NULL);
    CHECK(strcmp(output_dir(output), dir) == 0);
    synthetic_remove(g_strdup(dir));
    synthetic_remove(root);
}

static void an_old_complete_result_stays_when_the_new_one_is_stopped(void)
{
    g_autoptr(Study) two = synthetic_study(2);
    g_autoptr(Study) one = synthetic_study(1);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    g_autofree char *next = g_strconcat(dir, ".new", NULL);
    OutputOptions options = quick_options(dir);
    CHECK(output_write(two, &options, NULL, NULL));
    options.is_forced = true;
    options.status = "interrupted";
    CHECK(output_write(one, &options, NULL, NULL));
    CHECK(says(dir, "complete") && run_count(dir, "ok") == 2);
    CHECK(says(next, "interrupted") && run_count(next, "ok") == 1);
    options.status = "complete";
    CHECK(output_write(one, &options, NULL, NULL));
    CHECK(says(dir, "complete") && run_count(dir, "ok") == 1 && !exists(root, "a.new"));
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void an_interrupted_result_is_replaced_by_another_interrupted_one(void)
{
    g_autoptr(Study) two = synthetic_study(2);
    g_autoptr(Study) one = synthetic_study(1);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    options.is_forced = true;
    options.status = "interrupted";
    CHECK(output_write(two, &options, NULL, NULL));
    CHECK(output_write(one, &options, NULL, NULL));
    CHECK(says(dir, "interrupted") && run_count(dir, "ok") == 1 && !exists(root, "a.new"));
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void what_a_killed_run_leaves_is_known_for_ours(void)
{
    static const char *const left[] = {"results.db-journal", "report.html.part",
                                       "scenario.ini.part", "manifest.ini.part"};
    g_autoptr(Study) study = synthetic_study(1);
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    g_autofree char *folder = g_build_filename(dir, "metrics", NULL);
    OutputOptions options = quick_options(dir);
    g_autoptr(Output) output = output_new(study, &options, NULL);
    CHECK(output && g_mkdir(folder, 0777) == 0);
    for (size_t i = 0; i < G_N_ELEMENTS(left); i++)
        put(dir, left[i], "half");
    put(folder, "summary.csv.part", "half");
    put(folder, "scalars.csv", "whole");
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void a_directory_being_written_is_refused_with_who_writes_it(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    Output *output = output_new(study, &options, NULL);
    options.is_forced = true;
    CHECK(output && output_new(study, &options, &error) == NULL);
    g_autofree char *wanted = g_strdup_printf("%s is being written by process %d; wait for its "
                                              "end, or choose another --output",
                                              dir, (int)getpid());
    CHECK(error && strcmp(error->message, wanted) == 0);
    output_free(output);
    CHECK(output_write(study, &options, NULL, NULL) && says(dir, "complete"));
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
    synthetic_remove(root);
}

static void what_is_about_to_be_replaced_is_refused_as_well(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *root = synthetic_dir();
    g_autofree char *dir = g_build_filename(root, "a", NULL);
    OutputOptions options = quick_options(dir);
    int lock = -1;
    CHECK(output_write(study, &options, NULL, NULL));
    options.is_forced = true;
    Output *output = output_new(study, &options, NULL);
    CHECK(output && output_new(study, &options, &error) == NULL);
    CHECK(error && strstr(error->message, "is being written by process") != NULL);
    output_free(output);
    CHECK(dir_lock(dir, &lock) == DIR_LOCK_OURS && close(lock) == 0);
    CHECK(output_write(study, &options, NULL, NULL) && !exists(root, "a.new"));
    CHECK(cleared(dir) && g_rmdir(dir) == 0);
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
    CHECK(run_count(dir, "ok") == 1);
    CHECK(cleared(dir));
    synthetic_remove(g_strdup(dir));
    synthetic_remove(root);
}

TEST_MAIN(CASE(a_complete_directory_has_its_parts_and_their_hashes),
          CASE(an_existing_directory_is_refused_and_says_what_it_holds),
          CASE(a_directory_without_a_manifest_is_refused_even_by_force),
          CASE(force_removes_listed_files_and_keeps_foreign_ones),
          CASE(a_manifest_cannot_name_files_outside_its_directory),
          CASE(the_default_name_is_the_next_free_number_and_latest_points_at_it),
          CASE(each_replication_is_kept_from_the_moment_it_is_added),
          CASE(a_stop_while_results_are_written_is_interrupted_with_all_replications),
          CASE(an_old_complete_result_goes_when_the_new_one_is_complete),
          CASE(an_old_complete_result_stays_when_the_new_one_is_stopped),
          CASE(an_interrupted_result_is_replaced_by_another_interrupted_one),
          CASE(what_a_killed_run_leaves_is_known_for_ours),
          CASE(a_directory_being_written_is_refused_with_who_writes_it),
          CASE(what_is_about_to_be_replaced_is_refused_as_well),
          CASE(a_failed_output_says_so_in_the_manifest))
