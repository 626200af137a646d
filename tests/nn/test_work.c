/* Counts that cost models use, against published ones. */
#include "golden.h"
#include "test.h"

typedef struct WorkRow {
    const char *model;
    int64_t macs, weight_count, layer_count; /* MODELS.md */
    int64_t one_channel_macs, window_output_count;
} WorkRow;

/* The last two from mlperf_tiny_layers.csv, and from the shapes of the others. */
static const WorkRow rows[] = {
    {"kws_ref_model", 2656768, 22604, 13, 320000, 72000},
    {"vww_96_int8", 7489664, 210850, 31, 0, 231552},
    {"pretrainedResnet_quant", 12501632, 77706, 16, 0, 86016},
    {"ad01_int8", 264192, 265864, 10, 0, 0},
    {"str_ww_ref_model", 826368, 46883, 11, 0, 14848},
    {"hello_world_int8", 288, 321, 3, 0, 0},
    {"micro_speech_quantized", 336000, 16652, 4, 0, 4000},
};

static void work_is_what_was_published(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Graph) graph = golden_graph("models", rows[i].model);
        if (graph == NULL)
            continue;
        Work work = graph_work(graph);
        CHECK_INT(work_macs(&work), rows[i].macs);
        CHECK_INT(work.weight_count, rows[i].weight_count);
        CHECK_INT(work.layer_count, rows[i].layer_count);
        CHECK_INT(work.conv_one_channel_macs, rows[i].one_channel_macs);
        CHECK_INT(work.window_output_count, rows[i].window_output_count);
    }
}

static void operators_add_up_to_the_model(void)
{
    g_autoptr(Graph) graph = golden_graph("models", "kws_ref_model");
    if (graph == NULL)
        return;
    Work sum = {0}, whole = graph_work(graph);
    for (int32_t i = 0; i < graph->operator_count; i++) {
        Work part = graph_operator_work(graph, i);
        work_add(&sum, &part);
    }
    CHECK_INT(work_macs(&sum), work_macs(&whole));
    CHECK_INT(sum.step_count, whole.step_count);
    CHECK_INT(sum.weight_size, whole.weight_size);
    CHECK_INT(graph_operator_work(graph, 0).conv_macs, 125 * 64 * 40);
    CHECK_INT(graph_operator_work(graph, 1).depthwise_macs, 125 * 64 * 9);
    CHECK_INT(graph_operator_work(graph, 11).fully_connected_macs, 64 * 12);
    CHECK_INT(graph_operator_work(graph, 11).weight_size, 64 * 12 + 12 * 4);
}

TEST_MAIN(CASE(work_is_what_was_published), CASE(operators_add_up_to_the_model))
