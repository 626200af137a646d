#include "exp/selector_read.h"

#include <stdlib.h>
#include <string.h>

#include "exp/selector_names.h"
#include "util/digest.h"
#include "util/suggest.h"

/* Devices that are tried for a `share` before it is believed to hit one. */
enum { TRIED_MAX = 1000000 };

/* A selector in the making. */
typedef struct Draft {
    const Reading *reading;
    KeyPlace key;
    bool *fleet, *leaf, *node, *pool;
    bool has[TERM_KIND_COUNT]; /* was there a term of the kind? */
    GArray *devices;
    double share;
    GString *text;
    bool is_good;
} Draft;

static const FleetSection *fleet_at(const Draft *draft, guint i)
{
    return &g_array_index(draft->reading->scenario->fleets, FleetSection, i);
}

static guint fleet_count(const Draft *draft)
{
    return draft->reading->scenario->fleets->len;
}

/* [count], all true, made once for everybody who leaves nothing out. */
static const bool *everything(const Reading *reading, const bool **shared, uint32_t count)
{
    if (*shared == NULL) {
        bool *all = param_alloc(&reading->memory->params, count + 1);
        memset(all, true, count);
        *shared = all;
    }
    return *shared;
}

static void complain(Draft *draft, const char *sentence)
{
    reading_say(draft->reading, PROBLEM_ERROR, draft->key, "%s", sentence);
    draft->is_good = false;
}

/* A pattern with a wildcard may match nothing. */
static void refuse_name(Draft *draft, TermKind kind, const char *pattern)
{
    if (selector_has_wildcard(pattern) || selector_is_removed(draft->reading, kind, pattern))
        return;
    g_autofree const char **known = selector_names(draft->reading, kind);
    g_autofree char *unknown = reading_unknown(selector_terms[kind], pattern, known);
    g_autofree char *canonical = g_strdup_printf("%s:%s", selector_terms[kind], pattern);
    g_autofree char *text = g_strdup_printf("'%s': %s", canonical, unknown);
    complain(draft, strcmp(draft->text->str, canonical) == 0 ? unknown : text);
}

/* Pools that no fleet uses may be meant too: their gateways. */
static bool mark_pools(Draft *draft, const char *pattern)
{
    bool is_found = false;
    for (guint i = 0; i < draft->reading->scenario->pools->len; i++) {
        if (!selector_is_match(
                pattern, g_array_index(draft->reading->scenario->pools, PoolSection, i).head.name))
            continue;
        draft->pool[i] = true;
        is_found = true;
    }
    return is_found;
}

/* Bits of fleets: terms of one kind are ORed into `allowed`. */
static void read_fleet_term(Draft *draft, TermKind kind, const char *pattern, bool *allowed)
{
    bool is_found = kind == TERM_POOL && mark_pools(draft, pattern);
    for (guint i = 0; i < fleet_count(draft); i++) {
        if (!selector_fleet_matches(fleet_at(draft, i), kind, pattern))
            continue;
        allowed[i] = true;
        is_found = true;
    }
    if (!is_found)
        refuse_name(draft, kind, pattern);
}

static void read_region_term(Draft *draft, const char *pattern)
{
    GHashTableIter each;
    gpointer name, range;
    const NodeRange *own = reading_region(draft->reading, pattern);
    bool is_found = own != NULL;
    if (is_found)
        memset(draft->node + own->first, true, own->count);
    g_hash_table_iter_init(&each, draft->reading->memory->region_nodes);
    while (selector_has_wildcard(pattern) &&
           g_hash_table_iter_next(&each, &name, &range)) { /* only sets bits: any order will do */
        if (!selector_is_match(pattern, name))
            continue;
        const NodeRange *nodes = range;
        memset(draft->node + nodes->first, true, nodes->count);
        is_found = true;
    }
    if (!is_found)
        refuse_name(draft, TERM_REGION, pattern);
}

static void read_share(Draft *draft, const char *text)
{
    double share = 0.0;
    g_autoptr(GError) error = NULL;
    if (!value_quantity(VALUE_FRACTION, text, &share, &error))
        complain(draft, error->message);
    else if (!(share >= 0.0 && share <= 1.0))
        complain(draft, "share is outside 0%..100%");
    else
        draft->share = draft->has[TERM_SHARE] ? MAX(draft->share, share) : share;
}

static void read_device(Draft *draft, const char *text)
{
    int64_t id = -1;
    uint32_t count = draft->reading->scenario->placement->device_count;
    if (!value_int(text, &id, NULL) || id < 0) {
        complain(draft, "device: needs a number, for example device:17");
        return;
    }
    if (id >= count) {
        g_autofree char *sentence = g_strdup_printf("no such device; there are %u, from 0", count);
        complain(draft, sentence);
        return;
    }
    uint32_t device = (uint32_t)id;
    g_array_append_val(draft->devices, device);
}

