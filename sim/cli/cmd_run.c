/* A scenario in, a result directory out, and the verdict as exit status. */
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/data_dir.h"
#include "cli/kept.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "exp/requirement.h"
#include "exp/study.h"
#include "exp/study_plan.h"
#include "out/number.h"
#include "out/output.h"
#include "util/error.h"

/* What lasts from the first file to the last line. */
typedef struct Job {
    const RunArguments *arguments;
    Scenario *scenario;
    Progress progress;
    Stop stop;
    Kept kept;
    OutputOptions options;
    Output *output;     /* NULL = not made yet */
    const Study *study; /* the one that runs; borrowed */
} Job;

/* "smart-home  1200 devices, 30 d, 10 replications, seed 20260101" */
static char *header_of(const Study *study, uint32_t device_count)
{
    char devices[NUMBER_SIZE], duration[NUMBER_SIZE];
    number_bare((NumberStyle){1, 0, ""}, device_count, devices);
    number_duration((double)study->duration / 1e9, duration);
    return g_strdup_printf("%s  %s device%s, %s, %u replication%s, seed %" G_GUINT64_FORMAT "\n",
                           study->name, devices, device_count == 1 ? "" : "s", duration,
                           study->replications, study->replications == 1 ? "" : "s", study->seed);
}

static void print_header(const Job *job, const Study *study)
{
    g_autofree char *line = header_of(study, job->scenario->placement->device_count);
    if (job->arguments->is_quiet)
        return;
    terminal_put(stderr, line);
    for (guint i = 0; i < study->warnings->len; i++) {
        const char *warning = g_array_index(study->warnings, const char *, i);
        g_autofree char *told = g_strdup_printf("warning: %s\n", warning);
        terminal_put(stderr, told);
    }
}

/* The directory is made when nothing about the input can fail any more, and before the work. */
static bool on_ready(void *user, const Study *study, GError **error)
{
    Job *job = user;
    const char *old_dir = NULL;
    stop_mind(&job->stop);
    job->output = output_new(study, &job->options, error);
    if (job->output == NULL)
        return false;
    job->study = study;
    const char *old = output_old(job->output, &old_dir);
    g_autofree char *stands =
        old == NULL ? NULL : g_strdup_printf("%s still holds the %s", old_dir, old);
    kept_place(&job->kept, output_dir(job->output), stands, study->replications);
    print_header(job, study);
    return true;
}

static bool on_run(void *user, const RunResult *run, GError **error)
{
    Job *job = user;
    if (output_add_run(job->output, run, error)) {
        if (strcmp(run->status, "ok") == 0)
            kept_add(&job->kept);
        return true;
    }
    output_fail(job->output, job->study, &job->options);
    stop_break(&job->stop);
    return false;
}

static void on_show(void *user)
{
    Job *job = user;
    progress_show(&job->progress);
}

