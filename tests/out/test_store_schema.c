/* The schema is the one that was agreed on: table by table, column by column. */
#include "test.h"

#include <glib.h>
#include <sqlite3.h>
#include <string.h>

#include "out/store_schema.h"

/* Every column of every table and view, with its type, default and key, and every index. */
static char *describe(sqlite3 *db)
{
    GString *out = g_string_new(NULL);
    sqlite3_stmt *row = NULL;
    CHECK(sqlite3_prepare_v2(
              db,
              "SELECT m.type, m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk "
              "FROM sqlite_schema m LEFT JOIN pragma_table_xinfo(m.name) c "
              "ORDER BY m.type, m.name, c.cid",
              -1, &row, NULL) == SQLITE_OK);
    while (sqlite3_step(row) == SQLITE_ROW) {
        for (int c = 0; c < sqlite3_column_count(row); c++) {
            const char *text = (const char *)sqlite3_column_text(row, c);
            g_string_append_printf(out, "%s|", text ? text : "");
        }
        g_string_append_c(out, '\n');
    }
    sqlite3_finalize(row);
    return g_string_free(out, FALSE);
}

/* The text of every statement without comments and with single blanks. */
static char *describe_text(sqlite3 *db)
{
    g_autoptr(GString) all = g_string_new(NULL);
    sqlite3_stmt *row = NULL;
    sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY type, name",
                       -1, &row, NULL);
    while (sqlite3_step(row) == SQLITE_ROW)
        g_string_append_printf(all, "%s\n", (const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    g_autoptr(GRegex) comments = g_regex_new("--[^\\n]*", 0, 0, NULL);
    g_autoptr(GRegex) blanks = g_regex_new("\\s+", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(comments, all->str, -1, 0, "", 0, NULL);
    return g_regex_replace_literal(blanks, bare, -1, 0, " ", 0, NULL);
}

static sqlite3 *ours(void)
{
    sqlite3 *db = NULL;
    CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK);
    for (const char *const *sql = store_schema(); *sql; sql++)
        CHECK(sqlite3_exec(db, *sql, NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

static void every_statement_is_good_sql_and_its_tables_are_strict(void)
{
    sqlite3 *db = ours();
    sqlite3_stmt *row = NULL;
    sqlite3_prepare_v2(db,
                       "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT "
                       "LIKE '%STRICT%'",
                       -1, &row, NULL);
    CHECK(sqlite3_step(row) == SQLITE_ROW);
    CHECK_INT(sqlite3_column_int(row, 0), 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
}

static void it_equals_the_agreed_schema(void)
{
    if (!test_shared_dir())
        test_skip("the folder shared/ with the agreed schema is not there");
    g_autofree char *path = g_build_filename(test_shared_dir(), "results-schema.sql", NULL);
    g_autofree char *sql = NULL;
    sqlite3 *agreed = NULL, *db = ours();
    CHECK(g_file_get_contents(path, &sql, NULL, NULL));
    CHECK(sqlite3_open(":memory:", &agreed) == SQLITE_OK);
    CHECK(sqlite3_exec(agreed, sql, NULL, NULL, NULL) == SQLITE_OK);
    g_autofree char *wanted = describe(agreed), *made = describe(db);
    g_autofree char *wanted_text = describe_text(agreed), *made_text = describe_text(db);
    CHECK_TEXT(made, wanted);
    CHECK_TEXT(made_text, wanted_text);
    sqlite3_close(agreed);
    sqlite3_close(db);
}

TEST_MAIN(CASE(every_statement_is_good_sql_and_its_tables_are_strict),
          CASE(it_equals_the_agreed_schema))
