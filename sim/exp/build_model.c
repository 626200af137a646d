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

/* For runs that compute each inference anew. */
static Answer compute_answer(void *context, uint32_t sample)
{
    const BuiltModel *model = context;
    return data_pool_answer(model->pool, model->plan, sample);
}

static bool read_answers(BuiltModel *model, const ModelSection *section, uint32_t thread_count,
                         GError **error)
{
    model->pool = data_pool_read(section->pool_path, model->graph, error);
    if (model->pool == NULL)
        return false;
    model->plan = plan_new(model->graph);
    model->answers = data_pool_answers(model->pool, model->plan, thread_count);
    return true;
}

static bool build_model(Blueprint *blueprint, guint i, uint32_t thread_count, GError **error)
{
    const ModelSection *section = section_at(blueprint, i);
    BuiltModel *model = &blueprint->models[i];
    model->graph = tflite_read(section->path, error);
    if (model->graph == NULL)
        return false;
    model->arena = section->arena >= 0 ? section->arena : arena_device_size(model->graph);
    model->work = cost_work(model->graph);
    return !isnan(section->accuracy) || read_answers(model, section, thread_count, error);
}

static ModelSpec model_spec(BuiltModel *model, const ModelSection *section, bool is_computed)
{
    ModelSpec spec = {.accuracy = section->accuracy,
                      .crash_rate = section->crash_rate,
                      .hang_probability = section->hang_probability};
    if (section->has_latency && section->latency.kind != DIST_CONSTANT) {
        spec.latency = &section->latency;
        spec.latency_mean_ns = dist_mean(&section->latency);
    }
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
    if (is_computed) {
        spec.compute = compute_answer;
        spec.context = model;
    }
    return spec;
}

static bool is_used(const Blueprint *blueprint, guint model)
{
    const GArray *fleets = blueprint->scenario->fleets;
    for (guint f = 0; f < fleets->len; f++) {
        if (g_array_index(fleets, FleetSection, f).model_index == (int32_t)model)
            return true;
    }
    return false;
}

bool build_models(Blueprint *blueprint, const RunOptions *options, GError **error)
{
    guint count = blueprint->scenario->models->len;
    uint32_t threads = options->thread_count > 0 ? options->thread_count : g_get_num_processors();
    blueprint->models = build_alloc(blueprint, count, sizeof *blueprint->models);
    blueprint->model_specs = build_alloc(blueprint, count, sizeof *blueprint->model_specs);
    for (guint i = 0; i < count; i++) {
        if (!is_used(blueprint, i))
            continue;
        if (!build_model(blueprint, i, threads, error))
            return false;
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
        data_pool_free(model->pool);
        plan_free(model->plan);
        graph_free(model->graph);
    }
}
