/* Who is where: apportionment, the tree of regions, pool instances, climate. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "scenario_reader.h"

/* Largest remainder on the example of the Alabama paradox (three states of 6, 6 and 2 people). */
static void seats_go_by_the_largest_remainder(void)
{
    const double shares[] = {6.0 / 14.0, 6.0 / 14.0, 2.0 / 14.0};
    uint32_t seats[3];
    placement_apportion(10, shares, seats, 3);
    CHECK_INT(seats[0], 4);
    CHECK_INT(seats[1], 4);
    CHECK_INT(seats[2], 2);
    placement_apportion(11, shares, seats, 3);
    CHECK_INT(seats[0], 5);
    CHECK_INT(seats[1], 5);
    CHECK_INT(seats[2], 1);
}

static void equal_remainders_go_to_the_first(void)
{
    const double shares[] = {0.25, 0.0, 0.25, 0.25, 0.25};
    uint32_t seats[5];
    placement_apportion(6, shares, seats, 5);
    CHECK_INT(seats[0], 2);
    CHECK_INT(seats[1], 0);
    CHECK_INT(seats[2], 2);
    CHECK_INT(seats[3], 1);
    CHECK_INT(seats[4], 1);
}

static void thirds_of_a_billion_leave_nobody_out(void)
{
    const double shares[] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0};
    uint32_t seats[3];
    placement_apportion(1000000000, shares, seats, 3);
    CHECK_INT(seats[0], 333333334);
    CHECK_INT(seats[1], 333333333);
    CHECK_INT(seats[2], 333333333);
}

static uint32_t region_named(const Placement *placement, const char *name)
{
    for (uint32_t i = 0; i < placement->region_count; i++) {
        if (strcmp(placement->regions[i].name, name) == 0)
            return i;
    }
    return PLACEMENT_NONE;
}

/* Devices of a fleet in a leaf. */
static uint32_t count_in(const Placement *placement, uint32_t fleet, const char *leaf)
{
    uint32_t node = region_named(placement, leaf), count = 0;
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        const Segment *segment = &placement->segments[i];
        if (segment->fleet == fleet && placement->leaves[segment->leaf].region == node)
            count += segment->count;
    }
    return count;
}

static void a_region_spreads_over_its_leaves_by_weight(void)
{
    static const char *const more = "[region north]\nweight = 3\n"
                                    "[region coast]\nparent = north\nweight = 2\n"
                                    "[region inland]\nparent = north\n"
                                    "[region isle]\nreplicate = 3\nparent = north\n"
                                    "[region far]\nweight = 1\n"
                                    "[fleet speakers]\nregions = north:0.5, isle-2:0.25, far:1.25\n"
                                    "devices = 600\n"
                                    "[gateway-pool hubs]\nregions = global\n";
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
    CHECK(scenario != NULL);
    const Placement *placement = scenario->placement;
    /* a quarter to north: 150 by 2 : 1 : 1 : 1 : 1; an eighth to isle-2; five eighths to far */
    CHECK_INT(count_in(placement, 0, "coast"), 50);
    CHECK_INT(count_in(placement, 0, "inland"), 25);
    CHECK_INT(count_in(placement, 0, "isle-1"), 25);
    CHECK_INT(count_in(placement, 0, "isle-2"), 100);
    CHECK_INT(count_in(placement, 0, "isle-3"), 25);
    CHECK_INT(count_in(placement, 0, "far"), 375);
    CHECK(placement->regions[region_named(placement, "north")].leaf == PLACEMENT_NONE);
    uint32_t leaf = placement->regions[region_named(placement, "isle-2")].leaf;
    CHECK(placement_is_below(placement, leaf, region_named(placement, "north")));
    CHECK(placement_is_below(placement, leaf, 0));
    CHECK(!placement_is_below(placement, leaf, region_named(placement, "town")));
    reader_close(&reader);
}

static void segments_are_runs_of_ids_fleet_by_fleet_and_leaf_by_leaf(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, "", NULL);
    const Placement *placement = scenario->placement;
    uint32_t next_id = 0, next_number = 0, fleet = 0;
    CHECK_INT(placement->segment_count, 4); /* speakers twice, doorbells, window-sensors */
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        const Segment *segment = &placement->segments[i];
        if (segment->fleet != fleet)
            next_number = 0;
        CHECK(segment->fleet >= fleet);
        fleet = segment->fleet;
        CHECK_INT(segment->first_id, next_id);
        CHECK_INT(segment->first_number, next_number);
        CHECK(segment->count >= 1);
        next_id += segment->count;
        next_number += segment->count;
    }
    CHECK_INT(placement->device_count, next_id);
    reader_close(&reader);
}

