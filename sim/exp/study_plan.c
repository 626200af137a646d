/* What a study would take, before it runs. */
#include "exp/study_plan.h"

#include <math.h>

#include "exp/build.h"
#include "exp/run.h"

enum { WATCH_US = 5000 };

#define SAMPLE_S 1.0

uint32_t study_thread_count(const RunOptions *options)
{
    return options->thread_count > 0 ? options->thread_count : (uint32_t)g_get_num_processors();
}

uint32_t study_lanes(const Scenario *scenario, uint32_t thread_count, GError **error)
{
    MemoryNeed need = memory_need(scenario);
    uint32_t most = MIN(thread_count, need.replications);
    return memory_lanes(&need, memory_room(), most, scenario, error);
}

/* --- sample ----------------------------------------------------------------------------------- */

typedef struct Watch {
    volatile int stop, is_done;
} Watch;

static void *watch(void *user)
{
    Watch *w = user;
    for (double s = 0.0; s < SAMPLE_S && !w->is_done; s += WATCH_US / 1e6)
        g_usleep(WATCH_US);
    w->stop = 1;
    return NULL;
}

/* The first replication for a second, or to its end. */
static void take_sample(const Scenario *scenario, const Blueprint *blueprint, StudyPlan *plan)
{
    Watch w = {0, 0};
    const WorldRun how = {.thread_count = plan->threads_of_run, .stop = &w.stop};
    g_autofree double *required = g_new0(double, scenario->requirements->len + 1);
    GThread *thread = g_thread_new("watch", watch, &w);
    RunResult *run = run_once(blueprint, scenario, 0, &how, required);
    w.is_done = 1;
    g_thread_join(thread);
    g_assert(run != NULL);
    plan->sample_s = run->wall_s;
    plan->sample_reached = run->sim_end;
    run_result_free(run);
}

bool study_plan(const Scenario *scenario, const RunOptions *options, StudyPlan *ret_plan,
                GError **error)
{
    g_assert(scenario && options);

    uint32_t threads = study_thread_count(options);
    StudyPlan plan = {.point_count = 1, .need = memory_need(scenario), .room = memory_room()};
    plan.replications = plan.need.replications;
    plan.lanes = study_lanes(scenario, threads, error);
    if (plan.lanes == 0)
        return false;
    plan.threads_of_run = MAX(threads / plan.lanes, 1U);
    g_autoptr(Blueprint) blueprint = blueprint_new(scenario, options, error);
    if (!blueprint)
        return false;
    take_sample(scenario, blueprint, &plan);
    double whole = (double)scenario->run.duration / (double)MAX(plan.sample_reached, 1);
    double turns = ceil((double)plan.replications / plan.lanes);
    plan.wall_s = plan.sample_s * whole * turns;
    *ret_plan = plan;
    return true;
}
