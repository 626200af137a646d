/*
 * util/csvfile.h - a CSV file, row by row, its columns found by the names in its header.
 *
 * RFC 4180 in the strict sense; every row has as many fields as the header; empty lines are
 * skipped.  A reader names the columns it wants; others are passed over.
 *
 * Owner:   fields live until the callback returns.
 * Errors:  FLEET_ERROR_INPUT, "FILE:LINE: what is wrong"; FLEET_ERROR_INPUT too if the file cannot
 *          be read or is larger than CSV_SIZE_MAX.  A zero byte is a mistake.  A field in quotes
 *          that spans lines counts at its last line.
 */
#ifndef TINYFLEET_UTIL_CSVFILE_H
#define TINYFLEET_UTIL_CSVFILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CSV_SIZE_MAX = 256 << 20 };

typedef struct CsvRow {
    const char *file;
    int line;
    const char *const *columns; /* the names asked for */
    const char *const *fields;  /* [columns], as text */
} CsvRow;

/* Returns false, with error set, to stop. */
typedef bool (*CsvRowFn)(void *user, const CsvRow *row, GError **error);

/* columns ends with NULL. */
bool csvfile_read(const char *path, const char *const *columns, CsvRowFn on_row, void *user,
                  GError **error);

typedef struct CsvText {
    const char *text; /* [size] */
    size_t size;
    const char *file; /* its name in errors */
} CsvText;

/* The same on text in memory. */
bool csvfile_parse(const CsvText *input, const char *const *columns, CsvRowFn on_row, void *user,
                   GError **error);

/* Sets error to "FILE:LINE: MESSAGE" and returns false: how a callback refuses a row. */
bool csvrow_refuse(const CsvRow *row, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Column i (of those asked for) as a finite number: the whole field, in the C locale. */
bool csvrow_number(const CsvRow *row, size_t i, double *ret_value, GError **error);
bool csvrow_int(const CsvRow *row, size_t i, int64_t *ret_value, GError **error);

#endif
