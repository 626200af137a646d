#include "exp/selector_names.h"

#include <string.h>

const char *const selector_terms[] = {"fleet",     "region", "pool",   "tag",
                                      "hwprofile", "share",  "device", NULL};

bool selector_has_wildcard(const char *pattern)
{
    return strpbrk(pattern, "*?") != NULL;
}

bool selector_is_match(const char *pattern, const char *name)
{
    if (name == NULL)
        return false;
    return selector_has_wildcard(pattern) ? g_pattern_match_simple(pattern, name)
                                          : strcmp(pattern, name) == 0;
}

static bool has_matching_tag(const FleetSection *fleet, const char *pattern)
{
    const char *const *tags = fleet->tags.items;
    for (size_t i = 0; i < fleet->tags.count; i++) {
        if (selector_is_match(pattern, tags[i]))
            return true;
    }
    return false;
}

bool selector_fleet_matches(const FleetSection *fleet, TermKind kind, const char *pattern)
{
    switch (kind) {
    case TERM_FLEET:
        return selector_is_match(pattern, fleet->head.name);
    case TERM_TAG:
        return has_matching_tag(fleet, pattern);
    case TERM_HWPROFILE:
        return selector_is_match(pattern, fleet->hwprofile);
    default:
        return selector_is_match(pattern, fleet->gateways);
    }
}

const char **selector_names(const Reading *reading, TermKind kind)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    const Scenario *scenario = reading->scenario;
    if (kind == TERM_REGION || kind == TERM_POOL) {
        g_autofree const char **sections =
            scenario_names(scenario, kind == TERM_REGION ? "region" : "gateway-pool");
        for (size_t i = 0; sections[i] != NULL; i++)
            g_hash_table_add(names, (gpointer)(uintptr_t)sections[i]);
    }
    if (kind == TERM_REGION)
        g_hash_table_add(names, (gpointer)(uintptr_t) "global");
    for (guint i = 0; i < scenario->fleets->len && kind != TERM_REGION && kind != TERM_POOL; i++) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, i);
        const char *name = kind == TERM_FLEET ? fleet->head.name : fleet->hwprofile;
        for (size_t t = 0; kind == TERM_TAG && t < fleet->tags.count; t++)
            g_hash_table_add(names,
                             (gpointer)(uintptr_t)((const char *const *)fleet->tags.items)[t]);
        if (kind != TERM_TAG && name != NULL)
            g_hash_table_add(names, (gpointer)(uintptr_t)name);
    }
    guint count = 0;
    return (const char **)g_hash_table_get_keys_as_array(names, &count);
}

bool selector_is_removed(const Reading *reading, TermKind kind, const char *pattern)
{
    const GArray *removed = reading->memory->removed;
    for (guint i = 0; i < removed->len && kind != TERM_REGION; i++) {
        if (selector_fleet_matches(&g_array_index(removed, FleetSection, i), kind, pattern))
            return true;
    }
    return false;
}
