/* Files that are right are read as written; files that are wrong end in one sentence. */
#include <string.h>

#include "golden.h"
#include "nn/infer.h"
#include "nn/op_table.h"
#include "nn/tflite_read.h"
#include "test.h"
#include "tiny_model.h"

enum { RUN_STEPS_MAX = 1000000 };

/* The sentence that refuses the model starts or ends as given. */
static void check_refused(const TinyModel *model, const char *start, const char *end)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(model, &error);
    CHECK(graph == NULL);
    if (graph != NULL || error == NULL)
        return;
    if (!g_str_has_prefix(error->message, start))
        CHECK_TEXT(error->message, start);
    if (!g_str_has_suffix(error->message, end))
        CHECK_TEXT(error->message, end);
}

static void a_model_is_read_as_written(void)
{
    TinyModel model = tiny_classifier();
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    if (graph == NULL)
        return;
    CHECK_INT(graph->tensor_count, 11);
    CHECK_INT(graph->operator_count, 5);
    CHECK_TEXT(graph->tensor[7].name, "t7");
    CHECK_TEXT(graph->op[0].ops->name, "CONV_2D");
    CHECK_INT((int64_t)graph_input_size(graph), 60);
    CHECK_INT((int64_t)graph_output_size(graph), 4);
    CHECK_INT(graph_input(graph, 0)->zero_point, 3);
    CHECK(graph_input(graph, 0)->scale[0] == 0.05F);
    CHECK_INT(memcmp(graph->tensor[1].data, model.tensor[1].data, 54), 0);
    CHECK_INT(graph->tensor[9].producer, 3);
    Work work = graph_work(graph);
    CHECK_INT(work_macs(&work), 30 * 54 + 12);
    CHECK_INT(work.weight_count, 54 + 3 + 12 + 4);
}

static void absent_options_have_the_schemas_defaults(void)
{
    TinyModel model = tiny_classifier();
    model.op[3].options_code = 0; /* no activation */
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK(graph != NULL && graph->op[3].options.activation == 0);
    model.op[0].options_code = 0; /* strides of 0 */
    check_refused(&model, "m: operator 0 (CONV_2D): it has stride_w = 0", "1048576");
}

static void operators_that_are_not_built_are_named(void)
{
    g_autofree char *known = op_table_names();
    TinyModel model = tiny_classifier();
    model.op[2].code = 32;
    model.op[2].custom = "foo";
    check_refused(&model,
                  "m: operator 2: it is CUSTOM 'foo', which tinyfleet does not have; it has:"
                  " ADD, AVERAGE_POOL_2D,",
                  known);
    model.op[2].code = 36;
    check_refused(&model, "m: operator 2: it is GATHER, which tinyfleet does not have", "");
    model.op[2].code = 999;
    check_refused(&model, "m: operator 2: it is number 999, which tinyfleet does not have", "");
}

static void tensors_that_are_wrong_are_named(void)
{
    const TinyModel good = tiny_classifier();
    TinyModel model = good;
    model.tensor[4].type = 5;
    check_refused(&model, "m: tensor 4: its type is number 5 of the schema", "are read");
    model = good;
    model.tensor[4].dims[2] = -1;
    check_refused(&model, "m: tensor 4: its dimension 2 is -1", "0 or more");
    model = good;
    model.tensor[3].dims[1] = model.tensor[3].dims[2] = 1 << 20;
    check_refused(&model, "m: tensor 3: it has more than 16777216 elements", "");
    model = good;
    model.tensor[3].rank = 7;
    check_refused(&model, "m: tensor 3: it has 7 dimensions, which must be at most 6", "");
    model = good;
    model.tensor[0].zero_point = 200;
    check_refused(&model, "m: tensor 0: its zero point 0 is 200, which must be within -128 to 127",
                  "");
    model = good;
    model.tensor[0].scale = -1.0F;
    check_refused(&model, "m: tensor 0: its scale 0 is -1, which must be a number above 0", "");
    model = good;
    model.tensor[1].size = 53;
    check_refused(&model, "m: tensor 1: its buffer has 53 bytes, its shape 54", "");
    model = good;
    model.tensor[1].is_variable = 1;
    check_refused(&model, "m: tensor 1: it is a variable and has contents", "");
}

static void a_tensor_without_elements_may_only_lie_about(void)
{
    const TinyModel good = tiny_classifier();
    TinyModel model = good;
    model.tensor[model.tensor_count] = (TinyTensor){.type = 9, .rank = 1, .dims = {0}};
    model.tensor_count++;
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    CHECK(graph != NULL);
    model = good;
    model.tensor[0].dims[2] = 0;
    check_refused(&model, "m: its input 0, tensor 0, has no elements", "");
    model = good;
    model.tensor[4].dims[2] = 0;
    check_refused(&model,
                  "m: operator 1 (AVERAGE_POOL_2D): its output 0, tensor 4, has no elements", "");
}

