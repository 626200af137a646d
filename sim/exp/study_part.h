/*
 * exp/study_part.h - what a Study says of its scenario, whether or not it has run.
 *
 * Owner:   texts go to study->texts.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_STUDY_PART_H
#define TINYFLEET_EXP_STUDY_PART_H

#include "exp/build.h"
#include "exp/result.h"

/* "what was simulated": fleets with boards and fit, pools, places, links, faults. */
void study_put_facts(Study *study, const Scenario *scenario, const Blueprint *blueprint);

/* What is assumed and what is left out, in sentences. */
void study_put_assumptions(Study *study, const Scenario *scenario, const Blueprint *blueprint);

/* Three significant digits in scenario spelling: "61.2ms", "1.93mJ". */
const char *study_quantity(Study *study, int kind, double value);

/* A formatted text of the study's own. */
const char *study_text(Study *study, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
