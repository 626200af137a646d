/* The log of a run and the rows of its devices. */
#include "exp/collect.h"

#include <math.h>
#include <string.h>

#include "policy/fault/fault_table.h"

static const char *text_of(RunResult *run, char *take_text)
{
    const char *kept = g_string_chunk_insert_const(run->texts, take_text);
    g_free(take_text);
    return kept;
}

static const FaultSection *fault_of(const Scenario *scenario, uint32_t fault)
{
    return &g_array_index(scenario->faults, FaultSection, fault);
}

/* The scope of a unit such as "region harbour", -1 if there is none. */
static int32_t scope_of_unit(const ScopeSet *scopes, const char *address)
{
    const char *blank = strchr(address, ' ');
    if (!blank)
        return -1;
    g_autofree char *kind = g_strndup(address, (gsize)(blank - address));
    return scope_set_find(scopes, kind, blank + 1);
}

static EventRow fault_row(const Scenario *scenario, const ScopeSet *scopes, const WorldSpec *spec,
                          const Notice *notice, RunResult *run)
{
    const FaultSection *section = fault_of(scenario, notice->fault);
    const FaultSpec *fault = &spec->faults[notice->fault];
    const char *unit = notice->unit < fault->unit_count ? fault->units[notice->unit].address : "";
    const char *kind = fault_at((size_t)section->kind.choice)->form.name;
    return (EventRow){
        .t = notice->t,
        .kind = notice->kind == NOTICE_FAULT_BEGIN ? "fault.begin" : "fault.end",
        .subject = text_of(run, g_strdup_printf("faults.%s", section->head.name)),
        .scope = scope_of_unit(scopes, unit),
        .affected = notice->affected,
        .detail = text_of(run, g_strdup_printf("kind=%s%s%s", kind, *unit ? ", " : "", unit)),
    };
}

static EventRow lost_row(const Scenario *scenario, const Notice *notice, RunResult *run)
{
    const char *detail = NULL;
    if (notice->fault != UINT32_MAX)
        detail = text_of(
            run, g_strdup_printf("cause=faults.%s", fault_of(scenario, notice->fault)->head.name));
    return (EventRow){
        .t = notice->t,
        .kind = "device.lost",
        .subject = text_of(run, g_strdup_printf("device:%u", notice->unit)),
        .scope = -1,
        .affected = notice->affected,
        .detail = detail,
    };
}

static void put_mark(RunResult *run, SimTime t, const char *kind)
{
    EventRow row = {.t = t, .kind = kind, .subject = "scenario", .scope = -1, .affected = -1};
    g_array_append_val(run->event_rows, row);
}

void collect_events(const Scenario *scenario, const ScopeSet *scopes, const World *world,
                    const WorldSpec *spec, RunResult *run)
{
    g_assert(scenario && scopes && world && spec && run);

    size_t count = 0;
    const Notice *notices = world_notices(world, &count);
    bool is_warm = scenario->run.warmup == 0;
    for (size_t i = 0; i < count; i++) {
        const Notice *notice = &notices[i];
        if (!is_warm && notice->t >= scenario->run.warmup)
            put_mark(run, scenario->run.warmup, "run.warmup");
        is_warm = is_warm || notice->t >= scenario->run.warmup;
        EventRow row = notice->kind == NOTICE_DEVICE_LOST
                           ? lost_row(scenario, notice, run)
                           : fault_row(scenario, scopes, spec, notice, run);
        g_array_append_val(run->event_rows, row);
    }
    if (!is_warm && run->sim_end >= scenario->run.warmup)
        put_mark(run, scenario->run.warmup, "run.warmup");
    put_mark(run, run->sim_end, "run.end");
}

void collect_devices(const Scenario *scenario, const World *world, RunResult *run)
{
    const Placement *placement = scenario->placement;
    double time = (double)(run->sim_end - scenario->run.warmup);
    for (uint32_t s = 0; s < placement->segment_count; s++) {
        const Segment *segment = &placement->segments[s];
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, segment->fleet);
        uint32_t node = placement->leaves[segment->leaf].region;
        for (uint32_t i = 0; i < segment->count; i++) {
            DeviceView view = world_device(world, segment->first_id + i);
            DeviceRow row = {
                .device = view.id,
                .fleet = fleet->head.name,
                .region = placement->regions[node].name,
                .state = view.state,
                .uptime = time > 0 ? 1.0 - (double)view.down_ns / time : NAN,
                .failures = view.failures,
                .inferences = view.inferences,
                .misses = view.misses,
                .energy_j = (double)view.energy_nj * 1e-9,
                .battery = view.charge_share,
            };
            g_array_append_val(run->devices_rows, row);
        }
    }
}
