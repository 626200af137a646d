#include "net/loss.h"

#include <math.h>

#include "util/detmath.h"

/* A chain has forgotten its state when what is left of it is below this. */
#define MEMORY_LEAST 0x1p-32

static const ParamSpec gilbert_elliott_params[] = {
    PARAM_ROW(FRACTION, LossModel, good, .is_required = true, .doc = "packets lost in good slots"),
    PARAM_ROW(FRACTION, LossModel, bad, .is_required = true, .doc = "packets lost in bad slots"),
    PARAM_ROW(FRACTION, LossModel, to_bad, .is_required = true,
              .doc = "chance that a bad slot follows a good one"),
    PARAM_ROW(FRACTION, LossModel, to_good, .is_required = true,
              .doc = "chance that a good slot follows a bad one"),
    PARAM_ROW(DURATION, LossModel, slot, .def = "auto", .special = "auto", .min = 1.0,
              .max = 9.2e18,
              .doc = "length of a slot of link time; auto = air time of a full packet up"),
    PARAM_NONE,
};

static const FormSpec gilbert_elliott_form = {"gilbert-elliott",
                                              "A chain of good and bad slots, traffic or not.",
                                              gilbert_elliott_params, sizeof(LossModel)};

const FormSpec *loss_form_at(size_t i)
{
    return i == 0 ? &gilbert_elliott_form : NULL;
}

LossModel loss_bernoulli(double loss)
{
    return (LossModel){.kind = LOSS_BERNOULLI, .good = loss, .slot = -1};
}

LossModel loss_from_form(Form form)
{
    if (form.choice < 0)
        return loss_bernoulli(0.0);
    LossModel loss = *(const LossModel *)form.params;
    loss.kind = LOSS_GILBERT_ELLIOTT;
    return loss;
}

static bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

const char *loss_check(const LossModel *loss)
{
    if (!is_share(loss->good))
        return "loss is outside 0%..100%";
    if (loss->kind == LOSS_BERNOULLI)
        return NULL;
    if (!is_share(loss->bad) || !is_share(loss->to_bad) || !is_share(loss->to_good))
        return "good, bad, to_bad and to_good must lie in 0%..100%";
    if (loss->slot == 0 || loss->slot < -1)
        return "slot must be above 0";
    double change = loss->to_bad + loss->to_good;
    if (change < 1e-9)
        return "to_bad + to_good must be at least 1e-9, or the link never changes its state";
    return change > 2.0 - 1e-9 ? "to_bad and to_good must not both be 100%" : NULL;
}

/* P_h(from -> to) where `gap` = 1 - (1 - p - r)^h is what the chain has forgotten in h. */
static double step_chance(double bad_share, double gap, int from, int to)
{
    double to_other = from == LOSS_STATE_GOOD ? bad_share * gap : (1.0 - bad_share) * gap;
    return from == to ? 1.0 - to_other : to_other;
}

static double bridge(double bad_share, double gap, int from, int to)
{
    double whole = step_chance(bad_share, gap * (2.0 - gap), from, to);
    double through = step_chance(bad_share, gap, from, LOSS_STATE_BAD) *
                     step_chance(bad_share, gap, LOSS_STATE_BAD, to);
    return whole > 0.0 ? through / whole : 0.0; /* ends that cannot occur together */
}

LossChain loss_prepare(const LossModel *loss)
{
    LossChain chain = {.low = loss->good, .high = loss->good};
    if (loss->kind == LOSS_BERNOULLI)
        return chain;
    g_assert(loss_check(loss) == NULL);
    chain.low = loss->bad < loss->good ? loss->bad : loss->good;
    chain.high = loss->bad < loss->good ? loss->good : loss->bad;
    double gap = loss->to_bad + loss->to_good, memory = fabs(1.0 - gap);
    chain.bad_share = loss->to_bad / gap;
    while (memory >= MEMORY_LEAST) {
        g_assert(chain.level_count < LOSS_LEVEL_MAX);
        for (int from = 0; from < 2; from++)
            for (int to = 0; to < 2; to++)
                chain.bridge_bad[chain.level_count][from][to] =
                    bridge(chain.bad_share, gap, from, to);
        chain.level_count++;
        gap *= 2.0 - gap; /* (1 - gap)^2 = 1 - gap (2 - gap) */
        memory *= memory;
    }
    return chain;
}

double loss_mean(const LossModel *loss, const LossChain *chain)
{
    if (loss->kind == LOSS_BERNOULLI)
        return loss->good;
    return loss->good + chain->bad_share * (loss->bad - loss->good);
}

double loss_bad_after(const LossModel *loss, LossState state, uint64_t lag)
{
    g_assert(loss->kind == LOSS_GILBERT_ELLIOTT);
    double change = loss->to_bad + loss->to_good, bad_share = loss->to_bad / change;
    double memory = det_pow(fabs(1.0 - change), (double)lag);
    if (change > 1.0 && lag % 2 == 1)
        memory = -memory;
    return step_chance(bad_share, 1.0 - memory, (int)state, LOSS_STATE_BAD);
}

/* The draw that belongs to slot place * 2^level. */
static double state_draw(RngKey key, uint32_t device, uint64_t place, uint32_t level)
{
    Rng rng = rng_at(key, device, RNG_LINK_STATE, place);
    rng.purpose += level;
    return rng_unit(&rng);
}

LossState loss_state(const LossChain *chain, RngKey key, uint32_t device, int64_t slot)
{
    g_assert(slot >= 0);
    uint64_t n = (uint64_t)slot;
    uint32_t level = chain->level_count;
    uint64_t block = n >> level;
    bool below = state_draw(key, device, block, level) < chain->bad_share;
    if (n == block << level)
        return below ? LOSS_STATE_BAD : LOSS_STATE_GOOD;
    bool above = state_draw(key, device, block + 1, level) < chain->bad_share;
    for (;;) {
        level--;
        uint64_t place = n >> level | 1; /* middle of the 2^(level+1) slots around n */
        bool middle =
            state_draw(key, device, place, level) < chain->bridge_bad[level][below][above];
        if (n == place << level)
            return middle ? LOSS_STATE_BAD : LOSS_STATE_GOOD;
        if (n > place << level)
            below = middle;
        else
            above = middle;
    }
}
