/* UNIDIRECTIONAL_SEQUENCE_LSTM in a model: its state, damage, a device's memory, refusals. */
#include <string.h>

#include "flips.h"
#include "golden.h"
#include "nn/arena.h"
#include "test.h"
#include "tiny_model.h"

enum { CODE_LSTM = 44, TANH = 4, GATES = 4 };
enum { IN = 0, BIAS = 12, HIDDEN = 18, CELL = 19, OUT = 24 };

enum { MODEL_BIAS = 9, MODEL_HIDDEN = 13, MODEL_CELL = 14, MODEL_OUT = 15 };

/* [1,3,2] to [1,3,2]. */
static TinyModel model_of_one(void)
{
    static const int8_t w[4] = {40, -90, 70, 110};
    static const int32_t bias[2] = {300, -200};
    TinyModel model = {
        .tensor_count = MODEL_OUT + 1,
        .op = {{CODE_LSTM, NULL, {0}, 24, {MODEL_OUT}, 1, 71, {{0, TINY_S8, TANH}}, 1}},
        .op_count = 1,
        .inputs = {IN},
        .input_count = 1,
        .outputs = {MODEL_OUT},
        .output_count = 1,
        .version = 3,
    };
    for (int32_t i = 1; i < OUT; i++)
        model.op[0].inputs[i] = i < 9 ? i : -1;
    for (int32_t i = 1; i < MODEL_BIAS; i++)
        model.tensor[i] = (TinyTensor){9, 2, {2, 2}, 0.03F, 0, w, sizeof w, 0, 0};
    for (int32_t g = 0; g < GATES; g++) {
        model.tensor[MODEL_BIAS + g] = (TinyTensor){2, 1, {2}, 0.001F, 0, bias, sizeof bias, 0, 0};
        model.op[0].inputs[BIAS + g] = MODEL_BIAS + g;
    }
    model.tensor[IN] = (TinyTensor){9, 3, {1, 3, 2}, 0.02F, 3, NULL, 0, 0, 0};
    model.tensor[MODEL_HIDDEN] = (TinyTensor){9, 2, {1, 2}, 0.008F, -9, NULL, 0, 0, 1};
    model.tensor[MODEL_CELL] = (TinyTensor){7, 2, {1, 2}, 0x1p-11F, 0, NULL, 0, 0, 1};
    model.tensor[MODEL_OUT] = (TinyTensor){9, 3, {1, 3, 2}, 0.008F, -9, NULL, 0, 0, 0};
    model.op[0].inputs[HIDDEN] = MODEL_HIDDEN;
    model.op[0].inputs[CELL] = MODEL_CELL;
    return model;
}

/* What samples of a batch answer does not depend on those before them. */
static void states_last_for_one_inference(void)
{
    TinyModel model = model_of_one();
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    CHECK_TEXT(error == NULL ? NULL : error->message, NULL);
    if (graph == NULL)
        return;
    uint8_t x[5 * 6];
    flips_fill(x, sizeof x, 9);
    g_autoptr(Plan) plan = plan_new(graph);
    g_autofree uint8_t *all = golden_run(plan, x, 5, NULL, NULL);
    for (int32_t s = 4; s >= 0; s--) {
        g_autofree uint8_t *one = golden_run(plan, x + 6 * s, 1, NULL, NULL);
        CHECK_INT(golden_difference(all + 6 * s, one, 6), -1);
    }
    CHECK(memcmp(all, all + 6, 6) != 0);
    CHECK_INT(arena_variable_size(graph), 2 * 16);
    CHECK_INT(arena_activation_size(graph), 2 * 16 + 4 * 16);
    CHECK_INT(graph_work(graph).fully_connected_macs, 3 * 2 * 4 * (2 + 2));
}

static void a_flip_anywhere_equals_the_patched_file(void)
{
    TinyModel model = model_of_one();
    g_autoptr(Graph) graph = tiny_read(&model, NULL);
    CHECK(graph != NULL && flips_compare(graph, 1, 3) > 500);
}

