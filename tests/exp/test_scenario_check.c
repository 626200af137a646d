/* Rules between keys: what has no effect, and whose fault that is; what follows from values. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "policy/fault/fault_table.h"
#include "scenario_reader.h"

/* Nothing but warnings may be said. */
static void check_fine(const char *more, const char *const *settings)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, settings);
    CHECK(scenario != NULL);
    if (scenario == NULL)
        CHECK(reader_says(&reader, "nothing wrong"));
    reader_close(&reader);
}

static void check_wrong(const char *more, const char *const *settings, const char *sentence)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, settings);
    CHECK(scenario == NULL);
    CHECK(reader_says(&reader, sentence));
    reader_close(&reader);
}

/* home.ini gives `batch`; whoever then turns it off cannot take it away. */
static void a_key_that_somebody_later_makes_idle_is_no_mistake(void)
{
    static const char *const off[] = {"workload.window.upload=all", NULL};
    static const char *const both[] = {"workload.window.upload=all", "workload.window.batch=1h",
                                       NULL};
    check_fine("", off);
    check_fine("[workload window]\nupload = none\n", NULL);
    check_wrong("[workload window]\nupload = none\nbatch = 1h\n", NULL,
                "x.ini:6: error: key 'batch' has no effect with upload = none; it goes with upload "
                "= batch");
    check_wrong("", both, "--set workload.window.batch=1h: error: key 'batch' has no effect");
    check_fine("[health]\ndetector = none\n", NULL);
    check_wrong("[health]\ndetector = none\nmissed = 2\n", NULL, "key 'missed' has no effect");
}

static void without_beats_nothing_is_missed(void)
{
    check_fine("[health]\nheartbeat = never\n", NULL);
    check_fine("[health]\nheartbeat = never\ndetector = none\n", NULL);
    check_wrong("[health]\nheartbeat = never\nmissed = 2\n", NULL,
                "missed = 2: the key has no effect with heartbeat = never: no beat is missed");
    check_wrong("[health]\nheartbeat = never\ngrace = 2s\n", NULL, "no beat is missed");
    check_wrong("[health]\nheartbeat = never\ndetector = timeout\n", NULL, "no beat is missed");
    check_wrong("[health]\nheartbeat = 0s\n", NULL, "must be above 0");
}

/* 30 days are 2,592,000 s. */
static const char *const month[] = {"scenario.duration=30d", "fleet.speakers.devices=2000", NULL};

static void what_strikes_too_often_is_refused(void)
{
    check_wrong("[faults x]\nkind = crash\nrate = 9e99/d\n", month,
                "rate = 9e99/d: a device is struck more than 1e6 times a second");
    check_wrong("[faults x]\nkind = crash\nmtbf = 1ns\n", month,
                "mtbf = 1ns: a device is struck more than 1e6 times a second");
    check_wrong("[faults x]\nkind = crash\nevery = 999ns\n", month,
                "every = 999ns: a device is struck more than 1e6 times a second");
    check_wrong("[faults x]\nkind = crash\ntime_between = exp(mean=2ms)\n", month,
                "that makes more than 1e9 strikes of a device in the run");
    check_wrong("[faults x]\nkind = crash\nper = once\nrate = 1e5/s\n", month,
                "that makes more than 1e9 strikes of a unit in the run");
    check_wrong("[faults x]\nkind = crash\nper = once\nmtbf = 10ns\n", month,
                "a unit is struck more than 1e6 times a second");
    check_wrong("[faults x]\nkind = crash\nrate = 300/s\n", month,
                "rate = 300/s: that makes more than 1e12 strikes of all devices in the run");
    check_fine("[faults x]\nkind = crash\nper = once\nrate = 300/s\n", month);
    check_wrong("[model x]\nfile = wake-word\ncrash_rate = 2e6/s\n", month,
                "a device crashes more than 1e6 times a second");
}

