#include "exp/data_pool.h"

#include <math.h>
#include <string.h>

#include "nn/infer.h"
#include "util/csvfile.h"
#include "util/error.h"
#include "util/readfile.h"

enum { INPUTS_SIZE_MAX = 1 << 30 };
enum { CLASSES_MAX = 256, BATCH = 64, WORTH_A_THREAD = 4 * BATCH };

/* --- reading ------------------------------------------------------------------------------- */

/* One CSV file being read: what it fills, and which rows there were. */
typedef struct Filling {
    DataPool *pool;
    bool *is_given;
    uint32_t given_count;
} Filling;

/* Column i as a number below `count`. */
static bool read_below(const CsvRow *row, size_t i, uint32_t count, uint32_t *ret_value,
                       GError **error)
{
    int64_t value;
    if (!csvrow_int(row, i, &value, error))
        return false;
    if (value < 0 || value >= (int64_t)count)
        return csvrow_refuse(row, error, "column '%s': %s is outside 0..%u", row->columns[i],
                             row->fields[i], count - 1);
    *ret_value = (uint32_t)value;
    return true;
}

/* Column 0, which names the row: below `count`, and once. */
static bool read_once(Filling *filling, const CsvRow *row, uint32_t count, uint32_t *ret_value,
                      GError **error)
{
    if (!read_below(row, 0, count, ret_value, error))
        return false;
    if (filling->is_given[*ret_value])
        return csvrow_refuse(row, error, "%s %u is given twice", row->columns[0], *ret_value);
    filling->is_given[*ret_value] = true;
    filling->given_count++;
    return true;
}

static bool on_class(void *user, const CsvRow *row, GError **error)
{
    Filling *filling = user;
    DataPool *pool = filling->pool;
    uint32_t label, is_event;
    if (!read_once(filling, row, pool->class_count, &label, error) ||
        !read_below(row, 2, 2, &is_event, error))
        return false;
    pool->names[label] = g_strdup(row->fields[1]);
    pool->is_event[label] = is_event == 1;
    return true;
}

static bool on_label(void *user, const CsvRow *row, GError **error)
{
    Filling *filling = user;
    DataPool *pool = filling->pool;
    uint32_t index, label;
    if (!read_once(filling, row, pool->sample_count, &index, error) ||
        !read_below(row, 1, pool->class_count, &label, error))
        return false;
    pool->labels[index] = (uint8_t)label;
    return true;
}

/* A file with a row for each of `count` things. */
typedef struct RowFile {
    const char *path;
    const char *const *columns;
    CsvRowFn on_row;
} RowFile;

static bool read_rows(Filling *filling, const RowFile *file, uint32_t count, GError **error)
{
    const char *path = file->path;
    const char *const *columns = file->columns;
    g_autofree bool *is_given = g_new0(bool, count);
    filling->is_given = is_given;
    filling->given_count = 0;
    if (!csvfile_read(path, columns, file->on_row, filling, error))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_given[i]) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: no row for %s %u of 0..%u",
                        path, columns[0], i, count - 1);
            return false;
        }
    }
    return true;
}

static bool read_inputs(DataPool *pool, const char *path, const Graph *graph, GError **error)
{
    g_autofree char *bytes = NULL;
    size_t size = 0;
    g_autoptr(GError) failure = NULL;
    if (!readfile(path, INPUTS_SIZE_MAX, &bytes, &size, &failure)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s: cannot be read: %s", path,
                    failure->message);
        return false;
    }
    if (size == 0 || size % pool->input_size != 0 || size / pool->input_size > INT32_MAX) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "%s: %zu bytes are not inputs of %s, %zu bytes each", path, size, graph->name,
                    pool->input_size);
        return false;
    }
    pool->sample_count = (uint32_t)(size / pool->input_size);
    pool->inputs = (int8_t *)g_steal_pointer(&bytes);
    return true;
}

