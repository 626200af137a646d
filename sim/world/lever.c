#include "world/lever.h"

#include "world/plan.h"
#include "world/pool.h"
#include "world/settle.h"
#include "world/state.h"

bool lever_can_hit(const Shard *shard, uint32_t d, const FaultSpec *fault)
{
    const Strip *strip = shard_strip(shard, d);
    if (fault->ops->needs_mains && strip->fleet->power != NULL)
        return false;
    return fault->selects(fault->context, strip->segment, strip_number(strip, d),
                          strip_id(strip, d));
}

static Failure failure_of(const FaultTarget *target)
{
    return (Failure){(uint16_t)(target->fault + 1),
                     (uint64_t)(target->fault + 1) << 40 | target->occurrence, target->length};
}

void fault_stop_firmware(FaultTarget *target)
{
    g_assert(target->device != WORLD_NONE);
    state_stop(target->shard, target->device, target->t, failure_of(target));
}

void fault_kill(FaultTarget *target)
{
    g_assert(target->device != WORLD_NONE);
    state_kill(target->shard, target->device, target->t, failure_of(target));
}

void fault_cut_power(FaultTarget *target)
{
    if (target->device == WORLD_NONE)
        pool_cut_power(target->shard, target->instance, target->gateway, target->t);
    else
        state_cut_power(target->shard, target->device, target->t, failure_of(target));
}

void fault_restore_power(FaultTarget *target)
{
    if (target->device == WORLD_NONE)
        pool_restore_power(target->shard, target->instance, target->gateway, target->t);
    else
        state_restore_power(target->shard, target->device, target->t);
}

/* The product over the faults in force, in their order: the same whatever came first. */
static void set_loss(FaultTarget *target, double by)
{
    Shard *shard = target->shard;
    shard->loss_by[target->fault] = by;
    double factor = 1.0;
    for (uint32_t f = 0; f < shard->spec->fault_count; f++) {
        if (shard->loss_count[f] != NULL && shard->loss_count[f][target->device] > 0)
            factor *= shard->loss_by[f];
    }
    shard->loss_factor[target->device] = factor;
    device_forget_beats(shard, target->device);
    device_plan(shard, target->device, target->t);
}

void fault_scale_loss(FaultTarget *target, double by)
{
    g_assert(target->device != WORLD_NONE);
    target->shard->loss_count[target->fault][target->device]++;
    set_loss(target, by);
}

void fault_restore_loss(FaultTarget *target, double by)
{
    g_assert(target->device != WORLD_NONE);
    g_assert(target->shard->loss_count[target->fault][target->device] > 0);
    target->shard->loss_count[target->fault][target->device]--;
    set_loss(target, by);
}