static void what_is_asked_or_sent_too_often_is_refused(void)
{
    check_wrong("[workload x]\narrival = poisson(rate=2e6/s)\n", month,
                "a device is asked more than 1e6 times a second");
    check_wrong("[workload x]\narrival = periodic(every=2ms)\n", month,
                "that makes more than 1e9 demands of a device in the run");
    check_wrong("[workload x]\narrival = periodic(every=1h)\nupload = batch\nbatch = 1ms\n", month,
                "that makes more than 1e9 batches of a device in the run");
}

static void times_after_the_end_are_said(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader,
                                               "[faults x]\nkind = crash\nat = 30d\n"
                                               "[faults y]\nkind = crash\nat = 1d, 31d\n"
                                               "[faults z]\nkind = crash\nat = 719h\n",
                                               month);
    CHECK(scenario != NULL);
    CHECK(reader_says(&reader, "warning: at = 30d: after the end of the run: it never strikes"));
    CHECK(reader_says(&reader, "at = 1d, 31d: 1 of the 2 times are after the end of the run"));
    CHECK(!reader_says(&reader, "719h"));
    reader_close(&reader);
}

static void a_battery_on_the_mains_may_only_be_inherited(void)
{
    static const char *const mains[] = {"power.cell.source=mains", NULL};
    check_fine("", mains);
    check_wrong("[power cell]\nsource = mains\nresume = 9%\n", NULL,
                "resume = 9%: the key has no effect with source = mains");
    check_wrong("[power cell]\nresume = 2%\n", NULL, "must not be below brownout");
}

static void offloading_gives_sizes_an_effect(void)
{
    check_fine("[workload listen]\nwhere = gateway\ninput_size = 2kB\n", NULL);
    check_fine("[workload listen]\nwhere = gateway\nupload = none\nresult_size = 2B\n", NULL);
    check_wrong("[workload listen]\ninput_size = 2kB\n", NULL, "no input is sent");
}

/* Every kind of fault, with and without a length. */
static void a_length_is_required_optional_or_refused_by_kind(void)
{
    for (size_t i = 0; fault_at(i) != NULL; i++) {
        const FaultOps *kind = fault_at(i);
        bool needs_param = kind->form.params != NULL && kind->form.params[0].is_required;
        g_autofree char *without = g_strdup_printf("[faults f]\nkind = %s%s\nrate = 1/d\n",
                                                   kind->form.name, needs_param ? "(by=2x)" : "");
        g_autofree char *with = g_strconcat(without, "length = 1h\n", NULL);
        if (kind->length == LENGTH_REQUIRED)
            check_wrong(without, NULL, "x.ini:4: error: [faults f] needs the key 'length'");
        else
            check_fine(without, NULL);
        if (kind->length == LENGTH_REFUSED)
            check_wrong(with, NULL, "lasts for ever");
        else
            check_fine(with, NULL);
    }
}

static void a_fault_has_one_key_of_time(void)
{
    static const char *const keys[] = {"rate = 2/d", "mtbf = 12h", "time_between = exp(mean=1h)",
                                       "at = 1h, 2h", "every = 1h"};
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *one = g_strdup_printf("[faults f]\nkind = crash\n%s\n", keys[i]);
        g_autofree char *two = g_strdup_printf("%s%s\n", one, keys[(i + 1) % 5]);
        g_autoptr(Scenario) scenario = reader_text(&reader, one, NULL);
        CHECK(scenario != NULL);
        const FaultSection *fault = &g_array_index(scenario->faults, FaultSection, 1);
        CHECK_INT(fault->timing, (int64_t)i);
        CHECK(isnan(fault->rate) || fabs(fault->rate - 2.0 / 86400.0) < 1e-18);
        CHECK(isnan(fault->rate) == (i > BY_MTBF));
        check_wrong(two, NULL, "says already when; give one of them");
    }
    check_wrong("[faults f]\nkind = crash\n", NULL,
                "x.ini:4: error: [faults f] needs one of rate, mtbf, time_between, at, every");
    check_wrong("[faults f]\nkind = crash\nat = 2h, 1h\n", NULL, "the times must ascend");
    reader_close(&reader);
}

