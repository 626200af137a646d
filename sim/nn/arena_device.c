/*
 * What TensorFlow Lite Micro keeps beside activations: it fills the arena from the end
 * downwards with structures, in the order of the calls below.
 *
 * Sizes are those of a 32-bit build: pointers, int and enums of 4 bytes.
 */
#include "nn/arena.h"

enum {
    DEVICE_WORD = 4,
    DEVICE_ALLOCATORS_SIZE = 44 + 44 + 32 + 8, /* arena, planner, model, option tables */
    DEVICE_SUBGRAPH_SIZE = 8,
    DEVICE_EVAL_TENSOR_SIZE = 12,
    DEVICE_NODE_SIZE = 32,
    DEVICE_TENSOR_SIZE = 40,
    DEVICE_QUANTISATION_SIZE = 12 + 4, /* and a zero point per channel */
};

/* Takes size bytes below *used, aligned; counted from the arena's end. */
static void take(int64_t *used, int64_t size, int64_t alignment)
{
    *used = (*used + size + alignment - 1) & -alignment;
}

/* What a model's input or output keeps for the application. */
static void take_tensor(int64_t *used, const Tensor *tensor)
{
    take(used, DEVICE_TENSOR_SIZE, DEVICE_WORD);
    if (tensor->scale_count > 0)
        take(used, DEVICE_QUANTISATION_SIZE + DEVICE_WORD * (int64_t)tensor->scale_count,
             DEVICE_WORD);
}

/* A multiplier and a shift for each output channel. */
static void take_channels(int64_t *used, const Graph *graph, int32_t op_index)
{
    const OpOps *ops = graph->op[op_index].ops;
    if (ops->device_channels == NULL)
        return;
    OpView view = graph_view(graph, op_index);
    int64_t count = ops->device_channels(&view);
    for (int32_t i = 0; i < 2 && count > 0; i++)
        take(used, DEVICE_WORD * count, ARENA_ALIGNMENT);
}

int64_t arena_persistent_size(const Graph *graph)
{
    size_t scratch[OP_DEVICE_SCRATCH_MAX];
    int64_t used = 0, scratch_count = 0;
    take(&used, DEVICE_ALLOCATORS_SIZE + DEVICE_SUBGRAPH_SIZE, DEVICE_WORD);
    take(&used, DEVICE_EVAL_TENSOR_SIZE * (int64_t)graph->tensor_count, DEVICE_WORD);
    take(&used, DEVICE_NODE_SIZE * (int64_t)graph->operator_count, DEVICE_WORD);
    for (int32_t i = 0; i < graph->operator_count; i++)
        take(&used, graph->op[i].ops->device.options_size, DEVICE_WORD);
    for (int32_t i = 0; i < graph->operator_count; i++) {
        if (graph->op[i].ops->device.state_size > 0)
            take(&used, graph->op[i].ops->device.state_size, ARENA_ALIGNMENT);
    }
    for (int32_t i = 0; i < graph->operator_count; i++) {
        take_channels(&used, graph, i);
        scratch_count += arena_device_scratch(graph, i, scratch);
    }
    take(&used, DEVICE_WORD * scratch_count, DEVICE_WORD);
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        if (graph->tensor[i].is_variable)
            take(&used, (int64_t)graph->tensor[i].size, ARENA_ALIGNMENT);
    }
    take(&used, DEVICE_WORD * (int64_t)graph->input_count, ARENA_ALIGNMENT);
    for (int32_t i = 0; i < graph->input_count; i++)
        take_tensor(&used, graph_input(graph, i));
    take(&used, DEVICE_WORD * (int64_t)graph->output_count, ARENA_ALIGNMENT);
    for (int32_t i = 0; i < graph->output_count; i++)
        take_tensor(&used, graph_output(graph, i));
    return used;
}

int64_t arena_device_size(const Graph *graph)
{
    return arena_activation_size(graph) + arena_persistent_size(graph);
}
