/*
 * hw/board.h - a board: one hwprofiles/NAME.ini as a const struct.
 *
 * The file has one section [hwprofile]; its keys are the rows of board_params[], each the
 * name of the field it fills.  Where every number comes from is in hwprofiles/catalog.csv.
 *
 * Units:   A, V, Hz, C, eV, ns, bytes, bit/s, as the ParamType of the row says.
 * Owner:   board_free(); texts and the kernel map live as long as the board.
 * Errors:  FLEET_ERROR_INPUT: no such file, unknown or missing key, value out of range; all
 *          mistakes of a file in one message.
 */
#ifndef TINYFLEET_HW_BOARD_H
#define TINYFLEET_HW_BOARD_H

#include <glib.h>
#include <stdint.h>

#include "util/param.h"
#include "util/units.h"

typedef enum BoardSimd {
    BOARD_SIMD_NONE,
    BOARD_SIMD_DSP,
    BOARD_SIMD_HELIUM,
    BOARD_SIMD_NPU,
} BoardSimd;

typedef enum BoardRegulator {
    BOARD_LDO,  /* current independent of the supply voltage */
    BOARD_SMPS, /* power independent of the supply voltage */
} BoardRegulator;

typedef enum BoardFidelity {
    BOARD_MEASURED,
    BOARD_FITTED,
    BOARD_DATASHEET,
    BOARD_ASSUMED,
} BoardFidelity;

typedef struct Board {
    const char *profile; /* file name without .ini */
    const char *name, *core, *library;
    double clock;
    Bytes flash, ram;
    int simd; /* BoardSimd */
    int64_t cores;
    ParamList kernel; /* of ParamPair: coefficients that override hw/cost_table.def */
    double active_current, sleep_current; /* whole board, at `voltage` and `clock` */
    double voltage;
    int regulator;                 /* BoardRegulator */
    double tx_current, rx_current; /* whole board; NAN = not given, as active_current */
    SimTime tx_overhead, wake_time;
    double temp_min, temp_max, self_heating;
    double fit, activation_energy; /* failures per 1e9 h at 40 C, NAN = not given; eV */
    int64_t flash_endurance;       /* erase cycles */
    Bytes flash_sector;            /* smallest erase */
    SimTime flash_erase;           /* of one sector */
    double flash_write;
    int fidelity; /* BoardFidelity */
    const char *source;
} Board;

/* Ends with PARAM_NONE. */
extern const ParamSpec board_params[];

Board *board_read(const char *path, GError **error);
void board_free(Board *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Board, board_free)

/* Spelling of the enum fields, as in the file. */
const char *board_simd_name(int simd);
const char *board_fidelity_name(int fidelity);
const char *board_regulator_name(int regulator);

/* Time to erase and write `size` bytes of flash. */
SimTime board_flash_time(const Board *board, Bytes size);

#endif
