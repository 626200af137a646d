/* Whole models against the reference kernels: outputs, every layer, and labels. */
#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "kernel_sets.h"
#include "nn/infer.h"
#include "test.h"
#include "tiny_model.h"

typedef struct Hashes {
    uint64_t *hash; /* [sample][operator_count] */
    int32_t operator_count;
} Hashes;

static void keep_hash(void *data, const InferStep *step)
{
    Hashes *hashes = data;
    hashes->hash[(size_t)step->sample * (size_t)hashes->operator_count + (size_t)step->op_index] =
        infer_step_hash(step);
}

/* Compares with rows "sample,op_index,fnv1a64" behind a heading; answers how many rows. */
static int32_t compare_hashes(const Hashes *hashes, GBytes *table)
{
    gsize size = 0;
    const char *text = g_bytes_get_data(table, &size);
    g_autofree char *copy = g_strndup(text, size);
    int32_t row_count = 0, wrong_count = 0;
    char *line = strchr(copy, '\n');
    for (; line != NULL && line[1] != '\0'; line = strchr(line + 1, '\n')) {
        int sample = 0, op_index = 0;
        unsigned long long hash = 0;
        if (sscanf(line + 1, "%d,%d,%llx", &sample, &op_index, &hash) != 3)
            break;
        row_count++;
        size_t at = (size_t)sample * (size_t)hashes->operator_count + (size_t)op_index;
        wrong_count += hashes->hash[at] != hash;
    }
    CHECK_INT(wrong_count, 0);
    return row_count;
}

typedef struct GoldenModel {
    const char *name;
    GBytes *inputs, *outputs, *table;
    Graph *graph;
} GoldenModel;

static bool load_model(GoldenModel *model, const char *name)
{
    g_autofree char *folder = g_strconcat("golden/", name, NULL);
    *model = (GoldenModel){.name = name,
                           .inputs = golden_read(folder, "inputs.bin"),
                           .outputs = golden_read(folder, "outputs.bin"),
                           .table = golden_read(folder, "layer_hashes.csv"),
                           .graph = golden_graph("models", name)};
    return model->graph != NULL;
}

static void clear_model(GoldenModel *model)
{
    g_bytes_unref(model->inputs);
    g_bytes_unref(model->outputs);
    g_bytes_unref(model->table);
    graph_free(model->graph);
}

/* All samples, `batch` at a time. */
static void check_batches(const GoldenModel *model, const Plan *plan, size_t count, size_t batch)
{
    const uint8_t *inputs = g_bytes_get_data(model->inputs, NULL);
    const uint8_t *outputs = g_bytes_get_data(model->outputs, NULL);
    size_t in_size = graph_input_size(model->graph), out_size = graph_output_size(model->graph);
    for (size_t first = 0; first < count; first += batch) {
        size_t part = MIN(batch, count - first);
        g_autofree uint8_t *made =
            golden_run(plan, inputs + first * in_size, (int32_t)part, NULL, NULL);
        CHECK_INT(golden_difference(made, outputs + first * out_size, part * out_size), -1);
    }
}

static void check_model(const GoldenModel *model, const KernelSet *kernels)
{
    const Graph *graph = model->graph;
    g_autoptr(Plan) plan = plan_new_with(graph, kernels);
    size_t count = g_bytes_get_size(model->inputs) / graph_input_size(graph);
    size_t hash_count = count * (size_t)graph->operator_count;
    g_autofree uint64_t *hash = g_new0(uint64_t, hash_count);
    Hashes hashes = {hash, graph->operator_count};
    g_autofree uint8_t *made =
        golden_run(plan, g_bytes_get_data(model->inputs, NULL), (int32_t)count, keep_hash, &hashes);
    CHECK_INT(compare_hashes(&hashes, model->table), (int64_t)hash_count);
    size_t size = g_bytes_get_size(model->outputs);
    CHECK_INT((int64_t)size, (int64_t)(count * graph_output_size(graph)));
    CHECK_INT(golden_difference(made, g_bytes_get_data(model->outputs, NULL), size), -1);
    check_batches(model, plan, count, 1);
    check_batches(model, plan, count, 3);
    check_batches(model, plan, count, 64);
}

static void outputs_and_every_layer_are_the_golden_bytes(void)
{
    for (size_t m = 0; golden_models[m] != NULL; m++) {
        GoldenModel model;
        bool is_here = load_model(&model, golden_models[m]);
        for (size_t s = 0; is_here && kernel_sets_at(s) != NULL; s++)
            check_model(&model, kernel_sets_at(s));
        clear_model(&model);
    }
}

static void a_batch_gives_what_single_samples_give(void)
{
    g_autoptr(GBytes) inputs = golden_read("golden/kws_ref_model", "inputs.bin");
    g_autoptr(Graph) graph = golden_graph("models", "kws_ref_model");
    if (graph == NULL)
        return;
    g_autoptr(Plan) plan = plan_new(graph);
    const uint8_t *data = g_bytes_get_data(inputs, NULL);
    size_t out_size = graph_output_size(graph);
    g_autofree uint8_t *together = golden_run(plan, data, 23, NULL, NULL);
    for (size_t i = 0; i < 23; i++) {
        g_autofree uint8_t *alone =
            golden_run(plan, data + i * graph_input_size(graph), 1, NULL, NULL);
        CHECK_INT(golden_difference(alone, together + i * out_size, out_size), -1);
    }
}

