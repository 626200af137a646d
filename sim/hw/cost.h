/*
 * hw/cost.h - how long an inference takes on a board.
 *
 * cycles = a_conv MAC_conv + a_c1 MAC_c1 + a_out N_out + a_dw MAC_dw + a_fc MAC_fc
 *          + a_layer N_layers
 * with coefficients of (core, kernel library) from hw/cost_table.def, each of which the
 * board's `kernel` map may override; latency = cycles / clock.  A pair that was never measured
 * is predicted from the same library on other cores, times the ratio of the two cores over the
 * libraries that both have.  The interval is what such an estimate was found to miss by.
 *
 * Units:   MAC multiply-accumulates per inference; coefficients cycles per MAC, output
 *          element or layer; latency ns; errors relative.
 * Errors:  FLEET_ERROR_INPUT: a pair without coefficients (the message lists what there is
 *          for the core) whose kernel map does not give at least conv and fc; an unknown or
 *          negative coefficient in the kernel map.
 * Source:  published MLPerf Tiny results, rounds v0.5 to v1.3 (MLCommons, Apache-2.0); the
 *          rule of the fit, row counts and errors are at the head of hw/cost_table.def.
 */
#ifndef TINYFLEET_HW_COST_H
#define TINYFLEET_HW_COST_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Cycles per unit of each class; conv_c1 on top of conv. Also the names in a kernel map. */
typedef struct CostRates {
    double conv, conv_c1, out, depthwise, fc, layer;
} CostRates;

/* A measured pair. */
typedef struct CostPair {
    const char *core, *library;
    CostRates rates;
    uint32_t points;              /* published results behind it */
    double error_mean, error_max; /* over these */
} CostPair;

/* The coefficients that hold for a board, and how far off they may be. */
typedef struct CostModel {
    CostRates rates;
    double error;      /* half-width of the interval */
    const char *basis; /* "fitted", "predicted" (from other cores), "profile" (overridden) */
} CostModel;

typedef struct CostEstimate {
    SimTime latency_ns, low_ns, high_ns;
    double cycles;
    const char *basis;
} CostEstimate;

/* The i-th row of the table, NULL behind the last. */
const CostPair *cost_pair_at(size_t i);

/* The row of a pair; NULL if it was not measured. */
const CostPair *cost_pair_find(const char *core, const char *library);

/* Rates of a pair from its library on other cores alone, whether or not it was measured; false
 * if nothing connects them. */
bool cost_predict(const char *core, const char *library, CostRates *ret_rates);

bool cost_model(const Board *board, CostModel *ret_model, GError **error);

double cost_cycles(const CostRates *rates, const CostWork *work);

/* Latency at a clock of clock_hz. */
CostEstimate cost_estimate(const CostModel *model, double clock_hz, const CostWork *work);

/* Both in one; cost_model() must have accepted the board. */
CostEstimate cost_latency(const Board *board, const CostWork *work);

#endif
