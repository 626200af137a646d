#include <stdlib.h>
#include <string.h>

#include "util/csvfile.h"
#include "util/error.h"
#include "util/value.h"

typedef struct Samples {
    GArray *values; /* of double */
    const char *unit;
    ValueKind kind;
} Samples;

/* A field and the unit are read together, as if they stood in a scenario. */
static bool on_sample(void *user, const CsvRow *row, GError **error)
{
    Samples *samples = user;
    g_autofree char *text = g_strconcat(row->fields[0], samples->unit, NULL);
    g_autoptr(GError) mistake = NULL;
    double value;
    if (!value_quantity(samples->kind, text, &value, &mistake))
        return csvrow_refuse(row, error, "column '%s': %s", row->columns[0], mistake->message);
    g_array_append_val(samples->values, value);
    return true;
}

/* A total order: the values are finite. */
static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

double *value_samples_read(const char *const file_column_unit[3], ValueKind kind, size_t *ret_count,
                           GError **error)
{
    const char *const columns[] = {file_column_unit[1], NULL};
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    Samples samples = {values, file_column_unit[2] == NULL ? "" : file_column_unit[2], kind};
    if (!csvfile_read(file_column_unit[0], columns, on_sample, &samples, error))
        return NULL;
    if (values->len < 2) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "%s: column '%s' has fewer than 2 values", file_column_unit[0], columns[0]);
        return NULL;
    }
    *ret_count = values->len;
    double *sorted = (double *)(void *)g_array_free(g_steal_pointer(&values), FALSE);
    qsort(sorted, *ret_count, sizeof *sorted, compare_doubles);
    return sorted;
}
