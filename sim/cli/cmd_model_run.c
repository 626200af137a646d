/* Raw tensors through a model: inputs in, outputs out, hashes of every layer. */
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "cli/kernel_option.h"
#include "cli/model_file.h"
#include "cli/options.h"
#include "cli/output_file.h"
#include "cli/status.h"
#include "nn/infer.h"
#include "nn/tflite_read.h"
#include "util/error.h"
#include "util/readfile.h"

enum { INPUTS_SIZE_MAX = 1 << 30 };
enum { BATCH_DEFAULT = 64, BATCH_MAX = 65536 };

static const char COMMAND_NAME[] = "model run";

typedef struct RunOptions {
    char *inputs, *outputs, *layer_hashes, *kernels;
    int batch;
} RunOptions;

static void clear_options(RunOptions *options)
{
    g_free(options->inputs);
    g_free(options->outputs);
    g_free(options->layer_hashes);
    g_free(options->kernels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunOptions, clear_options)

/* The hashes of a batch, then the text of all. */
typedef struct LayerHashes {
    uint64_t *hash; /* [batch][operator_count] */
    int32_t operator_count;
    GString *text;
} LayerHashes;

static void keep_hash(void *data, const InferStep *step)
{
    LayerHashes *hashes = data;
    size_t at = (size_t)step->sample * (size_t)hashes->operator_count + (size_t)step->op_index;
    hashes->hash[at] = infer_step_hash(step);
}

static void append_hashes(LayerHashes *hashes, size_t first, int32_t count)
{
    for (int32_t s = 0; s < count; s++) {
        for (int32_t i = 0; i < hashes->operator_count; i++) {
            uint64_t hash = hashes->hash[(size_t)s * (size_t)hashes->operator_count + (size_t)i];
            g_string_append_printf(hashes->text, "%" G_GSIZE_FORMAT ",%d,%016" PRIx64 "\n",
                                   first + (size_t)s, i, hash);
        }
    }
}

/* Samples in, outputs and the text of their hashes out. */
typedef struct Samples {
    const char *inputs;
    char *outputs;
    size_t count;
    GString *hash_text; /* NULL: no hashes */
} Samples;

static void run_all(const Plan *plan, int batch_limit, const Samples *samples)
{
    size_t count = samples->count;
    size_t in_size = graph_input_size(plan->graph), out_size = graph_output_size(plan->graph);
    int32_t batch_size = (int32_t)MIN((size_t)batch_limit, count);
    size_t arena_size = infer_arena_size(plan, batch_size);
    g_autofree void *arena = g_malloc(arena_size);
    int32_t operator_count = plan->graph->operator_count;
    g_autofree uint64_t *hash = g_new0(uint64_t, (gsize)batch_size * (gsize)operator_count);
    LayerHashes hashes = {hash, operator_count, samples->hash_text};
    for (size_t first = 0; first < count; first += (size_t)batch_size) {
        InferBatch batch = {
            .count = (int32_t)MIN((size_t)batch_size, count - first),
            .inputs = samples->inputs + first * in_size,
            .outputs = samples->outputs + first * out_size,
            .arena = arena,
            .arena_size = arena_size,
            .observe = samples->hash_text != NULL ? keep_hash : NULL,
            .observe_data = &hashes,
        };
        infer_run(plan, &batch);
        if (samples->hash_text != NULL)
            append_hashes(&hashes, first, batch.count);
    }
}

static bool check_inputs(const char *path, size_t size, const Graph *graph, GError **error)
{
    size_t sample_size = graph_input_size(graph);
    if (size > 0 && size % sample_size == 0)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                "%s: it has %" G_GSIZE_FORMAT
                " bytes, which must be a multiple of the %" G_GSIZE_FORMAT " bytes of a sample",
                path, size, sample_size);
    return false;
}

static bool run_files(const Graph *graph, const RunOptions *options, GError **error)
{
    g_autofree char *inputs = NULL;
    size_t size = 0;
    if (!readfile(options->inputs, INPUTS_SIZE_MAX, &inputs, &size, error)) {
        g_prefix_error(error, "%s: cannot be read: ", options->inputs);
        return false;
    }
    if (!check_inputs(options->inputs, size, graph, error))
        return false;
    g_autoptr(Plan) plan = plan_new_with(graph, kernel_option_find(options->kernels, NULL));
    size_t count = size / graph_input_size(graph);
    size_t output_size = count * graph_output_size(graph);
    g_autofree char *outputs = g_try_malloc(output_size);
    if (outputs == NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN,
                    "no memory for %" G_GSIZE_FORMAT " bytes of outputs", output_size);
        return false;
    }
    g_autoptr(GString) hash_text = NULL;
    if (options->layer_hashes != NULL)
        hash_text = g_string_new("sample,op_index,fnv1a64\n");
    Samples samples = {inputs, outputs, count, hash_text};
    run_all(plan, options->batch, &samples);
    if (!output_file_write(options->outputs, outputs, output_size, error))
        return false;
    return hash_text == NULL ||
           output_file_write(options->layer_hashes, hash_text->str, hash_text->len, error);
}

/* Nothing that is read, or written already, may be written over. */
static bool check_outputs(const RunOptions *options, const char *model, GError **error)
{
    const char *const others[] = {options->inputs, model, options->layer_hashes, NULL};
    const char *const inputs[] = {options->inputs, model, NULL};
    return output_file_check("--outputs", options->outputs, others, error) &&
           (options->layer_hashes == NULL ||
            output_file_check("--layer-hashes", options->layer_hashes, inputs, error));
}

static bool check_options(const RunOptions *options, GError **error)
{
    if (options->inputs == NULL || options->outputs == NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s is missing",
                    options->inputs == NULL ? "--inputs IN.bin" : "--outputs OUT.bin");
        return false;
    }
    if (options->batch < 1 || options->batch > BATCH_MAX) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "--batch %d is outside 1..%d",
                    options->batch, BATCH_MAX);
        return false;
    }
    return kernel_option_find(options->kernels, error) != NULL;
}

int cmd_model_run(int argc, char **argv)
{
    g_auto(RunOptions) options = {.batch = BATCH_DEFAULT};
    const GOptionEntry entries[] = {
        {"inputs", 0, 0, G_OPTION_ARG_FILENAME, &options.inputs, "raw input tensors", "IN.bin"},
        {"outputs", 0, 0, G_OPTION_ARG_FILENAME, &options.outputs, "raw output tensors", "OUT.bin"},
        {"layer-hashes", 0, 0, G_OPTION_ARG_FILENAME, &options.layer_hashes,
         "a hash of every operator's output", "OUT.csv"},
        {"kernels", 0, 0, G_OPTION_ARG_FILENAME, &options.kernels, "inner loops; same bytes",
         KERNEL_OPTION_WORDS},
        {"batch", 0, 0, G_OPTION_ARG_INT, &options.batch, "samples at a time (64)", "N"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("FILE", entries, &argc, &argv, &error))
        return status_usage(COMMAND_NAME, "%s", error->message);
    if (argc != 2)
        return status_usage(COMMAND_NAME, argc < 2 ? "which model?" : "one model at a time");
    if (!check_options(&options, &error))
        return status_usage(COMMAND_NAME, "%s", error->message);

    g_autofree char *path = model_file_find(argv[1], &error);
    if (path != NULL && !check_outputs(&options, path, &error))
        return status_usage(COMMAND_NAME, "%s", error->message);
    g_autoptr(Graph) graph = path != NULL ? tflite_read(path, &error) : NULL;
    if (graph == NULL || !run_files(graph, &options, &error))
        return status_report(error);
    return STATUS_YES;
}