/* fit_per_mbit takes the place of a key of time; 0 is none. */
static void a_rate_of_memory_goes_without_a_key_of_time(void)
{
    static const char fit[] = "[faults f]\nkind = bit-flip(fit_per_mbit=50)\n";
    static const char *const keys[] = {"rate = 2/d", "mtbf = 12h", "time_between = exp(mean=1h)",
                                       "at = 1h", "every = 1h"};
    check_fine(fit, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *both = g_strdup_printf("%s%s\n", fit, keys[i]);
        g_autofree char *said = g_strdup_printf(
            "x.ini:6: error: %s: 'fit_per_mbit' says already when; give one of them", keys[i]);
        check_wrong(both, NULL, said);
    }
    check_wrong("[faults f]\nkind = bit-flip(fit_per_mbit=0, ecc=secded)\n", NULL,
                "x.ini:4: error: [faults f] needs one of rate, mtbf, time_between, at, every");
    check_fine("[faults f]\nkind = bit-flip(fit_per_mbit=0)\nat = 1h\n", NULL);
    check_fine("[faults f]\nkind = bit-flip(bits=9, ecc=secded, scrub=1h)\nat = 1h\n", NULL);
    check_wrong("[faults f]\nkind = bit-flip(fit_per_mbit=50)\nper = region\n", NULL,
                "x.ini:6: error: per = region: 'fit_per_mbit' is a rate of each device; it goes "
                "with per = device");
}

static void parameters_of_memory_are_checked(void)
{
    static const char *const wrong[][2] = {
        {"scrub=1h", "parameter 'scrub' of bit-flip has no effect without ecc = secded"},
        {"ecc=none, scrub=1h", "parameter 'scrub' of bit-flip has no effect without ecc = secded"},
        {"ecc=secded, scrub=0s", "scrub"},
        {"fit_per_mbit=-1", "fit_per_mbit"},
        {"memory=ram", "unknown word 'ram'"},
        {"ecc=parity", "unknown word 'parity'"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *more =
            g_strdup_printf("[faults f]\nkind = bit-flip(%s)\nat = 1h\n", wrong[i][0]);
        check_wrong(more, NULL, wrong[i][1]);
    }
}

static void a_requirement_lies_between_warm_up_and_end(void)
{
    static const char *const shorter[] = {"scenario.duration=6h", NULL};
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_text(&reader, "[requirement r]\ncheck = failures < 9\n", shorter);
    const RequirementSection *r = &g_array_index(scenario->requirements, RequirementSection, 0);
    CHECK_INT(r->from, NS_PER_H);
    CHECK_INT(r->to, 6 * NS_PER_H);
    reader_close(&reader);
    check_wrong("[requirement r]\ncheck = failures < 9\nfrom = 30min\n", NULL,
                "from = 30min: is inside the warm-up");
    check_wrong("[requirement r]\ncheck = failures < 9\nto = 3d\n", NULL,
                "to = 3d: is after the end of the run");
    check_wrong("[requirement r]\ncheck = failures < 9\nfrom = 5h\nto = 5h\n", NULL,
                "to = 5h: leaves nothing between from and to");
}

static void what_is_of_gateways_is_not_asked_of_devices(void)
{
    static const char *const wrong[] = {"fleet:*", "share:10%"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *more = g_strdup_printf(
            "[requirement r]\ncheck = p95(gateway_utilisation) < 80%%\nwhere = %s\n", wrong[i]);
        g_autofree char *sentence =
            g_strdup_printf("where = %s: gateway_utilisation is of gateways", wrong[i]);
        check_wrong(more, NULL, sentence);
    }
}

static void spreads_follow_the_variation_unless_given(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_text(&reader, "[fleet speakers]\nvariation = 3%\nclock_spread = 0%\n", NULL);
    const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, 0);
    CHECK_NEAR(fleet->clock_spread, 0.0, 0.0);
    CHECK_NEAR(fleet->current_spread, 0.03, 0.0);
    CHECK_NEAR(fleet->capacity_spread, 0.03, 0.0);
    reader_close(&reader);
}

