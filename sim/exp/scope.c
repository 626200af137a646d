#include "exp/scope.h"

#include <string.h>

#include "exp/scope_part.h"

static const Rule no_rule = {.fleet = -1, .region = -1, .pool = -1, .cause = -1, .cohort = -1};

static const FleetSection *fleet_at(const Scenario *scenario, uint32_t fleet)
{
    return &g_array_index(scenario->fleets, FleetSection, fleet);
}

char *scope_key(const char *kind, const char *name)
{
    return g_strdup_printf("%s\x1f%s", kind, name);
}

/* Adds a rule unless there is one of that kind and name; its index, or that of the one there is. */
static uint32_t rule_add(ScopeDraft *draft, Rule rule)
{
    char *key = scope_key(rule.kind, rule.name);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(draft->by_name, key));
    if (known > 0) {
        g_free(key);
        return known - 1;
    }
    g_array_append_val(draft->rules, rule);
    g_hash_table_insert(draft->by_name, key, GUINT_TO_POINTER(draft->rules->len));
    return draft->rules->len - 1;
}

static bool is_by(const Scenario *scenario, OutputBy by)
{
    const int *items = scenario->output.by.items;
    for (size_t i = 0; i < scenario->output.by.count; i++) {
        if (items[i] == (int)by)
            return true;
    }
    return false;
}

static void add_fleets(ScopeDraft *draft)
{
    for (guint i = 0; i < draft->scenario->fleets->len; i++) {
        Rule rule = no_rule;
        rule.kind = "fleet";
        rule.name = fleet_at(draft->scenario, i)->head.name;
        rule.fleet = (int32_t)i;
        rule.is_breakdown = is_by(draft->scenario, BY_FLEET);
        rule_add(draft, rule);
    }
}

/* [region section]: are there devices in it, or below? */
static bool *regions_with_devices(const Scenario *scenario)
{
    const Placement *placement = scenario->placement;
    bool *has_devices = g_new0(bool, scenario->regions->len + 1);
    g_autofree bool *is_seen = g_new0(bool, placement->region_count);
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        uint32_t node = placement->leaves[placement->segments[i].leaf].region;
        for (; node != PLACEMENT_NONE && !is_seen[node]; node = placement->regions[node].parent) {
            is_seen[node] = true;
            if (placement->regions[node].section >= 0)
                has_devices[placement->regions[node].section] = true;
        }
    }
    return has_devices;
}

static void add_regions(ScopeDraft *draft)
{
    if (!is_by(draft->scenario, BY_REGION))
        return;
    g_autofree bool *has_devices = regions_with_devices(draft->scenario);
    for (guint i = 0; i < draft->scenario->regions->len; i++) {
        Rule rule = no_rule;
        rule.kind = "region";
        rule.name = g_array_index(draft->scenario->regions, RegionSection, i).head.name;
        rule.region = (int32_t)i;
        rule.is_breakdown = true;
        if (strcmp(rule.name, "global") != 0 && has_devices[i])
            rule_add(draft, rule);
    }
}

static void add_pools(ScopeDraft *draft)
{
    for (guint i = 0; i < draft->scenario->pools->len; i++) {
        Rule rule = no_rule;
        rule.kind = "pool";
        rule.name = g_array_index(draft->scenario->pools, PoolSection, i).head.name;
        rule.pool = (int32_t)i;
        rule.is_breakdown = is_by(draft->scenario, BY_POOL);
        rule_add(draft, rule);
    }
}

static void add_labels(ScopeDraft *draft)
{
    Rule rule = no_rule;
    rule.is_breakdown = true;
    for (guint i = 0; i < draft->scenario->fleets->len && is_by(draft->scenario, BY_HWPROFILE);
         i++) {
        rule.kind = "hwprofile";
        rule.name = fleet_at(draft->scenario, i)->hwprofile;
        rule_add(draft, rule);
    }
    for (guint i = 0; i < draft->scenario->fleets->len && is_by(draft->scenario, BY_TAG); i++) {
        const ParamList *tags = &fleet_at(draft->scenario, i)->tags;
        for (size_t t = 0; t < tags->count; t++) {
            rule.kind = "tag";
            rule.name = ((const char *const *)tags->items)[t];
            rule_add(draft, rule);
        }
    }
}

static void add_causes(ScopeDraft *draft)
{
    for (guint i = 0; i < draft->scenario->faults->len; i++) {
        Rule rule = no_rule;
        rule.kind = "faults";
        rule.name = g_array_index(draft->scenario->faults, FaultSection, i).head.name;
        rule.cause = (int32_t)i;
        rule.is_breakdown = true;
        rule_add(draft, rule);
    }
}

