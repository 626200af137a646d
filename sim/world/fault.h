/*
 * world/fault.h - what a kind of fault is, and the levers it may pull.
 *
 * A fault writes no field: it pulls levers, and the world does what follows.  Whether and when
 * an occurrence comes, whom it hits and how long it lasts are not the kind's business either;
 * a kind says what a hit does to one device or one gateway.
 *
 * Units:   factors have none.
 * Owner:   levers and params are borrowed for the call.
 * Errors:  none while running; parameters were checked as the scenario was read.
 */
#ifndef TINYFLEET_WORLD_FAULT_H
#define TINYFLEET_WORLD_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "util/param.h"
#include "util/units.h"
#include "world/ecc.h"

/* What ends a stop of the firmware or a death; heavier steps end it too. */
typedef enum FaultHealing {
    HEALS_BY_END,      /* the occurrence has a length and ends by itself */
    HEALS_BY_WATCHDOG, /* watchdog, remote restart, visit */
    HEALS_BY_RELOAD,   /* a model written anew, visit */
    HEALS_BY_VISIT,    /* visit only */
} FaultHealing;

typedef enum FaultLength {
    LENGTH_OPTIONAL, /* without one it lasts until healed */
    LENGTH_REQUIRED,
    LENGTH_REFUSED, /* for ever */
} FaultLength;

/* The one thing that is hit, at the instant it is hit. Opaque to a kind. */
typedef struct FaultTarget FaultTarget;

void fault_stop_firmware(FaultTarget *target); /* a device: answers nothing until reset */
void fault_kill(FaultTarget *target);          /* a device: until it is replaced */
void fault_cut_power(FaultTarget *target);     /* a device on mains, or a gateway */
void fault_restore_power(FaultTarget *target);

/* Bits of a device's stored weights flip, picked by the occurrence's own chance; they stay so until
 * the model is written anew, by fault_mend_model() among others. */
void fault_flip_weights(FaultTarget *target, uint32_t bit_count);

/* The same anywhere in the flash that the model's file takes. scrub: 0 = the bits have no ECC; else
 * they lie in words of 72 under SECDED, check bits among them, scrubbed at the multiples of it. */
void fault_flip_flash(FaultTarget *target, uint32_t bit_count, SimTime scrub);

/* Bits of that flash. */
static inline double fault_flash_bits(uint64_t model_size, bool has_ecc)
{
    return has_ecc ? (double)ecc_word_count(model_size) * ECC_WORD_BITS : (double)model_size * 8.0;
}

void fault_mend_model(FaultTarget *target);

void fault_scale_loss(FaultTarget *target, double by); /* loss of a device's link, while it lasts */
void fault_restore_loss(FaultTarget *target, double by);

typedef struct FaultOps {
    FormSpec form;
    FaultHealing healing;
    FaultLength length;
    bool is_failure;    /* counts in `failures` of the device; else an outage, per occurrence, .. */
    bool is_silent;     /* .. unless nothing stops: then neither */
    bool needs_answers; /* acts through what the model computes */
    bool hits_gateways; /* gateways of the unit are hit as well as devices */
    bool needs_mains;   /* devices on battery are spared */
    bool scales_loss;   /* pulls fault_scale_loss(): room for that is made */

    /* A kind whose own parameter says how often: its name, and the Poisson rate of one device whose
     * model has so many bytes, 1/s; 0 = the keys of time say it. NULL = no such parameter. */
    const char *rate_param;
    double (*rate)(const void *params, uint64_t model_size);

    void (*begin)(const void *params, FaultTarget *target);
    void (*end)(const void *params, FaultTarget *target); /* NULL = nothing to undo */
} FaultOps;

#endif