static void a_loss_is_a_fraction_or_a_chain(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) plain = reader_text(&reader, "[network wifi]\nloss = 2%\n", NULL);
    const NetworkSection *network = &g_array_index(plain->networks, NetworkSection, 0);
    CHECK_INT(network->loss_model.kind, LOSS_BERNOULLI);
    CHECK_NEAR(network->loss_model.good, 0.02, 0.0);
    g_autoptr(Scenario) chain = reader_text(
        &reader,
        "[network wifi]\nloss = gilbert-elliott(good=1%, bad=50%, to_bad=2%, to_good=10%)\n", NULL);
    network = &g_array_index(chain->networks, NetworkSection, 0);
    CHECK_INT(network->loss_model.kind, LOSS_GILBERT_ELLIOTT);
    CHECK_NEAR(network->loss_model.to_good, 0.1, 0.0);
    CHECK_INT(network->loss_model.slot, -1);
    reader_close(&reader);
    check_wrong("[network wifi]\nloss = gilbert-elliott(good=1%, bad=50%, to_bad=0, to_good=0)\n",
                NULL, "to_bad + to_good must be at least 1e-9");
}

static void an_infinite_mean_is_a_warning(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_text(&reader, "[network wifi]\nlatency = pareto(shape=0.9, scale=1ms)\n", NULL);
    CHECK(scenario != NULL);
    CHECK(reader_says(&reader, "x.ini:5: warning: latency = pareto(shape=0.9, scale=1ms): the mean "
                               "is infinite"));
    reader_close(&reader);
}

static void the_special_words_mean_what_they_say(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader,
                                               "[fleet speakers]\nsync = never\ngateways = none\n"
                                               "[recovery]\nvisit = never\nwatchdog = 0s\n"
                                               "[workload listen]\ndeadline = none\n",
                                               NULL);
    CHECK(scenario != NULL);
    const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, 0);
    CHECK_INT(fleet->sync, TIME_NEVER);
    CHECK_INT(fleet->pool_index, -1);
    CHECK_INT(fleet->power_index, -1);
    CHECK_INT(g_array_index(scenario->workloads, WorkloadSection, 0).deadline, TIME_NEVER);
    CHECK_INT(scenario->recovery.watchdog, 0);
    CHECK_INT(int64_from_double(scenario->recovery.visit.p[0]), TIME_NEVER);
    CHECK(!g_array_index(scenario->models, ModelSection, 0).has_latency);
    CHECK_INT(g_array_index(scenario->models, ModelSection, 0).arena, -1);
    CHECK(!g_array_index(scenario->faults, FaultSection, 0).has_length);
    reader_close(&reader);
}

TEST_MAIN(CASE(a_key_that_somebody_later_makes_idle_is_no_mistake),
          CASE(a_battery_on_the_mains_may_only_be_inherited), CASE(without_beats_nothing_is_missed),
          CASE(what_strikes_too_often_is_refused), CASE(what_is_asked_or_sent_too_often_is_refused),
          CASE(times_after_the_end_are_said), CASE(offloading_gives_sizes_an_effect),
          CASE(a_length_is_required_optional_or_refused_by_kind), CASE(a_fault_has_one_key_of_time),
          CASE(a_rate_of_memory_goes_without_a_key_of_time), CASE(parameters_of_memory_are_checked),
          CASE(a_requirement_lies_between_warm_up_and_end),
          CASE(what_is_of_gateways_is_not_asked_of_devices),
          CASE(spreads_follow_the_variation_unless_given), CASE(a_loss_is_a_fraction_or_a_chain),
          CASE(an_infinite_mean_is_a_warning), CASE(the_special_words_mean_what_they_say))
