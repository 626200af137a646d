/* A scenario in, a result directory out, and the verdict as exit status. */
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/data_dir.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/status.h"
#include "cli/stop.h"
#include "exp/requirement.h"
#include "exp/study.h"
#include "out/number.h"
#include "out/output.h"

/* What lasts from the first file to the last line. */
typedef struct Job {
    const RunArguments *arguments;
    Scenario *scenario;
    Progress progress;
    Stop stop;
    OutputOptions output;
    char *dir; /* of the results, once it is made */
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
    if (!job->arguments->is_quiet)
        terminal_put(stderr, line);
}

/* The directory is made when nothing about the input can fail any more, and before the work. */
static bool on_ready(void *user, const Study *study, GError **error)
{
    Job *job = user;
    job->dir = output_open(study->name, &job->output, error);
    if (job->dir != NULL)
        print_header(job, study);
    return job->dir != NULL;
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
        .ready_user = job,
        .stop = &job->stop.requested,
        .cut = &job->stop.is_cut,
    };
    stop_start(&job->stop, progress_show, &job->progress);
    Study *study = study_run(job->scenario, &options, error);
    stop_end(&job->stop);
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
        .dir = job->dir,
        .status = job->output.status,
        .version = TINYFLEET_VERSION,
    };
    g_autofree char *text = summary_format(study, arguments->format, &style);
    if (is_text)
        terminal_put(stdout, text);
    else
        fputs(text, stdout);
}

/* The earliest time at which a replication was cut short. */
static SimTime stopped_at(const Study *study)
{
    SimTime earliest = study->duration;
    for (guint i = 0; i < study->runs->len; i++)
        earliest = MIN(earliest, ((const RunResult *)g_ptr_array_index(study->runs, i))->sim_end);
    return earliest;
}

static void print_stopped(const Job *job, const Study *study)
{
    g_autofree char *time = progress_time_text(stopped_at(study), study->duration);
    g_autofree char *line =
        g_strdup_printf("stopped at %s of replication %u of %u; partial results are in %s\n", time,
                        MAX(study->runs->len, 1U), study->replications, job->dir);
    terminal_put(stderr, line);
}

static bool is_interrupted(const Study *study)
{
    if (study->runs->len < study->replications)
        return true;
    for (guint i = 0; i < study->runs->len; i++) {
        const RunResult *result = g_ptr_array_index(study->runs, i);
        if (strcmp(result->status, "interrupted") == 0)
            return true;
    }
    return false;
}

static int finish(Job *job, const Study *study)
{
    g_autoptr(GError) error = NULL;
    bool was_stopped = job->stop.requested != 0 && is_interrupted(study);
    job->output.status = was_stopped ? "interrupted" : "complete";
    job->output.finished = g_get_real_time() / G_USEC_PER_SEC;
    if (!output_fill(study, job->dir, &job->output, &error))
        return status_report(error);
    print_summary(job, study);
    if (was_stopped) {
        print_stopped(job, study);
        return STATUS_SIGNALLED + job->stop.requested;
    }
    return requirements_verdict(study) == VERDICT_PASS ? STATUS_YES : STATUS_NO;
}

static int run_and_write(Job *job)
{
    const RunArguments *arguments = job->arguments;
    g_autofree char *templates = data_dir_find("reports");
    g_autoptr(GError) error = NULL;
    job->output = (OutputOptions){
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
    };
    progress_init(&job->progress, arguments->progress, arguments->is_quiet);
    g_autoptr(Study) study = run(job, &error);
    int status = study == NULL ? status_report(error) : finish(job, study);
    progress_clear(&job->progress);
    g_free((gpointer)(uintptr_t)job->output.plots);
    g_free(job->dir);
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

static int dry_run(const Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Study) study = study_predict(job->scenario, &error);
    if (study == NULL)
        return status_report(error);
    char items[NUMBER_SIZE];
    g_autofree char *header = header_of(study, job->scenario->placement->device_count);
    number_count(item_count(job->scenario, study), items);
    g_autofree char *line =
        g_strdup_printf("would run %u time%s, with about %s beats and demands each\n",
                        study->replications, study->replications == 1 ? "" : "s", items);
    terminal_put(stdout, header);
    terminal_put(stdout, line);
    return STATUS_YES;
}

int cmd_run(int argc, char **argv)
{
    RunArguments arguments;
    g_autoptr(GError) error = NULL;
    if (!run_options_parse(argc, argv, &arguments, &error)) {
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
