/*
 * exp/requirement.h - from the values of replications to pass, fail, unclear or no data.
 *
 * With rule "ci" a promise is kept only if the whole interval is on its good side, broken
 * only if the whole interval is on the bad side, and unclear otherwise; then the number of
 * replications that would decide is planned from the spread seen.  One replication gives no
 * interval, so it decides nothing under "ci".  Rule "mean" judges the estimate, "worst"
 * every single replication.
 *
 * A share that is 0 in every replication, or 1, is not known to be so: its interval is that of
 * Clopper and Pearson over all samples, so that few samples keep no promise.
 *
 * Units:   values and limit in the base unit of the metric.
 * Source:  A. M. Law, "Simulation Modeling and Analysis", 5th ed., sections 9.4.1 (replications
 *          for a half-width) and 9.7 (Bonferroni).
 */
#ifndef TINYFLEET_EXP_REQUIREMENT_H
#define TINYFLEET_EXP_REQUIREMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "exp/result.h"

#define REQUIREMENT_NEEDED_MAX 10000 /* beyond it, needed = INT64_MAX */

/* Confidence of each of m requirements that hold together at `overall`: Bonferroni. */
double requirement_confidence(double overall, uint32_t requirement_count);

/* Judges row->op ("<", "<=", ">", ">="), limit, rule and confidence against values [count],
 * one per replication, NAN = no data there. Sets observed, ci_low, ci_high, verdict, needed.
 * observed is the mean; under rule "worst" it is the worst value, and has no interval. */
void requirement_judge(RequirementRow *row, const double *values, uint32_t count);

/* Does the value keep the promise `value op limit`? */
bool requirement_holds(const char *op, double value, double limit);

/* What all rows come to: FAIL, NO_DATA or UNCLEAR if a `must` row is, in this order, else
 * PASS. An exit status is 0 only for PASS. */
Verdict requirements_verdict(const Study *study);

/* "pass", "fail", "unclear", "no-data". */
const char *verdict_name(Verdict verdict);

#endif
