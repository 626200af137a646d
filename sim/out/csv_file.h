/*
 * out/csv_file.h - one CSV file being written, field by field.
 *
 * RFC 4180 with "\n", UTF-8, one header.  Texts go through libcsv and are always quoted,
 * numbers are the shortest text that reads back exactly, NAN is an empty field.  The file
 * appears under its name only when it is whole.
 *
 * Errors:  kept until csv_file_close(), which reports them as FLEET_ERROR_RUN.
 */
#ifndef TINYFLEET_OUT_CSV_FILE_H
#define TINYFLEET_OUT_CSV_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct CsvFile {
    char *path, *part; /* owned; part is what is written to */
    FILE *file;        /* NULL after an error */
    int error_number;
    bool is_row_open;
} CsvFile;

/* dir/name; `header` is its first line, without the line end; NULL = written as a row. */
CsvFile *csv_file_new(const char *dir, const char *name, const char *header);
void csv_file_text(CsvFile *csv, const char *text);   /* NULL = empty */
void csv_file_number(CsvFile *csv, double value);
void csv_file_integer(CsvFile *csv, int64_t value);
void csv_file_empty(CsvFile *csv);
void csv_file_end_row(CsvFile *csv);
/* Renames the finished file into place; frees the CsvFile either way. */
bool csv_file_close(CsvFile *csv, GError **error);

#endif
