#include "nn/infer.h"

#include <string.h>

#include "nn/arena.h"

enum {
    INFER_ALIGNMENT = 64,
    INFER_TILE_SIZE = 192 << 10, /* bytes of activations at a time: stays in a core's cache */
    INFER_TILE_MAX = 64,         /* samples at a time */
};

/* One run of a few samples through all operators. */
typedef struct Tile {
    const Plan *plan;
    uint8_t *arena; /* activations, each tensor's samples back to back */
    void *scratch;
    int32_t first, count; /* samples */
} Tile;

static int32_t tile_count(const Plan *plan, int32_t count)
{
    int64_t fitting = INFER_TILE_SIZE / MAX(plan->activation_size, 1);
    return (int32_t)CLAMP(fitting, 1, MIN(count, INFER_TILE_MAX));
}

static size_t scratch_size(const Plan *plan, int32_t count)
{
    size_t size = 0;
    for (int32_t i = 0; i < plan->graph->operator_count; i++) {
        const OpOps *ops = plan->step[i].op->ops;
        if (ops->scratch_size == NULL)
            continue;
        OpView view = graph_view(plan->graph, i);
        view.kernels = plan->kernels;
        size = MAX(size, ops->scratch_size(&view, ops->is_batched ? count : 1));
    }
    return size;
}

size_t infer_arena_size(const Plan *plan, int32_t count)
{
    g_assert(count >= 1);
    int32_t tile = tile_count(plan, count);
    return op_align((size_t)plan->activation_size * (size_t)tile) + scratch_size(plan, tile) +
           INFER_ALIGNMENT;
}

/* Where sample `sample` of the tile has tensor `tensor`. */
static uint8_t *activation(const Tile *tile, int32_t tensor, int32_t sample)
{
    const Plan *plan = tile->plan;
    return tile->arena + plan->offset[tensor] * tile->count +
           (size_t)sample * plan->graph->tensor[tensor].size;
}

static const void *input_of(const Tile *tile, int32_t tensor, int32_t sample)
{
    if (tensor < 0)
        return NULL;
    const void *constant = tile->plan->constant[tensor];
    return constant != NULL ? constant : activation(tile, tensor, sample);
}

/* Runs one operator for `batch` samples from `sample` on. */
static void run_step(const Tile *tile, const PlanStep *step, int32_t sample, int32_t batch)
{
    const void *input[OP_TENSORS_MAX] = {NULL};
    void *output[OP_TENSORS_MAX] = {NULL}, *variable[OP_TENSORS_MAX] = {NULL};
    const Operator *op = step->op;
    for (int32_t i = 0; i < op->input_count; i++)
        input[i] = input_of(tile, op->input[i], sample);
    for (int32_t i = 0; i < op->output_count; i++)
        output[i] = activation(tile, op->output[i], sample);
    for (int32_t i = 0; op->ops->variable_inputs >> i != 0; i++) {
        if ((op->ops->variable_inputs >> i & 1) != 0)
            variable[i] = activation(tile, op->input[i], sample);
    }
    OpRun run = {input, output, tile->scratch, tile->plan->kernels, batch, variable};
    op->ops->run(step->state, &run);
}

static void show_step(const Tile *tile, int32_t op_index, const InferBatch *batch)
{
    const Operator *op = tile->plan->step[op_index].op;
    for (int32_t s = 0; s < tile->count; s++) {
        InferStep seen = {
            .sample = tile->first + s, .op_index = op_index, .output_count = op->output_count};
        for (int32_t i = 0; i < op->output_count; i++) {
            seen.output[i] = activation(tile, op->output[i], s);
            seen.output_size[i] = tile->plan->graph->tensor[op->output[i]].size;
        }
        batch->observe(batch->observe_data, &seen);
    }
}

/* Variables as the reference's interpreter resets them. */
static void reset_variables(const Tile *tile)
{
    const Graph *graph = tile->plan->graph;
    for (int32_t i = 0; graph->variable_count > 0 && i < graph->tensor_count; i++) {
        const Tensor *tensor = &graph->tensor[i];
        int32_t value = tensor->type == TENSOR_INT8 ? tensor->zero_point : 0;
        if (tensor->is_variable)
            memset(activation(tile, i, 0), value, tensor->size * (size_t)tile->count);
    }
}

static void copy_inputs(const Tile *tile, const uint8_t *from)
{
    const Graph *graph = tile->plan->graph;
    for (int32_t s = 0; s < tile->count; s++) {
        for (int32_t i = 0; i < graph->input_count; i++) {
            size_t size = graph_input(graph, i)->size;
            memcpy(activation(tile, graph->input[i], s), from, size);
            from += size;
        }
    }
}

static void copy_outputs(const Tile *tile, uint8_t *to)
{
    const Graph *graph = tile->plan->graph;
    for (int32_t s = 0; s < tile->count; s++) {
        for (int32_t i = 0; i < graph->output_count; i++) {
            size_t size = graph_output(graph, i)->size;
            memcpy(to, activation(tile, graph->output[i], s), size);
            to += size;
        }
    }
}

static void run_tile(const Tile *tile, const InferBatch *batch)
{
    const Graph *graph = tile->plan->graph;
    size_t first = (size_t)tile->first;
    reset_variables(tile);
    copy_inputs(tile, (const uint8_t *)batch->inputs + first * graph_input_size(graph));
    for (int32_t i = 0; i < graph->operator_count; i++) {
        const PlanStep *step = &tile->plan->step[i];
        if (step->op->ops->is_batched) {
            run_step(tile, step, 0, tile->count);
        } else {
            for (int32_t s = 0; s < tile->count; s++)
                run_step(tile, step, s, 1);
        }
        if (batch->observe != NULL)
            show_step(tile, i, batch);
    }
    copy_outputs(tile, (uint8_t *)batch->outputs + first * graph_output_size(graph));
}

void infer_run(const Plan *plan, const InferBatch *batch)
{
    g_assert(batch->arena_size >= infer_arena_size(plan, batch->count));
    int32_t tile_size = tile_count(plan, batch->count);
    uintptr_t start = (uintptr_t)batch->arena;
    size_t skip = (INFER_ALIGNMENT - start % INFER_ALIGNMENT) % INFER_ALIGNMENT;
    Tile tile = {.plan = plan, .arena = (uint8_t *)batch->arena + skip};
    tile.scratch = tile.arena + op_align((size_t)plan->activation_size * (size_t)tile_size);
    for (int32_t first = 0; first < batch->count; first += tile_size) {
        tile.first = first;
        tile.count = MIN(tile_size, batch->count - first);
        run_tile(&tile, batch);
    }
}

uint64_t fnv1a64(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t infer_step_hash(const InferStep *step)
{
    uint64_t hash = FNV1A64_BASIS;
    for (int32_t i = 0; i < step->output_count; i++)
        hash = fnv1a64(hash, step->output[i], step->output_size[i]);
    return hash;
}
