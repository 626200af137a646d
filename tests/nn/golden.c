#include "golden.h"

#include "nn/tflite_read.h"
#include "test.h"

const char *const golden_models[] = {
    "ad01_int8",        "hello_world_int8",       "kws_ref_model", "micro_speech_quantized",
    "str_ww_ref_model", "pretrainedResnet_quant", "vww_96_int8",   NULL,
};

GBytes *golden_read(const char *folder, const char *name)
{
    if (test_shared_dir() == NULL)
        test_skip("the shared data is not here");
    g_autofree char *path = g_build_filename(test_shared_dir(), folder, name, NULL);
    g_autoptr(GError) error = NULL;
    char *bytes = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &bytes, &size, &error)) {
        CHECK_TEXT(error->message, "");
        test_skip("a file of the shared data is missing");
    }
    return g_bytes_new_take(bytes, size);
}

Graph *golden_graph(const char *folder, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".tflite", NULL);
    g_autoptr(GBytes) bytes = golden_read(folder, file);
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    Graph *graph = tflite_read_bytes(data, size, file, &error);
    if (graph == NULL)
        CHECK_TEXT(error->message, "");
    return graph;
}

uint8_t *golden_run(const Plan *plan, const void *inputs, int32_t count, InferObserver observe,
                    void *observe_data)
{
    size_t arena_size = infer_arena_size(plan, count);
    g_autofree void *arena = g_malloc(arena_size);
    uint8_t *outputs = g_malloc(graph_output_size(plan->graph) * (size_t)count);
    InferBatch batch = {count, inputs, outputs, arena, arena_size, observe, observe_data};
    infer_run(plan, &batch);
    return outputs;
}

int64_t golden_difference(const void *a, const void *b, size_t size)
{
    const uint8_t *left = a, *right = b;
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i])
            return (int64_t)i;
    }
    return -1;
}
