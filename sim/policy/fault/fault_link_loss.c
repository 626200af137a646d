/*
 * policy/fault/fault_link_loss.c - a device's link loses `by` times as much, for a while.
 *
 * The greater loss is held against the same uniform numbers: what would have been lost anyway
 * still is, and a larger `by` loses all that a smaller one does.
 */
#include "world/fault.h"

typedef struct LinkLoss {
    double by;
} LinkLoss;

static const ParamSpec link_loss_params[] = {
    PARAM_ROW(FACTOR, LinkLoss, by, .is_required = true, .doc = "factor on the chance of a loss"),
    PARAM_NONE,
};

static void link_loss_begin(const void *params, FaultTarget *target)
{
    fault_scale_loss(target, ((const LinkLoss *)params)->by);
}

static void link_loss_end(const void *params, FaultTarget *target)
{
    fault_restore_loss(target, ((const LinkLoss *)params)->by);
}

const FaultOps fault_link_loss = {
    .form = {"link-loss", "The device's link loses `by` times as much, for `length`.",
             link_loss_params, sizeof(LinkLoss)},
    .healing = HEALS_BY_END,
    .length = LENGTH_REQUIRED,
    .scales_loss = true,
    .begin = link_loss_begin,
    .end = link_loss_end,
};
