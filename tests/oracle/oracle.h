/*
 * oracle/oracle.h - runs a scenario with the ordinary program and reads what it found.
 *
 * A row names a metric and a statistic of one run, its exact value and the tolerance: 4.5
 * standard deviations of such a run. Where a run is shorter than the row's sample size, the
 * tolerance grows by the square root of the ratio. `printed` is the value as the design
 * notes have it; it guards the closed form against a slip.
 *
 * Owner:   oracle_run() leaves an open database, oracle_end() removes everything.
 */
#ifndef TINYFLEET_TESTS_ORACLE_H
#define TINYFLEET_TESTS_ORACLE_H

#include <glib.h>
#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

#include "test.h"

typedef struct Oracle {
    const char *scenario;
    char *dir;
    sqlite3 *db; /* NULL if the run broke */
} Oracle;

typedef struct OracleRow {
    const char *id, *metric, *stat;
    double exact, printed, tolerance;
} OracleRow;

/* The program's own words when it breaks, and the command that repeats it. */
static inline bool oracle_spawn(const Oracle *oracle)
{
    g_autofree char *path =
        g_strdup_printf("%s/tests/oracle/%s.ini", TINYFLEET_SOURCE_DIR, oracle->scenario);
    const char *program = g_getenv("TINYFLEET_BINARY");
    if (program == NULL)
        program = TINYFLEET_BINARY;
    g_autofree char *line =
        g_strdup_printf("%s run %s -o %s --no-plots --no-report -q", program, path, oracle->dir);
    g_auto(GStrv) argv = g_strsplit(line, " ", -1);
    g_autofree char *errors = NULL;
    int wait_status = 0;
    bool is_well = g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                                &errors, &wait_status, NULL) &&
                   g_spawn_check_wait_status(wait_status, NULL);
    if (!is_well)
        printf("%s\n%s\n", line, errors == NULL ? "did not start" : errors);
    return is_well;
}

static inline void oracle_run(Oracle *oracle, const char *scenario)
{
    g_autofree char *root = g_dir_make_tmp("tinyfleet-oracle.XXXXXX", NULL);
    *oracle = (Oracle){.scenario = scenario, .dir = g_build_filename(root, "result", NULL)};
    g_autofree char *file = g_build_filename(oracle->dir, "results.db", NULL);
    if (!oracle_spawn(oracle) ||
        sqlite3_open_v2(file, &oracle->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        sqlite3_close(oracle->db);
        oracle->db = NULL;
    }
    CHECK(oracle->db != NULL);
}

static inline void oracle_end(Oracle *oracle)
{
    sqlite3_close(oracle->db);
    g_autofree char *root = g_path_get_dirname(oracle->dir);
    char rm[] = "rm", flags[] = "-rf";
    char *argv[] = {rm, flags, root, NULL};
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(oracle->dir);
}

/* One statistic of a scope such as "faults:wear-out"; NAN if there is none. */
static inline double oracle_scope_value(const Oracle *oracle, const char *scope, const char *metric,
                                        const char *stat)
{
    static const char sql[] = "SELECT value FROM v_scalar WHERE metric = ? AND stat = ? "
                              "AND scope = ?";
    sqlite3_stmt *query = NULL;
    double value = NAN;
    if (oracle->db == NULL || sqlite3_prepare_v2(oracle->db, sql, -1, &query, NULL) != SQLITE_OK)
        return value;
    sqlite3_bind_text(query, 1, metric, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 2, stat, -1, SQLITE_STATIC);
    sqlite3_bind_text(query, 3, scope, -1, SQLITE_STATIC);
    if (sqlite3_step(query) == SQLITE_ROW && sqlite3_column_type(query, 0) != SQLITE_NULL)
        value = sqlite3_column_double(query, 0);
    sqlite3_finalize(query);
    return value;
}

/* The same over everything. */
static inline double oracle_value(const Oracle *oracle, const char *metric, const char *stat)
{
    return oracle_scope_value(oracle, "all", metric, stat);
}

/* Prints the row, so that a passing run says by how much. */
static inline void oracle_compare(const OracleRow *row, double found)
{
    CHECK(fabs(row->exact - row->printed) <= 1e-6 * fabs(row->printed));
    double error = found - row->exact;
    printf("  %-12s exact %-12.7g found %-12.7g  %5.1f %% of tolerance %.2g\n", row->id, row->exact,
           found, 100.0 * fabs(error) / row->tolerance, row->tolerance);
    CHECK(fabs(error) <= row->tolerance);
}

/* Runs the scenario and compares every row. */
static inline void oracle_check(const char *scenario, const OracleRow *rows, size_t count)
{
    Oracle oracle;
    oracle_run(&oracle, scenario);
    for (size_t i = 0; i < count; i++)
        oracle_compare(&rows[i], oracle_value(&oracle, rows[i].metric, rows[i].stat));
    oracle_end(&oracle);
}

#define ORACLE_CHECK(scenario_, ...)                                                               \
    do {                                                                                           \
        const OracleRow rows_[] = {__VA_ARGS__};                                                   \
        oracle_check(scenario_, rows_, G_N_ELEMENTS(rows_));                                       \
    } while (0)

#endif
