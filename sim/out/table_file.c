#include "out/table_file.h"

#include <csv.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "out/file.h"
#include "out/number.h"
#include "util/error.h"

static void table_file_fail(TableFile *csv)
{
    csv->error_number = errno;
    if (csv->file)
        fclose(csv->file);
    csv->file = NULL;
}

static void write_plain(TableFile *csv, const char *text)
{
    if (csv->file && fputs(text, csv->file) == EOF)
        table_file_fail(csv);
}

static void begin_field(TableFile *csv)
{
    if (csv->is_row_open)
        write_plain(csv, ",");
    csv->is_row_open = true;
}

TableFile *table_file_new(const char *dir, const char *name, const char *header)
{
    g_assert(dir && name);

    TableFile *csv = g_new0(TableFile, 1);
    csv->path = g_build_filename(dir, name, NULL);
    csv->part = g_strconcat(csv->path, FILE_PART, NULL);
    csv->file = g_fopen(csv->part, "wb");
    if (!csv->file)
        table_file_fail(csv);
    if (header) {
        write_plain(csv, header);
        write_plain(csv, "\n");
    }
    return csv;
}

void table_file_text(TableFile *csv, const char *text)
{
    g_assert(csv);

    begin_field(csv);
    if (text && csv->file && csv_fwrite(csv->file, text, strlen(text)) != 0)
        table_file_fail(csv);
}

void table_file_number(TableFile *csv, double value)
{
    char text[NUMBER_SIZE];
    g_assert(csv);

    begin_field(csv);
    number_exact(value, text);
    write_plain(csv, text);
}

void table_file_integer(TableFile *csv, int64_t value)
{
    char text[NUMBER_SIZE];
    g_assert(csv);

    begin_field(csv);
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    write_plain(csv, text);
}

void table_file_empty(TableFile *csv)
{
    g_assert(csv);
    begin_field(csv);
}

void table_file_end_row(TableFile *csv)
{
    g_assert(csv);
    write_plain(csv, "\n");
    csv->is_row_open = false;
}

bool table_file_close(TableFile *csv, GError **error)
{
    g_assert(csv);

    FILE *file = csv->file;
    csv->file = NULL;
    if (file && (fclose(file) != 0 || g_rename(csv->part, csv->path) != 0))
        csv->error_number = errno;
    bool is_whole = csv->error_number == 0;
    if (!is_whole) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s: cannot be written: %s", csv->path,
                    g_strerror(csv->error_number));
        g_unlink(csv->part);
    }
    g_free(csv->path);
    g_free(csv->part);
    g_free(csv);
    return is_whole;
}