static const char *keep(ScopeDraft *draft, char *take_text)
{
    g_ptr_array_add(draft->names, take_text);
    return take_text;
}

/* "tag:mains" is the tag; patterns, lists and picked devices are selectors. */
static void name_selector(ScopeDraft *draft, const Selector *selector, Rule *rule)
{
    static const char *const kinds[] = {"fleet", "region", "pool", "hwprofile", "tag"};
    rule->kind = "selector";
    rule->name = selector->text;
    if (strpbrk(selector->text, ",*?"))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        size_t length = strlen(kinds[i]);
        if (strncmp(selector->text, kinds[i], length) == 0 && selector->text[length] == ':') {
            rule->kind = kinds[i];
            rule->name = keep(draft, g_strstrip(g_strdup(selector->text + length + 1)));
        }
    }
}

/* The share of a selector depends on whose it is, so only those without are one and the same. */
static bool picks_devices(const Selector *selector)
{
    return selector->share < 1.0 || selector->device != NULL;
}

static uint32_t add_requirement(ScopeDraft *draft, const RequirementSection *requirement)
{
    const Selector *selector = &requirement->selector;
    if (selector->is_everything)
        return 0;
    Rule rule = no_rule;
    rule.selector = selector;
    name_selector(draft, selector, &rule);
    if (picks_devices(selector)) {
        rule.kind = "selector";
        rule.cohort = (int32_t)draft->cohort_selectors->len;
        if (selector->share < 1.0)
            rule.name = keep(draft, g_strdup_printf("%s (%s)", selector->text, selector->section));
        g_assert(rule.cohort < SCOPE_COHORT_SELECTOR_MAX);
    }
    guint before = draft->rules->len;
    uint32_t scope = rule_add(draft, rule);
    if (rule.cohort >= 0 && draft->rules->len > before)
        g_ptr_array_add(draft->cohort_selectors, (gpointer)(uintptr_t)selector);
    return scope;
}

uint32_t scope_set_cohort(const ScopeSet *set, const Segment *segment, uint32_t number, uint32_t id)
{
    uint32_t cohort = 0;
    for (uint32_t i = 0; i < set->cohort_selector_count; i++) {
        bool is_in =
            selector_has(set->cohort_selectors[i], segment->fleet, segment->leaf, number, id);
        cohort |= (uint32_t)is_in << i;
    }
    return cohort;
}

ScopeSet *scope_set_new(const Scenario *scenario)
{
    g_assert(scenario && scenario->placement);

    ScopeSet *set = g_new0(ScopeSet, 1);
    ScopeDraft draft = {scenario, g_array_new(FALSE, FALSE, sizeof(Rule)),
                        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                        g_ptr_array_new(), g_ptr_array_new()};
    Rule all = no_rule;
    all.kind = "all";
    all.name = "";
    all.is_breakdown = true;
    rule_add(&draft, all);
    add_fleets(&draft);
    add_regions(&draft);
    add_pools(&draft);
    add_labels(&draft);
    add_causes(&draft);
    set->of_requirement = g_new0(uint32_t, scenario->requirements->len + 1);
    for (guint i = 0; i < scenario->requirements->len; i++)
        set->of_requirement[i] =
            add_requirement(&draft, &g_array_index(scenario->requirements, RequirementSection, i));
    set->cohort_selector_count = draft.cohort_selectors->len;
    set->cohort_count = 1U << draft.cohort_selectors->len;
    set->cohort_selectors = (const Selector **)g_ptr_array_free(draft.cohort_selectors, FALSE);
    set->by_name = draft.by_name;
    scope_make_groups(&draft, set);
    g_ptr_array_add(draft.names, NULL);
    set->names = (char **)g_ptr_array_free(draft.names, FALSE);
    g_array_unref(draft.rules);
    return set;
}

void scope_set_free(ScopeSet *set)
{
    if (!set)
        return;
    g_free(set->scopes);
    g_free(set->group_of);
    g_free(set->group_devices);
    g_free(set->first_scope);
    g_free(set->scope_list);
    g_free(set->of_requirement);
    g_free(set->cohort_selectors);
    g_hash_table_unref(set->by_name);
    g_strfreev(set->names);
    g_free(set);
}

int32_t scope_set_find(const ScopeSet *set, const char *kind, const char *name)
{
    g_autofree char *key = scope_key(kind, name);
    return (int32_t)GPOINTER_TO_UINT(g_hash_table_lookup(set->by_name, key)) - 1;
}

bool scope_set_has(const ScopeSet *set, uint32_t scope, uint32_t group)
{
    g_assert(group < set->group_count);
    for (uint32_t i = set->first_scope[group]; i < set->first_scope[group + 1]; i++) {
        if (set->scope_list[i] == scope)
            return true;
    }
    return false;
}
