/* Selectors of INTERFACE 2.5: who is meant. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "scenario_reader.h"

/* Three fleets: speakers (60: 30 harbour, 30 hills), doorbells (30 harbour), sensors (10 hills). */
static Scenario *with_target(Reader *reader, const char *target, const char *more)
{
    g_autofree char *text =
        g_strdup_printf("[faults f]\nkind = crash\nmtbf = 1d\ntarget = %s\n%s", target, more);
    return reader_text(reader, text, NULL);
}

static const Selector *selector_of(const Scenario *scenario)
{
    for (guint i = 0; i < scenario->faults->len; i++) {
        const FaultSection *fault = &g_array_index(scenario->faults, FaultSection, i);
        if (strcmp(fault->head.name, "f") == 0)
            return &fault->selector;
    }
    g_assert_not_reached();
}

/* Ids of all devices meant, as a set of bits. */
static uint32_t members(const Scenario *scenario, bool *ret_is_member)
{
    const Placement *placement = scenario->placement;
    const Selector *selector = selector_of(scenario);
    uint32_t count = 0;
    for (uint32_t s = 0; s < placement->segment_count; s++) {
        const Segment *segment = &placement->segments[s];
        for (uint32_t i = 0; i < segment->count; i++) {
            uint32_t id = segment->first_id + i;
            ret_is_member[id] = selector_has(selector, segment->fleet, segment->leaf,
                                             segment->first_number + i, id);
            count += ret_is_member[id];
        }
    }
    return count;
}

static uint32_t count_of(Reader *reader, const char *target)
{
    g_autoptr(Scenario) scenario = with_target(reader, target, "");
    bool is_member[100] = {false};
    if (scenario == NULL) {
        CHECK(reader_says(reader, "nothing wrong"));
        return UINT32_MAX;
    }
    return members(scenario, is_member);
}

static void terms_of_a_kind_are_ored_and_kinds_are_anded(void)
{
    static const struct {
        const char *target;
        uint32_t count;
    } rows[] = {
        {"*", 100},
        {"fleet:speakers", 60},
        {"fleet:speakers, fleet:doorbells", 90},
        {"fleet:*s", 100},
        {"fleet:?oorbells", 30},
        {"tag:outdoor", 30},
        {"tag:*door", 90},
        {"hwprofile:esp32-s3", 30},
        {"region:harbour", 60},
        {"region:town", 100},
        {"region:global", 100},
        {"region:h*", 100},
        {"region:hills, fleet:speakers", 30},
        {"region:hills, region:harbour, fleet:speakers, fleet:window-sensors", 70},
        {"tag:indoor, region:harbour", 30},
        {"pool:hubs", 100},
        {"device:0, device:99, device:3, device:3", 3},
        {"device:0, device:99, fleet:speakers", 1},
        {"share:0%", 0},
        {"share:100%", 100},
    };
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        CHECK_INT(count_of(&reader, rows[i].target), rows[i].count);
    reader_close(&reader);
}

static void a_selector_keeps_its_canonical_text_and_names(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        with_target(&reader, "FLEET:speakers ,region:hills,  pool:hubs", "");
    const Selector *selector = selector_of(scenario);
    CHECK_TEXT(selector->text, "fleet:speakers, region:hills, pool:hubs");
    CHECK_TEXT(selector->section, "faults f");
    CHECK_INT(selector->region_count, 1);
    CHECK_TEXT(scenario->placement->regions[selector->region[0]].name, "hills");
    CHECK(selector->pool != NULL && selector->pool[0]);
    CHECK(!selector->is_everything);
    g_autoptr(Scenario) everything = with_target(&reader, "*", "");
    CHECK(selector_of(everything)->is_everything);
    CHECK(selector_of(everything)->pool == NULL);
    reader_close(&reader);
}

/* 10 % of 100,000: within 4.5 standard deviations of the binomial. */
static void a_share_is_about_as_large_as_it_says(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        with_target(&reader, "fleet:speakers, share:10%", "[fleet speakers]\ndevices = 100000\n");
    g_autofree bool *is_member = g_new0(bool, scenario->placement->device_count);
    double count = members(scenario, is_member);
    CHECK_NEAR(count, 10000.0, 4.5 * sqrt(100000 * 0.1 * 0.9));
    reader_close(&reader);
}

