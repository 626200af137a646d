/*
 * exp/selector_read.h - the text of a selector, resolved against a scenario's names.
 *
 * Errors:  every mistake goes to reading->problems, a selector without a device as a warning.
 */
#ifndef TINYFLEET_EXP_SELECTOR_READ_H
#define TINYFLEET_EXP_SELECTOR_READ_H

#include "exp/scenario_part.h"

/* key is that of the selector: { "faults", "crash", "target" }. */
void selector_read(const Reading *reading, KeyPlace key, const char *text, Selector *ret_selector);

#endif