/* Old converters write the dimension of the weights into the bias. */
static void a_list_of_scales_needs_no_dimension(void)
{
    TinyModel model = tiny_classifier();
    model.tensor[2].scale = 0.01F;
    model.scales = (TinyScales){.tensor = 2, .count = 3, .dim = 3};
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    if (graph != NULL)
        CHECK_INT(graph->tensor[2].channel_dim, 0);
    model.scales.count = 2;
    check_refused(&model, "m: tensor 2: it has 2 scales for 3 channels", "");
    model.scales = (TinyScales){.tensor = 1, .count = 3, .dim = 4};
    check_refused(&model, "m: tensor 1: it is quantised along dimension 4 of 4", "");
}

static void graphs_that_do_not_flow_are_refused(void)
{
    const TinyModel good = tiny_classifier();
    TinyModel model = good;
    model.op[1].inputs[0] = 9;
    check_refused(&model,
                  "m: operator 1 (AVERAGE_POOL_2D): its input 0, tensor 9, is written by no"
                  " earlier operator",
                  "");
    model = good;
    model.op[3].outputs[0] = 6;
    check_refused(&model,
                  "m: operator 3 (FULLY_CONNECTED): its output 0, tensor 6, has contents"
                  " already",
                  "");
    model = good;
    model.tensor[9].is_variable = 1;
    check_refused(&model,
                  "m: operator 3 (FULLY_CONNECTED): its output 0, tensor 9, has contents"
                  " already",
                  "");
    model = good;
    model.tensor[0].is_variable = 1;
    check_refused(&model, "m: its input 0, tensor 0, is a variable", "");
    model = good;
    model.op[3].inputs[1] = -1;
    check_refused(&model, "m: operator 3 (FULLY_CONNECTED): its input 1 is absent", "");
    model = good;
    model.op[3].inputs[1] = 11;
    check_refused(&model,
                  "m: operator 3 (FULLY_CONNECTED): its input 1 is tensor 11, which must be"
                  " -1 to 10",
                  "");
    model = good;
    model.inputs[0] = 7;
    check_refused(&model, "m: its input 0, tensor 7, is a constant", "");
    model = good;
    model.outputs[0] = 8;
    check_refused(&model, "m: its output 0, tensor 8, is written by no operator", "");
    model = good;
    model.op[4].input_count = 2;
    check_refused(&model, "m: operator 4 (SOFTMAX): it has 2 inputs, which must be 1 to 1", "");
    model = good;
    model.version = 2;
    check_refused(&model, "m: its schema version is 2, which must be 3", "");
}

static void operators_refuse_what_they_cannot_run(void)
{
    const TinyModel good = tiny_classifier();
    TinyModel model = good;
    model.tensor[3].dims[1] = 7;
    check_refused(&model, "m: operator 0 (CONV_2D): its output has 7 positions, its window gives 6",
                  "");
    model = good;
    model.tensor[0].type = 0;
    check_refused(&model,
                  "m: operator 0 (CONV_2D): its input is float32[1,6,5,2], which must be"
                  " int8",
                  "");
    model = good;
    model.tensor[10].scale = 0.1F;
    check_refused(&model, "m: operator 4 (SOFTMAX): its output has scale 0.1", "");
    model = good;
    model.tensor[3].scale = 1e-30F;
    check_refused(&model, "m: operator 0 (CONV_2D): its scales give a multiplier of", "below 2^30");
    model = good;
    model.op[0].field[3].value = 4;
    check_refused(&model, "m: operator 0 (CONV_2D): it has activation = 4, which must be 0 to 3",
                  "");
    model = good;
    model.op[0].options_code = 2;
    check_refused(&model, "m: operator 0 (CONV_2D): it has an option table of kind 2", "");
}

static void a_concatenation_of_nothing_is_refused(void)
{
    TinyModel model = {
        .tensor = {{9, 2, {1, 2}, 0.05F, 3, NULL, 0, 0, 0},
                   {9, 2, {1, 2}, 0.05F, 3, NULL, 0, 0, 0}},
        .tensor_count = 2,
        .op = {{2, NULL, {0, -1}, 2, {1}, 1, 10, {{0, TINY_S32, 1}, {1, TINY_S8, 0}}, 2}},
        .op_count = 1,
        .inputs = {0},
        .input_count = 1,
        .outputs = {1},
        .output_count = 1,
        .version = 3,
    };
    check_refused(&model, "m: operator 0 (CONCATENATION): its input 1 is absent", "");
}

