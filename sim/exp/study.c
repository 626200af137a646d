#include "exp/study.h"

#include <math.h>
#include <string.h>

#include "exp/build.h"
#include "exp/predict.h"
#include "exp/requirement.h"
#include "exp/run.h"
#include "exp/study_part.h"
#include "exp/study_plan.h"
#include "exp/summary.h"

#define SUMMARY_CONFIDENCE 0.95
#define PROGRESS_US        (G_USEC_PER_SEC / 10)

/* What all workers share. */
typedef struct Runner {
    const Blueprint *blueprint;
    const Scenario *scenario;
    const RunOptions *options;
    uint32_t replications, run_threads;
    RunResult **results; /* [replications]; NULL = not begun */
    double *required;    /* [replications][requirement_count] */
    gint64 started_us;

    GMutex lock; /* of what follows */
    uint32_t next, done_count;
    SimTime *reached; /* [replications]; the duration when it has ended */
    bool *is_running;
    gint64 shown_us;
    bool has_failed;

    GMutex keep_lock; /* of on_run and what it said */
    GError *error;
} Runner;

/* One replication on its way. */
typedef struct Lane {
    Runner *runner;
    uint32_t replication;
} Lane;

/* --- progress ----------------------------------------------------------------------------- */

static StudyProgress progress_of(const Runner *runner, gint64 now)
{
    SimTime duration = runner->scenario->run.duration, slowest = duration;
    double done = 0, elapsed = (double)(now - runner->started_us) / G_USEC_PER_SEC;
    for (uint32_t r = 0; r < runner->replications; r++) {
        done += (double)runner->reached[r] / (double)duration;
        if (runner->is_running[r])
            slowest = MIN(slowest, runner->reached[r]);
    }
    double days = done * (double)duration / (double)NS_PER_D;
    return (StudyProgress){
        .time = slowest,
        .duration = duration,
        .replications_done = runner->done_count,
        .replications = runner->replications,
        .device_days_per_s =
            elapsed > 0 ? days * runner->scenario->placement->device_count / elapsed : 0,
        .share_done = done / runner->replications,
    };
}

static void on_progress(void *user, SimTime reached)
{
    const Lane *lane = user;
    Runner *runner = lane->runner;
    gint64 now = g_get_monotonic_time();
    g_mutex_lock(&runner->lock);
    runner->reached[lane->replication] = reached;
    bool is_due = runner->options->on_progress && now - runner->shown_us >= PROGRESS_US;
    StudyProgress progress = {0};
    if (is_due) {
        runner->shown_us = now;
        progress = progress_of(runner, now);
    }
    g_mutex_unlock(&runner->lock);
    if (is_due)
        runner->options->on_progress(runner->options->user, &progress);
}

/* --- workers ------------------------------------------------------------------------------ */

static bool is_stopped(const Runner *runner)
{
    return runner->options->stop && *runner->options->stop != 0;
}

/* The next replication that nobody has begun; false: there is none. */
static bool take_next(Runner *runner, Lane *ret_lane)
{
    g_mutex_lock(&runner->lock);
    bool has_more =
        runner->next < runner->replications && !runner->has_failed && !is_stopped(runner);
    if (has_more) {
        *ret_lane = (Lane){runner, runner->next++};
        runner->is_running[ret_lane->replication] = true;
    }
    g_mutex_unlock(&runner->lock);
    return has_more;
}

/* Hands a finished replication on, one at a time; the first error is the one that is told. */
static bool keep(Runner *runner, const RunResult *run)
{
    const RunOptions *options = runner->options;
    if (!options->on_run || !run)
        return true;
    g_mutex_lock(&runner->keep_lock);
    bool is_kept = options->on_run(options->ready_user, run, runner->error ? NULL : &runner->error);
    g_mutex_unlock(&runner->keep_lock);
    return is_kept;
}

