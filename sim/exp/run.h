/*
 * exp/run.h - one replication: one world, one RunResult.
 *
 * Metrics and scopes are numbered as in world/metric.h and the blueprint's ScopeSet.
 *
 * Owner:   the caller owns the result, which owns all its memory; names of sections live as long
 *          as the scenario, those of scopes as long as the blueprint.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_RUN_H
#define TINYFLEET_EXP_RUN_H

#include "exp/build.h"
#include "exp/result.h"

/* ret_required [requirement_count]: the value each requirement is about, NAN = no data. A run
 * that was stopped has the status "interrupted"; one that was cut has no result: NULL. */
RunResult *run_once(const Blueprint *blueprint, const Scenario *scenario, uint32_t replication,
                    const WorldRun *how, double *ret_required);

#endif
