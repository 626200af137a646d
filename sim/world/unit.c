#include "world/unit.h"

#include "world/lever.h"
#include "world/occurrence.h"
#include "world/pool.h"
#include "world/settle.h"

/* --- when ----------------------------------------------------------------------------------- */

static uint32_t unit_entity(const Shard *shard, uint32_t unit)
{
    return shard->device_count + shard->instance_count + unit;
}

static OccurrenceClock clock_of(const Shard *shard, const UnitFault *unit)
{
    const FaultSpec *fault = &shard->spec->faults[unit->fault];
    return (OccurrenceClock){fault, &fault->gap, unit->key, 0};
}

/* When a unit has healed of an occurrence: at its end. Of what has none and is healed device by
 * device, nothing is left for the unit. */
static SimTime healed_at(const FaultSpec *fault, SimTime t, SimTime length)
{
    bool is_by_device = length == TIME_NEVER && fault->ops->healing != HEALS_BY_END;
    return is_by_device ? t : time_add(t, length);
}

static void push(Shard *shard, uint32_t u, uint8_t kind, uint32_t k, SimTime at)
{
    if (at >= shard->spec->end)
        return;
    uint32_t entity = unit_entity(shard, u);
    Event event = {.time = at,
                   .destination = entity,
                   .source = entity,
                   .sequence = 2 * k + (kind == KIND_FAULT_BEGIN),
                   .class = EVENT_ENVIRONMENT,
                   .kind = kind,
                   .payload = k};
    eventq_push(shard->queue, &event);
}

/* --- whom ----------------------------------------------------------------------------------- */

static void apply(const FaultSpec *fault, FaultTarget *target, bool is_begin)
{
    if (is_begin)
        fault->ops->begin(fault->params, target);
    else if (fault->ops->end != NULL)
        fault->ops->end(fault->params, target);
}

static int64_t apply_to_devices(Shard *shard, const UnitFault *unit, FaultTarget target,
                                bool is_begin)
{
    const FaultSpec *fault = &shard->spec->faults[unit->fault];
    uint32_t k = (uint32_t)target.occurrence;
    int64_t count = 0;
    for (uint32_t i = 0; i < unit->strip_count; i++) {
        const Strip *strip = &shard->strips[unit->strips[i]];
        RngKey key = unit->hit_keys[strip->spec->fleet];
        for (uint32_t d = strip->first; d < strip->first + strip->count; d++) {
            bool is_hit = lever_can_hit(shard, d, fault) &&
                          occurrence_hits(fault, key, strip_number(strip, d), RNG_FAULT_HIT, k);
            if (!is_hit)
                continue;
            device_settle(shard, d, target.t);
            target.device = d;
            target.key = key;
            apply(fault, &target, is_begin);
            count++;
        }
    }
    return count;
}

static void apply_to_gateways(Shard *shard, const UnitFault *unit, FaultTarget target,
                              bool is_begin)
{
    const FaultSpec *fault = &shard->spec->faults[unit->fault];
    uint32_t k = (uint32_t)target.occurrence;
    target.device = WORLD_NONE;
    uint32_t gateway_count = fault->ops->hits_gateways ? unit->gateway_count : 0;
    for (uint32_t g = 0; g < gateway_count; g++) {
        if (!occurrence_hits(fault, unit->gateway_key, unit->gateway_ids[g], RNG_FAULT_HIT_GATEWAY,
                             k))
            continue;
        target.gateway = unit->gateways[g];
        target.instance = unit->gateway_instances[g];
        apply(fault, &target, is_begin);
    }
}

static void strike(Shard *shard, const UnitFault *unit, FaultTarget target, bool is_begin)
{
    int64_t affected = apply_to_devices(shard, unit, target, is_begin);
    apply_to_gateways(shard, unit, target, is_begin);
    Notice notice = {target.t, is_begin ? NOTICE_FAULT_BEGIN : NOTICE_FAULT_END, unit->fault,
                     unit->unit, affected};
    g_array_append_val(shard->notices, notice);
    if (is_begin && unit->is_counted)
        occurrence_count(shard, unit->fault, target.t);
}

void unit_on_begin(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t u = event->destination - unit_entity(shard, 0), k = (uint32_t)event->payload;
    const UnitFault *unit = &shard->units[u];
    const FaultSpec *fault = &shard->spec->faults[unit->fault];
    OccurrenceClock clock = clock_of(shard, unit);
    bool is_struck = occurrence_strikes(&clock, k);
    SimTime length = occurrence_length(&clock, k);
    SimTime healed = is_struck ? healed_at(fault, event->time, length) : event->time;
    push(shard, u, KIND_FAULT_BEGIN, k + 1,
         occurrence_begin(&clock, k + 1, fault->is_life ? healed : event->time, 0.0));
    if (!is_struck)
        return;
    FaultTarget target = {
        .shard = shard, .t = event->time, .fault = unit->fault, .occurrence = k, .length = length};
    strike(shard, unit, target, true);
    if (fault->ops->end != NULL)
        push(shard, u, KIND_FAULT_END, k, time_add(event->time, length));
}