static void a_larger_share_keeps_whom_a_smaller_one_picks(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) small = with_target(&reader, "share:20%", "");
    g_autoptr(Scenario) large = with_target(&reader, "share:20%, share:60%", "");
    bool is_small[100] = {false}, is_large[100] = {false};
    uint32_t small_count = members(small, is_small), large_count = members(large, is_large);
    for (int i = 0; i < 100; i++)
        CHECK(!is_small[i] || is_large[i]);
    CHECK(small_count > 0 && small_count < large_count);
    reader_close(&reader);
}

/* Devices are told apart by fleet and number, not by where they come in the file. */
static void a_share_is_stable_under_other_changes(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) before = with_target(&reader, "fleet:doorbells, share:50%", "");
    g_autoptr(Scenario) after =
        with_target(&reader, "fleet:doorbells, share:50%", "[fleet speakers]\ndevices = 40\n");
    bool was_member[100] = {false}, is_member[100] = {false};
    uint32_t count = members(before, was_member);
    CHECK_INT(members(after, is_member), count);
    for (int i = 0; i < 30; i++) /* their first id was 60, now it is 40 */
        CHECK(was_member[60 + i] == is_member[40 + i]);
    reader_close(&reader);
}

static void sections_pick_different_shares(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = with_target(
        &reader, "share:50%", "[requirement r]\ncheck = failures < 9\nwhere = share:50%\n");
    const Selector *other = &g_array_index(scenario->requirements, RequirementSection, 0).selector;
    int differences = 0;
    for (uint32_t number = 0; number < 60; number++)
        differences += selector_has(selector_of(scenario), 0, 0, number, number) !=
                       selector_has(other, 0, 0, number, number);
    CHECK(differences > 10);
    reader_close(&reader);
}

static void what_is_no_selector_is_refused(void)
{
    static const char *const rows[][2] = {
        {"speakers",
         "unknown term 'speakers' (terms: fleet region pool tag hwprofile share device)"},
        {"fleet", "target = fleet needs a name: fleet:NAME"},
        {"fleet:speakers,", "item 2 of 'fleet:speakers,' is empty"},
        {"share:150%", "share is outside 0%..100%"},
        {"share:much", "'much' is not a fraction, like 5%"},
        {"device:first", "device: needs a number, for example device:17"},
        {"device:100", "no such device; there are 100, from 0"},
        {"*, fleet:speakers", "unknown term '*'"},
    };
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Scenario) scenario = with_target(&reader, rows[i][0], "");
        CHECK(scenario == NULL);
        CHECK(reader_says(&reader, rows[i][1]));
    }
    reader_close(&reader);
}

static void too_many_selectors_of_single_devices_are_refused(void)
{
    Reader reader;
    reader_open(&reader);
    GString *more = g_string_new(NULL);
    for (int i = 0; i < 11; i++)
        g_string_append_printf(more, "[requirement r%d]\ncheck = failures < 9\nwhere = device:%d\n",
                               i, i);
    g_autoptr(Scenario) scenario = reader_text(&reader, more->str, NULL);
    CHECK(scenario == NULL);
    CHECK_INT(problem_count(reader.problems, PROBLEM_ERROR), 1);
    CHECK(reader_says(&reader, "x.ini:36: error: where = device:10: at most 10 requirements"));
    g_string_free(more, TRUE);
    reader_close(&reader);
}

TEST_MAIN(CASE(terms_of_a_kind_are_ored_and_kinds_are_anded),
          CASE(a_selector_keeps_its_canonical_text_and_names),
          CASE(a_share_is_about_as_large_as_it_says),
          CASE(a_larger_share_keeps_whom_a_smaller_one_picks),
          CASE(a_share_is_stable_under_other_changes), CASE(sections_pick_different_shares),
          CASE(what_is_no_selector_is_refused),
          CASE(too_many_selectors_of_single_devices_are_refused))