/* The last word of a run that cannot be waited for: past stdio, which others may hold. */
static void on_late(void *user)
{
    Job *job = user;
    if (!kept_claim(&job->kept))
        return;
    g_autofree char *kept = kept_sentence(&job->kept);
    g_autofree char *line = g_strdup_printf("stopped at once; %s\n", kept);
    g_autofree char *text = g_get_charset(NULL) ? g_strdup(line) : terminal_ascii(line);
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

static Study *run(Job *job, GError **error)
{
    const RunArguments *arguments = job->arguments;
    const RunOptions options = {
        .thread_count = arguments->thread_count,
        .events_every = arguments->events_every,
        .inference_every = arguments->inference_every,
        .kernels = arguments->kernels,
        .partition_devices = arguments->partition_devices,
        .command = arguments->command,
        .on_progress = progress_update,
        .user = &job->progress,
        .on_ready = on_ready,
        .on_run = on_run,
        .ready_user = job,
        .stop = &job->stop.requested,
        .cut = &job->stop.is_cut,
    };
    Study *study = study_run(job->scenario, &options, error);
    progress_wipe(&job->progress);
    return study;
}

static void print_summary(const Job *job, const Study *study)
{
    const RunArguments *arguments = job->arguments;
    bool is_text = arguments->format == SUMMARY_TEXT;
    const SummaryStyle style = {
        .is_color = is_text && terminal_has_color(stdout, arguments->color),
        .is_ascii = !g_get_charset(NULL),
        .is_quiet = arguments->is_quiet,
        .dir = output_dir(job->output),
        .status = job->options.status,
        .version = TINYFLEET_VERSION,
    };
    g_autofree char *text = summary_format(study, arguments->format, &style);
    if (is_text)
        terminal_put(stdout, text);
    else
        fputs(text, stdout);
}

static void print_stopped(Job *job, bool is_written)
{
    const StudyProgress *last = &job->progress.last;
    if (!kept_claim(&job->kept))
        return;
    g_autofree char *time = progress_time_text(last->time, MAX(last->duration, 1));
    g_autofree char *where =
        is_written ? g_strdup("while results were written") : g_strdup_printf("at %s", time);
    g_autofree char *kept = kept_sentence(&job->kept);
    g_autofree char *line = g_strdup_printf("stopped %s; %s\n", where, kept);
    terminal_put(stderr, line);
}

static bool has_all_runs(const Study *study)
{
    for (guint i = 0; i < study->runs->len; i++) {
        const RunResult *result = g_ptr_array_index(study->runs, i);
        if (strcmp(result->status, "interrupted") == 0)
            return false;
    }
    return study->runs->len == study->replications;
}

/* The status of what broke, after the sentence about what is there all the same. */
static int report_broken(Job *job, const GError *error)
{
    int status = status_report(error);
    if (job->kept.dir != NULL) {
        g_autofree char *kept = kept_sentence(&job->kept);
        g_autofree char *line = g_strdup_printf("%s\n", kept);
        terminal_put(stderr, line);
    }
    return status;
}

static int finish(Job *job, const Study *study)
{
    g_autoptr(GError) error = NULL;
    bool has_all = has_all_runs(study), is_whole = false;
    job->options.status = has_all ? "complete" : "interrupted";
    job->options.finished = g_get_real_time() / G_USEC_PER_SEC;
    if (!output_finish(job->output, study, &job->options, &is_whole, &error))
        return report_broken(job, error);
    if (has_all && is_whole) {
        kept_finish(&job->kept, output_dir(job->output));
        print_summary(job, study);
        return requirements_verdict(study) == VERDICT_PASS ? STATUS_YES : STATUS_NO;
    }
    job->options.status = "interrupted";
    print_summary(job, study);
    print_stopped(job, has_all);
    return STATUS_SIGNALLED + job->stop.requested;
}

static OutputOptions output_options(Job *job, const char *templates)
{
    const RunArguments *arguments = job->arguments;
    return (OutputOptions){
        .dir = arguments->output,
        .is_forced = arguments->is_forced,
        .with_plots = arguments->with_plots,
        .are_plots_required = arguments->are_plots_required,
        .with_report = arguments->with_report,
        .plots = scenario_file_plots(job->scenario),
        .template_dir = templates,
        .version = TINYFLEET_VERSION,
        .git = TINYFLEET_GIT_HASH,
        .started = g_get_real_time() / G_USEC_PER_SEC,
        .host_cores = g_get_num_processors(),
        .rank_count = 1,
        .stop = &job->stop.requested,
    };
}

/* From here to the end a stop is an orderly end. */
static int run_and_write(Job *job)
{
    g_autofree char *templates = data_dir_find("reports");
    g_autoptr(GError) error = NULL;
    job->options = output_options(job, templates);
    progress_init(&job->progress, job->arguments->progress, job->arguments->is_quiet);
    kept_init(&job->kept);
    stop_start(&job->stop, &(Stop){.on_show = on_show, .on_late = on_late, .user = job});
    g_autoptr(Study) study = run(job, &error);
    int status = study == NULL ? report_broken(job, error) : finish(job, study);
    output_free(job->output);
    fflush(stdout);
    stop_end(&job->stop);
    progress_clear(&job->progress);
    kept_clear(&job->kept);
    g_free((gpointer)(uintptr_t)job->options.plots);
    return status;
}

/* --- --dry-run ------------------------------------------------------------------------------ */

/* Settled items: beats, and demands at their mean rate. */
static double item_count(const Scenario *scenario, const Study *study)
{
    double seconds = (double)study->duration / 1e9;
    double items =
        scenario->placement->device_count * seconds / ((double)scenario->health.heartbeat / 1e9);
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        if (strcmp(row->quantity, "throughput") == 0)
            items += row->predicted * seconds;
    }
    return items;
}