static void and_fleets(Draft *draft, const bool *allowed)
{
    if (draft->fleet == NULL) {
        draft->fleet = param_alloc(&draft->reading->memory->params, fleet_count(draft) + 1);
        memset(draft->fleet, true, fleet_count(draft));
    }
    for (guint i = 0; i < fleet_count(draft); i++)
        draft->fleet[i] = draft->fleet[i] && allowed[i];
}

/* All terms of one kind together, so that they are ORed before they are ANDed. */
static void read_kind(Draft *draft, TermKind kind, const GPtrArray *patterns)
{
    ParamContext *ctx = &draft->reading->memory->params;
    const Scenario *scenario = draft->reading->scenario;
    if (patterns->len == 0)
        return;
    g_autofree bool *allowed = g_new0(bool, fleet_count(draft) + 1);
    if (kind == TERM_POOL)
        draft->pool = param_alloc(ctx, scenario->pools->len + 1);
    if (kind == TERM_REGION) {
        draft->node = g_new0(bool, scenario->placement->region_count);
        draft->leaf = param_alloc(ctx, scenario->placement->leaf_count + 1);
    }
    for (guint i = 0; i < patterns->len; i++) {
        const char *pattern = g_ptr_array_index(patterns, i);
        if (kind == TERM_REGION)
            read_region_term(draft, pattern);
        else if (kind == TERM_SHARE)
            read_share(draft, pattern);
        else if (kind == TERM_DEVICE)
            read_device(draft, pattern);
        else
            read_fleet_term(draft, kind, pattern, allowed);
        draft->has[kind] = true;
    }
    if (kind != TERM_REGION && kind != TERM_SHARE && kind != TERM_DEVICE)
        and_fleets(draft, allowed);
}

/* "fleet:speakers" goes to the patterns of its kind. */
static bool sort_term(Draft *draft, const char *term, GPtrArray *const *patterns)
{
    g_autofree char *name = NULL, *pattern = NULL;
    g_autoptr(GError) error = NULL;
    if (!value_pair(term, &name, &pattern, &error)) {
        complain(draft, error->message);
        return false;
    }
    int kind = value_word_find(selector_terms, name);
    if (kind < 0 || pattern == NULL) {
        g_autofree char *hint = suggest_among(name, "terms", selector_terms);
        g_autofree char *text = kind < 0
                                    ? g_strdup_printf("unknown term '%s'%s", name, hint)
                                    : g_strdup_printf("'%s' needs a name: %s:NAME", name, name);
        complain(draft, text);
        return false;
    }
    g_string_append_printf(draft->text, "%s%s:%s", draft->text->len > 0 ? ", " : "",
                           selector_terms[kind], pattern);
    g_ptr_array_add(patterns[kind], g_steal_pointer(&pattern));
    return true;
}

static void read_terms(Draft *draft, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) terms = value_split(text, ',', &error);
    if (terms == NULL) {
        complain(draft, error->message);
        return;
    }
    GPtrArray *patterns[TERM_KIND_COUNT];
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++)
        patterns[i] = g_ptr_array_new_with_free_func(g_free);
    bool is_sorted = true;
    for (size_t i = 0; terms[i] != NULL && is_sorted; i++)
        is_sorted = sort_term(draft, terms[i], patterns);
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
        if (is_sorted)
            read_kind(draft, (TermKind)i, patterns[i]);
        g_ptr_array_unref(patterns[i]);
    }
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Is a node that a region term names at or above each leaf? Nodes ask upwards until one knows. */
static void mark_leaves(Draft *draft)
{
    enum { UNKNOWN, OUTSIDE, INSIDE };
    const Placement *placement = draft->reading->scenario->placement;
    g_autofree uint8_t *known = g_new0(uint8_t, placement->region_count);
    for (uint32_t i = 0; i < placement->region_count; i++)
        known[i] = draft->node[i] ? INSIDE : UNKNOWN;
    for (uint32_t i = 0; i < placement->leaf_count; i++) {
        uint32_t leaf = placement->leaves[i].region, node = leaf;
        while (node != PLACEMENT_NONE && known[node] == UNKNOWN)
            node = placement->regions[node].parent;
        uint8_t answer = node == PLACEMENT_NONE ? OUTSIDE : known[node];
        for (uint32_t n = leaf; n != node; n = placement->regions[n].parent)
            known[n] = answer;
        draft->leaf[i] = answer == INSIDE;
    }
}

