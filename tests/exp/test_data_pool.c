/* Pools: every mistake with its file and row, and the answers of a real model to real samples.
 * Source of the numbers: MLPerf Tiny keyword set, TensorFlow Lite Micro reference kernels. */
#include "exp/data_pool.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "nn/tflite_read.h"
#include "test.h"

enum { KWS_CLASSES = 12 };

/* A folder that is gone with all its files at the end. */
typedef struct Folder {
    char *path;
} Folder;

static Folder folder_new(void)
{
    Folder folder = {g_dir_make_tmp("tinyfleet-pool-XXXXXX", NULL)};
    g_assert_nonnull(folder.path);
    return folder;
}

static void folder_clear(Folder *folder)
{
    static const char *const names[] = {"inputs.bin", "labels.csv", "classes.csv"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder->path, names[i], NULL);
        g_remove(path);
    }
    g_rmdir(folder->path);
    g_free(folder->path);
}

static void folder_write(const Folder *folder, const char *name, const char *bytes, size_t size)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
}

static void folder_text(const Folder *folder, const char *name, const char *text)
{
    folder_write(folder, name, text, strlen(text));
}

/* Two numbers in, three classes out: as much of a model as reading a pool looks at. */
typedef struct Model {
    Tensor tensor[2];
    Graph graph;
} Model;

static void model_init(Model *model)
{
    *model = (Model){.tensor = {{.type = TENSOR_INT8,
                                 .rank = 2,
                                 .dims = {1, 2, 1, 1, 1, 1},
                                 .element_count = 2,
                                 .size = 2},
                                {.type = TENSOR_INT8,
                                 .rank = 2,
                                 .dims = {1, 3, 1, 1, 1, 1},
                                 .element_count = 3,
                                 .size = 3}},
                     .graph = {.name = "m.tflite",
                               .tensor_count = 2,
                               .input_count = 1,
                               .output_count = 1,
                               .output = {1}}};
    model->graph.tensor = model->tensor;
}

static const char classes[] = "label,name,event\n1,no,0\n0,yes,1\n2,noise,0\n";
static const char labels[] = "index,label\n2,0\n0,1\n3,2\n1,0\n";

static DataPool *read_pool(const Folder *folder, const Graph *graph, GError **error)
{
    return data_pool_read(folder->path, graph, error);
}

/* The sentence, without the folder. */
static void check_refused(const Folder *folder, const Graph *graph, const char *sentence)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DataPool) pool = read_pool(folder, graph, &error);
    if (!CHECK(pool == NULL && error != NULL))
        return;
    size_t skip = g_str_has_prefix(error->message, folder->path) ? strlen(folder->path) + 1 : 0;
    CHECK_TEXT(error->message + skip, sentence);
}

static void rows_may_come_in_any_order(void)
{
    Model model;
    model_init(&model);
    Folder folder = folder_new();
    folder_text(&folder, "classes.csv", classes);
    folder_text(&folder, "labels.csv", labels);
    folder_write(&folder, "inputs.bin", "abcdefgh", 8);
    g_autoptr(DataPool) pool = read_pool(&folder, &model.graph, NULL);
    folder_clear(&folder);
    if (!CHECK(pool != NULL))
        return;
    CHECK_INT(pool->sample_count, 4);
    CHECK_INT(pool->class_count, 3);
    CHECK_INT(pool->labels[0], 1);
    CHECK_INT(pool->labels[3], 2);
    CHECK_TEXT(pool->names[2], "noise");
    CHECK_INT(pool->event_count, 2);
    CHECK_INT(pool->event_samples[0], 1);
    CHECK_INT(pool->event_samples[1], 2);
    CHECK_INT(pool->other_samples[1], 3);
    CHECK_INT(pool->inputs[7], 'h');
}

