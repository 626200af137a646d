/* RAM of a device, against what TensorFlow Lite Micro reports for a 32-bit build. */
#include "golden.h"
#include "nn/arena.h"
#include "test.h"
#include "tiny_model.h"

typedef struct ArenaRow {
    const char *model;
    int64_t arena, activations; /* MODELS.md, bytes */
} ArenaRow;

static const ArenaRow rows[] = {
    {"kws_ref_model", 22780, 16000},          {"vww_96_int8", 100668, 73728},
    {"pretrainedResnet_quant", 54364, 49152}, {"ad01_int8", 2380, 768},
    {"str_ww_ref_model", 15276, 6656},        {"hello_world_int8", 716, 32},
    {"micro_speech_quantized", 6812, 5968},
};

static void activations_are_those_of_the_reference_planner(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Graph) graph = golden_graph("models", rows[i].model);
        if (graph != NULL)
            CHECK_INT(arena_activation_size(graph), rows[i].activations);
    }
}

static void whole_arenas_are_those_of_the_reference(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Graph) graph = golden_graph("models", rows[i].model);
        if (graph == NULL)
            continue;
        CHECK_INT(arena_device_size(graph), rows[i].arena);
        CHECK_INT(arena_activation_size(graph) + arena_persistent_size(graph),
                  arena_device_size(graph));
    }
}

/* A variable is kept beside the activations, in multiples of 16 bytes. */
static void variables_are_persistent(void)
{
    TinyModel model = tiny_classifier();
    model.tensor[model.tensor_count] = (TinyTensor){9, 1, {20}, 0.1F, 0, NULL, 0, 0, 0};
    model.tensor_count++;
    g_autoptr(Graph) a = tiny_read(&model, NULL);
    model.tensor[model.tensor_count - 1].is_variable = 1;
    g_autoptr(Graph) b = tiny_read(&model, NULL);
    if (!CHECK(a != NULL && b != NULL))
        return;
    CHECK_INT(arena_activation_size(b), arena_activation_size(a));
    CHECK_INT(arena_variable_size(b), 32);
    CHECK_INT(arena_persistent_size(b) - arena_persistent_size(a), 32);
    CHECK_INT(arena_plan(b, NULL), arena_plan(a, NULL) + 32);
}

static bool lives_at(const Graph *graph, int32_t tensor, int32_t op_index)
{
    int32_t first = graph->tensor[tensor].producer, last = first;
    for (int32_t i = 0; i < graph->operator_count; i++) {
        for (int32_t k = 0; k < graph->op[i].input_count; k++)
            last = graph->op[i].input[k] == tensor ? i : last;
    }
    return first <= op_index && op_index <= last;
}

static void tensors_that_live_together_do_not_overlap(void)
{
    g_autoptr(Graph) graph = golden_graph("models", "pretrainedResnet_quant");
    if (graph == NULL)
        return;
    g_autofree int64_t *offset = g_new(int64_t, (gsize)graph->tensor_count);
    int64_t size = arena_plan(graph, offset);
    for (int32_t op = 0; op < graph->operator_count; op++) {
        for (int32_t a = 0; a < graph->tensor_count; a++) {
            if (offset[a] < 0 || !lives_at(graph, a, op))
                continue;
            int64_t end = offset[a] + (int64_t)graph->tensor[a].size;
            CHECK(end <= size && offset[a] % ARENA_ALIGNMENT == 0);
            for (int32_t b = 0; b < a; b++) {
                if (offset[b] < 0 || !lives_at(graph, b, op))
                    continue;
                CHECK(offset[b] >= end || offset[b] + (int64_t)graph->tensor[b].size <= offset[a]);
            }
        }
    }
}

TEST_MAIN(CASE(activations_are_those_of_the_reference_planner),
          CASE(whole_arenas_are_those_of_the_reference), CASE(variables_are_persistent),
          CASE(tensors_that_live_together_do_not_overlap))
