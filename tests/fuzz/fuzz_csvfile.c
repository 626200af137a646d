/* Random bytes never crash the reader of CSV files; every field it gives is a text without a zero
 * byte, of as many as were asked for, and a number it accepts is finite. */
#include <glib.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/csvfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Seen {
    size_t row_count, byte_count;
    int line;
} Seen;

static bool on_row(void *user, const CsvRow *row, GError **error)
{
    Seen *seen = user;
    double number;
    int64_t whole;
    g_assert(row->line > seen->line || row->line == seen->line);
    seen->line = row->line;
    seen->row_count++;
    for (size_t i = 0; row->columns[i] != NULL; i++)
        seen->byte_count += strlen(row->fields[i]);
    if (!csvrow_int(row, 0, &whole, error))
        return false;
    if (csvrow_number(row, 1, &number, NULL))
        g_assert(isfinite(number));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const columns[] = {"index", "label", "name", NULL};
    Seen seen = {0, 0, 0};
    g_autoptr(GError) error = NULL;
    CsvText input = {(const char *)data, size, "fuzz.csv"};
    bool is_good = csvfile_parse(&input, columns, on_row, &seen, &error);
    g_assert(is_good == (error == NULL));
    g_assert(is_good || g_str_has_prefix(error->message, "fuzz.csv:"));
    g_assert(seen.byte_count <= size * G_N_ELEMENTS(columns));
    g_assert(!is_good || memchr(data, 0, size) == NULL);
    return 0;
}
