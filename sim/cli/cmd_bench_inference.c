/* How fast is the inference core? Models, kernel sets and batches, beside the machine's peak. */
#include <glib.h>
#include <stdio.h>

#include "cli/bench_infer.h"
#include "cli/bench_report.h"
#include "cli/kernel_option.h"
#include "cli/model_file.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "nn/tflite_read.h"
#include "util/error.h"

#define DEFAULT_BATCHES "1,64"

static const char COMMAND_NAME[] = "bench inference";

enum {
    REPEATS_MAX = 1000,
    THREADS_MAX = 1024,
    SECONDS_MAX = 3600,
    BATCH_MAX = 65536,
};

/* One line of the table. */
typedef struct Row {
    const char *model;
    const KernelSet *kernels;
    const double *peaks; /* of its set, [repeat_count] */
    Plan *plan;          /* shared by the rows of the set */
    int32_t batch;
    double *wall_s; /* [repeat_count], of one inference */
} Row;

typedef struct Bench {
    char *kernels_text, *batches_text, *format_text;
    double seconds;
    int repeat_count, thread_count;
    bool is_json;
    GArray *batches;             /* uint32_t */
    GPtrArray *sets, *skipped;   /* KernelSet; names */
    GPtrArray *graphs, *plans;   /* owned */
    GPtrArray *names, *unusable; /* of models; sentences */
    double *peaks;               /* [sets][repeat_count], MACs a second */
    GArray *rows;                /* Row */
} Bench;

static void clear_bench(Bench *bench)
{
    for (guint i = 0; bench->rows != NULL && i < bench->rows->len; i++)
        g_free(g_array_index(bench->rows, Row, i).wall_s);
    g_clear_pointer(&bench->rows, g_array_unref);
    g_clear_pointer(&bench->batches, g_array_unref);
    g_clear_pointer(&bench->sets, g_ptr_array_unref);
    g_clear_pointer(&bench->skipped, g_ptr_array_unref);
    g_clear_pointer(&bench->plans, g_ptr_array_unref);
    g_clear_pointer(&bench->graphs, g_ptr_array_unref);
    g_clear_pointer(&bench->names, g_ptr_array_unref);
    g_clear_pointer(&bench->unusable, g_ptr_array_unref);
    g_free(bench->peaks);
    g_free(bench->kernels_text);
    g_free(bench->batches_text);
    g_free(bench->format_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bench, clear_bench)

/* --- options ------------------------------------------------------------------------------ */

static bool check_range(const char *option, double value, double min, double max, GError **error)
{
    if (value >= min && value <= max)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s = %g is outside %g..%g", option, value,
                min, max);
    return false;
}

static bool check_options(Bench *bench, GError **error)
{
    int format = options_choice("--format", bench->format_text,
                                (const char *const[]){"text", "json", NULL}, error);
    if (format < 0 || !check_range("--seconds", bench->seconds, 0, SECONDS_MAX, error) ||
        !check_range("--threads", bench->thread_count, 1, THREADS_MAX, error) ||
        !check_range("--repeat", bench->repeat_count, 1, REPEATS_MAX, error))
        return false;
    bench->is_json = format == 1;
    const char *batches = bench->batches_text != NULL ? bench->batches_text : DEFAULT_BATCHES;
    bench->batches = bench_numbers("--batch", batches, (BenchRange){1, BATCH_MAX}, error);
    return bench->batches != NULL &&
           kernel_option_list(bench->kernels_text, &bench->sets, &bench->skipped, error);
}

static bool read_options(Bench *bench, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"kernels", 0, 0, G_OPTION_ARG_FILENAME, &bench->kernels_text,
         "sets of inner loops [all there are]", KERNEL_OPTION_WORDS ",…"},
        {"batch", 0, 0, G_OPTION_ARG_FILENAME, &bench->batches_text,
         "samples at a time [" DEFAULT_BATCHES "]", "N,…"},
        {"threads", 'j', 0, G_OPTION_ARG_INT, &bench->thread_count, "worker threads [1]", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_DOUBLE, &bench->seconds, "of each run, at least [0.2]", "S"},
        {"repeat", 0, 0, G_OPTION_ARG_INT, &bench->repeat_count, "runs for each median [3]", "N"},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &bench->format_text, "of the table", "text|json"},
        G_OPTION_ENTRY_NULL,
    };
    return options_parse("[MODEL…]", entries, argc, argv, error) && check_options(bench, error);
}

