/* Written files are read back by the reader of nn/, which shares no code with the writer; int8
 * answers stay close to the float net's; scales follow their definition. */
#include "test.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "learn/export.h"
#include "nn/infer.h"
#include "nn/tflite_read.h"

enum { HEIGHT = 9, WIDTH = 6, INPUT = HEIGHT * WIDTH, CLASSES = 3, COUNT = 60 };

static const Affine input_affine = {0x1p-5F, -7};

static Net *small_net(void)
{
    const LayerSpec specs[] = {
        {&layer_conv, 8, 3, 4, 2, 1, true},         {&layer_depthwise, 0, 3, 3, 1, 1, true},
        {&layer_conv, 12, 1, 1, 1, 1, true},        {&layer_pool, 0, 0, 0, 0, 0, false},
        {&layer_dense, CLASSES, 0, 0, 0, 0, false},
    };
    return net_new((MapShape){HEIGHT, WIDTH, 1}, specs, G_N_ELEMENTS(specs));
}

static void load(const int8_t *input, Rng *rng, float *x)
{
    (void)rng;
    for (int i = 0; i < INPUT; i++)
        x[i] = (float)(input[i] - input_affine.zero_point) * input_affine.scale;
}

static const TrainSpec spec = {.load = load};

static Samples *noise(void)
{
    Samples *samples = samples_new(COUNT, INPUT);
    for (uint32_t i = 0; i < COUNT * INPUT; i++)
        samples->inputs[i] =
            (int8_t)(rng_u64(&(Rng){rng_key(1, 0, "export"), i, RNG_TEST << 16, 0, 0, 0}) & 0xff);
    return samples;
}

/* A net, its parameters, its int8 form and both files. */
typedef struct Written {
    Net *net;
    float *params;
    Samples *samples;
    QuantNet *quant;
    GByteArray *int8_file, *float_file;
} Written;

static Written written_new(void)
{
    Written w = {.net = small_net(), .samples = noise()};
    w.params = g_new(float, w.net->param_count);
    net_init(w.net, rng_key(4, 0, "export"), w.params);
    QuantCalibration calibration = {w.samples, &spec, {0, 1, COUNT}, input_affine};
    w.quant = quantise_net(w.net, w.params, &calibration);
    w.int8_file = export_int8(w.quant, "small");
    w.float_file = export_float(w.net, w.params, "small-float");
    return w;
}

static void written_free(Written *w)
{
    g_byte_array_unref(w->int8_file);
    g_byte_array_unref(w->float_file);
    quantise_free(w->quant);
    samples_free(w->samples);
    g_free(w->params);
    net_free(w->net);
}

static void ranges_hold_zero_and_both_ends(void)
{
    const float ends[][2] = {{0, 6}, {-1, 1}, {-3, 0}, {2, 5}, {-7, -2}, {-1e-3F, 40}};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        Affine a = quantise_range(ends[i][0], ends[i][1]);
        CHECK(a.zero_point >= -128 && a.zero_point <= 127);
        for (int k = 0; k < 2; k++) {
            int8_t q = quantise_value((double)ends[i][k], a);
            double back = (double)a.scale * (q - a.zero_point);
            CHECK_NEAR(back, (double)ends[i][k], 1.001 * (double)a.scale);
        }
    }
    Affine relu = quantise_range(0, 25.5F);
    CHECK_INT(relu.zero_point, -128);
    CHECK_NEAR((double)relu.scale, 0.1, 1e-8);
}

static void weights_are_within_half_a_step(void)
{
    Written w = written_new();
    for (size_t i = 0; i < w.net->layer_count; i++) {
        const Layer *layer = &w.net->layers[i];
        const QuantLayer *quant = &w.quant->layers[i];
        for (size_t k = 0; k < layer->weight_count; k++) {
            double scale = (double)quant->weight_scales[k % quant->scale_count];
            double real = (double)w.params[layer->weight_at + k];
            CHECK(quant->weights[k] >= -127);
            CHECK_NEAR(scale * quant->weights[k], real, 0.5001 * scale);
        }
    }
    CHECK_INT((int64_t)(w.quant->layers[0].scale_count), 8);
    CHECK_INT((int64_t)(w.quant->layers[1].scale_count), 8);
    CHECK_INT((int64_t)(w.quant->layers[4].scale_count), 1);
    written_free(&w);
}