/* Labels of "index,label,..." rows behind a heading. */
static int32_t *read_labels(const char *folder, size_t count)
{
    g_autoptr(GBytes) table = golden_read(folder, "labels.csv");
    gsize size = 0;
    const char *text = g_bytes_get_data(table, &size);
    g_autofree char *copy = g_strndup(text, size);
    int32_t *labels = g_new0(int32_t, count);
    char *line = strchr(copy, '\n');
    for (size_t i = 0; i < count && line != NULL; i++, line = strchr(line + 1, '\n')) {
        int index = 0;
        CHECK_INT(sscanf(line + 1, "%d,%d", &index, &labels[i]), 2);
    }
    return labels;
}

/* How many samples have their label's output largest, the lowest class among equals. */
static int32_t count_right(const char *model, const char *folder, const uint8_t *inputs,
                           size_t count)
{
    g_autoptr(GBytes) expected = golden_read(folder, "oracle_outputs_int8.bin");
    g_autofree int32_t *labels = read_labels(folder, count);
    g_autoptr(Graph) graph = golden_graph("models", model);
    if (graph == NULL)
        return -1;
    g_autoptr(Plan) plan = plan_new(graph);
    g_autofree uint8_t *outputs = golden_run(plan, inputs, (int32_t)count, NULL, NULL);
    size_t class_count = graph_output_size(graph);
    CHECK_INT((int64_t)g_bytes_get_size(expected), (int64_t)(count * class_count));
    CHECK_INT(golden_difference(outputs, g_bytes_get_data(expected, NULL), count * class_count),
              -1);
    int32_t right_count = 0;
    for (size_t i = 0; i < count; i++) {
        const int8_t *row = (const int8_t *)outputs + i * class_count;
        size_t best = 0;
        for (size_t c = 1; c < class_count; c++)
            best = row[c] > row[best] ? c : best;
        right_count += (int32_t)best == labels[i];
    }
    return right_count;
}

static void keywords_are_right_726_times_in_800(void)
{
    g_autoptr(GBytes) inputs = golden_read("data/kws01", "features_int8.bin");
    CHECK_INT(count_right("kws_ref_model", "data/kws01", g_bytes_get_data(inputs, NULL), 800), 726);
}

static void pictures_are_right_130_times_in_150(void)
{
    g_autoptr(GBytes) pixels = golden_read("data/ic01", "images_rgb_uint8.bin");
    gsize size = 0;
    const uint8_t *data = g_bytes_get_data(pixels, &size);
    g_autofree uint8_t *inputs = g_malloc(size);
    for (gsize i = 0; i < size; i++)
        inputs[i] = (uint8_t)(data[i] - 128);
    CHECK_INT(count_right("pretrainedResnet_quant", "data/ic01", inputs, 150), 130);
}

/* Two samples of one value each, joined with a variable of two: CONCATENATION. */
static TinyModel model_with_variable(int32_t type)
{
    return (TinyModel){
        .tensor = {{type, 2, {1, 1}, 0.05F, 7, NULL, 0, 0, 0},
                   {type, 2, {1, 2}, 0.05F, 7, NULL, 0, 0, 1},
                   {type, 2, {1, 3}, 0.05F, 7, NULL, 0, 0, 0}},
        .tensor_count = 3,
        .op = {{2, NULL, {0, 1}, 2, {2}, 1, 10, {{0, TINY_S32, 1}, {1, TINY_S8, 0}}, 2}},
        .op_count = 1,
        .inputs = {0},
        .input_count = 1,
        .outputs = {2},
        .output_count = 1,
        .version = 3,
    };
}

static void variables_begin_as_the_reference_resets_them(void)
{
    static const int8_t x[2] = {-3, 100};
    static const int16_t x_long[2] = {-3000, 100};
    TinyModel model = model_with_variable(TENSOR_INT8);
    TinyModel model_long = model_with_variable(TENSOR_INT16);
    g_autoptr(Graph) graph = tiny_read(&model, NULL), graph_long = tiny_read(&model_long, NULL);
    if (!CHECK(graph != NULL && graph_long != NULL))
        return;
    g_autoptr(Plan) plan = plan_new(graph), plan_long = plan_new(graph_long);
    g_autofree uint8_t *y = golden_run(plan, (const uint8_t *)x, 2, NULL, NULL);
    g_autofree uint8_t *y_long =
        golden_run(plan_long, (const uint8_t *)(const void *)x_long, 2, NULL, NULL);
    CHECK_INT(memcmp(y, (const int8_t[]){-3, 7, 7, 100, 7, 7}, 6), 0);
    CHECK_INT(memcmp(y_long, (const int16_t[]){-3000, 0, 0, 100, 0, 0}, 12), 0);
}

static void the_hash_is_fnv1a(void)
{
    /* The vectors of the FNV reference code. */
    CHECK(fnv1a64(FNV1A64_BASIS, "", 0) == UINT64_C(0xcbf29ce484222325));
    CHECK(fnv1a64(FNV1A64_BASIS, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    CHECK(fnv1a64(FNV1A64_BASIS, "foobar", 6) == UINT64_C(0x85944171f73967e8));
}

TEST_MAIN(CASE(outputs_and_every_layer_are_the_golden_bytes),
          CASE(a_batch_gives_what_single_samples_give), CASE(keywords_are_right_726_times_in_800),
          CASE(pictures_are_right_130_times_in_150),
          CASE(variables_begin_as_the_reference_resets_them), CASE(the_hash_is_fnv1a))
