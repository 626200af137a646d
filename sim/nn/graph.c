#include "nn/graph.h"

#include <string.h>

#include "nn/arena.h"
#include "nn/kernels_c.h"
#include "util/error.h"

enum { PRODUCER_NONE = -1 };

void graph_free(Graph *graph)
{
    if (graph == NULL)
        return;
    if (graph->texts != NULL)
        g_string_chunk_free(graph->texts);
    g_free(graph->tensor);
    g_free(graph->op);
    g_aligned_free((gpointer)(uintptr_t)graph->file);
    g_free(graph);
}

const Tensor *graph_input(const Graph *graph, int32_t i)
{
    g_assert(i >= 0 && i < graph->input_count);
    return &graph->tensor[graph->input[i]];
}

const Tensor *graph_output(const Graph *graph, int32_t i)
{
    g_assert(i >= 0 && i < graph->output_count);
    return &graph->tensor[graph->output[i]];
}

size_t graph_input_size(const Graph *graph)
{
    size_t size = 0;
    for (int32_t i = 0; i < graph->input_count; i++)
        size += graph_input(graph, i)->size;
    return size;
}

size_t graph_output_size(const Graph *graph)
{
    size_t size = 0;
    for (int32_t i = 0; i < graph->output_count; i++)
        size += graph_output(graph, i)->size;
    return size;
}

OpView graph_view(const Graph *graph, int32_t op_index)
{
    g_assert(op_index >= 0 && op_index < graph->operator_count);
    const Operator *op = &graph->op[op_index];
    OpView view = {.options = &op->options,
                   .input_count = op->input_count,
                   .output_count = op->output_count,
                   .kernels = &kernels_c};
    for (int32_t i = 0; i < op->input_count; i++) {
        if (op->input[i] < 0)
            continue;
        view.input[i] = &graph->tensor[op->input[i]];
        view.constant[i] = view.input[i]->data;
    }
    for (int32_t i = 0; i < op->output_count; i++)
        view.output[i] = &graph->tensor[op->output[i]];
    return view;
}

Work graph_operator_work(const Graph *graph, int32_t op_index)
{
    OpView view = graph_view(graph, op_index);
    const OpOps *ops = graph->op[op_index].ops;
    Work work = {.layer_count = 1};
    for (int32_t i = 0; i < view.input_count; i++) {
        const Tensor *tensor = view.input[i];
        if (tensor == NULL)
            continue;
        if (tensor->data == NULL) {
            work.input_size += (int64_t)tensor->size;
            work.step_count += tensor->element_count;
        } else {
            bool is_weight = tensor->scale_count > 0 || tensor->type != TENSOR_INT32;
            work.weight_size += (int64_t)tensor->size;
            work.weight_count += is_weight ? tensor->element_count : 0;
        }
    }
    for (int32_t i = 0; i < view.output_count; i++) {
        work.output_size += (int64_t)view.output[i]->size;
        work.step_count += view.output[i]->element_count;
    }
    if (ops->work != NULL)
        ops->work(&view, &work);
    return work;
}

Work graph_work(const Graph *graph)
{
    Work sum = {0};
    for (int32_t i = 0; i < graph->operator_count; i++) {
        Work part = graph_operator_work(graph, i);
        work_add(&sum, &part);
    }
    return sum;
}

int32_t graph_find_constant(const Graph *graph, uint64_t file_offset, size_t *ret_byte)
{
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        const Tensor *tensor = &graph->tensor[i];
        if (tensor->data == NULL || file_offset < tensor->file_offset ||
            file_offset - tensor->file_offset >= tensor->size)
            continue;
        *ret_byte = (size_t)(file_offset - tensor->file_offset);
        return i;
    }
    return -1;
}

void graph_prefix_error(const Graph *graph, int32_t op_index, GError **error)
{
    g_prefix_error(error, "%s: operator %d (%s): ", graph->name, op_index,
                   graph->op[op_index].ops->name);
}

/* An operator's state is a variable tensor that it reads in no other part. */
static bool check_variable(const Operator *op, const Tensor *tensor, int32_t input, GError **error)
{
    if ((op->ops->variable_inputs >> input & 1) == 0)
        return true;
    if (!tensor->is_variable)
        return op_refuse(error, "its input %d, tensor %d, is its state, which must be a variable",
                         input, op->input[input]);
    for (int32_t i = 0; i < op->input_count; i++) {
        if (i != input && op->input[i] == op->input[input])
            return op_refuse(error, "its inputs %d and %d are one tensor, which is its state",
                             input, i);
    }
    return true;
}

static bool check_elements(const Graph *graph, const char *what, int32_t i, int32_t tensor,
                           GError **error)
{
    return graph->tensor[tensor].element_count > 0 ||
           op_refuse(error, "its %s %d, tensor %d, has no elements", what, i, tensor);
}

static bool check_operator_inputs(const Graph *graph, int32_t op_index, const bool *is_known,
                                  GError **error)
{
    const Operator *op = &graph->op[op_index];
    for (int32_t i = 0; i < op->input_count; i++) {
        if (op->input[i] < 0 && i >= op->ops->input_min)
            continue;
        if (op->input[i] < 0)
            return op_refuse(error, "its input %d is absent, which must be there", i);
        if (!check_elements(graph, "input", i, op->input[i], error))
            return false;
        if (!is_known[op->input[i]])
            return op_refuse(error, "its input %d, tensor %d, is written by no earlier operator", i,
                             op->input[i]);
        if (!check_variable(op, &graph->tensor[op->input[i]], i, error))
            return false;
    }
    return true;
}