void unit_on_end(void *context, const Event *event)
{
    Shard *shard = context;
    uint32_t u = event->destination - unit_entity(shard, 0);
    const UnitFault *unit = &shard->units[u];
    FaultTarget target = {.shard = shard,
                          .t = event->time,
                          .fault = unit->fault,
                          .occurrence = (uint32_t)event->payload};
    strike(shard, unit, target, false);
}

/* --- what of a unit lies here --------------------------------------------------------------- */

/* list is ascending */
static bool holds(const uint32_t *list, uint32_t count, uint32_t value)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && list[low] == value;
}

static void take_strips(const Shard *shard, const UnitSpec *spec, UnitFault *unit)
{
    unit->strips = g_new(uint32_t, shard->strip_count + 1);
    for (uint32_t s = 0; s < shard->strip_count; s++) {
        if (holds(spec->segments, spec->segment_count, shard->strips[s].segment))
            unit->strips[unit->strip_count++] = s;
    }
}

static void take_gateways(const Shard *shard, const UnitSpec *spec, UnitFault *unit)
{
    unit->gateways = g_new(uint32_t, spec->gateway_count + 1);
    unit->gateway_instances = g_new(uint32_t, spec->gateway_count + 1);
    unit->gateway_ids = g_new(uint32_t, spec->gateway_count + 1);
    for (uint32_t p = 0; p < spec->gateway_count; p++) {
        uint32_t wanted = spec->gateways[2 * p], number = spec->gateways[2 * p + 1];
        for (uint32_t i = 0; i < shard->instance_count; i++) {
            const Instance *instance = &shard->instances[i];
            if (instance->segment_instance != wanted)
                continue;
            uint32_t n = unit->gateway_count++;
            unit->gateways[n] = instance->first_gateway + number;
            unit->gateway_instances[n] = i;
            unit->gateway_ids[n] = shard->spec->instances[wanted].first_gateway + number;
        }
    }
}

/* The shard with the first segment of a unit, or its first gateway, writes what is written once. */
static bool is_first_holder(const Shard *shard, const UnitSpec *spec, const UnitFault *unit)
{
    if (spec->segment_count > 0) {
        if (unit->strip_count == 0)
            return false;
        const Strip *strip = &shard->strips[unit->strips[0]];
        return strip->segment == spec->segments[0] && strip->offset == 0;
    }
    return unit->gateway_count > 0 &&
           shard->instances[unit->gateway_instances[0]].segment_instance == spec->gateways[0];
}

static void unit_begin(Shard *shard, uint32_t f, uint32_t u)
{
    const WorldSpec *spec = shard->spec;
    const FaultSpec *fault = &spec->faults[f];
    const UnitSpec *unit_spec = &fault->units[u];
    UnitFault unit = {.fault = f, .unit = u};
    take_strips(shard, unit_spec, &unit);
    take_gateways(shard, unit_spec, &unit);
    unit.is_counted = is_first_holder(shard, unit_spec, &unit);
    g_autofree char *address = g_strdup_printf("faults %s %s", fault->name, unit_spec->address);
    unit.key = rng_key(spec->seed, shard->replication, address);
    g_autofree char *gateways = g_strdup_printf("faults %s gateways", fault->name);
    unit.gateway_key = rng_key(spec->seed, shard->replication, gateways);
    unit.hit_keys = g_new0(RngKey, spec->fleet_count);
    for (uint32_t n = 0; n < spec->fleet_count; n++) {
        g_autofree char *fleet =
            g_strdup_printf("faults %s fleet %s", fault->name, spec->fleets[n].name);
        unit.hit_keys[n] = rng_key(spec->seed, shard->replication, fleet);
    }
    shard->units[shard->unit_count++] = unit;
}

void units_begin(Shard *shard)
{
    const WorldSpec *spec = shard->spec;
    uint32_t count = 0;
    for (uint32_t f = 0; f < spec->fault_count; f++)
        count += spec->faults[f].is_per_device ? 0 : spec->faults[f].unit_count;
    shard->units = g_new0(UnitFault, count + 1);
    for (uint32_t f = 0; f < spec->fault_count; f++) {
        for (uint32_t u = 0; !spec->faults[f].is_per_device && u < spec->faults[f].unit_count; u++)
            unit_begin(shard, f, u);
    }
    for (uint32_t u = 0; u < shard->unit_count; u++) {
        const UnitFault *unit = &shard->units[u];
        if (unit->strip_count + unit->gateway_count == 0)
            continue;
        OccurrenceClock clock = clock_of(shard, unit);
        push(shard, u, KIND_FAULT_BEGIN, 0, occurrence_begin(&clock, 0, 0, 0.0));
    }
}

void units_clear(Shard *shard)
{
    for (uint32_t u = 0; u < shard->unit_count; u++) {
        g_free(shard->units[u].strips);
        g_free(shard->units[u].gateways);
        g_free(shard->units[u].gateway_instances);
        g_free(shard->units[u].gateway_ids);
        g_free(shard->units[u].hit_keys);
    }
    g_free(shard->units);
}