static void *work(void *user)
{
    Runner *runner = user;
    size_t width = runner->scenario->requirements->len;
    Lane lane;
    while (take_next(runner, &lane)) {
        const WorldRun how = {
            .thread_count = runner->run_threads,
            .stop = runner->options->stop,
            .cut = runner->options->cut,
            .on_progress = on_progress,
            .user = &lane,
        };
        RunResult *run = run_once(runner->blueprint, runner->scenario, lane.replication, &how,
                                  runner->required + lane.replication * width);
        bool is_kept = keep(runner, run);
        g_mutex_lock(&runner->lock);
        runner->has_failed = runner->has_failed || !is_kept;
        runner->results[lane.replication] = run;
        runner->is_running[lane.replication] = false;
        if (run) {
            runner->reached[lane.replication] = run->sim_end;
            runner->done_count++;
        }
        g_mutex_unlock(&runner->lock);
    }
    return NULL;
}

static void run_all(Runner *runner, uint32_t thread_count, uint32_t lanes)
{
    g_autofree GThread **threads = g_new0(GThread *, lanes);
    runner->run_threads = MAX(thread_count / lanes, 1U);
    for (uint32_t i = 1; i < lanes; i++)
        threads[i] = g_thread_new("replication", work, runner);
    work(runner);
    for (uint32_t i = 1; i < lanes; i++)
        g_thread_join(threads[i]);
}

/* --- filling the study -------------------------------------------------------------------- */

static void put_metrics(Study *study)
{
    for (uint32_t i = 0; i < METRIC_ID_COUNT; i++) {
        const Metric *metric = metric_get(i);
        MetricInfo info = {
            .name = metric->name,
            .unit = metric->unit,
            .population = metric->population,
            .headline = metric->headline,
            .doc = metric->doc,
            .better = metric->better,
            .is_reported = metric->is_reported,
        };
        g_array_append_val(study->metrics, info);
    }
}

static void put_scopes(Study *study, const ScopeSet *scopes)
{
    for (uint32_t i = 0; i < scopes->scope_count; i++) {
        Scope scope = {scopes->scopes[i].kind,
                       g_string_chunk_insert_const(study->texts, scopes->scopes[i].name)};
        g_array_append_val(study->scopes, scope);
    }
}

/* Everything that the scenario alone says. */
static Study *study_of(const Scenario *scenario, const Blueprint *blueprint)
{
    Study *study = study_new();
    const char *point = "base";
    study->name = scenario->run.name;
    study->description = scenario->run.description;
    study->scenario_text = scenario->effective_text;
    study->scenario_sha256 = scenario->text_sha256;
    study->seed = (uint64_t)scenario->run.seed;
    study->duration = scenario->run.duration;
    study->warmup = scenario->run.warmup;
    study->start = scenario->run.start;
    study->replications = (uint32_t)scenario->sweep.replications;
    g_array_append_val(study->points, point);
    put_metrics(study);
    put_scopes(study, blueprint_scopes(blueprint));
    g_array_append_vals(study->config, scenario->config->data, scenario->config->len);
    g_array_append_vals(study->inputs, scenario->inputs->data, scenario->inputs->len);
    study_put_facts(study, scenario, blueprint);
    study_put_assumptions(study, scenario, blueprint);
    predict_fill(study, scenario, blueprint);
    return study;
}

static void take_runs(Study *study, Runner *runner)
{
    study->digest = (Digest){0};
    for (uint32_t r = 0; r < runner->replications; r++) {
        RunResult *run = runner->results[r];
        if (!run)
            continue;
        study->digest.chains = digest_fold(study->digest.chains, run->digest.chains);
        study->digest.totals = digest_fold(study->digest.totals, run->digest.totals);
        g_ptr_array_add(study->runs, run);
    }
}

static RequirementRow requirement_row(const RequirementSection *section, uint32_t count)
{
    static const char *const levels[] = {"must", "should"};
    static const char *const rules[] = {"ci", "mean", "worst"};
    const Condition *condition = &section->condition;
    return (RequirementRow){
        .name = section->head.name,
        .level = levels[section->level],
        .rule = rules[section->rule],
        .condition = condition->text,
        .metric = condition->metric,
        .stat = condition->stat,
        .op = condition->op,
        .limit_text = condition->limit_text,
        .limit = condition->limit,
        .confidence = requirement_confidence(section->confidence, count),
        .is_share =
            condition->is_share || strcmp(metric_get(condition->metric)->unit, "fraction") == 0,
    };
}

