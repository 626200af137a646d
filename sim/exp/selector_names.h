/*
 * exp/selector_names.h - terms of a selector, and the names that they may match.
 *
 * A pattern without a wildcard is compared, not searched: a term costs one look at each fleet.
 *
 * Owner:   lists of names end with NULL and are to be freed; the names stay the scenario's.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_SELECTOR_NAMES_H
#define TINYFLEET_EXP_SELECTOR_NAMES_H

#include "exp/scenario_part.h"

typedef enum TermKind {
    TERM_FLEET,
    TERM_REGION,
    TERM_POOL,
    TERM_TAG,
    TERM_HWPROFILE,
    TERM_SHARE,
    TERM_DEVICE,
    TERM_KIND_COUNT
} TermKind;

/* Of TermKind, as scenarios spell them; ends with NULL. */
extern const char *const selector_terms[];

bool selector_has_wildcard(const char *pattern);

/* name NULL matches nothing. */
bool selector_is_match(const char *pattern, const char *name);

/* Terms of fleets: their own names, tags, boards and pools. */
bool selector_fleet_matches(const FleetSection *fleet, TermKind kind, const char *pattern);

/* Is it the name of something that is not enabled? */
bool selector_is_removed(const Reading *reading, TermKind kind, const char *pattern);

/* Every name a term of the kind may have. */
const char **selector_names(const Reading *reading, TermKind kind);

#endif
