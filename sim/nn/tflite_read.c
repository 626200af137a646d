#include "nn/tflite_read.h"

#include <string.h>

#include "nn/flat.h"
#include "nn/tflite_part.h"
#include "util/error.h"
#include "util/readfile.h"

enum {
    MODEL_VERSION = 3,
    FIELD_MODEL_VERSION = 0,
    FIELD_MODEL_CODES = 1,
    FIELD_MODEL_SUBGRAPHS = 2,
    FIELD_MODEL_BUFFERS = 4,
    FIELD_SUBGRAPH_TENSORS = 0,
    FIELD_SUBGRAPH_INPUTS = 1,
    FIELD_SUBGRAPH_OUTPUTS = 2,
    FIELD_SUBGRAPH_OPERATORS = 3,
    FILE_ALIGNMENT = 64,
};

static const char file_identifier[] = "TFL3";

static bool check_head(const TfliteReader *reader, GError **error)
{
    size_t size = reader->flat.size;
    if (size < 8)
        return tflite_refuse(reader, error, "it has %" G_GSIZE_FORMAT " bytes; a model has more",
                             size);
    if (memcmp(reader->flat.bytes + 4, file_identifier, 4) != 0)
        return tflite_refuse(reader, error, "it is no .tflite model: bytes 4 to 7 are not '%s'",
                             file_identifier);
    return true;
}

static bool read_model(TfliteReader *reader, GError **error)
{
    Flat *flat = &reader->flat;
    FlatTable model = flat_root(flat);
    int32_t version = flat_s32(flat, &model, FIELD_MODEL_VERSION, 0);
    FlatVector subgraphs = flat_vector(flat, &model, FIELD_MODEL_SUBGRAPHS, 4);
    reader->codes = flat_vector(flat, &model, FIELD_MODEL_CODES, 4);
    reader->buffers = flat_vector(flat, &model, FIELD_MODEL_BUFFERS, 4);
    if (!tflite_is_good(reader, error))
        return false;
    if (version != MODEL_VERSION)
        return tflite_refuse(reader, error, "its schema version is %d, which must be %d", version,
                             MODEL_VERSION);
    if (subgraphs.count != 1)
        return tflite_refuse(reader, error, "it has %u subgraphs, which must be one",
                             subgraphs.count);
    reader->subgraph = flat_element_table(flat, subgraphs, 0);
    return tflite_is_good(reader, error);
}

/* Sizes the arrays by the file's counts, which are within the limits afterwards. */
static bool read_counts(TfliteReader *reader, GError **error)
{
    Flat *flat = &reader->flat;
    Graph *graph = reader->graph;
    reader->tensors = flat_vector(flat, &reader->subgraph, FIELD_SUBGRAPH_TENSORS, 4);
    reader->operators = flat_vector(flat, &reader->subgraph, FIELD_SUBGRAPH_OPERATORS, 4);
    if (!tflite_is_good(reader, error))
        return false;
    if (reader->tensors.count > GRAPH_TENSORS_MAX || reader->tensors.count == 0)
        return tflite_refuse(reader, error, "it has %u tensors, which must be 1 to %d",
                             reader->tensors.count, GRAPH_TENSORS_MAX);
    if (reader->operators.count > GRAPH_OPERATORS_MAX || reader->operators.count == 0)
        return tflite_refuse(reader, error, "it has %u operators, which must be 1 to %d",
                             reader->operators.count, GRAPH_OPERATORS_MAX);
    graph->tensor_count = (int32_t)reader->tensors.count;
    graph->operator_count = (int32_t)reader->operators.count;
    graph->tensor = g_new0(Tensor, reader->tensors.count);
    graph->op = g_new0(Operator, reader->operators.count);
    return true;
}

static bool read_parts(TfliteReader *reader, GError **error)
{
    Graph *graph = reader->graph;
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        if (!tflite_read_tensor(reader, i, error))
            return false;
    }
    for (int32_t i = 0; i < graph->operator_count; i++) {
        if (!tflite_read_operator(reader, i, error))
            return false;
    }
    TfliteIndices inputs = {"input", FIELD_SUBGRAPH_INPUTS, false, graph->input,
                            &graph->input_count};
    TfliteIndices outputs = {"output", FIELD_SUBGRAPH_OUTPUTS, false, graph->output,
                             &graph->output_count};
    if (!tflite_read_indices(reader, &reader->subgraph, &inputs, error) ||
        !tflite_read_indices(reader, &reader->subgraph, &outputs, error)) {
        g_prefix_error(error, "%s: ", graph->name);
        return false;
    }
    if (graph->input_count == 0 || graph->output_count == 0)
        return tflite_refuse(reader, error,
                             "it has %d inputs and %d outputs; each must be 1 or more",
                             graph->input_count, graph->output_count);
    return true;
}

Graph *tflite_read_bytes(const void *bytes, size_t size, const char *name, GError **error)
{
    if (size > TFLITE_FILE_MAX) {
        op_refuse(error, "%s: it has more than %d MiB, the most that a model may have", name,
                  (int)(TFLITE_FILE_MAX >> 20));
        return NULL;
    }
    g_autoptr(Graph) graph = g_new0(Graph, 1);
    uint8_t *copy = g_aligned_alloc(size + FILE_ALIGNMENT, 1, FILE_ALIGNMENT);
    if (size > 0)
        memcpy(copy, bytes, size);
    graph->file = copy;
    graph->file_size = size;
    graph->texts = g_string_chunk_new(1024);
    g_autofree char *label = tflite_printable(name, strlen(name));
    graph->name = g_string_chunk_insert(graph->texts, label);

    TfliteReader reader = {.graph = graph};
    flat_init(&reader.flat, copy, size);
    if (!check_head(&reader, error) || !read_model(&reader, error) ||
        !read_counts(&reader, error) || !read_parts(&reader, error) || !graph_check(graph, error))
        return NULL;
    return g_steal_pointer(&graph);
}

Graph *tflite_read(const char *path, GError **error)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *bytes = NULL;
    g_autoptr(GError) cause = NULL;
    size_t size = 0;
    if (!readfile(path, TFLITE_FILE_MAX, &bytes, &size, &cause)) {
        op_refuse(error, "%s: it cannot be read: %s", path, cause->message);
        return NULL;
    }
    return tflite_read_bytes((const uint8_t *)bytes, size, name, error);
}
