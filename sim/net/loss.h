/*
 * net/loss.h - whether a packet is lost: independent, or a chain of good and bad times.
 *
 * The two-state chain (Gilbert-Elliott) moves in slots of link time, traffic or not, and the
 * state in a slot is a pure function of (key, device, slot): states at multiples of 2^j, the
 * least j at which the chain has forgotten itself (|1-p-r|^(2^j) < 2^-32), are independent
 * stationary draws; between two known ends the middle is drawn from the bridge
 * P_h(a,m) P_h(m,b) / P_2h(a,b), and so on down to the slot.  Between two good ends it is drawn
 * first whether all slots are good, which mostly answers at once; if not, the middle and which
 * of both halves are all good are drawn together.  The law is exact.
 *
 * Units:   losses and transition probabilities per packet and per slot, in [0, 1]; slot ns.
 * Shapes:  bridge_bad [level][state below][state above] and mixed [level], level k = middle of
 *          2^(k+1) slots; all_good [level], level k = 2^k slots.
 * Errors:  loss_check() says what is wrong with the parameters; the rest cannot fail.
 * Source:  E. N. Gilbert 1960; E. O. Elliott 1963.
 */
#ifndef TINYFLEET_NET_LOSS_H
#define TINYFLEET_NET_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/param.h"
#include "util/rng.h"
#include "util/units.h"

enum { LOSS_LEVEL_MAX = 48 };

typedef enum LossKind {
    LOSS_BERNOULLI,
    LOSS_GILBERT_ELLIOTT,
} LossKind;

typedef enum LossState {
    LOSS_STATE_GOOD,
    LOSS_STATE_BAD,
} LossState;

/* What a scenario says. */
typedef struct LossModel {
    LossKind kind;
    double good, bad; /* loss in each state; Bernoulli: good alone counts */
    double to_bad, to_good;
    SimTime slot; /* -1 = auto: the link's air time of a full packet up */
} LossModel;

/* What follows from it. */
typedef struct LossChain {
    double low, high;     /* the lesser and the greater loss */
    double bad_share;     /* stationary */
    uint32_t level_count; /* j: blocks of 2^j slots are independent */
    double bridge_bad[LOSS_LEVEL_MAX][2][2];
    double all_good[LOSS_LEVEL_MAX + 1];
    struct LossMixed {
        double bad, left_good, right_good; /* cumulated: middle bad; else left half all good .. */
    } mixed[LOSS_LEVEL_MAX];               /* .. right half; above: neither */
} LossChain;

/* The call gilbert-elliott(good=..., bad=..., to_bad=..., to_good=..., slot=auto); a plain fraction
 * is loss_bernoulli(). */
const FormSpec *loss_form_at(size_t i);
LossModel loss_from_form(Form form); /* of that call; absent = no loss */
LossModel loss_bernoulli(double loss);

/* One sentence, NULL if it is sound. */
const char *loss_check(const LossModel *loss);

LossChain loss_prepare(const LossModel *loss);

/* Long-run share of packets lost at one try. */
double loss_mean(const LossModel *loss, const LossChain *chain);

/* P(bad in `lag` slots | state now). */
double loss_bad_after(const LossModel *loss, LossState state, uint64_t lag);

/* State of the chain of one device in a slot, slot >= 0; Gilbert-Elliott only. */
LossState loss_state(const LossChain *chain, RngKey key, uint32_t device, int64_t slot);

#endif
