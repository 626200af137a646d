/*
 * policy/fault/fault_bit_flip.c - bits of the stored model are no longer what was written.
 *
 * `bits` of the stored weights and biases flip, each anywhere in them with the same chance.  The
 * device goes on with what it now has: it may answer worse, or as before.  Writing the model anew
 * heals it: the reload and the visit of the recovery ladder do that.
 */
#include "world/fault.h"

typedef struct BitFlip {
    int64_t bits;
    int memory;
} BitFlip;

static const char *const memories[] = {"model", NULL};

static const ParamSpec bit_flip_params[] = {
    PARAM_ROW(INT, BitFlip, bits, .def = "1", .min = 1, .max = 1000000,
              .doc = "how many flip at once"),
    PARAM_ROW(CHOICE, BitFlip, memory, .words = memories, .def = "model",
              .doc = "where: the stored model"),
    PARAM_NONE,
};

static void bit_flip_begin(const void *params, FaultTarget *target)
{
    fault_flip_bits(target, (uint32_t)((const BitFlip *)params)->bits);
}

static void bit_flip_end(const void *params, FaultTarget *target)
{
    (void)params;
    fault_mend_model(target);
}

const FaultOps fault_bit_flip = {
    .form = {"bit-flip", "Bits of the device's stored model flip, until it is written anew.",
             bit_flip_params, sizeof(BitFlip)},
    .healing = HEALS_BY_RELOAD,
    .length = LENGTH_OPTIONAL,
    .is_silent = true,
    .needs_answers = true,
    .begin = bit_flip_begin,
    .end = bit_flip_end,
};
