/* Groups: cells that no scope tells apart, numbered as they come. */
#include "exp/scope_part.h"

#include <stdlib.h>
#include <string.h>

#include "util/digest.h"

/* The rules of all kinds, found from what a segment is. */
typedef struct Lookup {
    const ScopeDraft *draft;
    GArray *selector_rules; /* uint32_t */
    int32_t *of_fleet;      /* [fleets]: rule, -1 = none; likewise */
    int32_t *of_region, *of_pool;
} Lookup;

/* Rules of one segment: those of whole segments, ascending, and the cohorts that part it. */
typedef struct Membership {
    uint32_t *rules;
    uint32_t rule_count;
    uint32_t cohort_mask; /* bit of each cohort rule that can hold devices of it */
} Membership;

/* What tells a group from the others. */
typedef struct GroupKey {
    const Membership *membership;
    uint32_t cohort; /* thinned by the membership's mask */
} GroupKey;

/* --- lookup -------------------------------------------------------------------------------- */

static int32_t *no_rules(guint count)
{
    int32_t *rules = g_new(int32_t, count + 1);
    memset(rules, 0xff, (count + 1) * sizeof *rules);
    return rules;
}

static void lookup_init(Lookup *lookup, const ScopeDraft *draft)
{
    const Scenario *scenario = draft->scenario;
    *lookup = (Lookup){draft, g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                       no_rules(scenario->fleets->len), no_rules(scenario->regions->len),
                       no_rules(scenario->pools->len)};
    for (guint i = 0; i < draft->rules->len; i++) {
        const Rule *rule = &g_array_index(draft->rules, Rule, i);
        if (rule->selector != NULL)
            g_array_append_val(lookup->selector_rules, i);
        else if (rule->fleet >= 0)
            lookup->of_fleet[rule->fleet] = (int32_t)i;
        else if (rule->region >= 0)
            lookup->of_region[rule->region] = (int32_t)i;
        else if (rule->pool >= 0)
            lookup->of_pool[rule->pool] = (int32_t)i;
    }
}

static void lookup_clear(Lookup *lookup)
{
    g_array_unref(lookup->selector_rules);
    g_free(lookup->of_fleet);
    g_free(lookup->of_region);
    g_free(lookup->of_pool);
}

static void add_rule(GArray *rules, int32_t rule)
{
    if (rule >= 0)
        g_array_append_val(rules, rule);
}

/* A label's rule, if it has one that is not a selector's. */
static void add_label(const Lookup *lookup, GArray *rules, const char *kind, const char *name)
{
    g_autofree char *key = scope_key(kind, name);
    int32_t rule = (int32_t)GPOINTER_TO_UINT(g_hash_table_lookup(lookup->draft->by_name, key)) - 1;
    if (rule >= 0 && g_array_index(lookup->draft->rules, Rule, rule).selector == NULL)
        add_rule(rules, rule);
}

static void add_labels(const Lookup *lookup, GArray *rules, const FleetSection *fleet)
{
    add_label(lookup, rules, "hwprofile", fleet->hwprofile);
    for (size_t i = 0; i < fleet->tags.count; i++)
        add_label(lookup, rules, "tag", ((const char *const *)fleet->tags.items)[i]);
}

static bool selects(const Selector *selector, const Segment *segment)
{
    return selector->is_everything ||
           (selector->fleet[segment->fleet] && selector->leaf[segment->leaf]);
}

static int compare_rules(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Ascending, each once. */
static void sort_rules(GArray *rules)
{
    guint count = 0;
    g_array_sort(rules, compare_rules);
    for (guint i = 0; i < rules->len; i++) {
        uint32_t rule = g_array_index(rules, uint32_t, i);
        if (count == 0 || g_array_index(rules, uint32_t, count - 1) != rule)
            g_array_index(rules, uint32_t, count++) = rule;
    }
    g_array_set_size(rules, count);
}

static void find_membership(const Lookup *lookup, const Segment *segment, Membership *ret)
{
    const Scenario *scenario = lookup->draft->scenario;
    const Placement *placement = scenario->placement;
    const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, segment->fleet);
    g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    *ret = (Membership){NULL, 0, 0};
    add_rule(rules, 0);
    add_rule(rules, lookup->of_fleet[segment->fleet]);
    add_rule(rules, fleet->pool_index < 0 ? -1 : lookup->of_pool[fleet->pool_index]);
    uint32_t node = placement->leaves[segment->leaf].region;
    for (; node != PLACEMENT_NONE; node = placement->regions[node].parent) {
        int32_t section = placement->regions[node].section;
        add_rule(rules, section < 0 ? -1 : lookup->of_region[section]);
    }
    add_labels(lookup, rules, fleet);
    for (guint i = 0; i < lookup->selector_rules->len; i++) {
        uint32_t index = g_array_index(lookup->selector_rules, uint32_t, i);
        const Rule *rule = &g_array_index(lookup->draft->rules, Rule, index);
        if (!selects(rule->selector, segment))
            continue;
        if (rule->cohort >= 0)
            ret->cohort_mask |= 1U << rule->cohort;
        else
            add_rule(rules, (int32_t)index);
    }
    sort_rules(rules);
    ret->rules = g_memdup2(rules->data, rules->len * sizeof(uint32_t));
    ret->rule_count = rules->len;
}

