/* Models that fleets use: read, run on their pools, answers kept. */
#include "exp/build_part.h"

#include <math.h>

#include "nn/arena.h"
#include "nn/tflite_read.h"

static const ModelSection *section_at(const Blueprint *blueprint, guint i)
{
    return &g_array_index(blueprint->scenario->models, ModelSection, i);
}

static CostWork cost_work(const Graph *graph)
{
    Work work = graph_work(graph);
    return (CostWork){.mac_conv = (double)work.conv_macs,
                      .mac_conv_c1 = (double)work.conv_one_channel_macs,
                      .out_elements = (double)work.window_output_count,
                      .mac_depthwise = (double)work.depthwise_macs,
                      .mac_fc = (double)work.fully_connected_macs,
                      .layers = (double)work.layer_count};
}

static Answer answer_of_plan(const void *context, const Plan *plan, uint32_t sample)
{
    return data_pool_answer(context, plan, sample);
}

static bool read_answers(BuiltModel *model, const ModelSection *section, const RunOptions *options,
                         GError **error)
{
    uint32_t threads = options->thread_count > 0 ? options->thread_count : g_get_num_processors();
    model->pool = data_pool_read(section->pool_path, model->graph, error);
    if (model->pool == NULL)
        return false;
    model->plan = options->kernels == NULL ? plan_new(model->graph)
                                           : plan_new_with(model->graph, options->kernels);
    model->answers = data_pool_answers(model->pool, model->plan, threads);
    return true;
}

static gint run_compare(gconstpointer pa, gconstpointer pb)
{
    const WeightRun *a = pa, *b = pb;
    return (a->file_offset > b->file_offset) - (a->file_offset < b->file_offset);
}

/* Constants in order of the file; those that share a buffer once. */
static void list_weights(BuiltModel *model)
{
    const Graph *graph = model->graph;
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(WeightRun));
    for (int32_t t = 0; t < graph->tensor_count; t++) {
        const Tensor *tensor = &graph->tensor[t];
        WeightRun run = {tensor->file_offset, tensor->size};
        if (tensor->data != NULL && tensor->size > 0)
            g_array_append_val(runs, run);
    }
    g_array_sort(runs, run_compare);
    model->weights = g_new(WeightRun, runs->len + 1);
    for (guint i = 0; i < runs->len; i++) {
        WeightRun run = g_array_index(runs, WeightRun, i);
        bool is_shared =
            i > 0 && g_array_index(runs, WeightRun, i - 1).file_offset == run.file_offset;
        if (is_shared)
            continue;
        model->weights[model->weight_run_count++] = run;
        model->weight_size += run.size;
    }
}

static bool build_model(Blueprint *blueprint, guint i, const RunOptions *options, GError **error)
{
    const ModelSection *section = section_at(blueprint, i);
    BuiltModel *model = &blueprint->models[i];
    model->graph = tflite_read(section->path, error);
    if (model->graph == NULL)
        return false;
    model->arena = section->arena >= 0 ? section->arena : arena_device_size(model->graph);
    model->work = cost_work(model->graph);
    list_weights(model);
    return !isnan(section->accuracy) || read_answers(model, section, options, error);
}

static ModelSpec model_spec(BuiltModel *model, const ModelSection *section, bool is_computed)
{
    ModelSpec spec = {.accuracy = section->accuracy,
                      .crash_rate = section->crash_rate,
                      .hang_probability = section->hang_probability,
                      .file_size = model->graph->file_size};
    if (section->has_latency && section->latency.kind != DIST_CONSTANT)
        spec.latency = &section->latency;
    if (model->pool == NULL)
        return spec;
    const DataPool *pool = model->pool;
    spec.answers = model->answers;
    spec.labels = pool->labels;
    spec.is_event = pool->is_event;
    spec.event_samples = pool->event_samples;
    spec.other_samples = pool->other_samples;
    spec.event_count = pool->event_count;
    spec.other_count = pool->other_count;
    spec.sample_count = pool->sample_count;
    spec.class_count = pool->class_count;
    spec.plan = model->plan;
    spec.weights = model->weights;
    spec.weight_run_count = model->weight_run_count;
    spec.weight_size = model->weight_size;
    spec.is_recomputed = is_computed;
    spec.answer = answer_of_plan;
    spec.context = pool;
    return spec;
}

/* [models]: does a fleet use it? To be freed. */
static bool *used_models(const Scenario *scenario)
{
    bool *is_used = g_new0(bool, scenario->models->len + 1);
    for (guint f = 0; f < scenario->fleets->len; f++)
        is_used[g_array_index(scenario->fleets, FleetSection, f).model_index] = true;
    return is_used;
}

bool build_models(Blueprint *blueprint, const RunOptions *options, GError **error)
{
    guint count = blueprint->scenario->models->len;
    blueprint->models = build_alloc(blueprint, count, sizeof *blueprint->models);
    blueprint->model_specs = build_alloc(blueprint, count, sizeof *blueprint->model_specs);
    g_autofree bool *is_used = used_models(blueprint->scenario);
    for (guint i = 0; i < count; i++) {
        if (!is_used[i])
            continue;
        g_autoptr(GError) mistake = NULL;
        if (!build_model(blueprint, i, options, &mistake)) {
            if (!build_collect(blueprint, &mistake, error))
                return false;
            continue;
        }
        blueprint->model_specs[i] =
            model_spec(&blueprint->models[i], section_at(blueprint, i), options->inference_every);
    }
    return true;
}

void build_models_clear(Blueprint *blueprint)
{
    if (blueprint->models == NULL)
        return;
    for (guint i = 0; i < blueprint->scenario->models->len; i++) {
        BuiltModel *model = &blueprint->models[i];
        g_free(model->answers);
        g_free(model->weights);
        data_pool_free(model->pool);
        plan_free(model->plan);
        graph_free(model->graph);
    }
}
