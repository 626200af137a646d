/* No file crashes the model reader; what it accepts can be planned, damaged and run, with the same
 * bytes from the fastest kernels as from plain C; its arena and work are within the limits. */
#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "nn/arena.h"
#include "nn/infer.h"
#include "nn/tflite_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RUN_STEPS_MAX = 1000000, RUN_SIZE_MAX = 1 << 22 };

/* The outputs, to be freed. */
static void *run(const Plan *plan, const uint8_t *inputs)
{
    size_t arena_size = infer_arena_size(plan, 1);
    g_autofree void *arena = g_malloc(arena_size);
    void *outputs = g_malloc(graph_output_size(plan->graph));
    InferBatch batch = {1, inputs, outputs, arena, arena_size, NULL, NULL};
    infer_run(plan, &batch);
    return outputs;
}

/* The fastest kernels give the bytes of plain C. */
static void run_both(const Plan *plan, const uint8_t *inputs)
{
    g_autoptr(Plan) plain = plan_new_with(plan->graph, kernels_find("c"));
    g_autofree void *outputs = run(plan, inputs), *expected = run(plain, inputs);
    g_assert(memcmp(outputs, expected, graph_output_size(plan->graph)) == 0);
}

static void try_graph(const Graph *graph)
{
    Work work = graph_work(graph);
    g_assert(work.step_count <= GRAPH_STEPS_MAX && work_macs(&work) >= 0);
    g_assert(arena_activation_size(graph) <= GRAPH_ARENA_MAX);
    g_assert(arena_persistent_size(graph) > 0);
    size_t input_size = graph_input_size(graph);
    if (work.step_count > RUN_STEPS_MAX || input_size > RUN_SIZE_MAX)
        return;
    g_autofree uint8_t *inputs = g_malloc(input_size);
    for (size_t i = 0; i < input_size; i++)
        inputs[i] = (uint8_t)(37 * i + 11);
    g_autoptr(Plan) plan = plan_new(graph);
    run_both(plan, inputs);
    PlanFlip flip = {graph->file_size / 2, 3};
    g_autoptr(Plan) damaged = plan_new_damaged(plan, &flip, 1, NULL);
    Work damaged_work = {0};
    if (damaged != NULL)
        damaged_work = graph_work(damaged->graph);
    if (damaged != NULL && damaged_work.step_count <= RUN_STEPS_MAX)
        g_free(run(damaged, inputs));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tflite_read_bytes(data, size, "fuzz.tflite", &error);
    g_assert((graph == NULL) == (error != NULL));
    if (graph == NULL)
        g_assert(g_str_has_prefix(error->message, "fuzz.tflite: "));
    else
        try_graph(graph);
    return 0;
}