/* A megabyte of weights, one window over a large picture: 2^43 steps. */
static void what_a_file_may_ask_for_is_bounded(void)
{
    enum { CHANNELS = 1 << 20 };
    g_autofree int8_t *weights = g_malloc0(CHANNELS);
    TinyModel model = {
        .tensor = {{9, 4, {1, 4096, 2048, 1}, 0.05F, 3, NULL, 0, 0, 0},
                   {9, 4, {1, 1, 1, CHANNELS}, 0.01F, 0, weights, CHANNELS, 0, 0},
                   {9, 4, {1, 1, 1, CHANNELS}, 0.1F, 0, NULL, 0, 0, 0}},
        .tensor_count = 3,
        .op = {{4,
                NULL,
                {0, 1},
                2,
                {2},
                1,
                2,
                {{0, TINY_S8, 0}, {1, TINY_S32, 4096}, {2, TINY_S32, 4096}},
                3}},
        .op_count = 1,
        .inputs = {0},
        .input_count = 1,
        .outputs = {2},
        .output_count = 1,
        .version = 3,
    };
    check_refused(&model, "m: an inference takes steps: 8796", "at most 8589934592");
}

static void check_unreadable(const char *path, const char *sentence)
{
    g_autoptr(GError) error = NULL;
    CHECK(tflite_read(path, &error) == NULL);
    CHECK_TEXT(error == NULL ? NULL : error->message, sentence);
}

static void what_is_no_file_is_an_input_error(void)
{
    check_unreadable("/nowhere/all.tflite",
                     "/nowhere/all.tflite: it cannot be read: No such file or directory");
    check_unreadable("/", "/: it cannot be read: it is a folder");
    check_unreadable("/dev/zero",
                     "/dev/zero: it cannot be read: it is a device or a pipe, not a file");
}

/* Reads; what is accepted is planned, and run if that is quick. */
static bool survives(const uint8_t *bytes, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tflite_read_bytes(bytes, size, "m", &error);
    CHECK((graph == NULL) == (error != NULL));
    if (graph == NULL || graph_work(graph).step_count > RUN_STEPS_MAX)
        return graph != NULL;
    g_autoptr(Plan) plan = plan_new(graph);
    g_autofree uint8_t *inputs = g_malloc0(graph_input_size(graph));
    g_autofree uint8_t *outputs = golden_run(plan, inputs, 1, NULL, NULL);
    return outputs != NULL;
}

static void check_truncations(const uint8_t *bytes, size_t size)
{
    for (size_t length = 0; length < size; length++) {
        g_autofree uint8_t *copy = g_memdup2(bytes, length);
        survives(copy, length);
    }
}

static void check_flips(const uint8_t *bytes, size_t size)
{
    static const uint8_t masks[] = {0x01, 0x10, 0x80, 0xff};
    g_autofree uint8_t *copy = g_memdup2(bytes, size);
    for (size_t i = 0; i < size; i++) {
        for (size_t m = 0; m < G_N_ELEMENTS(masks); m++) {
            copy[i] = bytes[i] ^ masks[m];
            survives(copy, size);
        }
        copy[i] = bytes[i];
    }
}

static void damaged_files_are_read_or_refused(void)
{
    TinyModel model = tiny_classifier();
    g_autoptr(GBytes) file = tiny_write(&model);
    gsize size = 0;
    const uint8_t *bytes = g_bytes_get_data(file, &size);
    CHECK(survives(bytes, size));
    check_truncations(bytes, size);
    check_flips(bytes, size);
}

static void damaged_published_models_are_read_or_refused(void)
{
    static const char *const names[] = {
        "models/hello_world_int8.tflite", "ops/models/conv_grouped.tflite",
        "ops/models/strided_slice.tflite", "ops/models/resize_bilinear.tflite"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GBytes) file = golden_read(".", names[i]);
        gsize size = 0;
        const uint8_t *bytes = g_bytes_get_data(file, &size);
        CHECK(survives(bytes, size));
        check_truncations(bytes, size);
        check_flips(bytes, size);
    }
}

TEST_MAIN(CASE(a_model_is_read_as_written), CASE(absent_options_have_the_schemas_defaults),
          CASE(operators_that_are_not_built_are_named), CASE(tensors_that_are_wrong_are_named),
          CASE(a_tensor_without_elements_may_only_lie_about),
          CASE(a_list_of_scales_needs_no_dimension), CASE(graphs_that_do_not_flow_are_refused),
          CASE(operators_refuse_what_they_cannot_run), CASE(a_concatenation_of_nothing_is_refused),
          CASE(what_a_file_may_ask_for_is_bounded), CASE(what_is_no_file_is_an_input_error),
          CASE(damaged_files_are_read_or_refused),
          CASE(damaged_published_models_are_read_or_refused))