/* Samples by what their label is. */
static void sort_samples(DataPool *pool)
{
    pool->event_samples = g_new(uint32_t, pool->sample_count);
    pool->other_samples = g_new(uint32_t, pool->sample_count);
    for (uint32_t i = 0; i < pool->sample_count; i++) {
        if (pool->is_event[pool->labels[i]])
            pool->event_samples[pool->event_count++] = i;
        else
            pool->other_samples[pool->other_count++] = i;
    }
}

/* One int8 input, one int8 output with a number for each class. */
static bool check_model(const Graph *graph, GError **error)
{
    const Tensor *output = graph_output(graph, 0);
    if (graph->input_count == 1 && graph->output_count == 1 &&
        graph_input(graph, 0)->type == TENSOR_INT8 && output->type == TENSOR_INT8 &&
        output->element_count >= 2 && output->element_count <= CLASSES_MAX)
        return true;
    char shape[TENSOR_SHAPE_TEXT];
    tensor_print_shape(output, shape);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                "%s: cannot be given samples and classes: needs one int8 input and one int8 "
                "output of 2 to %d classes, has %d and %d, the first output %s",
                graph->name, CLASSES_MAX, graph->input_count, graph->output_count, shape);
    return false;
}

DataPool *data_pool_read(const char *folder, const Graph *graph, GError **error)
{
    static const char *const class_columns[] = {"label", "name", "event", NULL};
    static const char *const label_columns[] = {"index", "label", NULL};
    if (!check_model(graph, error))
        return NULL;
    g_autofree char *inputs_path = g_build_filename(folder, "inputs.bin", NULL);
    g_autofree char *labels_path = g_build_filename(folder, "labels.csv", NULL);
    g_autofree char *classes_path = g_build_filename(folder, "classes.csv", NULL);
    RowFile classes = {classes_path, class_columns, on_class};
    RowFile labels = {labels_path, label_columns, on_label};

    g_autoptr(DataPool) pool = g_new0(DataPool, 1);
    pool->input_size = graph_input_size(graph);
    pool->class_count = (uint32_t)graph_output(graph, 0)->element_count;
    pool->is_event = g_new0(bool, pool->class_count);
    pool->names = g_new0(char *, pool->class_count + 1);
    Filling filling = {.pool = pool};
    if (!read_rows(&filling, &classes, pool->class_count, error) ||
        !read_inputs(pool, inputs_path, graph, error))
        return NULL;
    pool->labels = g_new0(uint8_t, pool->sample_count);
    if (!read_rows(&filling, &labels, pool->sample_count, error))
        return NULL;
    sort_samples(pool);
    return g_steal_pointer(&pool);
}

void data_pool_free(DataPool *pool)
{
    if (pool == NULL)
        return;
    for (uint32_t i = 0; pool->names != NULL && i < pool->class_count; i++)
        g_free(pool->names[i]);
    g_free(pool->names);
    g_free(pool->is_event);
    g_free(pool->inputs);
    g_free(pool->labels);
    g_free(pool->event_samples);
    g_free(pool->other_samples);
    g_free(pool);
}

/* --- answers ------------------------------------------------------------------------------- */

static uint8_t confidence_of(const Tensor *output, int8_t q)
{
    if (output->scale_count != 1)
        return q < 0 ? 0 : 255;
    if (output->scale[0] == 0x1p-8f && output->zero_point == INT8_MIN)
        return (uint8_t)(q - INT8_MIN);
    double real = (double)output->scale[0] * (q - output->zero_point);
    return (uint8_t)int64_from_double(255.0 * CLAMP(real, 0.0, 1.0));
}

static Answer answer_of(const Tensor *output, const int8_t *q)
{
    int32_t best = 0;
    for (int32_t i = 1; i < output->element_count; i++) {
        if (q[i] > q[best])
            best = i;
    }
    return (Answer){(uint8_t)best, confidence_of(output, q[best])};
}

