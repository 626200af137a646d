/*
 * exp/predict.h - closed forms: what fleets, pools and causes should do, before anything runs.
 *
 * Written from the scenario alone and compared with what a run measured: a difference of more
 * than a tenth is worth a look.  A device is taken at its nominal speed and current, its day at
 * its mean, but gateways through all hours; what a formula leaves out (faults, full queues,
 * repeats) shows as a difference.
 *
 *   latency               wake-up + inference + GI/D/1 wait on the device; or there and back
 *   energy_per_inference  of a demand with its upload
 *   current_CONSUMER      sensor, inference, radio, sleep; self-discharge: mean over the life
 *   mean_current          all of these, at the voltage of the battery or board
 *   battery_life          ln((Q + P/s) / (L + P/s)) / s, from full to brown-out, mean over leaves
 *   on_air_share          time in which the radio is taken, exp/radio_load.h
 *   throughput            demands of the fleet
 *   accuracy              on the model's pool, events weighted by positive_rate
 *   upload_share          of demands, by the model's answers
 *   gateway_load          offered work per worker, mean of the day
 *   peak_load             the same in the busiest hour of the busiest place, local time
 *   queue_wait            mean over requests, by the forecast of the pool's policy followed through
 *                         the hours (exp/predict_queue.h); from all of an instance behind one
 *                         queue to each gateway for itself
 *   peak_wait             the same of requests in the hour where it is longest
 *   failures, outages     of a cause, expected in the time that counts
 *
 * Owner:   texts go to the Study.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_PREDICT_H
#define TINYFLEET_EXP_PREDICT_H

#include "exp/build.h"
#include "exp/result.h"

/* Adds the rows of point 0, observed = NAN. study->scopes are those of the blueprint. */
void predict_fill(Study *study, const Scenario *scenario, const Blueprint *blueprint);

/* The measured quantity behind a prediction; NULL if the runs have none. */
const SummaryRow *predict_measured(const Study *study, const PredictionRow *row);

/* Sets `observed` of every row whose quantity the summary has. */
void predict_observe(Study *study);

#endif
