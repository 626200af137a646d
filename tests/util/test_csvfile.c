#include "test.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "util/csvfile.h"
#include "util/error.h"

static const char *const columns[] = {"latency", "name", NULL};

/* "line:latency/name;" of every row */
static bool collect(void *user, const CsvRow *row, GError **error)
{
    (void)error;
    g_string_append_printf(user, "%d:%s/%s;", row->line, row->fields[0], row->fields[1]);
    return true;
}

static bool sum(void *user, const CsvRow *row, GError **error)
{
    double value;
    if (!csvrow_number(row, 0, &value, error))
        return false;
    *(double *)user += value;
    return true;
}

static bool count(void *user, const CsvRow *row, GError **error)
{
    int64_t value;
    if (!csvrow_int(row, 0, &value, error))
        return false;
    *(int64_t *)user += value;
    return true;
}

static void check_rows(const char *text, const char *expected)
{
    g_autoptr(GString) rows = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    CsvText input = {text, strlen(text), "x.csv"};
    CHECK(csvfile_parse(&input, columns, collect, rows, &error));
    CHECK_TEXT(error == NULL ? "" : error->message, "");
    CHECK_TEXT(rows->str, expected);
}

static void check_refused(const char *text, CsvRowFn on_row, const char *expected)
{
    double total = 0;
    g_autoptr(GError) error = NULL;
    CsvText input = {text, strlen(text), "x.csv"};
    CHECK(!csvfile_parse(&input, columns, on_row, &total, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK_TEXT(error == NULL ? "" : error->message, expected);
}

static void columns_are_found_by_name_in_any_order(void)
{
    check_rows("name,unused,latency\na,x,1\nb,y,2\n", "2:1/a;3:2/b;");
    check_rows("\xef\xbb\xbflatency,name\r\n1,a\r\n", "2:1/a;");
    check_rows("latency,name\n\n1,a", "3:1/a;");
    check_rows("latency,name\n", "");
}

/* RFC 4180, section 2, rules 5 to 7 */
static void quotes_follow_rfc_4180(void)
{
    check_rows("latency,name\n1,\"a,b\"\n2,\"say \"\"hi\"\"\"\n", "2:1/a,b;3:2/say \"hi\";");
    check_rows("latency,name\n1,\"two\nlines\"\n2,b\n", "3:1/two\nlines;4:2/b;");
    check_refused("latency,name\n1,a\"b\n", sum,
                  "x.csv:2: error parsing data while strict "
                  "checking enabled");
    check_refused("latency,name\n1,\"open\n", sum,
                  "x.csv:2: error parsing data while strict "
                  "checking enabled");
}

static void missing_column_lists_the_known_ones(void)
{
    check_refused(
        "latancy,name\n1,a\n", sum,
        "x.csv:1: there is no column 'latency'; did you mean 'latancy'? (columns: latancy "
        "name)");
    check_refused("", sum, "x.csv:0: there is no header");
}

static void row_of_another_length_is_refused(void)
{
    check_refused("latency,name\n1,a\n2\n", sum, "x.csv:3: 1 field where the header has 2");
    check_refused("latency,name\n1,a,b\n", sum, "x.csv:2: 3 fields where the header has 2");
}

static void numbers_are_read_whole_or_refused(void)
{
    double total = 0;
    g_autoptr(GError) error = NULL;
    const char *text = "latency,name\n1.5,a\n-2e-1,b\n";
    CsvText input = {text, strlen(text), "x.csv"};
    CHECK(csvfile_parse(&input, columns, sum, &total, &error));
    CHECK_NEAR(total, 1.3, 1e-15);
    check_refused("latency,name\n1,a\n1.5ms,b\n", sum,
                  "x.csv:3: column 'latency': '1.5ms' is not a number");
    check_refused("latency,name\n,b\n", sum, "x.csv:2: column 'latency': '' is not a number");
    check_refused("latency,name\nnan,b\n", sum, "x.csv:2: column 'latency': 'nan' is not a number");
    check_refused("latency,name\n1.5,b\n", count,
                  "x.csv:2: column 'latency': '1.5' is not a whole number");
}

static void files_are_read_and_a_missing_one_is_named(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("csvfile-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "t.csv", NULL);
    double total = 0;
    CHECK(g_file_set_contents(path, "latency,name\n4,a\n", -1, NULL));
    CHECK(csvfile_read(path, columns, sum, &total, &error));
    CHECK_NEAR(total, 4, 0);
    CHECK_INT(g_remove(path), 0);
    CHECK(!csvfile_read(path, columns, sum, &total, &error));
    CHECK(g_str_has_prefix(error->message, path));
    CHECK(strstr(error->message, "t.csv: cannot be read: ") != NULL);
    CHECK_INT(g_rmdir(folder), 0);
}

/* A C string would end at the zero byte, and the field with it. */
static void a_zero_byte_is_a_mistake_and_no_end(void)
{
    static const char text[] = "latency,name\n4,a\n5\0xyz,b\n";
    double total = 0;
    g_autoptr(GError) error = NULL;
    CsvText input = {text, sizeof text - 1, "x.csv"};
    CHECK(!csvfile_parse(&input, columns, sum, &total, &error));
    CHECK_TEXT(error->message, "x.csv:3: a zero byte in the line");
}

/* Rows may end with a carriage return alone: two of them, and two mistakes, in one line. */
static void the_first_mistake_of_a_line_is_told(void)
{
    check_refused("latency,name\rx,a\r\"b\"c,d\n", sum,
                  "x.csv:1: column 'latency': 'x' is not a number");
}

TEST_MAIN(CASE(the_first_mistake_of_a_line_is_told), CASE(a_zero_byte_is_a_mistake_and_no_end),
          CASE(columns_are_found_by_name_in_any_order), CASE(quotes_follow_rfc_4180),
          CASE(missing_column_lists_the_known_ones), CASE(row_of_another_length_is_refused),
          CASE(numbers_are_read_whole_or_refused), CASE(files_are_read_and_a_missing_one_is_named))
