#include "world/lever.h"

#include "world/cause.h"
#include "world/damage.h"
#include "world/plan.h"
#include "world/pool.h"
#include "world/settle.h"
#include "world/state.h"

enum { FOLD_FLIP = 24, FOLD_UPSET = 25 };

enum { FLIP_BITS = 20 }; /* of an index: which of an occurrence's bits */

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

static Rng bit_chance(const FaultTarget *target, uint64_t index)
{
    uint32_t number = strip_number(shard_strip(target->shard, target->device), target->device);
    return rng_at(target->key, number, RNG_FAULT_BIT, index);
}

static void count(const FaultTarget *target, Counter counter, int64_t n)
{
    Shard *shard = target->shard;
    uint32_t group = shard_group(shard, shard_strip(shard, target->device), target->device);
    metrics_count(shard->metrics, group, counter, target->t, n);
}

void fault_flip_weights(FaultTarget *target, uint32_t bit_count)
{
    g_assert(target->device != WORLD_NONE);
    Shard *shard = target->shard;
    uint32_t d = target->device;
    Rng rng = bit_chance(target, target->occurrence);
    const ModelSpec *model = shard_strip(shard, d)->fleet->model;
    for (uint32_t i = 0; i < bit_count; i++) {
        uint32_t bit = rng_below(&rng, (uint32_t)(model->weight_size * 8));
        damage_flip(shard, d, weight_offset(model, bit / 8), (uint8_t)(bit % 8));
        shard_fold(&shard->devices[d], target->t, FOLD_FLIP | (uint64_t)bit << 8);
    }
    damage_apply(shard, d);
    count(target, COUNTER_BIT_FLIPS, bit_count);
}

/* A word of 72 and a bit of it: is anything read differently? */
static bool flip_guarded(FaultTarget *target, Rng *rng, SimTime scrub)
{
    Shard *shard = target->shard;
    uint32_t d = target->device;
    const ModelSpec *model = shard_strip(shard, d)->fleet->model;
    EccHit hit = {.at = target->t, .scrub = scrub};
    hit.word = rng_below(rng, ecc_word_count(model->file_size));
    hit.bit = (uint8_t)rng_below(rng, ECC_WORD_BITS);
    shard_fold(&shard->devices[d], target->t,
               FOLD_UPSET | (uint64_t)hit.bit << 8 | (uint64_t)hit.word << 16);
    EccChange change = ecc_hit(&shard->upsets, &shard->rest[d].upsets, &hit);
    if (change.uncorrected > 0)
        count(target, COUNTER_UNCORRECTED_WORDS, 1);
    bool is_changed = false;
    for (uint32_t bit = 0; bit < ECC_DATA_BITS; bit++) {
        uint64_t byte = ((uint64_t)hit.word * ECC_DATA_BITS + bit) / 8;
        if ((change.data >> bit & 1) == 0 || byte >= model->file_size)
            continue;
        damage_flip(shard, d, byte, (uint8_t)(bit % 8));
        is_changed = true;
    }
    return is_changed;
}

static bool flip_bare(FaultTarget *target, Rng *rng)
{
    Shard *shard = target->shard;
    uint32_t d = target->device;
    uint32_t byte = rng_below(rng, (uint32_t)shard_strip(shard, d)->fleet->model->file_size);
    uint32_t bit = rng_below(rng, 8);
    shard_fold(&shard->devices[d], target->t,
               FOLD_UPSET | (uint64_t)bit << 8 | (uint64_t)byte << 16);
    damage_flip(shard, d, byte, (uint8_t)bit);
    return true;
}

void fault_flip_flash(FaultTarget *target, uint32_t bit_count, SimTime scrub)
{
    g_assert(target->device != WORLD_NONE);
    g_assert(bit_count < UINT32_C(1) << FLIP_BITS);
    bool is_changed = false;
    for (uint32_t i = 0; i < bit_count; i++) {
        Rng rng = bit_chance(target, target->occurrence << FLIP_BITS | i);
        is_changed |= scrub > 0 ? flip_guarded(target, &rng, scrub) : flip_bare(target, &rng);
    }
    if (is_changed)
        damage_apply(target->shard, target->device);
    count(target, COUNTER_BIT_FLIPS, bit_count);
}

void fault_mend_model(FaultTarget *target)
{
    g_assert(target->device != WORLD_NONE);
    damage_mend(target->shard, target->device);
    causes_renew_mended(target->shard, target->device, target->t);
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