/* --- models ------------------------------------------------------------------------------- */

static Graph *read_model(const char *name, GError **error)
{
    g_autofree char *path = model_file_find(name, error);
    return path != NULL ? tflite_read(path, error) : NULL;
}

static void add_graph(Bench *bench, const char *name, Graph *graph)
{
    g_ptr_array_add(bench->names, g_path_get_basename(name));
    g_ptr_array_add(bench->graphs, graph);
}

/* The models that are named; without names the shipped ones that run here. */
static bool read_models(Bench *bench, int argc, char **argv, GError **error)
{
    for (int i = 1; i < argc; i++) {
        Graph *graph = read_model(argv[i], error);
        if (graph == NULL)
            return false;
        add_graph(bench, argv[i], graph);
    }
    g_auto(GStrv) shipped = argc > 1 ? NULL : model_file_list();
    for (size_t i = 0; shipped != NULL && shipped[i] != NULL; i++) {
        g_autoptr(GError) cause = NULL;
        Graph *graph = read_model(shipped[i], &cause);
        if (graph != NULL)
            add_graph(bench, shipped[i], graph);
        else
            g_ptr_array_add(bench->unusable, g_strdup(cause->message));
    }
    if (bench->graphs->len > 0)
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no shipped model runs here; name one");
    return false;
}

static void add_rows(Bench *bench, guint model, guint set)
{
    size_t repeat_count = (size_t)bench->repeat_count;
    const KernelSet *kernels = g_ptr_array_index(bench->sets, set);
    Plan *plan = plan_new_with(g_ptr_array_index(bench->graphs, model), kernels);
    g_ptr_array_add(bench->plans, plan);
    for (guint b = 0; b < bench->batches->len; b++) {
        Row row = {.model = g_ptr_array_index(bench->names, model),
                   .kernels = kernels,
                   .peaks = bench->peaks + set * repeat_count,
                   .plan = plan,
                   .batch = (int32_t)g_array_index(bench->batches, uint32_t, b),
                   .wall_s = g_new0(double, repeat_count)};
        g_array_append_val(bench->rows, row);
    }
}

/* --- running ------------------------------------------------------------------------------ */

/* Interleaved, so that what disturbs the machine for a while disturbs all rows. */
static void run_all(Bench *bench)
{
    for (int repeat = 0; repeat < bench->repeat_count; repeat++) {
        for (guint s = 0; s < bench->sets->len; s++)
            bench->peaks[s * (guint)bench->repeat_count + (guint)repeat] =
                bench_infer_peak(g_ptr_array_index(bench->sets, s), MIN(bench->seconds, 0.1));
        for (guint i = 0; i < bench->rows->len; i++) {
            const Row *row = &g_array_index(bench->rows, Row, i);
            InferBench run = {row->plan, row->batch, bench->thread_count, bench->seconds};
            row->wall_s[repeat] = bench_infer_run(&run);
        }
    }
}

