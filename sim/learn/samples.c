#include "learn/samples.h"

#include <string.h>

#include "util/csvfile.h"
#include "util/error.h"

Samples *samples_new(size_t count, size_t input_size)
{
    g_assert(count > 0);
    g_assert(input_size > 0);
    Samples *samples = g_new(Samples, 1);
    samples->count = count;
    samples->input_size = input_size;
    samples->inputs = g_new0(int8_t, count * input_size);
    samples->labels = g_new0(uint8_t, count);
    return samples;
}

void samples_free(Samples *samples)
{
    g_free(samples->inputs);
    g_free(samples->labels);
    g_free(samples);
}

static bool read_file(const char *path, char **ret_bytes, size_t *ret_size, GError **error)
{
    g_autoptr(GError) local = NULL;
    if (g_file_get_contents(path, ret_bytes, ret_size, &local))
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", local->message);
    return false;
}

/* Labels on their way out of the file. */
typedef struct LabelReader {
    Samples *samples;
    size_t class_count, row_count;
} LabelReader;

static bool read_label(void *user, const CsvRow *row, GError **error)
{
    LabelReader *reader = user;
    int64_t index = 0, label = 0;
    if (!csvrow_int(row, 0, &index, error) || !csvrow_int(row, 1, &label, error))
        return false;
    if (index != (int64_t)reader->row_count)
        return csvrow_refuse(row, error, "index %" G_GINT64_FORMAT ", the next is %zu", index,
                             reader->row_count);
    if (label < 0 || label >= (int64_t)reader->class_count)
        return csvrow_refuse(row, error, "label %" G_GINT64_FORMAT " is outside 0..%zu", label,
                             reader->class_count - 1);
    if (reader->row_count < reader->samples->count)
        reader->samples->labels[reader->row_count] = (uint8_t)label;
    reader->row_count++;
    return true;
}

static bool read_labels(Samples *samples, const char *path, size_t class_count, GError **error)
{
    static const char *const columns[] = {"index", "label", NULL};
    LabelReader reader = {samples, class_count, 0};
    if (!csvfile_read(path, columns, read_label, &reader, error))
        return false;
    if (reader.row_count == samples->count)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: %zu labels for %zu inputs", path,
                reader.row_count, samples->count);
    return false;
}

Samples *samples_read(const char *folder, size_t input_size, size_t class_count, GError **error)
{
    g_autofree char *inputs_path = g_build_filename(folder, "inputs.bin", NULL);
    g_autofree char *labels_path = g_build_filename(folder, "labels.csv", NULL);
    g_autofree char *bytes = NULL;
    size_t size = 0;
    if (!read_file(inputs_path, &bytes, &size, error))
        return NULL;
    if (size == 0 || size % input_size != 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "%s: %zu bytes are no whole number of inputs of %zu", inputs_path, size,
                    input_size);
        return NULL;
    }
    g_autoptr(Samples) samples = samples_new(size / input_size, input_size);
    memcpy(samples->inputs, bytes, size);
    if (!read_labels(samples, labels_path, class_count, error))
        return NULL;
    return g_steal_pointer(&samples);
}

static bool write_file(const char *folder, const char *name, const char *bytes, size_t size,
                       GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) local = NULL;
    if (g_file_set_contents(path, bytes, (gssize)size, &local))
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "%s", local->message);
    return false;
}

bool samples_write(const Samples *samples, const SampleClass *classes, size_t class_count,
                   const char *folder, GError **error)
{
    g_autoptr(GString) labels = g_string_new("index,label\n");
    for (size_t i = 0; i < samples->count; i++)
        g_string_append_printf(labels, "%zu,%u\n", i, samples->labels[i]);
    g_autoptr(GString) names = g_string_new("label,name,event\n");
    for (size_t i = 0; i < class_count; i++)
        g_string_append_printf(names, "%zu,%s,%d\n", i, classes[i].name, classes[i].is_event);
    return write_file(folder, "inputs.bin", (const char *)samples->inputs,
                      samples->count * samples->input_size, error) &&
           write_file(folder, "labels.csv", labels->str, labels->len, error) &&
           write_file(folder, "classes.csv", names->str, names->len, error);
}
