/*
 * out/table_file.h - one CSV file being written, field by field.
 *
 * RFC 4180 with "\n", UTF-8, one header.  Texts go through libcsv and are always quoted,
 * numbers are the shortest text that reads back exactly, NAN is an empty field.  The file
 * appears under its name only when it is whole.
 *
 * Errors:  kept until table_file_close(), which reports them as FLEET_ERROR_RUN.
 */
#ifndef TINYFLEET_OUT_TABLE_FILE_H
#define TINYFLEET_OUT_TABLE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct TableFile {
    char *path, *part; /* owned; part is what is written to */
    FILE *file;        /* NULL after an error */
    int error_number;
    bool is_row_open;
} TableFile;

/* dir/name; `header` is its first line, without the line end; NULL = written as a row. */
TableFile *table_file_new(const char *dir, const char *name, const char *header);
void table_file_text(TableFile *csv, const char *text); /* NULL = empty */
void table_file_number(TableFile *csv, double value);
void table_file_integer(TableFile *csv, int64_t value);
void table_file_empty(TableFile *csv);
void table_file_end_row(TableFile *csv);
/* Renames the finished file into place; frees the TableFile either way. */
bool table_file_close(TableFile *csv, GError **error);

#endif