static void constants_are_aligned_and_the_file_is_named(void)
{
    Written w = written_new();
    GByteArray *const files[] = {w.int8_file, w.float_file};
    for (size_t i = 0; i < 2; i++)
        CHECK(memcmp(files[i]->data + 4, "TFL3", 4) == 0);
    g_autoptr(Graph) graph = tflite_read_bytes(w.int8_file->data, w.int8_file->len, "small", NULL);
    CHECK(graph != NULL);
    for (int32_t i = 0; graph != NULL && i < graph->tensor_count; i++) {
        if (graph->tensor[i].data != NULL)
            CHECK_INT((int64_t)(graph->tensor[i].file_offset % 16), 0);
    }
    written_free(&w);
}

static void the_reader_finds_what_was_written(void)
{
    Written w = written_new();
    g_autoptr(Graph) graph = tflite_read_bytes(w.int8_file->data, w.int8_file->len, "small", NULL);
    CHECK(graph != NULL);
    if (graph != NULL) {
        const Tensor *in = graph_input(graph, 0), *out = graph_output(graph, 0);
        CHECK_INT(graph->operator_count, 7);
        CHECK_INT((int64_t)(graph_input_size(graph)), INPUT);
        CHECK_INT(in->zero_point, input_affine.zero_point);
        CHECK_NEAR((double)in->scale[0], (double)input_affine.scale, 0);
        CHECK_INT(in->dims[1], HEIGHT);
        CHECK_INT(out->zero_point, -128);
        CHECK_NEAR((double)out->scale[0], 1.0 / 256, 0);
        Work work = graph_work(graph);
        CHECK_INT(work_macs(&work), net_mac_count(w.net));
    }
    written_free(&w);
}

/* Largest difference of a probability between the float net and the int8 file. */
static double largest_difference(const Written *w, const Plan *plan)
{
    NetWork *work = net_work_new(w->net);
    int8_t answers[COUNT * CLASSES];
    size_t arena_size = infer_arena_size(plan, COUNT);
    g_autofree void *arena = g_malloc(arena_size);
    infer_run(plan, &(InferBatch){.count = COUNT,
                                  .inputs = w->samples->inputs,
                                  .outputs = answers,
                                  .arena = arena,
                                  .arena_size = arena_size});
    double worst = 0;
    for (int i = 0; i < COUNT; i++) {
        float x[INPUT], p[CLASSES];
        load(w->samples->inputs + i * INPUT, NULL, x);
        net_softmax(net_forward(w->net, w->params, x, work), CLASSES, p);
        for (int c = 0; c < CLASSES; c++) {
            double answer = (answers[i * CLASSES + c] + 128) / 256.0;
            worst = fmax(worst, fabs(answer - (double)p[c]));
        }
    }
    net_work_free(w->net, work);
    return worst;
}

static void int8_answers_are_close_to_float(void)
{
    Written w = written_new();
    g_autoptr(Graph) graph = tflite_read_bytes(w.int8_file->data, w.int8_file->len, "small", NULL);
    CHECK(graph != NULL);
    if (graph != NULL) {
        g_autoptr(Plan) plan = plan_new(graph);
        CHECK(largest_difference(&w, plan) < 0.05);
    }
    written_free(&w);
}

/* What the writer made of a float net is float data in the file's own layout: units first. */
static void float_weights_are_in_the_file_units_first(void)
{
    Written w = written_new();
    const Layer *conv = &w.net->layers[2];
    float row[8];
    for (size_t tap = 0; tap < 8; tap++)
        row[tap] = w.params[conv->weight_at + tap * 12 + 5];
    const char *found = NULL;
    for (guint at = 0; at + sizeof row <= w.float_file->len && found == NULL; at += 4)
        if (memcmp(w.float_file->data + at, row, sizeof row) == 0)
            found = (const char *)w.float_file->data + at;
    CHECK(found != NULL);
    written_free(&w);
}

TEST_MAIN(CASE(ranges_hold_zero_and_both_ends), CASE(weights_are_within_half_a_step),
          CASE(constants_are_aligned_and_the_file_is_named),
          CASE(the_reader_finds_what_was_written), CASE(int8_answers_are_close_to_float),
          CASE(float_weights_are_in_the_file_units_first))