/* Samples first .. first + count - 1, in the caller's memory. */
static void answer_batch(const DataPool *pool, const Plan *plan, InferBatch *batch, uint32_t first,
                         Answer *answers)
{
    const Tensor *output = graph_output(plan->graph, 0);
    batch->inputs = pool->inputs + first * pool->input_size;
    infer_run(plan, batch);
    const int8_t *outputs = batch->outputs;
    for (int32_t i = 0; i < batch->count; i++)
        answers[i] = answer_of(output, outputs + i * output->element_count);
}

/* A share of the batches: every `step`-th from `first` on. */
typedef struct AnswerTask {
    const DataPool *pool;
    const Plan *plan;
    Answer *answers;
    uint32_t first, step;
} AnswerTask;

static void *answer_batches(void *data)
{
    const AnswerTask *task = data;
    uint32_t class_count = task->pool->class_count, sample_count = task->pool->sample_count;
    size_t arena_size = infer_arena_size(task->plan, BATCH);
    g_autofree void *arena = g_malloc(arena_size);
    g_autofree int8_t *outputs = g_malloc((size_t)BATCH * class_count);
    for (uint64_t at = (uint64_t)task->first * BATCH; at < sample_count;
         at += (uint64_t)task->step * BATCH) {
        uint32_t first = (uint32_t)at, count = MIN((uint32_t)BATCH, sample_count - first);
        InferBatch batch = {
            .count = (int32_t)count, .outputs = outputs, .arena = arena, .arena_size = arena_size};
        answer_batch(task->pool, task->plan, &batch, first, task->answers + first);
    }
    return NULL;
}

Answer *data_pool_answers(const DataPool *pool, const Plan *plan, uint32_t thread_count)
{
    g_assert(thread_count >= 1);
    uint32_t worth = 1 + pool->sample_count / WORTH_A_THREAD;
    uint32_t count = MIN(thread_count, worth);
    Answer *answers = g_new(Answer, pool->sample_count);
    g_autofree AnswerTask *tasks = g_new(AnswerTask, count);
    g_autofree GThread **threads = g_new0(GThread *, count);
    for (uint32_t i = 0; i < count; i++) {
        tasks[i] = (AnswerTask){pool, plan, answers, i, count};
        if (i > 0)
            threads[i] = g_thread_new("answers", answer_batches, &tasks[i]);
    }
    answer_batches(&tasks[0]);
    for (uint32_t i = 1; i < count; i++)
        g_thread_join(threads[i]);
    return answers;
}

Answer data_pool_answer(const DataPool *pool, const Plan *plan, uint32_t sample)
{
    g_assert(sample < pool->sample_count);
    size_t arena_size = infer_arena_size(plan, 1);
    g_autofree void *arena = g_malloc(arena_size);
    int8_t outputs[CLASSES_MAX];
    InferBatch batch = {.count = 1, .outputs = outputs, .arena = arena, .arena_size = arena_size};
    Answer answer;
    answer_batch(pool, plan, &batch, sample, &answer);
    return answer;
}

/* --- what to expect of them ---------------------------------------------------------------- */

static PoolShares shares_of(const DataPool *pool, const Answer *answers, const uint32_t *samples,
                            uint32_t count)
{
    int64_t right = 0, event = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t sample = samples[i];
        right += answers[sample].class == pool->labels[sample];
        event += pool->is_event[answers[sample].class];
    }
    double all = count == 0 ? 1.0 : (double)count;
    return (PoolShares){(double)right / all, (double)event / all};
}

PoolShares data_pool_shares(const DataPool *pool, const Answer *answers, double positive_rate)
{
    PoolShares events = shares_of(pool, answers, pool->event_samples, pool->event_count);
    PoolShares others = shares_of(pool, answers, pool->other_samples, pool->other_count);
    double p = pool->other_count == 0 ? 1.0 : (pool->event_count == 0 ? 0.0 : positive_rate);
    return (PoolShares){p * events.right + (1.0 - p) * others.right,
                        p * events.event + (1.0 - p) * others.event};
}
