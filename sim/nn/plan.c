#include "nn/plan.h"

#include <string.h>

#include "nn/arena.h"
#include "nn/tflite_read.h"
#include "util/error.h"

enum { STATE_ALIGNMENT = 64 };

/* A constant that was hit, on a list. */
typedef struct Change {
    struct Change *next;
    int32_t tensor; /* -1: `graph` is what is owned */
    void *copy;
    Graph *graph;
} Change;

static void *new_aligned(size_t size)
{
    void *memory = g_aligned_alloc0(
        1, (size + STATE_ALIGNMENT - 1) & ~(size_t)(STATE_ALIGNMENT - 1), STATE_ALIGNMENT);
    return memory;
}

void plan_free(Plan *plan)
{
    if (plan == NULL)
        return;
    for (int32_t i = 0; i < plan->graph->operator_count; i++) {
        if (plan->step[i].is_owned)
            g_aligned_free((gpointer)(uintptr_t)plan->step[i].state);
    }
    g_free(plan->step);
    g_free(plan->constant);
    g_free(plan->offset);
    for (Change *change = plan->changed; change != NULL;) {
        Change *next = change->next;
        g_aligned_free(change->copy);
        graph_free(change->graph);
        g_free(change);
        change = next;
    }
    g_free(plan);
}

/* The operator's tensors with the constants of this plan. */
static OpView plan_view(const Plan *plan, int32_t op_index)
{
    OpView view = graph_view(plan->graph, op_index);
    const Operator *op = &plan->graph->op[op_index];
    view.kernels = plan->kernels;
    for (int32_t i = 0; i < op->input_count; i++) {
        if (op->input[i] >= 0)
            view.constant[i] = plan->constant[op->input[i]];
    }
    return view;
}

static void prepare_step(Plan *plan, int32_t op_index)
{
    OpView view = plan_view(plan, op_index);
    PlanStep *step = &plan->step[op_index];
    size_t size = step->op->ops->state_size(&view);
    void *state = new_aligned(size);
    step->op->ops->prepare(&view, state);
    step->state = state;
    step->is_owned = true;
    plan->owned_size += size;
}

/* A plan with constants and places, but no states yet. */
static Plan *new_empty(const Graph *graph, const KernelSet *kernels)
{
    Plan *plan = g_new0(Plan, 1);
    plan->graph = graph;
    plan->kernels = kernels;
    plan->step = g_new0(PlanStep, (gsize)graph->operator_count);
    plan->constant = g_new0(const void *, (gsize)graph->tensor_count);
    plan->offset = g_new0(int64_t, (gsize)graph->tensor_count);
    plan->activation_size = arena_plan(graph, plan->offset);
    plan->owned_size =
        sizeof *plan + (size_t)graph->operator_count * sizeof *plan->step +
        (size_t)graph->tensor_count * (sizeof *plan->constant + sizeof *plan->offset);
    for (int32_t i = 0; i < graph->tensor_count; i++)
        plan->constant[i] = graph->tensor[i].data;
    for (int32_t i = 0; i < graph->operator_count; i++)
        plan->step[i].op = &graph->op[i];
    return plan;
}

Plan *plan_new_with(const Graph *graph, const KernelSet *kernels)
{
    g_assert(kernels != NULL);
    Plan *plan = new_empty(graph, kernels);
    for (int32_t i = 0; i < graph->operator_count; i++)
        prepare_step(plan, i);
    return plan;
}

Plan *plan_new(const Graph *graph)
{
    return plan_new_with(graph, kernels_find("auto"));
}

/* --- damage ------------------------------------------------------------------------------- */

static Change *add_change(Plan *plan)
{
    Change *change = g_new0(Change, 1);
    change->next = plan->changed;
    change->tensor = -1;
    plan->changed = change;
    return change;
}

/* This plan's own copy of a constant, made at its first flip. */
static uint8_t *own_constant(Plan *plan, int32_t tensor)
{
    size_t size = plan->graph->tensor[tensor].size;
    for (Change *change = plan->changed; change != NULL; change = change->next) {
        if (change->tensor == tensor)
            return change->copy;
    }
    Change *change = add_change(plan);
    change->tensor = tensor;
    change->copy = new_aligned(size);
    memcpy(change->copy, plan->constant[tensor], size);
    plan->constant[tensor] = change->copy;
    plan->owned_size += size;
    return change->copy;
}

