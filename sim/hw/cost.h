/*
 * hw/cost.h - how long an inference takes on a board.
 *
 * cycles = a_conv MAC_conv + a_c1 MAC_c1 + a_out N_out + a_dw MAC_dw + a_fc MAC_fc
 *          + a_layer N_layers
 * with coefficients of (core, kernel library) from hw/cost_table.def, each of which the
 * board's `kernel` map may override; latency = cycles / clock.  The interval is the largest
 * error of the fit that the row states.  A pair that was never measured is predicted from the
 * same library on another core, times the factor between the two cores.
 *
 * Units:   MAC multiply-accumulates per inference; coefficients cycles per MAC, output
 *          element or layer; latency ns.
 * Errors:  cost_check(): FLEET_ERROR_INPUT, a pair without coefficients; lists the libraries.
 * Source:  published MLPerf Tiny results, rounds v0.5 to v1.3 (MLCommons, Apache-2.0); the
 *          rule of the fit, row counts and errors are at the head of hw/cost_table.def.
 */
#ifndef TINYFLEET_HW_COST_H
#define TINYFLEET_HW_COST_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "hw/board.h"
#include "util/units.h"

/* What one inference asks for, per class of work. */
typedef struct CostWork {
    double mac_conv;     /* all standard and 1x1 convolutions */
    double mac_conv_c1;  /* the part of mac_conv with one input channel */
    double out_elements; /* output elements of convolutions and depthwise convolutions */
    double mac_depthwise;
    double mac_fc; /* fully connected */
    double layers;
} CostWork;

/* Cycles per unit of each class. */
typedef struct CostRates {
    double conv, conv_c1, out, depthwise, fc, layer;
} CostRates;

typedef struct CostEstimate {
    SimTime latency_ns, low_ns, high_ns;
    double cycles;
    const char *basis; /* "fitted", "predicted" (other core), "profile" (all overridden) */
} CostEstimate;

/* The coefficients that hold for a board, and how good they are. */
typedef struct CostModel {
    CostRates rates;
    double error_mean, error_max; /* relative */
    const char *basis;
} CostModel;

/* false with an error if (core, library) of the board has no coefficients, or its kernel map
 * names an unknown one. */
bool cost_model(const Board *board, CostModel *ret_model, GError **error);

double cost_cycles(const CostRates *rates, const CostWork *work);

/* cost_model() must have accepted the board. */
CostEstimate cost_latency(const Board *board, const CostWork *work);

#endif
