/*
 * policy/fault/fault_bit_flip.c - bits of the stored model are no longer what was written.
 *
 * `bits` flip at once.  By the keys of time it is the stored weights and biases that are hit, each
 * bit with the same chance.  `fit_per_mbit` and `ecc` speak of memory: with either, the whole flash
 * that the model's file takes is hit, what describes the model as well as its weights.
 *
 * With `fit_per_mbit` a device is hit fit_per_mbit x Mbit times in 1e9 hours.  `ecc = secded` puts
 * the file into words of 64 data and 8 check bits; these count in the Mbit and are hit as well.  A
 * word with one flipped bit is read as it was written, and corrected when the memory is scrubbed,
 * at the multiples of `scrub` since the start of the run, whether the device has power or not; with
 * two it stays as it is.
 *
 * The device goes on with what it now has: it may answer worse, as before, or not at all.  Writing
 * the model anew heals it: the reload and the visit of the recovery ladder do that.
 *
 * Source:  JESD89B: soft errors in FIT per Mbit of 10^6 bits.
 */
#include <math.h>

#include "world/fault.h"

#define HOURS_PER_FIT 1e9
#define BITS_PER_MBIT 1e6
#define S_PER_H       3600.0

typedef enum Ecc { ECC_NONE, ECC_SECDED } Ecc;

typedef struct BitFlip {
    int64_t bits;
    double fit_per_mbit;
    int memory;
    int ecc; /* Ecc */
    SimTime scrub;
} BitFlip;

static const char *const memories[] = {"model", NULL};
static const char *const codes[] = {"none", "secded", NULL};

static const ParamSpec bit_flip_params[] = {
    PARAM_ROW(INT, BitFlip, bits, .def = "1", .min = 1, .max = 1000000,
              .doc = "how many flip at once"),
    PARAM_ROW(NUMBER, BitFlip, fit_per_mbit, .def = "0", .max = 1e18,
              .doc = "upsets of 1e6 bits in 1e9 h, instead of a key of time"),
    PARAM_ROW(CHOICE, BitFlip, memory, .words = memories, .def = "model",
              .doc = "where: the stored model"),
    PARAM_ROW(CHOICE, BitFlip, ecc, .words = codes, .def = "none",
              .doc = "secded: counts when two bits of a 72-bit word flip between scrubs"),
    PARAM_ROW(DURATION, BitFlip, scrub, .def = "24h", .min = 1, .max = INFINITY,
              .only_with = "ecc = secded", .doc = "between corrections of the whole memory"),
    PARAM_NONE,
};

static double bit_flip_rate(const void *params, uint64_t model_size)
{
    const BitFlip *flip = params;
    double bits = fault_flash_bits(model_size, flip->ecc == ECC_SECDED);
    return flip->fit_per_mbit * (bits / BITS_PER_MBIT) / HOURS_PER_FIT / S_PER_H;
}

static void bit_flip_begin(const void *params, FaultTarget *target)
{
    const BitFlip *flip = params;
    if (flip->ecc == ECC_SECDED)
        fault_flip_flash(target, (uint32_t)flip->bits, flip->scrub);
    else if (flip->fit_per_mbit > 0.0)
        fault_flip_flash(target, (uint32_t)flip->bits, 0);
    else
        fault_flip_weights(target, (uint32_t)flip->bits);
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
    .rate_param = "fit_per_mbit",
    .rate = bit_flip_rate,
    .begin = bit_flip_begin,
    .end = bit_flip_end,
};
