/*
 * hw/fit.h - does this model fit this board's flash and RAM?
 *
 * Errors:  FLEET_ERROR_INPUT: "model 'kws' needs 22.8 KiB RAM, hwprofile 'tiny-m0' has
 *          16 KiB"; flash first where neither fits.
 */
#ifndef TINYFLEET_HW_FIT_H
#define TINYFLEET_HW_FIT_H

#include <glib.h>
#include <stdbool.h>

#include "hw/board.h"
#include "util/units.h"

typedef struct FitNeed {
    const char *model; /* its name, for the sentence */
    Bytes flash;       /* of the file, all slots together */
    Bytes ram;         /* tensor arena */
} FitNeed;

typedef enum FitVerdict {
    FIT_YES,
    FIT_NO_FLASH, /* or neither */
    FIT_NO_RAM,
} FitVerdict;

FitVerdict fit_verdict(const Board *board, FitNeed need);

/* The same with its sentence. */
bool fit_check(const Board *board, FitNeed need, GError **error);

/* "22.8 KiB", "16 KiB", "2 MiB", "512 B"; to be freed. */
char *fit_size_text(Bytes size);

#endif
