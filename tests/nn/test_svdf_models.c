/* SVDF in a model: its state, damage, a device's memory, refusals. */
#include <string.h>

#include "flips.h"
#include "golden.h"
#include "nn/arena.h"
#include "nn/op_table.h"
#include "op_case.h"
#include "test.h"
#include "tiny_model.h"

enum { CODE_SVDF = 27 };
enum { IN, FEATURE, TIME, BIAS, STATE, OUT };

/* One SVDF of two outputs, or the same one twice, the second on the first one's output. */
static TinyModel model_of(int32_t op_count)
{
    static const int8_t w[4] = {40, -90, 70, 110}, v[6] = {100, -50, 60, -120, 30, 80};
    static const int32_t bias[2] = {300, -200};
    TinyOp op = {27, NULL, {0, 1, 2, 3, 4}, 5, {5}, 1, 6, {{0, TINY_S32, 1}}, 1};
    TinyModel model = {
        .tensor = {{9, 2, {1, 2}, 0.02F, 3, NULL, 0, 0, 0},
                   {9, 2, {2, 2}, 0.01F, 0, w, sizeof w, 0, 0},
                   {9, 2, {2, 3}, 0.01F, 0, v, sizeof v, 0, 0},
                   {2, 1, {2}, 0.0003F, 0, bias, sizeof bias, 0, 0},
                   {9, 2, {1, 6}, 0.03F, -7, NULL, 0, 0, 1},
                   {9, 2, {1, 2}, 0.02F, 3, NULL, 0, 0, 0},
                   {9, 2, {1, 2}, 0.02F, 3, NULL, 0, 0, 0}},
        .tensor_count = 5 + op_count,
        .op = {op, op},
        .op_count = op_count,
        .inputs = {0},
        .input_count = 1,
        .outputs = {4 + op_count},
        .output_count = 1,
        .version = 3,
    };
    model.op[1].inputs[0] = 5;
    model.op[1].outputs[0] = 6;
    return model;
}

/* The model's operator as a case whose state is reset. */
static OpCase case_of(const Graph *graph)
{
    OpCase self = {.ops = op_table_find(CODE_SVDF), .input_count = OUT, .batch = 1};
    self.options.rank = 1;
    for (int32_t i = 0; i <= OUT; i++) {
        const Tensor *tensor = &graph->tensor[i];
        self.is_constant[i] = tensor->data != NULL;
        op_case_tensor(&self, i, tensor->type, tensor->rank, tensor->dims)->zero_point =
            tensor->zero_point;
        self.scale[i][0] = tensor->scale[0];
        if (self.is_constant[i])
            memcpy(self.data[i], tensor->data, tensor->size);
    }
    memset(self.data[STATE], self.tensor[STATE].zero_point, self.tensor[STATE].size);
    return self;
}

/* A state is reset with each sample, and goes on from one operator to the next that has it. */
static void states_last_for_one_inference(void)
{
    static const int8_t x[6] = {100, -20, -128, 127, 5, 50};
    TinyModel model = model_of(2);
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    if (graph == NULL)
        return;
    g_autoptr(Plan) plan = plan_new(graph);
    g_autofree uint8_t *y = golden_run(plan, (const uint8_t *)x, 3, NULL, NULL);
    for (int32_t s = 0; s < 3; s++) {
        OpCase self = case_of(graph);
        int8_t once[2], twice[2];
        memcpy(self.data[IN], x + 2 * s, 2);
        CHECK(op_case_run(&self, kernels_find("c"), once, NULL));
        memcpy(self.data[IN], once, 2);
        CHECK(op_case_run(&self, kernels_find("c"), twice, NULL));
        CHECK_INT(memcmp(y + 2 * s, twice, 2), 0);
        op_case_clear(&self);
    }
}

static void a_flip_anywhere_equals_the_patched_file(void)
{
    TinyModel model = model_of(2);
    g_autoptr(Graph) graph = tiny_read(&model, NULL);
    CHECK(graph != NULL && flips_compare(graph, 1, 3) > 500);
}

/* Beside input and output: two buffers of int32, 8 bytes each; its data, options, the state. */
static void a_device_keeps_what_the_reference_keeps(void)
{
    TinyModel model = model_of(1);
    g_autoptr(Graph) graph = tiny_read(&model, NULL);
    if (!CHECK(graph != NULL))
        return;
    CHECK_INT(arena_activation_size(graph), 4 * 16);
    CHECK_INT(arena_variable_size(graph), 16);
    CHECK_INT(graph_work(graph).fully_connected_macs, 2 * 2 + 2 * 3);
}

static void check_refused(const TinyModel *model, const char *end)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(model, &error);
    if (!CHECK(graph == NULL && error != NULL))
        return;
    g_autofree char *text = g_strconcat("m: operator 0 (SVDF): ", end, NULL);
    CHECK_TEXT(error->message, text);
}

static void what_the_reference_cannot_run_is_refused(void)
{
    const TinyModel good = model_of(1);
    TinyModel model = good;
    model.tensor[STATE].is_variable = 0;
    model.inputs[model.input_count++] = STATE;
    check_refused(&model, "its input 4, tensor 4, is its state, which must be a variable");
    model = good;
    model.tensor[IN] = (TinyTensor){9, 2, {1, 6}, 0.03F, -7, NULL, 0, 0, 0};
    model.op[0].inputs[0] = STATE;
    check_refused(&model, "its inputs 4 and 0 are one tensor, which is its state");
    model = good;
    model.op[0].inputs[BIAS] = -1;
    check_refused(&model, "its input 3 is absent, which must be there");
    model = good;
    model.op[0].field[0].value = 3;
    check_refused(&model, "it has 2 filters, which must be a multiple of its rank 3");
    model = good;
    model.tensor[STATE].dims[1] = 7;
    check_refused(&model, "its state is [1,7], which must be [1,6]");
    model = good;
    model.tensor[STATE].type = 7;
    model.tensor[STATE].zero_point = 0;
    check_refused(&model, "its state is int16[1,6], which must be int8");
    model = good;
    model.tensor[BIAS].scale = 0.0004F;
    check_refused(&model, "its bias has scale 0.0004, which must be 0.0003");
    model = good;
    model.tensor[OUT].scale = 1e-13F;
    check_refused(&model, "its scales give a multiplier of 3e+09, which must be below 2^30");
    model = good;
    model.tensor[OUT].dims[1] = 3;
    check_refused(&model, "its output is [1,3], which must be [1,2]");
    model = good;
    model.tensor[FEATURE].data = NULL;
    model.inputs[model.input_count++] = FEATURE;
    check_refused(&model, "its weights must be a constant");
}

TEST_MAIN(CASE(states_last_for_one_inference), CASE(a_flip_anywhere_equals_the_patched_file),
          CASE(a_device_keeps_what_the_reference_keeps),
          CASE(what_the_reference_cannot_run_is_refused))