static void check_refused(TinyModel model, const char *end)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tiny_read(&model, &error);
    g_autofree char *text =
        g_strconcat("m: operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM): ", end, NULL);
    CHECK(graph == NULL);
    CHECK_TEXT(error == NULL ? NULL : error->message, text);
}

/* The model with input i of its operator replaced by that tensor. */
static TinyModel with_input(int32_t i, int32_t tensor)
{
    TinyModel model = model_of_one();
    model.op[0].inputs[i] = tensor;
    return model;
}

static TinyModel with_tensor(int32_t i, TinyTensor tensor)
{
    TinyModel model = model_of_one();
    model.tensor[i] = tensor;
    return model;
}

static void variants_are_refused(void)
{
    TinyModel model = model_of_one();
    model.op[0].input_count = 20;
    check_refused(model, "it has 20 inputs, which must be 24");
    model = model_of_one();
    model.op[0].field[0].value = 1;
    check_refused(model, "its activation is number 1, which must be 4, tanh");
    check_refused(with_input(10, 1),
                  "its input 10 is weights of a peephole, which is not supported");
    check_refused(with_input(16, 1),
                  "its input 16 is part of a projection, which is not supported");
    check_refused(with_input(23, 1),
                  "its input 23 is part of a layer normalisation, which is not supported");
    check_refused(with_input(5, -1), "its input 5 is absent, which must be there");
    check_refused(with_input(13, -1), "its input 13 is absent, which must be there");
    check_refused(with_input(CELL, -1), "its input 19 is absent, which must be there");
}

static void tensors_that_do_not_fit_are_refused(void)
{
    check_refused(with_input(HIDDEN, 1),
                  "its input 18, tensor 1, is its state, which must be a variable");
    check_refused(with_input(HIDDEN, MODEL_CELL),
                  "its inputs 18 and 19 are one tensor, which is its state");
    check_refused(with_input(BIAS, 1), "its bias is int8[2,2], which must be int32");
    check_refused(with_tensor(MODEL_CELL, (TinyTensor){7, 2, {1, 2}, 0.0005F, 0, NULL, 0, 0, 1}),
                  "its cell state has scale 0.0005, which must be a power of two, 2^-43 to 2^2");
    check_refused(with_tensor(MODEL_CELL, (TinyTensor){9, 2, {1, 2}, 0x1p-11F, 0, NULL, 0, 0, 1}),
                  "its cell state is int8[1,2], which must be int16");
    check_refused(with_tensor(MODEL_CELL, (TinyTensor){7, 2, {1, 3}, 0x1p-11F, 0, NULL, 0, 0, 1}),
                  "its cell state has 3 elements, which must be 2");
    check_refused(with_tensor(MODEL_HIDDEN, (TinyTensor){9, 2, {2, 2}, 0.008F, 0, NULL, 0, 0, 1}),
                  "its state has 2 rows, which must be 1");
    check_refused(with_tensor(MODEL_OUT, (TinyTensor){9, 3, {1, 2, 2}, 0.008F, 0, NULL, 0, 0, 0}),
                  "its output is [1,2,2], which must be [1,3,2]");
    check_refused(with_tensor(IN, (TinyTensor){7, 3, {1, 3, 2}, 0.02F, 0, NULL, 0, 0, 0}),
                  "its input is int16[1,3,2], which must be int8");
    TinyModel model = model_of_one();
    model.tensor[7].zero_point = 5;
    check_refused(model, "its weights, input 7, have zero point 5, which must be 0");
    model.tensor[7] = model.tensor[MODEL_BIAS];
    check_refused(model, "its weights is int32[2], which must be int8");
    model = model_of_one();
    model.tensor[1].scale = 3e7F;
    check_refused(model, "its scales give a multiplier of 2.4576e+09, which must be below 2^30");
}

TEST_MAIN(CASE(states_last_for_one_inference), CASE(a_flip_anywhere_equals_the_patched_file),
          CASE(variants_are_refused), CASE(tensors_that_do_not_fit_are_refused))
