#include "exp/run.h"

#include <sys/resource.h>

#include "exp/collect.h"

/* Of the whole process: replications side by side share it. */
static int64_t peak_rss(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (int64_t)usage.ru_maxrss * 1024;
}

static void take_totals(RunResult *run, const World *world)
{
    WorldTotals totals = world_totals(world);
    run->events = totals.events;
    run->items = totals.items;
    run->beats = totals.beats;
    run->digest = totals.digest;
}

RunResult *run_once(const Blueprint *blueprint, const Scenario *scenario, uint32_t replication,
                    const WorldRun *how, double *ret_required)
{
    g_assert(blueprint && scenario && how);

    gint64 started = g_get_monotonic_time();
    const WorldSpec *spec = blueprint_spec(blueprint);
    const ScopeSet *scopes = blueprint_scopes(blueprint);
    g_autoptr(World) world = world_new(spec, replication);
    SimTime reached = world_run(world, how);
    if (reached < 0)
        return NULL;
    RunResult *run = run_result_new();
    run->replication = replication;
    run->sim_end = reached;
    run->status = run->sim_end < scenario->run.duration ? "interrupted" : "ok";
    run->devices = scenario->placement->device_count;
    take_totals(run, world);
    const CollectInput input = {scenario, scopes, world_metrics(world), run->sim_end};
    collect_run(&input, run, ret_required);
    collect_events(scenario, scopes, world, spec, run);
    if (scenario->output.per_device)
        collect_devices(scenario, world, run);
    run->wall_s = (double)(g_get_monotonic_time() - started) / G_USEC_PER_SEC;
    run->peak_rss = peak_rss();
    return run;
}
