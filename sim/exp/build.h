/*
 * exp/build.h - from a checked scenario to worlds: the only file that sees every family.
 *
 * A Blueprint holds what all replications share, read-only: boards fitted to models, powers,
 * output tables computed by the real kernels, links, faults, who is where.
 *
 * Owner:   the caller; the scenario must outlive the blueprint, and this every world.
 * Errors:  FLEET_ERROR_INPUT: a model or pool that cannot be read, or does not fit its board.
 */
#ifndef TINYFLEET_EXP_BUILD_H
#define TINYFLEET_EXP_BUILD_H

#include "exp/scenario.h"
#include "exp/scope.h"
#include "exp/study.h"
#include "hw/cost.h"
#include "world/world.h"

/* What one fleet's devices are in numbers; for predictions, facts and assumptions. */
typedef struct FleetFigures {
    SimTime latency_ns, latency_low_ns, latency_high_ns; /* of one inference on the nominal board */
    const char *latency_basis; /* as CostEstimate.basis, or "given" by the scenario */
    SimTime wake_ns;
    int64_t active_nw, sleep_nw, tx_nw; /* nominal */
    Bytes model_flash, model_arena;
    int64_t capacity_nj; /* nominal battery, 0 on mains */
    double accuracy;     /* on its pool, reweighted to positive_rate; or the assumed one */
    double upload_rate;  /* share of demands whose result is sent */
    double inference_nj; /* energy of one demand with capture and upload, nominal */
    double radio_nj;     /* of it, what the radio takes on top of sleeping */
    double capture_nj;   /* of it, what the sensor takes */
    double supply_v;
} FleetFigures;

typedef struct Blueprint Blueprint;

Blueprint *blueprint_new(const Scenario *scenario, const RunOptions *options, GError **error);
void blueprint_free(Blueprint *blueprint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blueprint, blueprint_free)

const WorldSpec *blueprint_spec(const Blueprint *blueprint);
const FleetFigures *blueprint_fleet(const Blueprint *blueprint, uint32_t fleet);
const ScopeSet *blueprint_scopes(const Blueprint *blueprint);

#endif
