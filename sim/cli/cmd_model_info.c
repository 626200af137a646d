/* A model: tensors, operators, parameters, work, memory. */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/model_file.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "nn/arena.h"
#include "nn/graph.h"
#include "nn/tflite_read.h"
#include "out/json.h"
#include "out/number.h"

static const char *const formats[] = {"text", "json", NULL};

static char *file_hash(const Graph *graph)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, graph->file, graph->file_size);
}

/* "scale 0.0245, zero point -128", "64 scales along dimension 0", "" without quantisation. */
static char *quantisation_text(const Tensor *tensor)
{
    if (tensor->scale_count == 0)
        return g_strdup("");
    if (tensor->scale_count > 1)
        return g_strdup_printf("%d scales along dimension %d", tensor->scale_count,
                               tensor->channel_dim);
    char scale[NUMBER_SIZE];
    number_exact((double)tensor->scale[0], scale);
    return g_strdup_printf("scale %s, zero point %d", scale, tensor->zero_point);
}

static const char *role_of(const Graph *graph, int32_t index)
{
    for (int32_t i = 0; i < graph->input_count; i++) {
        if (graph->input[i] == index)
            return "input";
    }
    for (int32_t i = 0; i < graph->output_count; i++) {
        if (graph->output[i] == index)
            return "output";
    }
    const Tensor *tensor = &graph->tensor[index];
    if (tensor->is_variable)
        return "variable";
    if (tensor->data != NULL)
        return "constant";
    return tensor->producer >= 0 ? "activation" : "unused";
}

/* --- text --------------------------------------------------------------------------------- */

static void print_totals(const Graph *graph)
{
    Work work = graph_work(graph);
    g_autofree char *hash = file_hash(graph);
    g_autofree char *text = g_strdup_printf(
        "%s\n"
        "sha256      %s\n"
        "flash       %" G_GSIZE_FORMAT " B\n"
        "arena       %" G_GINT64_FORMAT " B: activations %" G_GINT64_FORMAT
        " B, persistent %" G_GINT64_FORMAT " B\n"
        "parameters  %" G_GINT64_FORMAT "\n"
        "MACs        %" G_GINT64_FORMAT ": convolution %" G_GINT64_FORMAT
        ", depthwise %" G_GINT64_FORMAT ", fully connected %" G_GINT64_FORMAT "\n",
        graph->name, hash, graph->file_size, arena_device_size(graph), arena_activation_size(graph),
        arena_persistent_size(graph), work.weight_count, work_macs(&work), work.conv_macs,
        work.depthwise_macs, work.fully_connected_macs);
    terminal_put(stdout, text);
}

static void print_tensor(const Graph *graph, int32_t i)
{
    char shape[TENSOR_SHAPE_TEXT];
    const Tensor *tensor = &graph->tensor[i];
    tensor_print_shape(tensor, shape);
    g_autofree char *quantisation = quantisation_text(tensor);
    g_autofree char *line = g_strdup_printf("%4d  %-10s  %-22s  %8" G_GSIZE_FORMAT " B  %s%s%s\n",
                                            i, role_of(graph, i), shape, tensor->size, tensor->name,
                                            *quantisation != '\0' ? "  " : "", quantisation);
    terminal_put(stdout, line);
}

static void print_operator(const Graph *graph, int32_t i)
{
    char shape[TENSOR_SHAPE_TEXT];
    Work work = graph_operator_work(graph, i);
    OpView view = graph_view(graph, i);
    tensor_print_shape(view.output[0], shape);
    g_autofree char *line =
        g_strdup_printf("%4d  %-28s  %-22s  %10" G_GINT64_FORMAT "  %10" G_GINT64_FORMAT "\n", i,
                        graph->op[i].ops->name, shape, work_macs(&work), work.weight_count);
    terminal_put(stdout, line);
}

