/* Each operator alone, against the bytes of the reference kernels; the table itself. */
#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "kernel_sets.h"
#include "nn/op_name.h"
#include "nn/op_table.h"
#include "nn/tflite_read.h"
#include "test.h"

enum { BATCH_MAX = 64 };

/* Samples 0, 1, ... over and over until they are BATCH_MAX; to be freed. */
static uint8_t *repeat_samples(GBytes *bytes, size_t size)
{
    const uint8_t *from = g_bytes_get_data(bytes, NULL);
    size_t count = g_bytes_get_size(bytes) / size;
    uint8_t *samples = g_malloc(BATCH_MAX * size);
    for (size_t i = 0; i < BATCH_MAX; i++)
        memcpy(samples + i * size, from + i % count * size, size);
    return samples;
}

/* 64 samples at once, then three at a time, then one by one. */
static bool check_outputs(const Graph *graph, const KernelSet *kernels, GBytes *inputs,
                          GBytes *outputs)
{
    static const size_t batches[] = {BATCH_MAX, 3, 1};
    g_autoptr(Plan) plan = plan_new_with(graph, kernels);
    size_t in_size = graph_input_size(graph), out_size = graph_output_size(graph);
    size_t known = g_bytes_get_size(inputs) / in_size;
    if (!CHECK_INT((int64_t)g_bytes_get_size(outputs), (int64_t)(known * out_size)))
        return false;
    g_autofree uint8_t *x = repeat_samples(inputs, in_size);
    g_autofree uint8_t *y = repeat_samples(outputs, out_size);
    bool is_right = true;
    for (size_t b = 0; is_right && b < G_N_ELEMENTS(batches); b++) {
        size_t count = batches[b] == BATCH_MAX ? BATCH_MAX : MIN(known, BATCH_MAX);
        for (size_t first = 0; first < count; first += batches[b]) {
            size_t part = MIN(batches[b], count - first);
            g_autofree uint8_t *made =
                golden_run(plan, x + first * in_size, (int32_t)part, NULL, NULL);
            is_right &=
                CHECK_INT(golden_difference(made, y + first * out_size, part * out_size), -1);
        }
    }
    return is_right;
}

/* Runs a single-operator model on its golden inputs; false if its operator is not built. */
static bool check_model(const char *name)
{
    g_autofree char *file = g_strconcat(name, ".tflite", NULL);
    g_autofree char *folder = g_strconcat("ops/golden/", name, NULL);
    g_autoptr(GBytes) model = golden_read("ops/models", file);
    g_autoptr(GBytes) inputs = golden_read(folder, "inputs.bin");
    g_autoptr(GBytes) outputs = golden_read(folder, "outputs.bin");
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    const void *bytes = g_bytes_get_data(model, &size);
    g_autoptr(Graph) graph = tflite_read_bytes(bytes, size, file, &error);
    if (graph == NULL && strstr(error->message, "does not have") != NULL)
        return false;
    CHECK_TEXT(graph == NULL ? error->message : NULL, NULL);
    if (graph == NULL)
        return true;
    for (size_t s = 0; kernel_sets_at(s) != NULL; s++) {
        if (!check_outputs(graph, kernel_sets_at(s), inputs, outputs))
            printf("%s differs with %s\n", name, kernel_sets_at(s)->name);
    }
    return true;
}

static void operators_give_the_golden_bytes(void)
{
    if (test_shared_dir() == NULL)
        test_skip("the shared data is not here");
    g_autofree char *path = g_build_filename(test_shared_dir(), "ops", "models", NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    int model_count = 0, unbuilt_count = 0;
    for (const char *entry = NULL; dir != NULL && (entry = g_dir_read_name(dir)) != NULL;) {
        if (!g_str_has_suffix(entry, ".tflite"))
            continue;
        g_autofree char *name = g_strndup(entry, strlen(entry) - strlen(".tflite"));
        model_count++;
        unbuilt_count += check_model(name) ? 0 : 1;
    }
    printf("%d models, %d of operators that are not built; ", model_count, unbuilt_count);
    CHECK_INT(unbuilt_count, 0);
}

static void every_row_is_whole_and_named_as_in_the_schema(void)
{
    for (size_t i = 0; op_table_at(i) != NULL; i++) {
        const OpOps *ops = op_table_at(i);
        CHECK_TEXT(ops->name, op_name_find(ops->code));
        CHECK(op_table_find(ops->code) == ops);
        CHECK(ops->doc != NULL && g_str_has_suffix(ops->doc, "."));
        CHECK(ops->check != NULL && ops->state_size != NULL && ops->prepare != NULL &&
              ops->run != NULL);
        CHECK(ops->input_min >= 1 && ops->input_min <= ops->input_max &&
              ops->input_max <= OP_TENSORS_MAX);
        CHECK(ops->output_min >= 1 && ops->output_min <= ops->output_max &&
              ops->output_max <= OP_TENSORS_MAX);
        CHECK((ops->fields == NULL) == (ops->options_code == 0));
        CHECK(i == 0 || strcmp(op_table_at(i - 1)->name, ops->name) < 0);
    }
}

TEST_MAIN(CASE(operators_give_the_golden_bytes),
          CASE(every_row_is_whole_and_named_as_in_the_schema))