static void devices_use_the_nearest_gateways_upwards(void)
{
    static const char *const more =
        "[gateway-pool hubs]\nper = region\nregions = town, harbour\ncount = 3\n";
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
    CHECK(scenario != NULL);
    const Placement *placement = scenario->placement;
    CHECK_INT(placement->instance_count, 2);
    CHECK_INT(placement->instances[1].first_gateway, 3);
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        const Segment *segment = &placement->segments[i];
        const char *leaf = placement->regions[placement->leaves[segment->leaf].region].name;
        const char *hub = placement->regions[placement->instances[segment->instance].region].name;
        CHECK_TEXT(hub, strcmp(leaf, "harbour") == 0 ? "harbour" : "town");
    }
    reader_close(&reader);
}

static void without_regions_the_world_is_one_leaf(void)
{
    static const char text[] = "[scenario]\nname = x\nduration = 1d\n"
                               "[fleet a]\ndevices = 3\nhwprofile = rp2040\nmodel = m\n"
                               "workload = w\nnetwork = backbone\n"
                               "[model m]\nfile = wake-word\naccuracy = 1\n"
                               "[workload w]\narrival = periodic(every=1h)\n";
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = scenario_parse((ScenarioText){text, strlen(text), "x.ini"}, NULL,
                                                  &reader.places, reader.problems);
    CHECK(scenario != NULL);
    CHECK_INT(scenario->placement->leaf_count, 1);
    CHECK_INT(scenario->placement->segments[0].instance, PLACEMENT_NONE);
    CHECK_NEAR(scenario->placement->leaves[0].mean_c, 20.0, 0.0);
    const NetworkSection *network =
        &g_array_index(scenario->networks, NetworkSection, scenario->backbone_index);
    CHECK_NEAR(network->latency.p[0], 20e6, 0.0); /* INTERFACE 2.5: 20 ms, 1 Gbps, no loss */
    CHECK_NEAR(network->bandwidth_up, 1e9, 0.0);
    reader_close(&reader);
}

static void climate_comes_from_the_nearest_region_that_gives_it(void)
{
    static const char *const more = "[region global]\nseason = 3C\nlatitude = -10\n"
                                    "[region hills]\ntemperature = 6C\n"
                                    "[region town]\nlatitude = 52\n";
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
    CHECK(scenario != NULL);
    const Placement *placement = scenario->placement;
    const PlacedLeaf *hills =
        &placement->leaves[placement->regions[region_named(placement, "hills")].leaf];
    const PlacedLeaf *harbour =
        &placement->leaves[placement->regions[region_named(placement, "harbour")].leaf];
    CHECK_NEAR(hills->mean_c, 6.0, 0.0);
    CHECK_NEAR(harbour->mean_c, 9.0, 0.0); /* of town */
    CHECK_NEAR(hills->latitude, 52.0, 0.0);
    CHECK_NEAR(hills->season_c, 3.0, 0.0); /* of global */
    CHECK_NEAR(hills->swing_c, 8.0, 0.0);  /* of nobody */
    reader_close(&reader);
}

static void a_drawn_climate_is_shared_by_those_who_inherit_it(void)
{
    static const char *const more = "[region town]\ntemperature = normal(mean=9C, sd=2C)\n"
                                    "[region isle]\nreplicate = 200\n"
                                    "temperature = normal(mean=5C, sd=2C)\n";
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
    CHECK(scenario != NULL);
    const Placement *placement = scenario->placement;
    uint32_t hills = placement->regions[region_named(placement, "hills")].leaf;
    uint32_t harbour = placement->regions[region_named(placement, "harbour")].leaf;
    double here = placement_mean_c(placement, hills, 1, 0);
    CHECK_NEAR(placement_mean_c(placement, harbour, 1, 0), here, 0.0);
    CHECK(placement_mean_c(placement, hills, 1, 1) != here);
    CHECK(placement_mean_c(placement, hills, 2, 0) != here);
    double sum = 0.0, squares = 0.0;
    for (uint32_t i = 0; i < 200; i++) { /* each replicate its own draw */
        uint32_t leaf = placement->regions[region_named(placement, "isle-1") + i].leaf;
        double away = placement_mean_c(placement, leaf, 1, 0) - 5.0;
        sum += away;
        squares += away * away;
    }
    CHECK_NEAR(sum / 200.0, 0.0, 4.5 * 2.0 / sqrt(200.0));
    CHECK_NEAR(squares / 200.0, 4.0, 4.5 * 4.0 * sqrt(2.0 / 200.0));
    reader_close(&reader);
}

TEST_MAIN(CASE(seats_go_by_the_largest_remainder), CASE(equal_remainders_go_to_the_first),
          CASE(thirds_of_a_billion_leave_nobody_out),
          CASE(a_region_spreads_over_its_leaves_by_weight),
          CASE(segments_are_runs_of_ids_fleet_by_fleet_and_leaf_by_leaf),
          CASE(devices_use_the_nearest_gateways_upwards),
          CASE(without_regions_the_world_is_one_leaf),
          CASE(climate_comes_from_the_nearest_region_that_gives_it),
          CASE(a_drawn_climate_is_shared_by_those_who_inherit_it))
