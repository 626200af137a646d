/* From scenario texts to the numbers a world is built from, against what paper says. */
#include <math.h>
#include <string.h>

#include "test.h"
#include "town.h"

static void everybody_has_a_place(void)
{
    Town town = town_new("", NULL, NULL);
    const WorldSpec *spec = town_spec(&town);
    CHECK_INT((int64_t)spec->seed, 7);
    CHECK_INT(spec->end, 10 * NS_PER_D);
    CHECK_INT(spec->device_count, 70);
    CHECK_INT(spec->segment_count, 4);
    CHECK_INT(spec->segments[3].fleet, 1);
    CHECK_INT(spec->segments[3].count, 10);
    CHECK_INT(spec->leaf_count, 3);
    CHECK_INT(spec->leaves[0].day_shift, 21 * NS_PER_H); /* harbour, three hours behind */
    CHECK_INT(spec->leaves[1].day_shift, 2 * NS_PER_H);  /* hills, as the town */
    CHECK_INT(spec->leaves[2].day_shift, 0);
    CHECK_INT(spec->pool_count, 1);
    CHECK_INT(spec->pools[0].worker_count, 3);
    CHECK_INT(spec->pools[0].queue_limit, 9);
    CHECK_INT(spec->instance_count, 3);
    for (uint32_t i = 0; i < spec->instance_count; i++) {
        CHECK_INT(spec->instances[i].first_gateway, 2 * i);
        CHECK_INT(spec->instances[i].leaf_count, 1);
        CHECK_INT(spec->instances[i].leaves[0], i);
    }
    town_clear(&town);
}

/* 256 equally likely devices around the nominal one: mean and sd of the normal law, an end at
 * 1 + sd z(1/512). */
static void devices_spread_around_the_nominal_one(void)
{
    Town town = town_new("", NULL, NULL);
    const FleetSpec *lamps = &town_spec(&town)->fleets[0], *tags = &town_spec(&town)->fleets[1];
    double sum = 0.0, squares = 0.0;
    for (int b = 0; b < SPREAD_LEVELS; b++) {
        double share = (double)lamps->latency_ns[b] / 50e6;
        sum += share;
        squares += (share - 1.0) * (share - 1.0);
    }
    CHECK_NEAR(sum / SPREAD_LEVELS, 1.0, 1e-6);
    CHECK_NEAR(sqrt(squares / SPREAD_LEVELS), 0.05, 0.0003);
    CHECK_NEAR((double)lamps->latency_ns[0] / 50e6, 1.0 - 0.05 * 2.8856, 1e-5);
    CHECK_NEAR((double)tags->active_nw[255] / 28.8e6, 1.0 + 0.10 * 2.8856, 1e-5);
    CHECK(tags->capacity_spread == 0.1 && lamps->model->latency == NULL);
    town_clear(&town);
}

/* LDO: the current stays, the power follows the battery's voltage. 1200 mAh at 3.6 V. */
static void batteries_feed_boards_at_their_voltage(void)
{
    Town town = town_new("", NULL, NULL);
    const FleetFigures *lamps = blueprint_fleet(town.blueprint, 0);
    const FleetFigures *tags = blueprint_fleet(town.blueprint, 1);
    const PowerSpec *cell = town_spec(&town)->fleets[1].power;
    CHECK(town_spec(&town)->fleets[0].power == NULL);
    CHECK_INT(lamps->active_nw, 24000000);
    CHECK_INT(tags->active_nw, 28800000);
    CHECK_INT(tags->sleep_nw, 18000);
    CHECK_INT(lamps->capacity_nj, 0);
    CHECK_NEAR(cell->capacity.p[0], 1.2 * 3600 * 3.6 * 1e9, 1.0);
    CHECK_NEAR(cell->capacity.p[1], 0.1 * 3600 * 3.6 * 1e9, 1.0);
    CHECK_NEAR(cell->capacity.min, 0.9 * 3600 * 3.6 * 1e9, 1.0);
    CHECK_NEAR((double)tags->capacity_nj, dist_mean(&cell->capacity), 1.0);
    CHECK(dist_quantile(&cell->capacity, 1e-9) >= cell->capacity.min);
    town_clear(&town);
}

/* Awake for 2 + 50 ms at 24 mW; a fifth of inputs are events and 90 % of answers right, so
 * 0.2 x 0.9 + 0.8 x 0.1 are sent: 32 B at 1 Mbit/s and 1 ms of overhead at 30 mW. */
