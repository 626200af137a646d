#include "world/damage.h"

#include "nn/plan.h"

/* Room for kept answers in one shard. */
#define DAMAGE_ROOM (INT64_C(64) << 20)

enum { UNKNOWN_CLASS = UINT8_MAX };

typedef struct Damage {
    GArray *flips;   /* PlanFlip, by offset and bit */
    Plan *plan;      /* NULL: does not run */
    Answer *answers; /* [sample_count], class UNKNOWN_CLASS = not computed yet; NULL = no room */
} Damage;

static void damage_free(gpointer data)
{
    Damage *damage = data;
    if (damage == NULL)
        return;
    g_array_unref(damage->flips);
    plan_free(damage->plan);
    g_free(damage->answers);
    g_free(damage);
}

void damage_begin(Shard *shard)
{
    shard->damages = g_ptr_array_new_with_free_func(damage_free);
    g_ptr_array_add(shard->damages, NULL); /* number 0: none */
    shard->free_damages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    ecc_begin(&shard->upsets);
}

void damage_clear(Shard *shard)
{
    g_ptr_array_unref(shard->damages);
    g_array_unref(shard->free_damages);
    ecc_clear(&shard->upsets);
}

static const ModelSpec *model_of(const Shard *shard, uint32_t d)
{
    return shard_strip(shard, d)->fleet->model;
}

static uint32_t take_number(Shard *shard)
{
    GArray *unused = shard->free_damages;
    if (unused->len == 0) {
        g_ptr_array_add(shard->damages, NULL);
        return shard->damages->len - 1;
    }
    uint32_t number = g_array_index(unused, uint32_t, unused->len - 1);
    g_array_set_size(unused, unused->len - 1);
    return number;
}

static Damage *damage_at(const Shard *shard, uint32_t d)
{
    return g_ptr_array_index(shard->damages, shard->rest[d].damage);
}

static int64_t answers_size(const Shard *shard, uint32_t d)
{
    return (int64_t)model_of(shard, d)->sample_count * (int64_t)sizeof(Answer);
}

static void forget_answers(Shard *shard, uint32_t d, Damage *damage)
{
    if (damage->answers != NULL)
        shard->damage_room_used -= answers_size(shard, d);
    g_clear_pointer(&damage->answers, g_free);
}

static bool is_below(PlanFlip a, PlanFlip b)
{
    return a.file_offset < b.file_offset || (a.file_offset == b.file_offset && a.bit < b.bit);
}

/* The first that is not below `flip`. */
static guint place_of(const GArray *flips, PlanFlip flip)
{
    guint low = 0, high = flips->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (is_below(g_array_index(flips, PlanFlip, middle), flip))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void damage_flip(Shard *shard, uint32_t d, uint64_t file_offset, uint8_t bit)
{
    DeviceRest *rest = &shard->rest[d];
    if (rest->damage == 0) {
        rest->damage = take_number(shard);
        Damage *fresh = g_new0(Damage, 1);
        fresh->flips = g_array_new(FALSE, FALSE, sizeof(PlanFlip));
        shard->damages->pdata[rest->damage] = fresh;
    }
    GArray *flips = damage_at(shard, d)->flips;
    PlanFlip flip = {file_offset, bit};
    guint at = place_of(flips, flip);
    bool is_back = at < flips->len &&
                   g_array_index(flips, PlanFlip, at).file_offset == file_offset &&
                   g_array_index(flips, PlanFlip, at).bit == bit;
    if (is_back)
        g_array_remove_index(flips, at);
    else
        g_array_insert_val(flips, at, flip);
}

static void end_damage(Shard *shard, uint32_t d)
{
    DeviceRest *rest = &shard->rest[d];
    if (rest->damage == 0)
        return;
    forget_answers(shard, d, damage_at(shard, d));
    damage_free(damage_at(shard, d));
    shard->damages->pdata[rest->damage] = NULL;
    g_array_append_val(shard->free_damages, rest->damage);
    rest->damage = 0;
}

void damage_mend(Shard *shard, uint32_t d)
{
    end_damage(shard, d);
    ecc_mend(&shard->upsets, &shard->rest[d].upsets);
}

void damage_apply(Shard *shard, uint32_t d)
{
    const ModelSpec *model = model_of(shard, d);
    Damage *damage = damage_at(shard, d);
    if (damage == NULL)
        return;
    if (damage->flips->len == 0) {
        end_damage(shard, d);
        return;
    }
    plan_free(damage->plan);
    forget_answers(shard, d, damage);
    const PlanFlip *flips = (const PlanFlip *)(const void *)damage->flips->data;
    damage->plan = plan_new_damaged(model->plan, flips, damage->flips->len, NULL);
    if (shard->damage_room_used + answers_size(shard, d) > DAMAGE_ROOM)
        return;
    shard->damage_room_used += answers_size(shard, d);
    damage->answers = g_new(Answer, model->sample_count);
    for (uint32_t i = 0; i < model->sample_count; i++)
        damage->answers[i] = (Answer){UNKNOWN_CLASS, 0};
}

bool damage_answer(Shard *shard, uint32_t d, uint32_t sample, Answer *ret_answer)
{
    const ModelSpec *model = model_of(shard, d);
    Damage *damage = damage_at(shard, d);
    if (damage->plan == NULL)
        return false;
    bool is_kept = damage->answers != NULL && !model->is_recomputed;
    if (!is_kept || damage->answers[sample].class == UNKNOWN_CLASS) {
        *ret_answer = model->answer(model->context, damage->plan, sample);
        if (is_kept)
            damage->answers[sample] = *ret_answer;
        return true;
    }
    *ret_answer = damage->answers[sample];
    return true;
}