static void mistakes_name_file_and_row(void)
{
    Model model;
    model_init(&model);
    const Graph *graph = &model.graph;
    Folder folder = folder_new();
    folder_text(&folder, "classes.csv", classes);
    folder_text(&folder, "labels.csv", labels);
    folder_write(&folder, "inputs.bin", "abcdefg", 7);
    check_refused(&folder, graph, "inputs.bin: 7 bytes are not inputs of m.tflite, 2 bytes each");
    folder_write(&folder, "inputs.bin", "", 0);
    check_refused(&folder, graph, "inputs.bin: 0 bytes are not inputs of m.tflite, 2 bytes each");
    folder_write(&folder, "inputs.bin", "abcdefghij", 10);
    check_refused(&folder, graph, "labels.csv: no row for index 4 of 0..4");
    folder_write(&folder, "inputs.bin", "abcdef", 6);
    check_refused(&folder, graph, "labels.csv:4: column 'index': 3 is outside 0..2");
    folder_write(&folder, "inputs.bin", "abcdefgh", 8);
    folder_text(&folder, "labels.csv", "index,label\n0,0\n0,1\n");
    check_refused(&folder, graph, "labels.csv:3: index 0 is given twice");
    folder_text(&folder, "labels.csv", "index,label\n0,3\n");
    check_refused(&folder, graph, "labels.csv:2: column 'label': 3 is outside 0..2");
    folder_text(&folder, "labels.csv", "index,label\n0,\n");
    check_refused(&folder, graph, "labels.csv:2: column 'label': '' is not a whole number");
    folder_text(&folder, "classes.csv", "label,name,event\n0,yes,1\n1,no,0\n");
    check_refused(&folder, graph, "classes.csv: no row for label 2 of 0..2");
    folder_text(&folder, "classes.csv", "label,name,event\n0,yes,1\n1,no,2\n");
    check_refused(&folder, graph, "classes.csv:3: column 'event': 2 is outside 0..1");
    folder_text(&folder, "classes.csv", "label,name,event\n0,a,1\n1,b,0\n2,c,0\n3,d,0\n");
    check_refused(&folder, graph, "classes.csv:5: column 'label': 3 is outside 0..2");
    folder_clear(&folder);
}

static void missing_files_are_named(void)
{
    Model model;
    model_init(&model);
    Folder folder = folder_new();
    g_autoptr(GError) error = NULL;
    CHECK(read_pool(&folder, &model.graph, &error) == NULL);
    CHECK(strstr(error->message, "classes.csv: cannot be read: ") != NULL);
    g_clear_error(&error);
    folder_text(&folder, "classes.csv", classes);
    CHECK(read_pool(&folder, &model.graph, &error) == NULL);
    CHECK(strstr(error->message, "inputs.bin: cannot be read: ") != NULL);
    folder_clear(&folder);
}

static void a_model_without_classes_is_refused(void)
{
    Model model;
    model_init(&model);
    model.tensor[1].element_count = 1;
    model.tensor[1].dims[1] = 1;
    Folder folder = folder_new();
    check_refused(&folder, &model.graph,
                  "m.tflite: cannot be given samples and classes: needs one int8 input and one "
                  "int8 output of 2 to 256 classes, has 1 and 1, the first output int8[1,1]");
    folder_clear(&folder);
}

/* Half of the events and a quarter of the others right: 0.2 / 2 + 0.8 / 4. */
static void shares_are_weighted_by_the_rate_of_events(void)
{
    bool is_event[] = {true, false};
    uint8_t label[] = {0, 0, 1, 1, 1, 1};
    uint32_t event_samples[] = {0, 1}, other_samples[] = {2, 3, 4, 5};
    const DataPool pool = {.labels = label,
                           .is_event = is_event,
                           .event_samples = event_samples,
                           .other_samples = other_samples,
                           .event_count = 2,
                           .other_count = 4,
                           .sample_count = 6,
                           .class_count = 2};
    static const Answer answers[] = {{0, 9}, {1, 9}, {1, 9}, {0, 9}, {0, 9}, {0, 9}};
    PoolShares shares = data_pool_shares(&pool, answers, 0.2);
    CHECK_NEAR(shares.right, 0.3, 1e-15);
    CHECK_NEAR(shares.event, 0.2 * 0.5 + 0.8 * 0.75, 1e-15);
}

