/* The shipped models on the shipped pool of voices never heard in training: what models/
 * wake-word/README.md says is what the integer kernels answer. */
#include "test.h"

#include <glib.h>
#include <string.h>

#include "learn/features.h"
#include "learn/samples.h"
#include "learn/task.h"
#include "learn/wake_audio.h"
#include "nn/infer.h"
#include "nn/tflite_read.h"
#include "util/error.h"

enum { CLASSES = WAKE_CLASS_COUNT };

static char *shipped(const char *name)
{
    return g_build_filename(TINYFLEET_SOURCE_DIR, "models", name, NULL);
}

static Samples *pool(void)
{
    g_autofree char *folder = shipped("wake-word");
    g_autoptr(GError) error = NULL;
    Samples *samples = samples_read(folder, FEATURES_COUNT, CLASSES, &error);
    if (samples == NULL)
        g_error("%s", error->message);
    return samples;
}

/* counts [label][answer]; among equal answers the lowest class. */
static void count_answers(const Graph *graph, const Samples *samples, uint32_t *counts)
{
    enum { BATCH = 64 };
    g_autoptr(Plan) plan = plan_new(graph);
    size_t arena_size = infer_arena_size(plan, BATCH);
    g_autofree void *arena = g_malloc(arena_size);
    int8_t answers[BATCH * CLASSES];
    for (size_t first = 0; first < samples->count; first += BATCH) {
        size_t count = MIN(BATCH, samples->count - first);
        infer_run(plan, &(InferBatch){.count = (int32_t)count,
                                      .inputs = samples->inputs + first * FEATURES_COUNT,
                                      .outputs = answers,
                                      .arena = arena,
                                      .arena_size = arena_size});
        for (size_t i = 0; i < count; i++) {
            const int8_t *answer = answers + i * CLASSES;
            size_t best = 0;
            for (size_t c = 1; c < CLASSES; c++)
                best = answer[c] > answer[best] ? c : best;
            counts[samples->labels[first + i] * CLASSES + best]++;
        }
    }
}

/* Accuracy as the README writes it: "93.42 %". */
static double check_model(const char *name)
{
    g_autofree char *file = g_strdup_printf("%s.tflite", name);
    g_autofree char *path = shipped(file);
    g_autofree char *readme_path = shipped("wake-word/README.md");
    g_autofree char *readme = NULL;
    CHECK(g_file_get_contents(readme_path, &readme, NULL, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(Graph) graph = tflite_read(path, &error);
    CHECK_TEXT(error != NULL ? error->message : NULL, NULL);
    if (graph == NULL || readme == NULL)
        return 0;
    g_autoptr(Samples) samples = pool();
    uint32_t counts[CLASSES * CLASSES] = {0};
    count_answers(graph, samples, counts);
    double right = counts[0] + counts[4] + counts[8];
    double share = right / (double)samples->count;
    g_autoptr(GString) row = g_string_new(NULL);
    g_string_printf(row, "| `%s` | %.2f %% |", file, 100 * share);
    for (int i = 0; i < CLASSES * CLASSES; i++)
        g_string_append_printf(row, " %u |", counts[i]);
    if (!CHECK(strstr(readme, row->str) != NULL))
        g_printerr("the README should have: %s\n", row->str);
    return share;
}

static void the_readme_says_what_the_small_model_answers(void)
{
    CHECK(check_model("wake-word") > 0.90);
}

static void the_better_model_is_better(void)
{
    CHECK(check_model("wake-word-better") > check_model("wake-word"));
}

static void the_miscalibrated_model_is_worse_than_both(void)
{
    CHECK(check_model("wake-word-miscalibrated") < check_model("wake-word") - 0.01);
}

static void the_model_takes_what_the_front_end_makes(void)
{
    g_autofree char *path = shipped("wake-word.tflite");
    g_autoptr(Graph) graph = tflite_read(path, NULL);
    CHECK(graph != NULL);
    if (graph == NULL)
        return;
    const Tensor *in = graph_input(graph, 0);
    CHECK_INT(in->dims[1], FEATURES_FRAMES);
    CHECK_INT(in->dims[2], FEATURES_COEFS);
    CHECK_INT(in->zero_point, FEATURES_ZERO_POINT);
    CHECK_NEAR((double)in->scale[0], (double)FEATURES_SCALE, 0);
    CHECK(graph->file_size <= 64 << 10);
    Work work = graph_work(graph);
    CHECK(work_macs(&work) >= 300000 && work_macs(&work) <= 2700000);
}

static void every_class_is_well_represented(void)
{
    g_autoptr(Samples) samples = pool();
    uint32_t counts[CLASSES] = {0};
    for (size_t i = 0; i < samples->count; i++)
        counts[samples->labels[i]]++;
    CHECK(samples->count >= 1000);
    for (int c = 0; c < CLASSES; c++)
        CHECK(counts[c] >= 300);
}

/* The rows of wake_voice.def, set by set. */
static void no_voice_is_in_both_sets(void)
{
    typedef struct Voice {
        const char *name;
        int set;
    } Voice;
#define TRAIN          0
#define TEST           1
#define ROW(name, set) {#name, set},
    static const Voice voices[] = {
#include "learn/wake_voice.def"
    };
#undef ROW
    int count[2] = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(voices); i++) {
        count[voices[i].set]++;
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(voices[i].name, voices[k].name) != 0);
    }
    CHECK(count[TRAIN] >= 40);
    CHECK(count[TEST] >= 20);
}

/* Every file that a build makes is shipped, and together they are small. */
static void what_is_built_is_shipped(void)
{
    const Task *task = task_find("wake-word");
    CHECK(task != NULL);
    size_t total = 0;
    for (size_t i = 0; task != NULL && task->files[i] != NULL; i++) {
        g_autofree char *path = shipped(task->files[i]);
        g_autofree char *bytes = NULL;
        size_t size = 0;
        CHECK(g_file_get_contents(path, &bytes, &size, NULL));
        CHECK(size <= 3 << 20);
        total += size;
    }
    CHECK(total <= 6 << 20);
    CHECK(task_find("no-such-task") == NULL);
}

static void a_build_without_training_data_says_so(void)
{
    g_autoptr(GError) error = NULL;
    TaskRequest request = {.shipped_dir = "/nowhere", .out_dir = "/nowhere"};
    CHECK(!task_find("wake-word")->build(&request, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK(error != NULL && strstr(error->message, "/nowhere/wake-word/inputs.bin") != NULL);
}

TEST_MAIN(CASE(the_readme_says_what_the_small_model_answers), CASE(the_better_model_is_better),
          CASE(the_miscalibrated_model_is_worse_than_both),
          CASE(the_model_takes_what_the_front_end_makes), CASE(every_class_is_well_represented),
          CASE(no_voice_is_in_both_sets), CASE(what_is_built_is_shipped),
          CASE(a_build_without_training_data_says_so))