static void figures_are_those_of_paper(void)
{
    Town town = town_new("", NULL, NULL);
    const FleetFigures *lamps = blueprint_fleet(town.blueprint, 0);
    const FleetFigures *tags = blueprint_fleet(town.blueprint, 1);
    CHECK_INT(lamps->latency_ns, 50 * NS_PER_MS);
    CHECK_TEXT(lamps->latency_basis, "given");
    CHECK_NEAR(lamps->accuracy, 0.9, 0.0);
    CHECK_NEAR(lamps->upload_rate, 0.26, 1e-12);
    CHECK_NEAR(tags->upload_rate, 0.0, 0.0);
    CHECK_NEAR(lamps->inference_nj, 24e6 * 0.052 + 0.26 * (30e6 - 15e3) * 1.256e-3, 1.0);
    CHECK_NEAR(tags->inference_nj, 28.8e6 * 0.052, 1.0);
    town_clear(&town);
}

/* Without a given one, from the graph: 2,656,768 MAC; a tenth of the clock, ten times as long. */
static void latency_comes_from_graph_and_board(void)
{
    Town town = town_new("[model own]\nfile = kws.tflite\naccuracy = 90%\n"
                         "[fleet more]\ndevices = 1\nhwprofile = ideal.ini\nmodel = own\n"
                         "workload = listen\nnetwork = wire\n",
                         NULL, NULL);
    const FleetFigures *more = blueprint_fleet(town.blueprint, 2);
    CHECK_TEXT(more->latency_basis, "fitted");
    CHECK(more->latency_ns > 20 * NS_PER_MS && more->latency_ns < 150 * NS_PER_MS);
    CHECK(more->latency_low_ns < more->latency_ns && more->latency_ns < more->latency_high_ns);
    CHECK_INT(more->model_flash, 53936);
    town_clear(&town);
}

/* Fifths of events in the pool of ten commands: right as often as the model is on each stratum. */
static void answers_come_from_the_pool(void)
{
    static const char own[] = "[model own]\nfile = kws.tflite\ndata = kws\n"
                              "[fleet more]\ndevices = 1\nhwprofile = ideal.ini\nmodel = own\n"
                              "workload = listen\nnetwork = wire\n";
    Town town = town_new(own, NULL, &(RunOptions){.thread_count = 1, .inference_every = true});
    const ModelSpec *model = town_spec(&town)->fleets[2].model;
    CHECK_INT(model->sample_count, 800);
    CHECK_INT(model->class_count, 12);
    CHECK(isnan(model->accuracy));
    int64_t right = 0;
    double right_of[2] = {0.0, 0.0};
    for (uint32_t i = 0; i < model->sample_count; i++) {
        bool is_right = model->answers[i].class == model->labels[i];
        right += is_right;
        right_of[model->is_event[model->labels[i]]] += is_right;
    }
    CHECK_INT(right, 726);
    CHECK_NEAR(blueprint_fleet(town.blueprint, 2)->accuracy,
               0.2 * right_of[1] / model->event_count + 0.8 * right_of[0] / model->other_count,
               1e-12);
    for (uint32_t i = 0; i < model->sample_count; i += 97) {
        Answer answer = model->answer(model->context, model->plan, i);
        CHECK_INT(answer.class, model->answers[i].class);
        CHECK_INT(answer.confidence, model->answers[i].confidence);
    }
    CHECK(town_spec(&town)->fleets[0].model->answers == NULL);
    CHECK(town_spec(&town)->fleets[0].model->answer == NULL);
    CHECK(model->is_recomputed);
    town_clear(&town);
}

static void control_is_as_health_and_recovery_say(void)
{
    Town town = town_new("[health]\nheartbeat = 30s\nmissed = 4\ngrace = 2s\n"
                         "[recovery]\nwatchdog = 3s\nvisit = exp(mean=2d)\n",
                         NULL, NULL);
    const WorldSpec *spec = town_spec(&town);
    CHECK_INT(spec->heartbeat, 30 * NS_PER_S);
    CHECK_INT(spec->watchdog, 3 * NS_PER_S);
    CHECK_INT(spec->record_ops->missed, 4);
    CHECK(spec->are_visits_made);
    Record record = {.base = 0};
    CHECK_INT(spec->record_ops->due(spec->record_ops->rules, &record, 0, spec->heartbeat),
              122 * NS_PER_S);
    town_clear(&town);
}

