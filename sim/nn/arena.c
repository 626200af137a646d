#include "nn/arena.h"

#include <stdlib.h>
#include <string.h>

/* Something that needs a place while operators first..last run, counted from 1. */
typedef struct Piece {
    int64_t size, offset;
    int32_t first, last;
    int32_t id; /* tensor; scratch buffers count on behind the tensors */
} Piece;

static int64_t align(int64_t size)
{
    return (size + ARENA_ALIGNMENT - 1) & ~(int64_t)(ARENA_ALIGNMENT - 1);
}

/* The largest first, of equal ones the last in the file. */
static int by_size(const void *a, const void *b)
{
    const Piece *left = a, *right = b;
    if (left->size != right->size)
        return left->size < right->size ? 1 : -1;
    return (left->id < right->id) - (left->id > right->id);
}

static bool lives_with(const Piece *a, const Piece *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* The lowest place where `piece` overlaps none of placed [count], which are in order of offset. */
static int64_t find_gap(const Piece *piece, const Piece *const *placed, int32_t count)
{
    int64_t offset = 0;
    for (int32_t i = 0; i < count; i++) {
        if (!lives_with(piece, placed[i]))
            continue;
        if (placed[i]->offset - offset >= piece->size)
            break;
        offset = MAX(offset, placed[i]->offset + placed[i]->size);
    }
    return offset;
}

static int64_t place_all(Piece *piece, int32_t count)
{
    int64_t end = 0;
    g_autofree const Piece **placed = g_new(const Piece *, (gsize)count + 1);
    qsort(piece, (size_t)count, sizeof *piece, by_size);
    for (int32_t i = 0; i < count; i++) {
        piece[i].offset = find_gap(&piece[i], placed, i);
        end = MAX(end, piece[i].offset + piece[i].size);
        int32_t at = i;
        for (; at > 0 && placed[at - 1]->offset > piece[i].offset; at--)
            placed[at] = placed[at - 1];
        placed[at] = &piece[i];
    }
    return end;
}

static void note_use(Piece *piece, int32_t tensor, int32_t time)
{
    if (tensor < 0)
        return;
    if (piece[tensor].first < 0)
        piece[tensor].first = time;
    piece[tensor].last = time;
}

/* When each tensor is first and last used; first = -1 for those never used. */
static void find_lifetimes(const Graph *graph, Piece *piece)
{
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        piece[i] = (Piece){.first = -1, .last = -1, .id = i, .offset = -1};
        piece[i].size = align((int64_t)graph->tensor[i].size);
    }
    for (int32_t i = 0; i < graph->input_count; i++)
        note_use(piece, graph->input[i], 0);
    for (int32_t i = 0; i < graph->operator_count; i++) {
        const Operator *op = &graph->op[i];
        for (int32_t k = 0; k < op->output_count; k++)
            note_use(piece, op->output[k], i + 1);
        for (int32_t k = 0; k < op->input_count; k++)
            note_use(piece, op->input[k], i + 1);
    }
    for (int32_t i = 0; i < graph->output_count; i++)
        note_use(piece, graph->output[i], graph->operator_count);
}

/* Keeps what needs a place at the front; answers how many. */
static int32_t keep_activations(const Graph *graph, Piece *piece)
{
    int32_t count = 0;
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        const Tensor *tensor = &graph->tensor[i];
        if (tensor->data == NULL && !tensor->is_variable && piece[i].first >= 0)
            piece[count++] = piece[i];
    }
    return count;
}

static Piece *new_pieces(const Graph *graph, int32_t *ret_count)
{
    Piece *piece = g_new(Piece, (gsize)graph->tensor_count +
                                    OP_DEVICE_SCRATCH_MAX * (gsize)graph->operator_count + 1);
    find_lifetimes(graph, piece);
    *ret_count = keep_activations(graph, piece);
    return piece;
}

int64_t arena_variable_size(const Graph *graph)
{
    int64_t size = 0;
    for (int32_t i = 0; i < graph->tensor_count; i++)
        size += graph->tensor[i].is_variable ? align((int64_t)graph->tensor[i].size) : 0;
    return size;
}

int64_t arena_plan(const Graph *graph, int64_t *offset)
{
    int32_t count = 0;
    g_autofree Piece *piece = new_pieces(graph, &count);
    int64_t size = place_all(piece, count);
    if (offset == NULL)
        return size + arena_variable_size(graph);
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        offset[i] = graph->tensor[i].is_variable ? size : -1;
        size += graph->tensor[i].is_variable ? align((int64_t)graph->tensor[i].size) : 0;
    }
    for (int32_t i = 0; i < count; i++)
        offset[piece[i].id] = piece[i].offset;
    return size;
}

int32_t arena_device_scratch(const Graph *graph, int32_t op_index,
                             size_t size[OP_DEVICE_SCRATCH_MAX])
{
    const OpOps *ops = graph->op[op_index].ops;
    OpView view = graph_view(graph, op_index);
    return ops->device_scratch == NULL ? 0 : ops->device_scratch(&view, size);
}

int64_t arena_activation_size(const Graph *graph)
{
    size_t scratch[OP_DEVICE_SCRATCH_MAX];
    int32_t count = 0, id = graph->tensor_count;
    g_autofree Piece *piece = new_pieces(graph, &count);
    for (int32_t i = 0; i < graph->operator_count; i++) {
        int32_t scratch_count = arena_device_scratch(graph, i, scratch);
        for (int32_t k = 0; k < scratch_count; k++) {
            piece[count] = (Piece){.id = id++, .first = i + 1, .last = i + 1};
            piece[count++].size = align((int64_t)scratch[k]);
        }
    }
    return place_all(piece, count);
}
