/* Causes of failure: their laws of time, and who suffers together. */
#include <math.h>
#include <string.h>

#include "test.h"
#include "town.h"

/* One [faults] section. */
static Town town_with(const char *keys)
{
    g_autofree char *more = g_strconcat("[faults f]\n", keys, "\n", NULL);
    return town_new(more, NULL, NULL);
}

static const FaultSpec *fault_of(const Town *town)
{
    const WorldSpec *spec = town_spec(town);
    CHECK_INT(spec->fault_count, 1);
    return &spec->faults[0];
}

/* "region harbour: 0,3; 0.0 0.1": segments; gateways as instance.number. */
static void check_unit(const FaultSpec *fault, uint32_t i, const char *text)
{
    if (!CHECK(i < fault->unit_count))
        return;
    const UnitSpec *unit = &fault->units[i];
    g_autoptr(GString) found = g_string_new(unit->address);
    for (uint32_t s = 0; s < unit->segment_count; s++)
        g_string_append_printf(found, "%s%u", s == 0 ? ": " : ",", unit->segments[s]);
    for (uint32_t g = 0; g < unit->gateway_count; g++)
        g_string_append_printf(found, "%s%u.%u", g == 0 ? "; " : " ", unit->gateways[2 * g],
                               unit->gateways[2 * g + 1]);
    CHECK_TEXT(found->str, text);
}

static void check_units(const char *keys, const char *const *texts)
{
    Town town = town_with(keys);
    const FaultSpec *fault = fault_of(&town);
    CHECK(!fault->is_per_device);
    uint32_t count = 0;
    while (texts[count] != NULL)
        check_unit(fault, count, texts[count]), count++;
    CHECK_INT(fault->unit_count, count);
    town_clear(&town);
}

/* Segments: 0 to 2 lamps in harbour, hills, park; 3 the tags, on batteries, in the harbour. */
static void a_cut_takes_mains_and_gateways_of_its_region(void)
{
    check_units("kind = power-cut\nper = region\nat = 1d\nlength = 1h\ntarget = region:harbour",
                (const char *const[]){"region harbour: 0; 0.0 0.1", NULL});
    check_units("kind = power-cut\nper = region\nat = 1d\nlength = 1h\ntarget = region:town",
                (const char *const[]){"region town: 0,1; 0.0 0.1 1.0 1.1", NULL});
}

static void without_a_region_every_leaf_is_a_unit(void)
{
    check_units(
        "kind = link-loss(by=2x)\nper = region\nrate = 1/d\nlength = 1h",
        (const char *const[]){"region harbour: 0,3", "region hills: 1", "region park: 2", NULL});
    check_units("kind = link-loss(by=2x)\nper = region\nrate = 1/d\nlength = 1h\n"
                "target = fleet:tags",
                (const char *const[]){"region harbour: 3", NULL});
}

static void fleets_gateways_and_all_are_units_too(void)
{
    check_units("kind = crash\nper = fleet\nrate = 1/d",
                (const char *const[]){"fleet lamps: 0,1,2", "fleet tags: 3", NULL});
    check_units("kind = power-cut\nper = once\nat = 1d\nlength = 1h",
                (const char *const[]){"all: 0,1,2; 0.0 0.1 1.0 1.1 2.0 2.1", NULL});
    check_units("kind = power-cut\nper = gateway\nrate = 1/d\nlength = 1h\n"
                "target = region:town, pool:hubs",
                (const char *const[]){"gateway hubs 0; 0.0", "gateway hubs 1; 0.1",
                                      "gateway hubs 2; 1.0", "gateway hubs 3; 1.1", NULL});
}

/* Words that tell devices apart do not mean gateways. */
static void a_target_of_devices_spares_gateways(void)
{
    check_units("kind = power-cut\nper = once\nat = 1d\nlength = 1h\ntarget = fleet:lamps",
                (const char *const[]){"all: 0,1,2", NULL});
    check_units("kind = power-cut\nper = once\nat = 1d\nlength = 1h\ntarget = share:50%",
                (const char *const[]){"all: 0,1,2", NULL});
}

