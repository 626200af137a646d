/* The database: whole, open to read, and the same numbers as the Study. */
#include "test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "out/store.h"
#include "out/store_schema.h"
#include "synthetic.h"

/* A database of the synthetic study, open to read only. */
static sqlite3 *write_and_open(const Study *study, const char *dir)
{
    OutputOptions options = synthetic_options(dir);
    g_autoptr(GError) error = NULL;
    sqlite3 *db = NULL;
    CHECK(store_write(study, dir, &options, &error));
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    return db;
}

/* First column of the first row as text, "" without one; the caller frees it. */
static char *ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    char *answer = g_strdup("");
    CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        g_free(answer);
        answer = g_strdup((const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return answer;
}

static int answers(sqlite3 *db, const char *sql, const char *wanted)
{
    g_autofree char *answer = ask(db, sql);
    if (g_strcmp0(answer, wanted) != 0)
        printf("%s: %s instead of %s\n", sql, answer, wanted);
    return g_strcmp0(answer, wanted) == 0;
}

static void the_file_is_one_whole_database_of_its_own_kind(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    sqlite3 *db = write_and_open(study, dir);
    CHECK(answers(db, "PRAGMA integrity_check", "ok"));
    CHECK(answers(db, "PRAGMA journal_mode", "delete"));
    CHECK(answers(db, "PRAGMA application_id", "1413893204"));
    CHECK(answers(db, "PRAGMA user_version", "1"));
    CHECK(answers(db, "SELECT count(*) FROM pragma_foreign_key_check", "0"));
    CHECK(answers(db, "SELECT value FROM meta WHERE key = 'status'", "complete"));
    sqlite3_close(db);
    g_autofree char *log = g_strconcat(dir, "/results.db-wal", NULL);
    CHECK(!g_file_test(log, G_FILE_TEST_EXISTS));
    synthetic_remove(dir);
}

static void every_row_of_the_study_is_there(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    sqlite3 *db = write_and_open(study, dir);
    const RunResult *run = g_ptr_array_index(study->runs, 0);
    g_autofree char *scalars = g_strdup_printf("%u", 3 * run->scalars->len);
    g_autofree char *series = g_strdup_printf("%u", 3 * run->series->len * run->bin_count);
    g_autofree char *summary = g_strdup_printf("%u", study->summary->len);
    CHECK(answers(db, "SELECT count(*) FROM run", "3"));
    CHECK(answers(db, "SELECT count(*) FROM scalar", scalars));
    CHECK(answers(db, "SELECT count(*) FROM series", series));
    CHECK(answers(db, "SELECT count(*) FROM summary", summary));
    CHECK(answers(db, "SELECT count(*) FROM event", "9"));
    CHECK(answers(db, "SELECT count(*) FROM requirement", "4"));
    CHECK(answers(db, "SELECT count(*) FROM prediction", "3"));
    CHECK(answers(db, "SELECT count(*) FROM device", "3"));
    CHECK(answers(db, "SELECT count(*) FROM config", "2"));
    CHECK(answers(db, "SELECT DISTINCT scope FROM v_scalar ORDER BY 1 LIMIT 1", "all"));
    sqlite3_close(db);
    synthetic_remove(dir);
}

static void scalars_are_equal_to_the_last_bit(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *dir = synthetic_dir();
    sqlite3 *db = write_and_open(study, dir);
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(db,
                       "SELECT value FROM scalar WHERE run_id = ? AND metric_id = ? AND "
                       "scope_id = ? AND stat = ?",
                       -1, &statement, NULL);
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = g_ptr_array_index(study->runs, r);
        for (guint i = 0; i < run->scalars->len; i++) {
            const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
            sqlite3_bind_int64(statement, 1, r);
            sqlite3_bind_int64(statement, 2, row->metric);
            sqlite3_bind_int64(statement, 3, row->scope);
            sqlite3_bind_text(statement, 4, row->stat, -1, SQLITE_STATIC);
            CHECK(sqlite3_step(statement) == SQLITE_ROW);
            CHECK(sqlite3_column_double(statement, 0) == row->value);
            sqlite3_reset(statement);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    synthetic_remove(dir);
}

static void not_available_is_null_and_a_hostile_name_is_just_a_name(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    char *dir = synthetic_dir();
    sqlite3 *db = write_and_open(study, dir);
    CHECK(
        answers(db, "SELECT count(*) FROM series WHERE value IS NULL AND t = 28800000000000", "9"));
    CHECK(answers(db, "SELECT count(*) FROM summary WHERE ci_low IS NOT NULL OR n <> 1", "0"));
    CHECK(answers(db, "SELECT name FROM scope WHERE scope_id = 1", SYNTHETIC_FLEET_A));
    CHECK(answers(db, "SELECT name FROM scope WHERE scope_id = 2", SYNTHETIC_FLEET_B));
    CHECK(answers(db, "SELECT needed FROM requirement WHERE name = 'fast-answers'", "2"));
    CHECK(answers(db, "SELECT max(t) FROM series", "864000000000000"));
    sqlite3_close(db);
    synthetic_remove(dir);
}

/* Writes under a limit on the size of files, as a full disk would have it. */
static int write_on_a_full_disk(const char *dir, rlim_t size)
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {size, size};
        (void)signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        Study *study = synthetic_study(3);
        OutputOptions options = synthetic_options(dir);
        GError *error = NULL;
        bool is_ok = store_write(study, dir, &options, &error);
        _exit(is_ok ? 1 : (error ? 0 : 2));
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_full_disk_is_an_error_and_the_database_still_opens(void)
{
    char *dir = synthetic_dir();
    CHECK(write_on_a_full_disk(dir, 200 * 1024) == 0);
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    CHECK(answers(db, "PRAGMA integrity_check", "ok"));
    CHECK(answers(db, "SELECT value FROM meta WHERE key = 'status'", "interrupted"));
    CHECK(answers(db, "SELECT count(*) FROM run", "0"));
    sqlite3_close(db);
    synthetic_remove(dir);
}

/* Every row of a table, as one text. */
static char *dump(sqlite3 *db, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s", table);
    sqlite3_stmt *statement = NULL;
    GString *text = g_string_new(NULL);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            g_string_append_printf(text, "%s|", (const char *)sqlite3_column_text(statement, i));
    sqlite3_finalize(statement);
    return g_string_free(text, FALSE);
}

static void what_is_in_it_does_not_depend_on_which_replication_ended_first(void)
{
    static const char *const tables[] = {"run", "scalar", "series", "histogram", "event", "device"};
    g_autoptr(Study) study = synthetic_study(3);
    g_autoptr(GError) error = NULL;
    char *first_dir = synthetic_dir(), *second_dir = synthetic_dir();
    sqlite3 *first = write_and_open(study, first_dir);
    OutputOptions options = synthetic_options(second_dir);
    Store store;
    CHECK(store_begin(&store, study, second_dir, &options, &error));
    static const guint order[] = {2, 0, 1};
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        CHECK(store_add_run(&store, g_ptr_array_index(study->runs, order[i]), &error));
    CHECK(store_end(&store, study, &error));
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *a = dump(first, tables[i]);
        g_autofree char *b = dump(store.db, tables[i]);
        CHECK(strlen(a) > 0 && strcmp(a, b) == 0);
    }
    store_close(&store);
    sqlite3_close(first);
    synthetic_remove(first_dir);
    synthetic_remove(second_dir);
}

static void a_replication_that_does_not_fit_leaves_those_before_it(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    g_autoptr(GError) error = NULL;
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    Store store;
    CHECK(store_begin(&store, study, dir, &options, NULL));
    CHECK(store_add_run(&store, g_ptr_array_index(study->runs, 1), NULL));
    /* Its last table refuses: what it had before that goes as well. */
    store_exec(&store, "CREATE TRIGGER full BEFORE INSERT ON series BEGIN "
                       "SELECT RAISE(ABORT, 'no room'); END");
    CHECK(!store_add_run(&store, g_ptr_array_index(study->runs, 0), &error));
    CHECK(error && strstr(error->message, "no room") != NULL);
    CHECK(!store_add_run(&store, g_ptr_array_index(study->runs, 2), NULL));
    store_close(&store);
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    CHECK(answers(db, "SELECT group_concat(run_id) FROM run", "1"));
    CHECK(answers(db, "SELECT count(DISTINCT run_id) FROM scalar", "1"));
    CHECK(answers(db, "SELECT value FROM meta WHERE key = 'status'", "interrupted"));
    sqlite3_close(db);
    synthetic_remove(dir);
}

static void a_row_that_breaks_the_schema_is_an_error_that_names_the_file(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    ((RunResult *)g_ptr_array_index(study->runs, 0))->status = "nonsense";
    CHECK(!store_write(study, dir, &options, &error));
    CHECK(error && strstr(error->message, "results.db") != NULL);
    synthetic_remove(dir);
}

TEST_MAIN(CASE(the_file_is_one_whole_database_of_its_own_kind),
          CASE(every_row_of_the_study_is_there), CASE(scalars_are_equal_to_the_last_bit),
          CASE(not_available_is_null_and_a_hostile_name_is_just_a_name),
          CASE(a_full_disk_is_an_error_and_the_database_still_opens),
          CASE(what_is_in_it_does_not_depend_on_which_replication_ended_first),
          CASE(a_replication_that_does_not_fit_leaves_those_before_it),
          CASE(a_row_that_breaks_the_schema_is_an_error_that_names_the_file))
