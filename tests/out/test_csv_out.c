/* The tables in metrics: every number reads back to the bits of the database. */
#include "test.h"

#include <csv.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "out/csv_out.h"
#include "out/store.h"
#include "synthetic.h"

/* A CSV file read by libcsv in strict mode: cells row by row. */
typedef struct Sheet {
    GPtrArray *rows; /* GPtrArray * of char * */
    GPtrArray *row;
} Sheet;

static void on_cell(void *text, size_t size, void *user)
{
    Sheet *sheet = user;
    g_ptr_array_add(sheet->row, g_strndup(text ? text : "", size));
}

static void on_row(int end, void *user)
{
    Sheet *sheet = user;
    (void)end;
    g_ptr_array_add(sheet->rows, sheet->row);
    sheet->row = g_ptr_array_new_with_free_func(g_free);
}

static void free_row(gpointer row)
{
    g_ptr_array_unref(row);
}

static Sheet sheet_read(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    struct csv_parser parser;
    Sheet sheet = {g_ptr_array_new_with_free_func(free_row),
                   g_ptr_array_new_with_free_func(g_free)};
    CHECK(g_file_get_contents(path, &text, &length, NULL));
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    CHECK(csv_parse(&parser, text, length, on_cell, on_row, &sheet) == length);
    CHECK(csv_fini(&parser, on_cell, on_row, &sheet) == 0);
    csv_free(&parser);
    return sheet;
}

static void sheet_free(Sheet *sheet)
{
    g_ptr_array_unref(sheet->rows);
    g_ptr_array_unref(sheet->row);
}

static const char *cell(const Sheet *sheet, guint row, guint column)
{
    return g_ptr_array_index((GPtrArray *)g_ptr_array_index(sheet->rows, row), column);
}

/* Is a cell the same value as a column of a database row? Empty = NULL. */
static int is_same(const char *text, sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return text[0] == '\0';
    if (sqlite3_column_type(row, column) == SQLITE_TEXT)
        return strcmp(text, (const char *)sqlite3_column_text(row, column)) == 0;
    return text[0] != '\0' && g_ascii_strtod(text, NULL) == sqlite3_column_double(row, column);
}

/* Every row of the file against every row of the query, cell by cell, in the same order. */
static void compare(const char *dir, const char *file, const char *sql)
{
    Sheet sheet = sheet_read(dir, file);
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK);
    guint number = 1;
    int different = 0;
    for (; sqlite3_step(row) == SQLITE_ROW; number++)
        for (int c = 0; number < sheet.rows->len && c < sqlite3_column_count(row); c++)
            different += !is_same(cell(&sheet, number, (guint)c), row, c);
    CHECK(different == 0);
    CHECK(number == sheet.rows->len && number > 1);
    sqlite3_finalize(row);
    sqlite3_close(db);
    sheet_free(&sheet);
}

static char *write_both(const Study *study)
{
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    CHECK(store_write(study, dir, &options, NULL));
    CHECK(tables_write(study, dir, &options, NULL));
    return dir;
}

#define SCOPE "CASE s.kind WHEN 'all' THEN 'all' ELSE s.kind || ':' || s.name END"

static void summary_and_scalars_equal_the_database(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = write_both(study);
    compare(dir, "metrics/summary.csv",
            "SELECT p.label, m.name, m.unit, " SCOPE ", y.stat, y.n, y.mean, y.sd, y.ci_low, "
            "y.ci_high, y.worst FROM summary y JOIN point p USING (point_id) JOIN metric m USING "
            "(metric_id) JOIN scope s USING (scope_id) ORDER BY y.point_id, y.metric_id, "
            "y.scope_id, y.stat");
    compare(dir, "metrics/scalars.csv",
            "SELECT p.label, r.replication, m.name, m.unit, " SCOPE ", x.stat, x.value FROM scalar "
            "x JOIN run r USING (run_id) JOIN point p USING (point_id) JOIN metric m USING "
            "(metric_id) JOIN scope s USING (scope_id) ORDER BY x.run_id, x.metric_id, x.scope_id, "
            "x.stat");
    synthetic_remove(dir);
}

static void events_latencies_and_devices_equal_the_database(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *dir = write_both(study);
    compare(dir, "metrics/events.csv",
            "SELECT p.label, r.replication, e.t / 1e9, e.kind, e.subject, " SCOPE ", e.affected, "
            "e.detail FROM event e JOIN run r USING (run_id) JOIN point p USING (point_id) LEFT "
            "JOIN scope s USING (scope_id) ORDER BY e.run_id, e.event_no");
    compare(dir, "metrics/latency.csv",
            "SELECT p.label, r.replication, m.name, " SCOPE ", h.low, h.high, h.count FROM "
            "histogram h JOIN run r USING (run_id) JOIN point p USING (point_id) JOIN metric m "
            "USING (metric_id) JOIN scope s USING (scope_id) WHERE m.name = 'inference_latency' "
            "ORDER BY h.run_id, h.scope_id, h.low");
    compare(dir, "metrics/device.csv",
            "SELECT p.label, r.replication, d.device, d.fleet, d.region, d.uptime, d.failures, "
            "d.inferences, d.misses, d.energy_j, d.battery, d.state FROM device d JOIN run r USING "
            "(run_id) JOIN point p USING (point_id) ORDER BY d.run_id, d.device");
    synthetic_remove(dir);
}

static void requirements_and_predictions_equal_the_database(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = write_both(study);
    Sheet sheet = sheet_read(dir, "metrics/requirements.csv");
    CHECK(sheet.rows->len == 5);
    for (guint i = 0; i < study->requirements->len; i++) {
        const RequirementRow *row = &g_array_index(study->requirements, RequirementRow, i);
        CHECK(g_ascii_strtod(cell(&sheet, i + 1, 10), NULL) == row->limit);
        CHECK(g_ascii_strtod(cell(&sheet, i + 1, 11), NULL) == row->observed);
    }
    sheet_free(&sheet);
    compare(dir, "metrics/predictions.csv",
            "SELECT p.label, " SCOPE
            ", x.quantity, x.unit, x.predicted, x.low, x.high, x.observed, "
            "x.basis FROM prediction x JOIN point p USING (point_id) JOIN scope s USING (scope_id) "
            "ORDER BY x.point_id, x.scope_id, x.quantity");
    synthetic_remove(dir);
}

/* The series of the study are stored by run; the file has their mean. */
static void series_have_the_mean_of_the_database(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    char *dir = write_both(study);
    compare(dir, "metrics/timeseries.csv",
            "SELECT p.label, x.t / 1e9, m.name, m.unit, " SCOPE ", x.value FROM series x JOIN run "
            "r USING (run_id) JOIN point p USING (point_id) JOIN metric m USING (metric_id) JOIN "
            "scope s USING (scope_id) ORDER BY x.scope_id, x.metric_id, x.t");
    synthetic_remove(dir);
}

TEST_MAIN(CASE(summary_and_scalars_equal_the_database),
          CASE(events_latencies_and_devices_equal_the_database),
          CASE(requirements_and_predictions_equal_the_database),
          CASE(series_have_the_mean_of_the_database))