/* Region terms become leaves, and the list of nodes they name. */
static void finish_regions(Draft *draft, Selector *selector)
{
    const Placement *placement = draft->reading->scenario->placement;
    if (!draft->has[TERM_REGION])
        return;
    g_autoptr(GArray) named = g_array_new(FALSE, FALSE, sizeof(int32_t));
    for (int32_t i = 0; i < (int32_t)placement->region_count; i++) {
        if (draft->node[i])
            g_array_append_val(named, i);
    }
    int32_t *regions =
        param_alloc(&draft->reading->memory->params, (named->len + 1) * sizeof *regions);
    if (named->len > 0) /* else there is no array */
        memcpy(regions, named->data, named->len * sizeof *regions);
    selector->region = regions;
    selector->region_count = named->len;
    mark_leaves(draft);
}

static void finish_fleets(Draft *draft, Selector *selector)
{
    if (selector->share >= 1.0)
        return;
    uint64_t *hashes =
        param_alloc(&draft->reading->memory->params, (fleet_count(draft) + 1) * sizeof *hashes);
    for (guint i = 0; i < fleet_count(draft); i++)
        hashes[i] = digest_text(digest_text(0, selector->section), fleet_at(draft, i)->head.name);
    selector->fleet_hash = hashes;
}

static void finish_devices(Draft *draft, Selector *selector)
{
    if (!draft->has[TERM_DEVICE])
        return;
    selector->device_count = draft->devices->len;
    uint32_t *ids =
        param_alloc(&draft->reading->memory->params, (draft->devices->len + 1) * sizeof *ids);
    for (guint i = 0; i < draft->devices->len; i++)
        ids[i] = g_array_index(draft->devices, uint32_t, i);
    qsort(ids, draft->devices->len, sizeof *ids, compare_ids);
    selector->device = ids;
}

/* Does it hit a device at all? */
static bool is_alive(const Reading *reading, const Selector *selector)
{
    const Placement *placement = reading->scenario->placement;
    uint32_t tried = 0;
    for (uint32_t s = 0; s < placement->segment_count; s++) {
        const Segment *segment = &placement->segments[s];
        if (!selector->fleet[segment->fleet] || !selector->leaf[segment->leaf])
            continue;
        for (uint32_t i = 0; i < segment->count; i++) {
            if (++tried > TRIED_MAX ||
                selector_has(selector, segment->fleet, segment->leaf, segment->first_number + i,
                             segment->first_id + i))
                return true;
        }
    }
    return placement->segment_count == 0; /* nobody is placed: that is the mistake */
}

static bool has_only(const Draft *draft, TermKind kind)
{
    for (int other = 0; selector_terms[other] != NULL; other++) {
        if (draft->has[other] != (other == (int)kind))
            return false;
    }
    return true;
}

void selector_read(const Reading *reading, KeyPlace key, const char *text, Selector *ret_selector)
{
    const Scenario *scenario = reading->scenario;
    ParamContext *ctx = &reading->memory->params;
    Draft draft = {.reading = reading,
                   .key = key,
                   .devices = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                   .share = 1.0,
                   .text = g_string_new(NULL),
                   .is_good = true};
    bool is_everything = text == NULL || strcmp(text, "*") == 0;
    if (!is_everything)
        read_terms(&draft, text);
    g_autofree char *section = g_strdup_printf("%s %s", key.kind, key.name);
    Selector selector = {.text = param_text_keep(ctx, is_everything ? "*" : draft.text->str),
                         .section = param_text_keep(ctx, section),
                         .fleet = draft.fleet,
                         .leaf = draft.leaf,
                         .pool = draft.pool,
                         .share = draft.share,
                         .is_everything = is_everything,
                         .is_pools = has_only(&draft, TERM_POOL)};
    ScenarioMemory *memory = reading->memory;
    if (selector.fleet == NULL)
        selector.fleet = everything(reading, &memory->every_fleet, scenario->fleets->len);
    if (selector.leaf == NULL)
        selector.leaf = everything(reading, &memory->every_leaf, scenario->placement->leaf_count);
    finish_regions(&draft, &selector);
    finish_fleets(&draft, &selector);
    finish_devices(&draft, &selector);
    g_free(draft.node);
    g_array_unref(draft.devices);
    g_string_free(draft.text, TRUE);
    if (draft.is_good && !is_everything && !is_alive(reading, &selector)) {
        g_autofree char *place = reading_place(reading, key);
        problem_add(reading->problems, PROBLEM_WARNING, place, "selector '%s' matches no device",
                    selector.text);
    }
    *ret_selector = selector;
}
