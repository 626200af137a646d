/*
 * exp/scope_part.h - the inside of exp/scope.h: rules, which say who a scope is about.
 *
 * A rule is of a fleet, a region, a pool, a label, a cause, or of a selector, which may pick single
 * devices: those have a cohort.  Groups follow from the rules that each cell (segment x cohort) is
 * in, and are found in one walk over the cells.
 *
 * Owner:   the ScopeSet in the making.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_SCOPE_PART_H
#define TINYFLEET_EXP_SCOPE_PART_H

#include "exp/scope.h"

typedef struct Rule {
    const char *kind, *name;
    const Selector *selector;           /* of a requirement; else NULL */
    int32_t fleet, region, pool, cause; /* index of the section, -1 = it is not about one */
    int32_t cohort;                     /* bit of the selector, -1 = it takes whole segments */
    bool is_breakdown;
} Rule;

typedef struct ScopeDraft {
    const Scenario *scenario;
    GArray *rules;       /* Rule; 0 is that of `all` */
    GHashTable *by_name; /* scope_key() -> rule + 1 */
    GPtrArray *names, *cohort_selectors;
} ScopeDraft;

/* "kind\x1fname"; to be freed. */
char *scope_key(const char *kind, const char *name);

/* Everything of the set that follows from the rules: scopes and groups. */
void scope_make_groups(const ScopeDraft *draft, ScopeSet *set);

#endif