static bool claim_operator_outputs(Graph *graph, int32_t op_index, bool *is_known, GError **error)
{
    const Operator *op = &graph->op[op_index];
    for (int32_t i = 0; i < op->output_count; i++) {
        if (op->output[i] < 0)
            return op_refuse(error, "its output %d is absent, which must be there", i);
        if (!check_elements(graph, "output", i, op->output[i], error))
            return false;
        if (is_known[op->output[i]])
            return op_refuse(error, "its output %d, tensor %d, has contents already", i,
                             op->output[i]);
        is_known[op->output[i]] = true;
        graph->tensor[op->output[i]].producer = op_index;
    }
    return true;
}

static bool check_count(const char *what, int32_t count, int32_t low, int32_t high, GError **error)
{
    return (count >= low && count <= high) ||
           op_refuse(error, "it has %d %s, which must be %d to %d", count, what, low, high);
}

static bool check_operator(Graph *graph, int32_t op_index, bool *is_known, GError **error)
{
    const Operator *op = &graph->op[op_index];
    const OpOps *ops = op->ops;
    if (!check_count("inputs", op->input_count, ops->input_min, ops->input_max, error) ||
        !check_count("outputs", op->output_count, ops->output_min, ops->output_max, error) ||
        !check_operator_inputs(graph, op_index, is_known, error) ||
        !claim_operator_outputs(graph, op_index, is_known, error))
        return false;
    OpView view = graph_view(graph, op_index);
    return ops->check(&view, error);
}

static bool check_order(Graph *graph, bool *is_known, GError **error)
{
    for (int32_t i = 0; i < graph->tensor_count; i++) {
        is_known[i] = graph->tensor[i].data != NULL || graph->tensor[i].is_variable;
        graph->tensor[i].producer = PRODUCER_NONE;
        graph->variable_count += graph->tensor[i].is_variable;
    }
    for (int32_t i = 0; i < graph->input_count; i++) {
        const Tensor *tensor = graph_input(graph, i);
        if (tensor->data != NULL || tensor->is_variable)
            return op_refuse(error, "%s: its input %d, tensor %d, is a %s", graph->name, i,
                             graph->input[i], tensor->is_variable ? "variable" : "constant");
        if (!check_elements(graph, "input", i, graph->input[i], error)) {
            g_prefix_error(error, "%s: ", graph->name);
            return false;
        }
        is_known[graph->input[i]] = true;
    }
    for (int32_t i = 0; i < graph->operator_count; i++) {
        if (!check_operator(graph, i, is_known, error)) {
            graph_prefix_error(graph, i, error);
            return false;
        }
    }
    for (int32_t i = 0; i < graph->output_count; i++) {
        if (!is_known[graph->output[i]] || graph_output(graph, i)->data != NULL)
            return op_refuse(error, "%s: its output %d, tensor %d, is written by no operator",
                             graph->name, i, graph->output[i]);
    }
    return true;
}

static bool check_limit(const Graph *graph, const char *what, int64_t found, int64_t limit,
                        GError **error)
{
    return found <= limit ||
           op_refuse(error, "%s: %s %" G_GINT64_FORMAT ", which must be at most %" G_GINT64_FORMAT,
                     graph->name, what, found, limit);
}

/* What an operator takes with whichever kernels take most, so that a model is accepted on every
 * machine or on none. */
typedef struct OperatorSize {
    int64_t state, scratch;
} OperatorSize;

static OperatorSize operator_size(const Graph *graph, int32_t op_index)
{
    const OpOps *ops = graph->op[op_index].ops;
    OpView view = graph_view(graph, op_index);
    OperatorSize most = {0, 0};
    for (size_t s = 0; kernels_at(s) != NULL; s++) {
        view.kernels = kernels_at(s);
        int64_t scratch = ops->scratch_size == NULL ? 0 : (int64_t)ops->scratch_size(&view, 1);
        most.state = MAX(most.state, (int64_t)ops->state_size(&view));
        most.scratch = MAX(most.scratch, scratch);
    }
    return most;
}

/* One operator's steps may come close to 2^63; a sum of them, each within the limit, may not. */
static bool check_size(const Graph *graph, GError **error)
{
    int64_t state_size = 0;
    Work sum = {0};
    for (int32_t i = 0; i < graph->operator_count; i++) {
        Work part = graph_operator_work(graph, i);
        if (!check_limit(graph, "an inference takes steps:", part.step_count, GRAPH_STEPS_MAX,
                         error))
            return false;
        OperatorSize size = operator_size(graph, i);
        if (!check_limit(graph, "an operator takes bytes:", size.scratch, GRAPH_SCRATCH_MAX, error))
            return false;
        state_size += size.state;
        work_add(&sum, &part);
    }
    return check_limit(graph, "an inference takes steps:", sum.step_count, GRAPH_STEPS_MAX,
                       error) &&
           check_limit(graph, "a plan would keep bytes:", state_size, GRAPH_STATES_MAX, error) &&
           check_limit(graph, "its activations take bytes:",
                       arena_activation_size(graph) + arena_variable_size(graph), GRAPH_ARENA_MAX,
                       error);
}

bool graph_check(Graph *graph, GError **error)
{
    g_autofree bool *is_known = g_new0(bool, (gsize)graph->tensor_count + 1);
    return check_order(graph, is_known, error) && check_size(graph, error);
}
