#include "util/csvfile.h"

#include <csv.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "util/error.h"
#include "util/readfile.h"
#include "util/suggest.h"

typedef struct Reader {
    const char *const *columns;
    size_t column_count;
    CsvRowFn on_row;
    void *user;
    CsvRow row;
    GPtrArray *cells;    /* texts of the row so far */
    size_t header_count; /* fields in the header; 0 = not read yet */
    size_t *positions;   /* [column_count] */
    const char **fields; /* [column_count] */
    GError *error;
} Reader;

bool csvrow_refuse(const CsvRow *row, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s:%d: %s", row->file, row->line, text);
    return false;
}

bool csvrow_number(const CsvRow *row, size_t i, double *ret_value, GError **error)
{
    const char *text = row->fields[i];
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || g_ascii_isspace(*text))
        return csvrow_refuse(row, error, "column '%s': '%s' is not a number", row->columns[i],
                             text);
    *ret_value = value;
    return true;
}

bool csvrow_int(const CsvRow *row, size_t i, int64_t *ret_value, GError **error)
{
    const char *text = row->fields[i];
    gint64 value;
    if (!g_ascii_string_to_signed(text, 10, INT64_MIN, INT64_MAX, &value, NULL))
        return csvrow_refuse(row, error, "column '%s': '%s' is not a whole number", row->columns[i],
                             text);
    *ret_value = value;
    return true;
}

static bool find_column(Reader *reader, const char *name, size_t *ret_position)
{
    for (size_t i = 0; i < reader->cells->len; i++) {
        if (strcmp(g_ptr_array_index(reader->cells, i), name) == 0) {
            *ret_position = i;
            return true;
        }
    }
    g_ptr_array_add(reader->cells, NULL);
    g_autofree char *known =
        suggest_among(name, "columns", (const char *const *)reader->cells->pdata);
    return csvrow_refuse(&reader->row, &reader->error, "there is no column '%s'%s", name, known);
}

static void take_header(Reader *reader)
{
    reader->header_count = reader->cells->len;
    for (size_t i = 0; i < reader->column_count; i++) {
        if (!find_column(reader, reader->columns[i], &reader->positions[i]))
            return;
    }
}

static void take_row(Reader *reader)
{
    if (reader->cells->len != reader->header_count) {
        csvrow_refuse(&reader->row, &reader->error, "%u field%s where the header has %zu",
                      reader->cells->len, reader->cells->len == 1 ? "" : "s", reader->header_count);
        return;
    }
    for (size_t i = 0; i < reader->column_count; i++)
        reader->fields[i] = g_ptr_array_index(reader->cells, reader->positions[i]);
    if (!reader->on_row(reader->user, &reader->row, &reader->error))
        g_assert(reader->error != NULL);
}

static void on_field(void *data, size_t size, void *user)
{
    Reader *reader = user;
    g_ptr_array_add(reader->cells, g_strndup(data, size));
}

static void on_end_of_row(int character, void *user)
{
    Reader *reader = user;
    (void)character;
    if (reader->error == NULL)
        (reader->header_count == 0 ? take_header : take_row)(reader);
    g_ptr_array_set_size(reader->cells, 0);
}

static bool parse_lines(Reader *reader, struct csv_parser *parser, const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && reader->error == NULL) {
        const char *newline = memchr(text + at, '\n', size - at);
        size_t length = newline == NULL ? size - at : (size_t)(newline - text) - at + 1;
        reader->row.line++;
        if (memchr(text + at, '\0', length) != NULL)
            return csvrow_refuse(&reader->row, &reader->error, "a zero byte in the line");
        size_t parsed = csv_parse(parser, text + at, length, on_field, on_end_of_row, reader);
        if (parsed != length && reader->error == NULL)
            return csvrow_refuse(&reader->row, &reader->error, "%s",
                                 csv_strerror(csv_error(parser)));
        at += length;
    }
    if (reader->error == NULL && csv_fini(parser, on_field, on_end_of_row, reader) != 0)
        csvrow_refuse(&reader->row, &reader->error, "%s", csv_strerror(csv_error(parser)));
    return reader->error == NULL;
}

bool csvfile_parse(const CsvText *input, const char *const *columns, CsvRowFn on_row, void *user,
                   GError **error)
{
    size_t column_count = g_strv_length((char **)(uintptr_t)columns);
    g_autofree size_t *positions = g_new0(size_t, column_count + 1);
    g_autofree const char **fields = g_new0(const char *, column_count + 1);
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    Reader reader = {.columns = columns,
                     .column_count = column_count,
                     .on_row = on_row,
                     .user = user,
                     .row = {input->file, 0, columns, fields},
                     .cells = cells,
                     .positions = positions,
                     .fields = fields};
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        g_error("libcsv cannot start");
    bool has_mark = input->size >= 3 && memcmp(input->text, "\xef\xbb\xbf", 3) == 0;
    size_t start = has_mark ? 3 : 0;
    parse_lines(&reader, &parser, input->text + start, input->size - start);
    csv_free(&parser);
    if (reader.error == NULL && reader.header_count == 0)
        csvrow_refuse(&reader.row, &reader.error, "there is no header");
    if (reader.error == NULL)
        return true;
    g_propagate_error(error, reader.error);
    return false;
}

bool csvfile_read(const char *path, const char *const *columns, CsvRowFn on_row, void *user,
                  GError **error)
{
    g_autofree char *text = NULL;
    size_t size = 0;
    g_autoptr(GError) failure = NULL;
    if (!readfile(path, CSV_SIZE_MAX, &text, &size, &failure)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: cannot be read: %s", path,
                    failure->message);
        return false;
    }
    CsvText input = {text, size, path};
    return csvfile_parse(&input, columns, on_row, user, error);
}