/* "memory: about 412 MB, most of it for 1000000 devices (380 MB); the machine has 23 GB" */
static char *memory_line(const Scenario *scenario, const StudyPlan *plan)
{
    g_autofree char *total =
        memory_text(memory_total(&plan->need, plan->lanes, plan->room.is_of_address_space));
    g_autofree char *most = memory_most(&plan->need, scenario);
    g_autofree char *room = memory_text(plan->room.bytes);
    return g_strdup_printf("memory: about %s, most of it for %s; %s %s\n", total, most,
                           plan->room.source, room);
}

static char *time_line(const Scenario *scenario, const StudyPlan *plan)
{
    char wall[NUMBER_SIZE], sample[NUMBER_SIZE], reached[NUMBER_SIZE], whole[NUMBER_SIZE];
    number_show(plan->wall_s, 0.05 * plan->wall_s, "s", wall);
    number_show(plan->sample_s, 0.05 * plan->sample_s, "s", sample);
    number_show((double)plan->sample_reached / 1e9, NAN, "s", reached);
    number_duration((double)scenario->run.duration / 1e9, whole);
    return g_strdup_printf("time: about %s, results not yet written; an estimate: the first run "
                           "came to %s of %s in %s\n",
                           wall, reached, whole, sample);
}

static int dry_run(const Job *job)
{
    const RunArguments *arguments = job->arguments;
    const RunOptions options = {.thread_count = arguments->thread_count,
                                .events_every = arguments->events_every,
                                .inference_every = arguments->inference_every,
                                .kernels = arguments->kernels,
                                .partition_devices = arguments->partition_devices};
    g_autoptr(GError) error = NULL;
    StudyPlan plan;
    if (!study_plan(job->scenario, &options, &plan, &error))
        return status_report(error);
    g_autoptr(Study) study = study_predict(job->scenario, &error);
    if (study == NULL)
        return status_report(error);
    char items[NUMBER_SIZE];
    number_count(item_count(job->scenario, study), items);
    g_autofree char *header = header_of(study, job->scenario->placement->device_count);
    g_autofree char *memory = memory_line(job->scenario, &plan);
    g_autofree char *time = time_line(job->scenario, &plan);
    g_autofree char *line = g_strdup_printf(
        "would run %u point%s, %u time%s, %u side by side on %u thread%s each, with about %s "
        "beats and demands a run\n",
        plan.point_count, plan.point_count == 1 ? "" : "s", plan.replications,
        plan.replications == 1 ? "" : "s", plan.lanes, plan.threads_of_run,
        plan.threads_of_run == 1 ? "" : "s", items);
    const char *const lines[] = {header, line, memory, time};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        terminal_put(stdout, lines[i]);
    return STATUS_YES;
}

/* A launcher of parallel programs would run the same simulation many times over. */
static bool check_launcher(GError **error)
{
    static const char *const counts[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE",
                                         "SLURM_STEP_NUM_TASKS"};
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        const char *text = g_getenv(counts[i]);
        if (text == NULL || g_ascii_strtoll(text, NULL, 10) <= 1)
            continue;
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE,
                    "%s = %s, but this build has no MPI: each process would run everything; start "
                    "one, and give it threads with -j",
                    counts[i], text);
        return false;
    }
    return true;
}

int cmd_run(int argc, char **argv)
{
    RunArguments arguments;
    g_autoptr(GError) error = NULL;
    if (!run_options_parse(argc, argv, &arguments, &error) || !check_launcher(&error)) {
        run_options_clear(&arguments);
        return status_usage("run", "%s", error->message);
    }
    const ScenarioAsked asked = {
        .path = arguments.scenario,
        .settings = arguments.settings,
        .is_strict = arguments.is_strict,
        .is_quiet = arguments.is_quiet,
    };
    g_autoptr(Scenario) scenario = scenario_file_read(&asked);
    Job job = {.arguments = &arguments, .scenario = scenario};
    int status = scenario == NULL       ? STATUS_INPUT
                 : arguments.is_dry_run ? dry_run(&job)
                                        : run_and_write(&job);
    run_options_clear(&arguments);
    return status;
}
