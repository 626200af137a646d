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
              .max = INFINITY,
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

/* From good to good in h steps: on good slots alone, and by way of a bad one. Sums of products,
 * so that a rare excursion keeps its digits. */
typedef struct GoodPaths {
    double quiet, mixed;
} GoodPaths;

static struct LossMixed mixed_middle(GoodPaths half, double through_bad, double mixed)
{
    if (mixed <= 0.0)
        return (struct LossMixed){0.0, 0.0, 0.0}; /* such a range does not occur */
    double one_quiet = half.quiet * half.mixed / mixed, bad = through_bad / mixed;
    return (struct LossMixed){bad, bad + one_quiet, bad + 2.0 * one_quiet};
}

/* Tables of the level whose halves have forgotten `gap`; paths are those of one half, then of
 * both. */
static void prepare_level(LossChain *chain, double gap, GoodPaths *paths)
{
    uint32_t level = chain->level_count++;
    for (int from = 0; from < 2; from++)
        for (int to = 0; to < 2; to++)
            chain->bridge_bad[level][from][to] = bridge(chain->bad_share, gap, from, to);
    double through_bad = step_chance(chain->bad_share, gap, LOSS_STATE_GOOD, LOSS_STATE_BAD) *
                         step_chance(chain->bad_share, gap, LOSS_STATE_BAD, LOSS_STATE_GOOD);
    double mixed = through_bad + 2.0 * paths->quiet * paths->mixed + paths->mixed * paths->mixed;
    chain->mixed[level] = mixed_middle(*paths, through_bad, mixed);
    *paths = (GoodPaths){paths->quiet * paths->quiet, mixed};
    double all = paths->quiet + paths->mixed;
    chain->all_good[level + 1] = all > 0.0 ? paths->quiet / all : 0.0;
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
    chain.all_good[0] = 1.0;
    GoodPaths paths = {1.0 - loss->to_bad, 0.0};
    while (memory >= MEMORY_LEAST) {
        g_assert(chain.level_count < LOSS_LEVEL_MAX);
        prepare_level(&chain, gap, &paths);
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

/* Three draws of 42 bits at one address. */
typedef struct Draws {
    double unit[3];
} Draws;

static inline Draws draws_at(RngKey key, uint32_t device, uint64_t place, uint32_t level)
{
    const uint64_t mask = (UINT64_C(1) << 42) - 1;
    RngBlock counter = {
        {device, (uint32_t)RNG_LINK_STATE << 16 | level, (uint32_t)place, (uint32_t)(place >> 32)}};
    RngBlock block = rng_block(counter, key);
    uint64_t low = block.word[0] | (uint64_t)block.word[1] << 32;
    uint64_t high = block.word[2] | (uint64_t)block.word[3] << 32;
    uint64_t rest = low >> 42 | (high >> 42) << 22;
    return (Draws){{((double)(low & mask) + 0.5) * 0x1p-42, ((double)(high & mask) + 0.5) * 0x1p-42,
                    ((double)(rest & mask) + 0.5) * 0x1p-42}};
}

/* The 2^level slots around slot n, and the states at both ends of them. */
typedef struct Range {
    uint64_t n;
    uint32_t level;
    bool below, above;
    bool is_mixed; /* both ends are good and a slot between is not */
    bool is_quiet; /* all are good */
} Range;

/* Keeps the half with n; true if n is the middle, whose state is then `below`. */
static inline bool halve(Range *range, const LossChain *chain, double u)
{
    range->level--;
    const struct LossMixed *mixed = &chain->mixed[range->level];
    uint64_t middle = (range->n >> range->level | 1) << range->level;
    double bad =
        range->is_mixed ? mixed->bad : chain->bridge_bad[range->level][range->below][range->above];
    bool state = u < bad, is_left = range->n < middle;
    if (range->n >= middle)
        range->below = state;
    else
        range->above = state;
    if (range->is_mixed && !state) {
        bool is_left_quiet = u < mixed->left_good;
        bool is_right_quiet = !is_left_quiet && u < mixed->right_good;
        range->is_quiet = is_left ? is_left_quiet : is_right_quiet;
    } else {
        range->is_mixed = false;
    }
    return range->n == middle;
}

/* A range's address serves, in this order, the state of its first slot (for a whole block of 2^j
 * slots), whether all is good between good ends, and its middle. */
LossState loss_state(const LossChain *chain, RngKey key, uint32_t device, int64_t slot)
{
    g_assert(slot >= 0);
    Range range = {.n = (uint64_t)slot, .level = chain->level_count};
    uint64_t block = range.n >> range.level;
    Draws draws = draws_at(key, device, block, range.level);
    range.below = draws.unit[0] < chain->bad_share;
    if (range.n == block << range.level)
        return range.below ? LOSS_STATE_BAD : LOSS_STATE_GOOD;
    range.above = draws_at(key, device, block + 1, range.level).unit[0] < chain->bad_share;
    for (;;) {
        if (!range.is_mixed && !range.below && !range.above) {
            range.is_quiet = draws.unit[1] < chain->all_good[range.level];
            range.is_mixed = !range.is_quiet;
        }
        if (range.is_quiet)
            return LOSS_STATE_GOOD;
        if (halve(&range, chain, draws.unit[2]))
            return range.below ? LOSS_STATE_BAD : LOSS_STATE_GOOD;
        if (range.is_quiet)
            return LOSS_STATE_GOOD;
        draws = draws_at(key, device, range.n >> range.level, range.level);
    }
}
