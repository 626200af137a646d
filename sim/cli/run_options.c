#include "cli/run_options.h"

#include "cli/options.h"
#include "util/error.h"

/* As GLib reads them, before anything is checked. */
typedef struct RawOptions {
    char *output, *seed, *replications, *until, *events, *inference, *kernels, *format, *progress,
        *color;
    char **sets;
    int threads, partition_devices;
    gboolean force, dry_run, no_plots, no_report, plots, quiet, verbose, strict;
} RawOptions;

static bool parse_raw(RawOptions *raw, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output,
         "result directory [results/NAME-001, the next free number]", "DIR"},
        {"force", 0, 0, G_OPTION_ARG_NONE, &raw->force,
         "replace DIR if it holds a result; only files its manifest lists", NULL},
        {"set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->sets,
         "override a key, as in fleet.speakers.devices=1e6; may be repeated", "PATH=VALUE"},
        {"seed", 0, 0, G_OPTION_ARG_FILENAME, &raw->seed, "short for --set scenario.seed=N", "N"},
        {"replications", 'n', 0, G_OPTION_ARG_FILENAME, &raw->replications,
         "short for --set sweep.replications=N", "N"},
        {"until", 0, 0, G_OPTION_ARG_FILENAME, &raw->until,
         "short for --set scenario.duration=TIME", "TIME"},
        {"threads", 'j', 0, G_OPTION_ARG_INT, &raw->threads, "worker threads [all cores]", "N"},
        {"events", 0, 0, G_OPTION_ARG_FILENAME, &raw->events,
         "every: each beat and inference is an event; same digest, slower", "settled|every"},
        {"inference", 0, 0, G_OPTION_ARG_FILENAME, &raw->inference,
         "every: compute each inference anew; same digest, slower", "cached|every"},
        {"kernels", 0, 0, G_OPTION_ARG_FILENAME, &raw->kernels,
         "Inner loops of the inferences: same digest with each", KERNEL_OPTION_WORDS},
        {"partition-devices", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &raw->partition_devices,
         "devices after which a partition is closed; never changes a result [65536]", "N"},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &raw->dry_run, "say what would run, and stop", NULL},
        {"no-plots", 0, 0, G_OPTION_ARG_NONE, &raw->no_plots, "draw nothing", NULL},
        {"plots", 0, 0, G_OPTION_ARG_NONE, &raw->plots, "fail if gnuplot is missing", NULL},
        {"no-report", 0, 0, G_OPTION_ARG_NONE, &raw->no_report, "leave out report.html", NULL},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &raw->format, "form of the summary on stdout",
         "text|json|csv|md|junit"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &raw->quiet, "only errors and the verdict line", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &raw->verbose, "more log; twice: debug", NULL},
        {"progress", 0, 0, G_OPTION_ARG_FILENAME, &raw->progress, "show how far the run is",
         "auto|always|never"},
        {"color", 0, 0, G_OPTION_ARG_FILENAME, &raw->color, "colour the summary",
         "auto|always|never"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &raw->strict, "warnings are errors", NULL},
        G_OPTION_ENTRY_NULL,
    };
    return options_parse("SCENARIO", entries, argc, argv, error);
}

static void raw_clear(RawOptions *raw)
{
    char *const texts[] = {raw->output,   raw->seed,      raw->replications, raw->until,
                           raw->events,   raw->inference, raw->kernels,      raw->format,
                           raw->progress, raw->color};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(raw->sets);
}

static void add_setting(RunArguments *run, const char *path, const char *value)
{
    if (value != NULL)
        g_ptr_array_add(run->settings, g_strdup_printf("%s=%s", path, value));
}

static void take_settings(const RawOptions *raw, RunArguments *run)
{
    for (size_t i = 0; raw->sets != NULL && raw->sets[i] != NULL; i++)
        g_ptr_array_add(run->settings, g_strdup(raw->sets[i]));
    add_setting(run, "scenario.seed", raw->seed);
    add_setting(run, "sweep.replications", raw->replications);
    add_setting(run, "scenario.duration", raw->until);
}

static bool take_words(const RawOptions *raw, RunArguments *run, GError **error)
{
    static const char *const events[] = {"settled", "every", NULL};
    static const char *const inference[] = {"cached", "every", NULL};
    static const char *const formats[] = {"text", "json", "csv", "md", "junit", NULL};
    static const char *const when[] = {"auto", "always", "never", NULL};
    int events_at = options_choice("--events", raw->events, events, error);
    int inference_at =
        events_at < 0 ? -1 : options_choice("--inference", raw->inference, inference, error);
    int format_at = inference_at < 0 ? -1 : options_choice("--format", raw->format, formats, error);
    int progress_at = format_at < 0 ? -1 : options_choice("--progress", raw->progress, when, error);
    int color_at = progress_at < 0 ? -1 : options_choice("--color", raw->color, when, error);
    run->kernels = color_at < 0 ? NULL : kernel_option_find(raw->kernels, error);
    if (run->kernels == NULL)
        return false;
    run->events_every = events_at == 1;
    run->inference_every = inference_at == 1;
    run->format = (SummaryFormat)format_at;
    run->progress = (When)progress_at;
    run->color = (When)color_at;
    return true;
}

static bool take_numbers(const RawOptions *raw, RunArguments *run, GError **error)
{
    if (raw->threads < 0 || raw->threads > 4096) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "--threads = %d is outside 1..4096",
                    raw->threads);
        return false;
    }
    if (raw->partition_devices < 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "--partition-devices = %d must be positive", raw->partition_devices);
        return false;
    }
    if (raw->plots && raw->no_plots) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "--plots and --no-plots exclude each other");
        return false;
    }
    run->thread_count = (uint32_t)raw->threads;
    run->partition_devices = (uint32_t)raw->partition_devices;
    return true;
}

static void take_flags(RawOptions *raw, RunArguments *run)
{
    run->output = g_steal_pointer(&raw->output);
    run->is_forced = raw->force;
    run->is_dry_run = raw->dry_run;
    run->with_plots = !raw->no_plots;
    run->are_plots_required = raw->plots;
    run->with_report = !raw->no_report;
    run->is_quiet = raw->quiet;
    run->is_strict = raw->strict;
}

bool run_options_parse(int argc, char **argv, RunArguments *ret_run, GError **error)
{
    *ret_run = (RunArguments){.settings = g_ptr_array_new_with_free_func(g_free),
                              .command = options_command_line(argc, argv)};
    RawOptions raw = {0};
    bool is_well = parse_raw(&raw, &argc, &argv, error) && take_numbers(&raw, ret_run, error) &&
                   take_words(&raw, ret_run, error);
    if (is_well && argc != 2) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s",
                    argc < 2 ? "which scenario?" : "one scenario at a time");
        is_well = false;
    }
    if (is_well) {
        take_settings(&raw, ret_run);
        take_flags(&raw, ret_run);
        ret_run->scenario = g_strdup(argv[1]);
    }
    raw_clear(&raw);
    return is_well;
}

void run_options_clear(RunArguments *run)
{
    g_free(run->scenario);
    g_free(run->output);
    g_free(run->command);
    g_ptr_array_unref(run->settings);
}
