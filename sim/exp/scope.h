/*
 * exp/scope.h - what numbers are about: every scope is a set of groups.
 *
 * A group is all devices that no scope tells apart.  Where selectors pick single devices
 * (share:, device:) each segment (fleet x leaf) falls into 2^k cohorts for the k such selectors;
 * cohorts of different segments that are in the same scopes share a group, so that a thousand
 * replicates of a region need no more groups than one.
 *
 * Scope 0 is `all`; then fleets, regions with devices (if [output] by says so; NAME stands for
 * its replicates), pools, hwprofiles, tags, faults, and one for the `where` of each requirement
 * that is not there yet: of the kind of its only term, else of kind "selector".
 *
 * Owner:   scope_set_free(); the scenario must outlive the set.
 * Errors:  none.
 */
#ifndef TINYFLEET_EXP_SCOPE_H
#define TINYFLEET_EXP_SCOPE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "exp/scenario.h"

/* Selectors with share: or device: terms; more than this many are an error of the scenario. */
enum { SCOPE_COHORT_SELECTOR_MAX = 10 };

typedef struct ScopeGroups {
    const char *kind, *name; /* as Scope of exp/result.h */
    const bool *named_pools; /* [pool_count] that its selector names; NULL = none */
    int32_t pool, cause;     /* index of the pool or faults section it stands for, -1 = none */
    int64_t device_count;
    bool has_all_pools;
    bool is_breakdown; /* asked for by [output] by, or `all`; a pool's devices are else not */
} ScopeGroups;

typedef struct ScopeSet {
    ScopeGroups *scopes;
    uint32_t scope_count;
    uint32_t group_count, cohort_count;
    uint32_t *group_of;                /* [segment][cohort] */
    int64_t *group_devices;            /* [group] */
    uint32_t *first_scope;             /* [group_count + 1]: where its part of scope_list begins */
    uint32_t *scope_list;              /* scopes of each group, ascending; `all` is among them */
    uint32_t *of_requirement;          /* [requirement]: its scope */
    const Selector **cohort_selectors; /* [log2(cohort_count)] */
    uint32_t cohort_selector_count;
    GHashTable *by_name; /* "kind\x1fname" -> scope + 1 */
    char **names;        /* texts of its own; ends with NULL */
} ScopeSet;

ScopeSet *scope_set_new(const Scenario *scenario);
void scope_set_free(ScopeSet *set);

/* -1 = there is none. */
int32_t scope_set_find(const ScopeSet *set, const char *kind, const char *name);

/* Are the devices of the group in the scope? */
bool scope_set_has(const ScopeSet *set, uint32_t scope, uint32_t group);

/* Is the scope about the gateways of this pool? Most are about none, `all` is about all. */
static inline bool scope_has_pool(const ScopeGroups *scope, uint32_t pool)
{
    return scope->has_all_pools || scope->pool == (int32_t)pool ||
           (scope->named_pools != NULL && scope->named_pools[pool]);
}

/* Which of the segment's cohorts a device is in: < cohort_count. */
uint32_t scope_set_cohort(const ScopeSet *set, const Segment *segment, uint32_t number,
                          uint32_t id);

static inline uint32_t scope_set_group(const ScopeSet *set, uint32_t segment, uint32_t cohort)
{
    return set->group_of[segment * set->cohort_count + cohort];
}

#endif