/* Who is never told of a failure sends nobody. */
static void without_a_detector_there_are_no_visits(void)
{
    Town town = town_new("[health]\ndetector = none\n[recovery]\nvisit = 1d\n", NULL, NULL);
    CHECK_INT(town_spec(&town)->record_ops->missed, 0);
    CHECK(town_spec(&town)->record_ops->due == NULL);
    CHECK(!town_spec(&town)->are_visits_made);
    town_clear(&town);
}

/* All twelve classes of this pool are events. */
static void events_and_others_must_be_in_the_pool(void)
{
    static const char own[] = "[model own]\nfile = kws.tflite\ndata = events\n"
                              "[fleet more]\ndevices = 1\nhwprofile = ideal.ini\nmodel = own\n"
                              "workload = listen\nnetwork = wire\n";
    Town town = town_new(own, NULL, NULL);
    CHECK_TEXT(town_error(&town),
               "town.ini:39: error: positive_rate = 20%: the data pool of model 'own' has no "
               "sample without an event; 100% would be right\n1 error");
    town_clear(&town);
}

static void options_go_to_the_spec(void)
{
    Town town = town_new("", NULL, &(RunOptions){.events_every = true, .partition_devices = 17});
    CHECK(town_spec(&town)->events_every);
    CHECK_INT(town_spec(&town)->partition_devices, 17);
    town_clear(&town);
    town = town_new("", NULL, NULL);
    CHECK_INT(town_spec(&town)->partition_devices, 65536);
    CHECK(!town_spec(&town)->events_every);
    town_clear(&town);
}

static void check_error(const char *more, const char *setting, const char *sentence)
{
    const char *const settings[] = {setting, NULL};
    Town town = town_new(more, settings, NULL);
    g_autofree char *wanted = g_strconcat(sentence, "\n1 error", NULL);
    CHECK_TEXT(town_error(&town), wanted);
    town_clear(&town);
}

static void mistakes_name_their_place(void)
{
    check_error("", "workload.listen.result_size=9MB",
                "town.ini:25: error: network 'wire' may try the packets of one message of workload "
                "'listen' more than 131070 times: give it a larger mtu or fewer retries");
    check_error("", "model.kws.file=town.ini",
                "error: town.ini: it is no .tflite model: bytes 4 to 7 are not 'TFL3'");
}

/* Two fleets whose board is too small, and beats that no radio could send either: all in one go. */
static void all_mistakes_of_the_second_stage_are_told(void)
{
    static const char *const wanted[] = {
        "--set health.heartbeat=1us: error: heartbeat makes more than 1e9 beats of a device",
        "town.ini:22: error: model 'kws' needs 2 MiB RAM, hwprofile 'ideal' has 976.6 KiB\n",
        "town.ini:30: error: model 'kws' needs 2 MiB RAM, hwprofile 'ideal' has 976.6 KiB\n",
        "5 errors"};
    const char *const settings[] = {"model.kws.arena=2MiB", "health.heartbeat=1us", NULL};
    Town town = town_new("", settings, NULL);
    const char *said = town_error(&town);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        CHECK(strstr(said, wanted[i]) != NULL);
    town_clear(&town);
}

/* What offloads its inputs need not hold the model. */
static void a_model_that_runs_at_the_gateway_need_not_fit(void)
{
    const char *const settings[] = {"model.kws.arena=2MiB", "workload.listen.where=gateway",
                                    "workload.quiet.where=gateway", NULL};
    Town town = town_new("", settings, NULL);
    CHECK(town_spec(&town)->fleets[0].work->is_at_gateway);
    const FleetFigures *lamps = blueprint_fleet(town.blueprint, 0);
    /* 2 ms awake; 1 kB up with 1 ms of overhead at 30 mW; 32 B down at 18 mW; the upload */
    CHECK_NEAR(lamps->inference_nj,
               24e6 * 0.002 + 30e6 * 0.009 + 18e6 * 256e-6 + 0.26 * (30e6 - 15e3) * 1.256e-3, 1.0);
    town_clear(&town);
}

TEST_MAIN(CASE(everybody_has_a_place), CASE(devices_spread_around_the_nominal_one),
          CASE(batteries_feed_boards_at_their_voltage), CASE(figures_are_those_of_paper),
          CASE(latency_comes_from_graph_and_board), CASE(answers_come_from_the_pool),
          CASE(control_is_as_health_and_recovery_say), CASE(without_a_detector_there_are_no_visits),
          CASE(all_mistakes_of_the_second_stage_are_told),
          CASE(events_and_others_must_be_in_the_pool), CASE(options_go_to_the_spec),
          CASE(mistakes_name_their_place), CASE(a_model_that_runs_at_the_gateway_need_not_fit))