/* The lower one of an even count. */
static double median(const double *numbers, int count)
{
    g_autofree double *sorted = g_new(double, (gsize)count);
    for (int i = 0; i < count; i++) {
        int at = i;
        for (; at > 0 && sorted[at - 1] > numbers[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = numbers[i];
    }
    return sorted[(count - 1) / 2];
}

/* --- answers ------------------------------------------------------------------------------ */

typedef struct Figures {
    double wall_s, macs_per_s, peak; /* of one inference; of all threads */
    int64_t macs;
} Figures;

static Figures find_figures(const Bench *bench, const Row *row)
{
    Work work = graph_work(row->plan->graph);
    Figures figures = {.wall_s = median(row->wall_s, bench->repeat_count),
                       .macs = work_macs(&work),
                       .peak = median(row->peaks, bench->repeat_count) * bench->thread_count};
    figures.macs_per_s = (double)figures.macs / figures.wall_s;
    return figures;
}

static void put_json(Json *json, const Bench *bench, const Row *row)
{
    Figures figures = find_figures(bench, row);
    json_begin(json, NULL, '{');
    json_text(json, "model", row->model);
    json_text(json, "kernels", row->kernels->name);
    json_integer(json, "batch", row->batch);
    json_integer(json, "threads", bench->thread_count);
    json_number(json, "us_per_inference", figures.wall_s * 1e6);
    json_number(json, "inferences_per_s", 1.0 / figures.wall_s);
    json_integer(json, "macs", figures.macs);
    json_number(json, "gmac_per_s", figures.macs_per_s * 1e-9);
    json_number(json, "peak_gmac_per_s", figures.peak * 1e-9);
    json_number(json, "share_of_peak", figures.macs_per_s / figures.peak);
    json_end(json, '{');
}

static void put_text(GString *text, const Bench *bench, const Row *row)
{
    Figures figures = find_figures(bench, row);
    g_string_append_printf(text, "%-28s %-7s %6d %7d %13.2f %8.2f %8.1f %7.1f %%\n", row->model,
                           row->kernels->name, row->batch, bench->thread_count,
                           figures.wall_s * 1e6, figures.macs_per_s * 1e-9, figures.peak * 1e-9,
                           figures.macs_per_s / figures.peak * 100);
}

static void print_json(const Bench *bench, GString *text)
{
    Json json = {text, true};
    bench_json_begin(&json, "inference");
    for (guint i = 0; i < bench->rows->len; i++)
        put_json(&json, bench, &g_array_index(bench->rows, Row, i));
    json_end(&json, '[');
    json_begin(&json, "skipped", '[');
    for (guint i = 0; i < bench->skipped->len; i++)
        json_text(&json, NULL, g_ptr_array_index(bench->skipped, i));
    bench_json_end(&json);
}

static void print_text(const Bench *bench, GString *text)
{
    g_string_append_printf(text,
                           "median of %d; the peak is the set's own product in the nearest cache\n"
                           "model                        kernels  batch threads  us/inference   "
                           "GMAC/s     peak    share\n",
                           bench->repeat_count);
    for (guint i = 0; i < bench->rows->len; i++)
        put_text(text, bench, &g_array_index(bench->rows, Row, i));
    for (guint i = 0; i < bench->skipped->len; i++)
        g_string_append_printf(text, "skipped: %s, which this build or CPU lacks\n",
                               (const char *)g_ptr_array_index(bench->skipped, i));
    for (guint i = 0; i < bench->unusable->len; i++)
        g_string_append_printf(text, "skipped: %s\n",
                               (const char *)g_ptr_array_index(bench->unusable, i));
}

static void free_graph(gpointer graph)
{
    graph_free(graph);
}

static void free_plan(gpointer plan)
{
    plan_free(plan);
}

int cmd_bench_inference(int argc, char **argv)
{
    g_auto(Bench) bench = {.seconds = 0.2, .repeat_count = 3, .thread_count = 1};
    g_autoptr(GError) error = NULL;
    if (!read_options(&bench, &argc, &argv, &error))
        return status_usage(COMMAND_NAME, "%s", error->message);
    bench.graphs = g_ptr_array_new_with_free_func(free_graph);
    bench.plans = g_ptr_array_new_with_free_func(free_plan);
    bench.names = g_ptr_array_new_with_free_func(g_free);
    bench.unusable = g_ptr_array_new_with_free_func(g_free);
    bench.rows = g_array_new(FALSE, FALSE, sizeof(Row));
    if (!read_models(&bench, argc, argv, &error))
        return status_report(error);
    bench.peaks = g_new0(double, bench.sets->len *(size_t)bench.repeat_count);
    for (guint m = 0; m < bench.graphs->len; m++) {
        for (guint s = 0; s < bench.sets->len; s++)
            add_rows(&bench, m, s);
    }
    run_all(&bench);
    g_autoptr(GString) text = g_string_new(NULL);
    if (bench.is_json)
        print_json(&bench, text);
    else
        print_text(&bench, text);
    terminal_put(stdout, text->str);
    return STATUS_YES;
}
