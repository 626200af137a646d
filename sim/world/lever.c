#include "world/lever.h"

#include "world/damage.h"
#include "world/plan.h"
#include "world/pool.h"
#include "world/settle.h"
#include "world/state.h"

enum { FOLD_FLIP = 24 };

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
        pool_cut_power(target->shard, target->instance, target->gateway, target->t,
                       failure_of(target).cause);
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

/* Byte i of all stored weights, as the file has it. */
static uint64_t weight_offset(const ModelSpec *model, uint64_t i)
{
    for (uint32_t r = 0; r < model->weight_run_count; r++) {
        if (i < model->weights[r].size)
            return model->weights[r].file_offset + i;
        i -= model->weights[r].size;
    }
    g_assert_not_reached();
}

void fault_flip_bits(FaultTarget *target, uint32_t bit_count)
{
    g_assert(target->device != WORLD_NONE);
    Shard *shard = target->shard;
    uint32_t d = target->device;
    const Strip *strip = shard_strip(shard, d);
    Rng rng = rng_at(target->key, strip_number(strip, d), RNG_FAULT_BIT, target->occurrence);
    const ModelSpec *model = strip->fleet->model;
    for (uint32_t i = 0; i < bit_count; i++) {
        uint32_t bit = rng_below(&rng, (uint32_t)(model->weight_size * 8));
        damage_flip(shard, d, weight_offset(model, bit / 8), (uint8_t)(bit % 8));
        shard_fold(&shard->devices[d], target->t, FOLD_FLIP | (uint64_t)bit << 8);
    }
    damage_apply(shard, d);
    metrics_count(shard->metrics, shard_group(shard, strip, d), COUNTER_BIT_FLIPS, target->t,
                  bit_count);
}

void fault_mend_model(FaultTarget *target)
{
    g_assert(target->device != WORLD_NONE);
    damage_mend(target->shard, target->device);
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
