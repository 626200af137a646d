#include "nn/tflite_part.h"

#include "util/error.h"

enum { PRINTABLE_MAX = 100 };

bool tflite_refuse(const TfliteReader *reader, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return op_refuse(error, "%s: %s", reader->graph->name, text);
}

bool tflite_is_good(const TfliteReader *reader, GError **error)
{
    return flat_is_good(&reader->flat) ||
           tflite_refuse(reader, error, "%s", flat_problem(&reader->flat));
}

char *tflite_printable(const char *text, size_t size)
{
    char *result = g_strndup(text, MIN(size, (size_t)PRINTABLE_MAX));
    const char *end = NULL;
    if (!g_utf8_validate(result, -1, &end))
        result[end - result] = '\0';
    for (char *c = result; *c != '\0'; c++) {
        if (g_ascii_iscntrl(*c))
            *c = '?';
    }
    return result;
}

bool tflite_read_indices(TfliteReader *reader, const FlatTable *table, const TfliteIndices *indices,
                         GError **error)
{
    FlatVector vector = flat_vector(&reader->flat, table, indices->field, 4);
    if (!flat_is_good(&reader->flat))
        return op_refuse(error, "%s", flat_problem(&reader->flat));
    if (vector.count > OP_TENSORS_MAX)
        return op_refuse(error, "it has %u %ss, which must be at most %d", vector.count,
                         indices->what, OP_TENSORS_MAX);
    int32_t low = indices->may_be_absent ? -1 : 0;
    for (uint32_t i = 0; i < vector.count; i++) {
        int32_t index = flat_element_s32(&reader->flat, vector, i);
        if (index < low || index >= reader->graph->tensor_count)
            return op_refuse(error, "its %s %u is tensor %d, which must be %d to %d", indices->what,
                             i, index, low, reader->graph->tensor_count - 1);
        indices->index[i] = index;
    }
    *indices->count = (int32_t)vector.count;
    return true;
}
