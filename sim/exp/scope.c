#include "exp/scope.h"

#include <string.h>

/* Who a scope is about, before groups are known. */
typedef struct Rule {
    const char *kind, *name;
    const Selector *selector;           /* of a requirement; else NULL */
    int32_t fleet, region, pool, cause; /* index of the section, -1 = it is not about one */
    int32_t cohort;                     /* bit of the selector, -1 = it takes whole segments */
    bool is_breakdown;
} Rule;

typedef struct Draft {
    const Scenario *scenario;
    GArray *rules; /* Rule */
    GPtrArray *names, *cohort_selectors;
} Draft;

static const Rule no_rule = {.fleet = -1, .region = -1, .pool = -1, .cause = -1, .cohort = -1};

static const FleetSection *fleet_at(const Scenario *scenario, uint32_t fleet)
{
    return &g_array_index(scenario->fleets, FleetSection, fleet);
}

static int32_t rule_find(const Draft *draft, const char *kind, const char *name)
{
    for (guint i = 0; i < draft->rules->len; i++) {
        const Rule *rule = &g_array_index(draft->rules, Rule, i);
        if (strcmp(rule->kind, kind) == 0 && strcmp(rule->name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}

static void rule_add(Draft *draft, Rule rule)
{
    if (rule_find(draft, rule.kind, rule.name) < 0)
        g_array_append_val(draft->rules, rule);
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

static bool has_tag(const FleetSection *fleet, const char *tag)
{
    const char *const *tags = fleet->tags.items;
    for (size_t i = 0; i < fleet->tags.count; i++) {
        if (strcmp(tags[i], tag) == 0)
            return true;
    }
    return false;
}

/* Is the leaf in a node of this [region] section? */
static bool is_in_region(const Placement *placement, uint32_t leaf, int32_t section)
{
    uint32_t node = placement->leaves[leaf].region;
    while (node != PLACEMENT_NONE) {
        if (placement->regions[node].section == section)
            return true;
        node = placement->regions[node].parent;
    }
    return false;
}

static bool has_segment(const Scenario *scenario, const Rule *rule, const Segment *segment)
{
    const FleetSection *fleet = fleet_at(scenario, segment->fleet);
    if (rule->selector)
        return rule->selector->is_everything ||
               (rule->selector->fleet[segment->fleet] && rule->selector->leaf[segment->leaf]);
    if (rule->cause >= 0)
        return false;
    if (rule->fleet >= 0)
        return segment->fleet == (uint32_t)rule->fleet;
    if (rule->region >= 0)
        return is_in_region(scenario->placement, segment->leaf, rule->region);
    if (rule->pool >= 0)
        return fleet->pool_index == rule->pool;
    if (strcmp(rule->kind, "hwprofile") == 0)
        return strcmp(fleet->hwprofile, rule->name) == 0;
    if (strcmp(rule->kind, "tag") == 0)
        return has_tag(fleet, rule->name);
    return strcmp(rule->kind, "all") == 0;
}

static bool has_devices(const Draft *draft, const Rule *rule)
{
    const Placement *placement = draft->scenario->placement;
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        if (has_segment(draft->scenario, rule, &placement->segments[i]))
            return true;
    }
    return false;
}

static void add_fleets(Draft *draft)
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

static void add_regions(Draft *draft)
{
    for (guint i = 0; i < draft->scenario->regions->len && is_by(draft->scenario, BY_REGION); i++) {
        Rule rule = no_rule;
        rule.kind = "region";
        rule.name = g_array_index(draft->scenario->regions, RegionSection, i).head.name;
        rule.region = (int32_t)i;
        rule.is_breakdown = true;
        if (strcmp(rule.name, "global") != 0 && has_devices(draft, &rule))
            rule_add(draft, rule);
    }
}

static void add_pools(Draft *draft)
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

static void add_labels(Draft *draft)
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

static void add_causes(Draft *draft)
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

static const char *keep(Draft *draft, char *take_text)
{
    g_ptr_array_add(draft->names, take_text);
    return take_text;
}

/* "tag:mains" is the tag; patterns, lists and picked devices are selectors. */
static void name_selector(Draft *draft, const Selector *selector, Rule *rule)
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

static uint32_t add_requirement(Draft *draft, const RequirementSection *requirement)
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
    int32_t found = rule_find(draft, rule.kind, rule.name);
    if (found >= 0)
        return (uint32_t)found;
    if (rule.cohort >= 0)
        g_ptr_array_add(draft->cohort_selectors, (gpointer)(uintptr_t)selector);
    g_array_append_val(draft->rules, rule);
    return draft->rules->len - 1;
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

/* --- groups ------------------------------------------------------------------------------- */

static bool has_cell(const Scenario *scenario, const Rule *rule, uint32_t segment, uint32_t cohort)
{
    if (rule->cohort >= 0 && (cohort >> rule->cohort & 1) == 0)
        return false;
    return has_segment(scenario, rule, &scenario->placement->segments[segment]);
}

/* Splits the groups so far by one scope: cells in and out of it part, in order of cells. */
static void refine(const Scenario *scenario, ScopeSet *set, const Rule *rule)
{
    uint32_t segment_count = scenario->placement->segment_count, group_count = 0;
    g_autofree uint32_t *parts = g_new(uint32_t, (size_t)set->group_count * 2);
    memset(parts, 0xff, (size_t)set->group_count * 2 * sizeof *parts);
    for (uint32_t s = 0; s < segment_count; s++) {
        for (uint32_t c = 0; c < set->cohort_count; c++) {
            uint32_t *group = &set->group_of[s * set->cohort_count + c];
            uint32_t *part = &parts[*group * 2 + has_cell(scenario, rule, s, c)];
            if (*part == UINT32_MAX)
                *part = group_count++;
            *group = *part;
        }
    }
    set->group_count = group_count;
}

/* Whole segments, or device by device where selectors pick. */
static void count_devices(const Scenario *scenario, ScopeSet *set)
{
    const Placement *placement = scenario->placement;
    set->group_devices = g_new0(int64_t, set->group_count);
    for (uint32_t s = 0; s < placement->segment_count; s++) {
        const Segment *segment = &placement->segments[s];
        if (set->cohort_count == 1) {
            set->group_devices[scope_set_group(set, s, 0)] += segment->count;
            continue;
        }
        for (uint32_t i = 0; i < segment->count; i++) {
            uint32_t cohort =
                scope_set_cohort(set, segment, segment->first_number + i, segment->first_id + i);
            set->group_devices[scope_set_group(set, s, cohort)]++;
        }
    }
}

static void fill_pools(const Scenario *scenario, const Rule *rule, ScopeGroups *scope)
{
    scope->pools = g_new0(bool, scenario->pools->len + 1);
    for (guint p = 0; p < scenario->pools->len; p++) {
        bool is_named = rule->selector && rule->selector->pool && rule->selector->pool[p];
        bool is_own = rule->pool >= 0 && (guint)rule->pool == p;
        scope->pools[p] = is_named || is_own || strcmp(rule->kind, "all") == 0;
    }
}

static void fill_scope(const Scenario *scenario, const ScopeSet *set, const Rule *rule,
                       ScopeGroups *scope)
{
    scope->kind = rule->kind;
    scope->name = rule->name;
    scope->pool = rule->pool;
    scope->cause = rule->cause;
    scope->is_breakdown = rule->is_breakdown;
    scope->groups = g_new0(bool, set->group_count + 1);
    fill_pools(scenario, rule, scope);
    for (uint32_t s = 0; s < scenario->placement->segment_count; s++) {
        for (uint32_t c = 0; c < set->cohort_count; c++)
            scope->groups[scope_set_group(set, s, c)] = has_cell(scenario, rule, s, c);
    }
    for (uint32_t g = 0; g < set->group_count; g++)
        scope->device_count += scope->groups[g] ? set->group_devices[g] : 0;
}

static void make_groups(const Draft *draft, ScopeSet *set)
{
    uint32_t cell_count = draft->scenario->placement->segment_count * set->cohort_count;
    set->group_of = g_new0(uint32_t, cell_count + 1);
    set->group_count = 1;
    for (guint i = 1; i < draft->rules->len; i++)
        refine(draft->scenario, set, &g_array_index(draft->rules, Rule, i));
    count_devices(draft->scenario, set);
    set->scope_count = draft->rules->len;
    set->scopes = g_new0(ScopeGroups, set->scope_count);
    for (guint i = 0; i < draft->rules->len; i++)
        fill_scope(draft->scenario, set, &g_array_index(draft->rules, Rule, i), &set->scopes[i]);
}

ScopeSet *scope_set_new(const Scenario *scenario)
{
    g_assert(scenario && scenario->placement);

    ScopeSet *set = g_new0(ScopeSet, 1);
    Draft draft = {scenario, g_array_new(FALSE, FALSE, sizeof(Rule)), g_ptr_array_new(),
                   g_ptr_array_new()};
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
    make_groups(&draft, set);
    g_ptr_array_add(draft.names, NULL);
    set->names = (char **)g_ptr_array_free(draft.names, FALSE);
    g_array_unref(draft.rules);
    return set;
}

void scope_set_free(ScopeSet *set)
{
    if (!set)
        return;
    for (uint32_t i = 0; i < set->scope_count; i++) {
        g_free(set->scopes[i].groups);
        g_free(set->scopes[i].pools);
    }
    g_free(set->scopes);
    g_free(set->group_of);
    g_free(set->group_devices);
    g_free(set->of_requirement);
    g_free(set->cohort_selectors);
    g_strfreev(set->names);
    g_free(set);
}

int32_t scope_set_find(const ScopeSet *set, const char *kind, const char *name)
{
    for (uint32_t i = 0; i < set->scope_count; i++) {
        if (strcmp(set->scopes[i].kind, kind) == 0 && strcmp(set->scopes[i].name, name) == 0)
            return (int32_t)i;
    }
    return -1;
}