/* --- groups -------------------------------------------------------------------------------- */

static guint key_hash(gconstpointer data)
{
    const GroupKey *key = data;
    uint64_t hash = digest_mix(key->membership->cohort_mask, key->cohort);
    for (uint32_t i = 0; i < key->membership->rule_count; i++)
        hash = digest_mix(hash, key->membership->rules[i]);
    return (guint)hash;
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    const GroupKey *left = a, *right = b;
    const Membership *of_left = left->membership, *of_right = right->membership;
    return left->cohort == right->cohort && of_left->rule_count == of_right->rule_count &&
           memcmp(of_left->rules, of_right->rules, of_left->rule_count * sizeof *of_left->rules) ==
               0;
}

/* The scopes of a new group: rules of whole segments, and those whose bit the cohort has. */
static void list_scopes(const Lookup *lookup, const GroupKey *key, GArray *list)
{
    guint first = list->len;
    g_array_append_vals(list, key->membership->rules, key->membership->rule_count);
    for (guint i = 0; i < lookup->selector_rules->len; i++) {
        uint32_t index = g_array_index(lookup->selector_rules, uint32_t, i);
        const Rule *rule = &g_array_index(lookup->draft->rules, Rule, index);
        if (rule->cohort >= 0 && (key->cohort >> rule->cohort & 1) != 0)
            g_array_append_val(list, index);
    }
    qsort(list->data + first * sizeof(uint32_t), list->len - first, sizeof(uint32_t),
          compare_rules);
}

/* Every cell's group; set->scope_list. */
static void find_groups(const Lookup *lookup, const Membership *memberships, ScopeSet *set)
{
    uint32_t segment_count = lookup->draft->scenario->placement->segment_count;
    g_autoptr(GHashTable) known = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    g_autoptr(GArray) firsts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    GArray *list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t s = 0; s < segment_count; s++) {
        for (uint32_t c = 0; c < set->cohort_count; c++) {
            GroupKey key = {&memberships[s], c & memberships[s].cohort_mask};
            guint group = GPOINTER_TO_UINT(g_hash_table_lookup(known, &key));
            if (group == 0) {
                group = firsts->len + 1;
                g_array_append_val(firsts, list->len);
                list_scopes(lookup, &key, list);
                g_hash_table_insert(known, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(group));
            }
            set->group_of[(size_t)s * set->cohort_count + c] = group - 1;
        }
    }
    set->group_count = firsts->len;
    g_array_append_val(firsts, list->len);
    set->first_scope = g_memdup2(firsts->data, firsts->len * sizeof(uint32_t));
    set->scope_list = (uint32_t *)(void *)g_array_free(list, FALSE);
}

/* Whole segments, or device by device where selectors pick. */
static void count_devices(const Scenario *scenario, ScopeSet *set)
{
    const Placement *placement = scenario->placement;
    set->group_devices = g_new0(int64_t, set->group_count + 1);
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

static void fill_scopes(const ScopeDraft *draft, ScopeSet *set)
{
    set->scope_count = draft->rules->len;
    set->scopes = g_new0(ScopeGroups, set->scope_count);
    for (uint32_t i = 0; i < set->scope_count; i++) {
        const Rule *rule = &g_array_index(draft->rules, Rule, i);
        set->scopes[i] =
            (ScopeGroups){.kind = rule->kind,
                          .name = rule->name,
                          .named_pools = rule->selector == NULL ? NULL : rule->selector->pool,
                          .pool = rule->pool,
                          .cause = rule->cause,
                          .has_all_pools = i == 0,
                          .is_breakdown = rule->is_breakdown};
    }
    for (uint32_t g = 0; g < set->group_count; g++) {
        for (uint32_t k = set->first_scope[g]; k < set->first_scope[g + 1]; k++)
            set->scopes[set->scope_list[k]].device_count += set->group_devices[g];
    }
}

void scope_make_groups(const ScopeDraft *draft, ScopeSet *set)
{
    const Placement *placement = draft->scenario->placement;
    g_autofree Membership *memberships = g_new0(Membership, placement->segment_count + 1);
    Lookup lookup;
    lookup_init(&lookup, draft);
    for (uint32_t s = 0; s < placement->segment_count; s++)
        find_membership(&lookup, &placement->segments[s], &memberships[s]);
    set->group_of = g_new0(uint32_t, (size_t)placement->segment_count * set->cohort_count + 1);
    find_groups(&lookup, memberships, set);
    count_devices(draft->scenario, set);
    fill_scopes(draft, set);
    for (uint32_t s = 0; s < placement->segment_count; s++)
        g_free(memberships[s].rules);
    lookup_clear(&lookup);
}