/* Samples of a metric in a scope, over the replications that are judged; 0 = not counted. */
static int64_t sample_count(const Study *study, uint32_t metric, uint32_t scope)
{
    double sum = 0.0;
    for (guint r = 0; r < study->runs->len; r++) {
        const RunResult *run = g_ptr_array_index(study->runs, r);
        for (guint i = 0; strcmp(run->status, "ok") == 0 && i < run->scalars->len; i++) {
            const ScalarRow *row = &g_array_index(run->scalars, ScalarRow, i);
            if (row->metric == metric && row->scope == scope && strcmp(row->stat, "count") == 0)
                sum += row->value;
        }
    }
    return int64_from_double(sum);
}

/* Only replications that ran to their end are judged. */
static void judge(Study *study, const Runner *runner, const ScopeSet *scopes)
{
    const GArray *sections = runner->scenario->requirements;
    g_autofree double *values = g_new(double, runner->replications);
    for (guint q = 0; q < sections->len; q++) {
        const RequirementSection *section = &g_array_index(sections, RequirementSection, q);
        RequirementRow row = requirement_row(section, sections->len);
        uint32_t count = 0;
        row.scope = scopes->of_requirement[q];
        for (uint32_t r = 0; r < runner->replications; r++) {
            const RunResult *run = runner->results[r];
            if (run && strcmp(run->status, "ok") == 0)
                values[count++] = runner->required[r * sections->len + q];
        }
        row.samples = sample_count(study, row.metric, row.scope);
        requirement_judge(&row, values, count);
        g_array_append_val(study->requirements, row);
    }
}

static void runner_init(Runner *runner)
{
    size_t count = runner->replications;
    runner->results = g_new0(RunResult *, count);
    runner->required = g_new0(double, count * runner->scenario->requirements->len + 1);
    runner->reached = g_new0(SimTime, count);
    runner->is_running = g_new0(bool, count);
    runner->started_us = g_get_monotonic_time();
    g_mutex_init(&runner->lock);
    g_mutex_init(&runner->keep_lock);
}

static void runner_clear(Runner *runner)
{
    g_mutex_clear(&runner->lock);
    g_mutex_clear(&runner->keep_lock);
    g_free(runner->results);
    g_free(runner->required);
    g_free(runner->reached);
    g_free(runner->is_running);
}

Study *study_run(const Scenario *scenario, const RunOptions *options, GError **error)
{
    g_assert(scenario && options);

    uint32_t thread_count = study_thread_count(options);
    uint32_t lanes = study_lanes(scenario, thread_count, error);
    g_autoptr(Blueprint) blueprint = lanes == 0 ? NULL : blueprint_new(scenario, options, error);
    if (!blueprint)
        return NULL;
    Runner runner = {
        .blueprint = blueprint,
        .scenario = scenario,
        .options = options,
        .replications = (uint32_t)scenario->sweep.replications,
    };
    g_autoptr(Study) study = study_of(scenario, blueprint);
    study->command = g_string_chunk_insert(study->texts, options->command ? options->command : "");
    study->thread_count = thread_count;
    if (options->on_ready && !options->on_ready(options->ready_user, study, error))
        return NULL;
    runner_init(&runner);
    run_all(&runner, thread_count, lanes);
    study->wall_s = (double)(g_get_monotonic_time() - runner.started_us) / G_USEC_PER_SEC;
    take_runs(study, &runner);
    summary_fill(study, SUMMARY_CONFIDENCE);
    judge(study, &runner, blueprint_scopes(blueprint));
    predict_observe(study);
    runner_clear(&runner);
    if (!runner.error)
        return g_steal_pointer(&study);
    g_propagate_error(error, runner.error);
    return NULL;
}

Study *study_predict(const Scenario *scenario, GError **error)
{
    g_assert(scenario);

    const RunOptions options = {0};
    if (study_lanes(scenario, 1, error) == 0)
        return NULL;
    g_autoptr(Blueprint) blueprint = blueprint_new(scenario, &options, error);
    return blueprint ? study_of(scenario, blueprint) : NULL;
}