static void the_selector_picks_single_devices(void)
{
    Town town = town_with("kind = crash\nmtbf = 90d\ntarget = fleet:tags, share:30%");
    const FaultSpec *fault = fault_of(&town);
    CHECK(fault->is_per_device);
    CHECK_INT(fault->unit_count, 0);
    int hit = 0;
    for (uint32_t n = 0; n < 10; n++) {
        CHECK(!fault->selects(fault->context, 0, n, n));
        hit += fault->selects(fault->context, 3, n, 60 + n);
    }
    CHECK(hit > 0 && hit < 10);
    town_clear(&town);
}

static void times_follow_the_key_that_is_given(void)
{
    Town town = town_with("kind = crash\nmtbf = 90d");
    CHECK_NEAR(dist_mean(&fault_of(&town)->gap), 90.0 * 86400e9, 1.0);
    CHECK(!fault_of(&town)->is_life);
    CHECK(fault_of(&town)->length.kind == DIST_CONSTANT);
    CHECK(fault_of(&town)->length.p[0] >= (double)TIME_NEVER);
    town_clear(&town);
    town = town_with("kind = crash\nrate = 0.5/d\nlength = 3min");
    CHECK_NEAR(dist_mean(&fault_of(&town)->gap), 2.0 * 86400e9, 1.0);
    CHECK_NEAR(fault_of(&town)->length.p[0], 180e9, 0.0);
    town_clear(&town);
    town = town_with("kind = permanent\ntime_between = weibull(shape=2, scale=400d)");
    CHECK(fault_of(&town)->is_life);
    CHECK_NEAR(fault_of(&town)->gap.p[1], 400.0 * 86400e9, 1.0);
    town_clear(&town);
    town = town_with("kind = crash\nevery = 7d\nchance = 40%\nhits = 30%");
    CHECK_INT(fault_of(&town)->every, 7 * NS_PER_D);
    CHECK_NEAR(fault_of(&town)->chance, 0.4, 0.0);
    CHECK_NEAR(fault_of(&town)->hits, 0.3, 0.0);
    town_clear(&town);
    town = town_with("kind = crash\nat = 1d, 36h");
    CHECK_INT(fault_of(&town)->at_count, 2);
    CHECK_INT(fault_of(&town)->at[1], 36 * NS_PER_H);
    CHECK_INT(fault_of(&town)->every, 0);
    town_clear(&town);
}

/* In each fleet by the size of its model's file, as FIT = 1 in 1e9 h. */
static void upsets_of_memory_follow_the_size_of_the_model(void)
{
    static const char more[] = "[model real]\nfile = kws.tflite\ndata = kws\n"
                               "[faults bare]\nkind = bit-flip(fit_per_mbit=2000)\n"
                               "[faults guarded]\nkind = bit-flip(fit_per_mbit=2000, ecc=secded)\n";
    static const char *const settings[] = {"fleet.lamps.model=real", "fleet.tags.model=real", NULL};
    Town town = town_new(more, settings, NULL);
    const WorldSpec *spec = town_spec(&town);
    CHECK_INT(spec->fault_count, 2);
    g_autofree char *path = g_build_filename(town.folder, "kws.tflite", NULL);
    g_autofree char *contents = NULL;
    gsize size = 0;
    CHECK(g_file_get_contents(path, &contents, &size, NULL));
    for (uint32_t f = 0; f < spec->fleet_count; f++) {
        double bits[] = {(double)size * 8.0, ceil((double)size / 8.0) * 72.0};
        for (int i = 0; i < 2; i++) {
            double hours = 1e9 / (2000.0 * bits[i] / 1e6);
            CHECK(!spec->faults[i].is_life);
            CHECK_NEAR(dist_mean(&spec->faults[i].gaps[f]) / 3600e9 / hours, 1.0, 1e-12);
        }
    }
    town_clear(&town);
}

static void upsets_need_a_model_that_computes(void)
{
    Town town = town_with("kind = bit-flip(fit_per_mbit=2000)");
    CHECK(strstr(town_error(&town), "kind = bit-flip needs computed answers, but model 'kws' of "
                                    "fleet 'lamps' has an assumed accuracy") != NULL);
    town_clear(&town);
}

TEST_MAIN(CASE(a_cut_takes_mains_and_gateways_of_its_region),
          CASE(without_a_region_every_leaf_is_a_unit), CASE(fleets_gateways_and_all_are_units_too),
          CASE(a_target_of_devices_spares_gateways), CASE(the_selector_picks_single_devices),
          CASE(times_follow_the_key_that_is_given),
          CASE(upsets_of_memory_follow_the_size_of_the_model),
          CASE(upsets_need_a_model_that_computes))