/* The keyword set as a pool: links to the files, and 12 classes of which 10 are commands. */
static Folder kws_folder(const char *shared)
{
    Folder folder = folder_new();
    g_autofree char *inputs = g_build_filename(shared, "data/kws01/features_int8.bin", NULL);
    g_autofree char *kws_labels = g_build_filename(shared, "data/kws01/labels.csv", NULL);
    g_autofree char *to_inputs = g_build_filename(folder.path, "inputs.bin", NULL);
    g_autofree char *to_labels = g_build_filename(folder.path, "labels.csv", NULL);
    g_assert_cmpint(symlink(inputs, to_inputs), ==, 0);
    g_assert_cmpint(symlink(kws_labels, to_labels), ==, 0);
    g_autoptr(GString) text = g_string_new("label,name,event\n");
    for (int i = 0; i < KWS_CLASSES; i++)
        g_string_append_printf(text, "%d,word-%d,%d\n", i, i, i < 10);
    folder_text(&folder, "classes.csv", text->str);
    return folder;
}

static Graph *kws_graph(const char *shared)
{
    g_autofree char *path = g_build_filename(shared, "models/kws_ref_model.tflite", NULL);
    Graph *graph = tflite_read(path, NULL);
    g_assert_nonnull(graph);
    return graph;
}

/* 726 of 800 right, each answer that of the reference kernels' outputs. */
static void answers_are_those_of_the_reference(void)
{
    const char *shared = test_shared_dir();
    if (shared == NULL)
        test_skip("needs the reference models and data");
    g_autoptr(Graph) graph = kws_graph(shared);
    g_autoptr(Plan) plan = plan_new(graph);
    Folder folder = kws_folder(shared);
    g_autoptr(DataPool) pool = read_pool(&folder, graph, NULL);
    folder_clear(&folder);
    g_autofree char *path = g_build_filename(shared, "data/kws01/oracle_outputs_int8.bin", NULL);
    g_autofree char *oracle = NULL;
    if (!CHECK(pool != NULL) || !CHECK(g_file_get_contents(path, &oracle, NULL, NULL)))
        return;
    g_autofree Answer *answers = data_pool_answers(pool, plan, 1);
    int32_t right = 0;
    for (uint32_t i = 0; i < pool->sample_count; i++) {
        const signed char *q = (const signed char *)oracle + i * KWS_CLASSES;
        right += answers[i].class == pool->labels[i];
        CHECK_INT(answers[i].confidence, q[answers[i].class] + 128);
        for (int k = 0; k < KWS_CLASSES; k++)
            CHECK(q[k] < q[answers[i].class] ||
                  (q[k] == q[answers[i].class] && k >= answers[i].class));
    }
    CHECK_INT(pool->sample_count, 800);
    CHECK_INT(right, 726);
}

static void threads_and_single_calls_answer_alike(void)
{
    const char *shared = test_shared_dir();
    if (shared == NULL)
        test_skip("needs the reference models and data");
    g_autoptr(Graph) graph = kws_graph(shared);
    g_autoptr(Plan) plan = plan_new(graph);
    Folder folder = kws_folder(shared);
    g_autoptr(DataPool) pool = read_pool(&folder, graph, NULL);
    folder_clear(&folder);
    pool->sample_count = 300; /* two threads' worth, the last batch not full */
    g_autofree Answer *alone = data_pool_answers(pool, plan, 1);
    g_autofree Answer *together = data_pool_answers(pool, plan, 3);
    CHECK(memcmp(alone, together, pool->sample_count * sizeof *alone) == 0);
    for (uint32_t i = 0; i < pool->sample_count; i += 53) {
        Answer answer = data_pool_answer(pool, plan, i);
        CHECK_INT(answer.class, alone[i].class);
        CHECK_INT(answer.confidence, alone[i].confidence);
    }
}

TEST_MAIN(CASE(rows_may_come_in_any_order), CASE(mistakes_name_file_and_row),
          CASE(missing_files_are_named), CASE(a_model_without_classes_is_refused),
          CASE(shares_are_weighted_by_the_rate_of_events), CASE(answers_are_those_of_the_reference),
          CASE(threads_and_single_calls_answer_alike))