static void print_text(const Graph *graph)
{
    print_totals(graph);
    terminal_put(stdout, "\n   #  operator                      output                        "
                         "MACs  parameters\n");
    for (int32_t i = 0; i < graph->operator_count; i++)
        print_operator(graph, i);
    terminal_put(stdout, "\n   #  tensor      shape                         size  name\n");
    for (int32_t i = 0; i < graph->tensor_count; i++)
        print_tensor(graph, i);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void put_totals(Json *json, const Graph *graph)
{
    Work work = graph_work(graph);
    g_autofree char *hash = file_hash(graph);
    json_text(json, "file", graph->name);
    json_text(json, "sha256", hash);
    json_integer(json, "flash_bytes", (int64_t)graph->file_size);
    json_integer(json, "arena_bytes", arena_device_size(graph));
    json_integer(json, "activation_bytes", arena_activation_size(graph));
    json_integer(json, "persistent_bytes", arena_persistent_size(graph));
    json_integer(json, "parameters", work.weight_count);
    json_integer(json, "macs", work_macs(&work));
    json_integer(json, "conv_macs", work.conv_macs);
    json_integer(json, "conv_one_channel_macs", work.conv_one_channel_macs);
    json_integer(json, "depthwise_macs", work.depthwise_macs);
    json_integer(json, "fully_connected_macs", work.fully_connected_macs);
    json_integer(json, "window_outputs", work.window_output_count);
}

static void put_indices(Json *json, const char *key, const int32_t *index, int32_t count)
{
    json_begin(json, key, '[');
    for (int32_t i = 0; i < count; i++)
        json_integer(json, NULL, index[i]);
    json_end(json, '[');
}

static void put_operator(Json *json, const Graph *graph, int32_t i)
{
    const Operator *op = &graph->op[i];
    Work work = graph_operator_work(graph, i);
    json_begin(json, NULL, '{');
    json_text(json, "name", op->ops->name);
    put_indices(json, "inputs", op->input, op->input_count);
    put_indices(json, "outputs", op->output, op->output_count);
    json_integer(json, "macs", work_macs(&work));
    json_integer(json, "parameters", work.weight_count);
    json_integer(json, "weight_bytes", work.weight_size);
    json_end(json, '{');
}

static void put_tensor(Json *json, const Graph *graph, int32_t i)
{
    const Tensor *tensor = &graph->tensor[i];
    json_begin(json, NULL, '{');
    json_text(json, "name", tensor->name);
    json_text(json, "role", role_of(graph, i));
    json_text(json, "type", tensor_type_name(tensor->type));
    put_indices(json, "shape", tensor->dims, tensor->rank);
    json_integer(json, "bytes", (int64_t)tensor->size);
    json_begin(json, "scales", '[');
    for (int32_t c = 0; c < tensor->scale_count; c++)
        json_number(json, NULL, (double)tensor->scale[c]);
    json_end(json, '[');
    json_integer(json, "zero_point", tensor->zero_point);
    json_integer(json, "channel_dim", tensor->channel_dim);
    json_end(json, '{');
}

static void print_json(const Graph *graph)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Json json = {text, true};
    json_begin(&json, NULL, '{');
    put_totals(&json, graph);
    put_indices(&json, "inputs", graph->input, graph->input_count);
    put_indices(&json, "outputs", graph->output, graph->output_count);
    json_begin(&json, "operators", '[');
    for (int32_t i = 0; i < graph->operator_count; i++)
        put_operator(&json, graph, i);
    json_end(&json, '[');
    json_begin(&json, "tensors", '[');
    for (int32_t i = 0; i < graph->tensor_count; i++)
        put_tensor(&json, graph, i);
    json_end(&json, '[');
    json_end(&json, '{');
    g_string_append_c(text, '\n');
    fputs(text->str, stdout);
}

int cmd_model_info(int argc, char **argv)
{
    g_autofree char *format = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &format, "form of the answer", "text|json"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("FILE", entries, &argc, &argv, &error))
        return status_usage("model info", "%s", error->message);
    if (argc != 2)
        return status_usage("model info", argc < 2 ? "which model?" : "one model at a time");
    int choice = options_choice("--format", format, formats, &error);
    if (choice < 0)
        return status_usage("model info", "%s", error->message);

    g_autofree char *path = model_file_find(argv[1], &error);
    g_autoptr(Graph) graph = path != NULL ? tflite_read(path, &error) : NULL;
    if (graph == NULL)
        return status_report(error);
    if (choice == 0)
        print_text(graph);
    else
        print_json(graph);
    return STATUS_YES;
}
