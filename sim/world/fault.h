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

/* Bits of a device's stored model flip, picked by the occurrence's own chance; they stay so until
 * the model is written anew, by fault_mend_model() among others. */
void fault_flip_bits(FaultTarget *target, uint32_t bit_count);
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

    void (*begin)(const void *params, FaultTarget *target);
    void (*end)(const void *params, FaultTarget *target); /* NULL = nothing to undo */
} FaultOps;

#endif