/* Flips the bit in every tensor that keeps it, since several may share a buffer. */
static void flip_constants(Plan *plan, PlanFlip flip)
{
    for (int32_t i = 0; i < plan->graph->tensor_count; i++) {
        const Tensor *tensor = &plan->graph->tensor[i];
        if (tensor->data == NULL || flip.file_offset < tensor->file_offset ||
            flip.file_offset - tensor->file_offset >= tensor->size)
            continue;
        own_constant(plan, i)[flip.file_offset - tensor->file_offset] ^= (uint8_t)(1U << flip.bit);
    }
}

static bool reads_changed(const Plan *plan, int32_t op_index)
{
    const Operator *op = plan->step[op_index].op;
    for (int32_t i = 0; i < op->input_count; i++) {
        if (op->input[i] >= 0 &&
            plan->constant[op->input[i]] != plan->graph->tensor[op->input[i]].data)
            return true;
    }
    return false;
}

/* Operators that read a changed constant must still accept it, then get their own state. */
static bool prepare_changed(Plan *plan, GError **error)
{
    for (int32_t i = 0; i < plan->graph->operator_count; i++) {
        if (!reads_changed(plan, i)) {
            plan->step[i].state = plan->healthy->step[i].state;
            continue;
        }
        OpView view = plan_view(plan, i);
        if (!plan->step[i].op->ops->check(&view, error)) {
            graph_prefix_error(plan->graph, i, error);
            return false;
        }
        prepare_step(plan, i);
    }
    return true;
}

static bool same_tensors(const Graph *a, const Graph *b)
{
    if (a->input_count != b->input_count || a->output_count != b->output_count)
        return false;
    for (int32_t i = 0; i < a->input_count; i++) {
        if (graph_input(a, i)->size != graph_input(b, i)->size)
            return false;
    }
    for (int32_t i = 0; i < a->output_count; i++) {
        if (graph_output(a, i)->size != graph_output(b, i)->size)
            return false;
    }
    return true;
}

/* Reads the damaged file anew, as a device does after a restart. */
static Plan *read_damaged(const Plan *healthy, const PlanFlip *flip, size_t flip_count,
                          GError **error)
{
    const Graph *graph = healthy->graph;
    g_autofree uint8_t *bytes = g_memdup2(graph->file, graph->file_size);
    for (size_t i = 0; i < flip_count; i++)
        bytes[flip[i].file_offset] ^= (uint8_t)(1U << flip[i].bit);
    g_autoptr(Graph) damaged = tflite_read_bytes(bytes, graph->file_size, graph->name, error);
    if (damaged == NULL)
        return NULL;
    if (!same_tensors(graph, damaged)) {
        op_refuse(error, "%s: its inputs or outputs have other sizes than before the damage",
                  graph->name);
        return NULL;
    }
    Plan *plan = plan_new_with(damaged, healthy->kernels);
    plan->owned_size += damaged->file_size;
    add_change(plan)->graph = g_steal_pointer(&damaged);
    return plan;
}

Plan *plan_new_damaged(const Plan *healthy, const PlanFlip *flip, size_t flip_count, GError **error)
{
    const Graph *graph = healthy->graph;
    size_t byte = 0;
    for (size_t i = 0; i < flip_count; i++) {
        g_assert(flip[i].file_offset < graph->file_size && flip[i].bit < 8);
        if (graph_find_constant(graph, flip[i].file_offset, &byte) < 0)
            return read_damaged(healthy, flip, flip_count, error);
    }
    g_autoptr(Plan) plan = new_empty(graph, healthy->kernels);
    plan->healthy = healthy;
    for (size_t i = 0; i < flip_count; i++)
        flip_constants(plan, flip[i]);
    return prepare_changed(plan, error) ? g_steal_pointer(&plan) : NULL;
}
