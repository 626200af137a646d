/* Scopes against devices counted one by one. */
#include "test.h"

#include "exp/scope.h"
#include "toy_scenario.h"

static int64_t devices_of(const ScopeSet *set, const char *kind, const char *name)
{
    int32_t scope = scope_set_find(set, kind, name);
    return scope < 0 ? -1 : set->scopes[scope].device_count;
}

static void scopes_are_those_asked_for_and_hold_their_devices(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[output]\nby = fleet, region\n");
    ScopeSet *set = scope_set_new(scenario);
    CHECK_TEXT(set->scopes[0].kind, "all");
    CHECK_INT(set->scopes[0].device_count, 100);
    CHECK_INT(devices_of(set, "fleet", "a"), 60);
    CHECK_INT(devices_of(set, "fleet", "b"), 40);
    CHECK_INT(devices_of(set, "region", "north") + devices_of(set, "region", "south"), 100);
    CHECK_INT(devices_of(set, "pool", "hub"), 100);
    CHECK_INT(devices_of(set, "faults", "stop"), 0);
    CHECK_INT(devices_of(set, "faults", "cut"), 0);
    CHECK_INT(devices_of(set, "tag", "indoor"), -1);
    CHECK_INT(devices_of(set, "region", "global"), -1);
    scope_set_free(set);
}

static void replicates_of_a_region_share_their_group(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[output]\nby = fleet, region\n");
    ScopeSet *set = scope_set_new(scenario);
    CHECK_INT(scenario->placement->segment_count, 4); /* a in three leaves, b in one */
    CHECK_INT(set->group_count, 3);
    CHECK_INT(set->group_of[0], set->group_of[1]);
    scope_set_free(set);
}

static void labels_make_scopes(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[output]\nby = hwprofile, tag\n");
    ScopeSet *set = scope_set_new(scenario);
    CHECK_INT(devices_of(set, "hwprofile", "esp32-s3"), 60);
    CHECK_INT(devices_of(set, "tag", "outdoor"), 40);
    CHECK_INT(devices_of(set, "region", "south"), -1);
    CHECK(!set->scopes[scope_set_find(set, "fleet", "a")].is_breakdown);
    scope_set_free(set);
}

static void requirements_share_scopes_that_are_there(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[requirement one]\n"
                                                "check = availability > 90%\n"
                                                "where = fleet:a\n"
                                                "[requirement two]\n"
                                                "check = availability > 90%\n"
                                                "where = tag:indoor\n"
                                                "[requirement three]\n"
                                                "check = failures < 9\n"
                                                "where = tag:indoor\n"
                                                "[requirement four]\n"
                                                "check = failures < 9\n"
                                                "where = fleet:*, region:south\n"
                                                "[requirement five]\n"
                                                "check = failures < 9\n");
    ScopeSet *set = scope_set_new(scenario);
    CHECK_INT(set->of_requirement[0], scope_set_find(set, "fleet", "a"));
    CHECK_INT(set->of_requirement[1], scope_set_find(set, "tag", "indoor"));
    CHECK_INT(set->of_requirement[2], set->of_requirement[1]);
    const ScopeGroups *south = &set->scopes[set->of_requirement[3]];
    CHECK_TEXT(south->kind, "selector");
    CHECK(south->device_count > 40 && south->device_count < 100);
    CHECK_INT(set->of_requirement[4], 0);
    scope_set_free(set);
}

/* Every device falls into the cohort that its selector says. */
static void shares_and_single_devices_cut_segments(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[requirement some]\n"
                                                "check = availability > 90%\n"
                                                "where = fleet:a, share:30%\n"
                                                "[requirement others]\n"
                                                "check = availability > 90%\n"
                                                "where = share:30%\n");
    ScopeSet *set = scope_set_new(scenario);
    CHECK_INT(set->cohort_count, 4);
    CHECK(set->of_requirement[0] != set->of_requirement[1]);
    int64_t counted[2] = {0, 0};
    for (uint32_t s = 0; s < scenario->placement->segment_count; s++) {
        const Segment *segment = &scenario->placement->segments[s];
        for (uint32_t i = 0; i < segment->count; i++) {
            uint32_t number = segment->first_number + i, id = segment->first_id + i;
            uint32_t group = scope_set_group(set, s, scope_set_cohort(set, segment, number, id));
            for (int r = 0; r < 2; r++) {
                const RequirementSection *section =
                    &g_array_index(scenario->requirements, RequirementSection, (guint)r);
                bool is_in =
                    selector_has(&section->selector, segment->fleet, segment->leaf, number, id);
                CHECK_INT(scope_set_has(set, set->of_requirement[r], group), is_in);
                counted[r] += is_in;
            }
        }
    }
    for (int r = 0; r < 2; r++)
        CHECK_INT(set->scopes[set->of_requirement[r]].device_count, counted[r]);
    CHECK(counted[0] > 0 && counted[0] < 60 && counted[1] > counted[0]);
    scope_set_free(set);
}

static void pools_belong_to_all_and_to_themselves(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[requirement load]\n"
                                                "check = gateway_utilisation < 90%\n"
                                                "where = pool:hub\n");
    ScopeSet *set = scope_set_new(scenario);
    int32_t pool = scope_set_find(set, "pool", "hub");
    CHECK_INT(set->of_requirement[0], pool);
    CHECK(scope_has_pool(&set->scopes[0], 0) && scope_has_pool(&set->scopes[pool], 0));
    CHECK(!scope_has_pool(&set->scopes[scope_set_find(set, "fleet", "a")], 0));
    scope_set_free(set);
}

TEST_MAIN(CASE(scopes_are_those_asked_for_and_hold_their_devices),
          CASE(replicates_of_a_region_share_their_group), CASE(labels_make_scopes),
          CASE(requirements_share_scopes_that_are_there),
          CASE(shares_and_single_devices_cut_segments), CASE(pools_belong_to_all_and_to_themselves))
