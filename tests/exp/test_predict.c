/* Closed forms worked out again from the scenario's numbers, and measured by runs. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exp/result_find.h"
#include "exp/study.h"
#include "toy_scenario.h"

/* A scenario and what was foretold of it. */
typedef struct Forecast {
    Scenario *scenario;
    Study *study;
} Forecast;

static Forecast forecast_begin(const char *more)
{
    g_autoptr(GError) error = NULL;
    Forecast forecast = {toy_scenario(more), NULL};
    g_assert(forecast.scenario);
    forecast.study = study_predict(forecast.scenario, &error);
    if (error)
        printf("%s\n", error->message);
    g_assert(forecast.study);
    return forecast;
}

static void forecast_end(Forecast *forecast)
{
    study_free(forecast->study);
    scenario_free(forecast->scenario);
}

static const PredictionRow *row_of(const Study *study, const char *kind, const char *name,
                                   const char *quantity)
{
    int32_t scope = study_find_scope(study, kind, name);
    for (guint i = 0; i < study->predictions->len; i++) {
        const PredictionRow *row = &g_array_index(study->predictions, PredictionRow, i);
        if ((int32_t)row->scope == scope && strcmp(row->quantity, quantity) == 0)
            return row;
    }
    return NULL;
}

static double predicted(const Study *study, const char *kind, const char *name,
                        const char *quantity)
{
    const PredictionRow *row = row_of(study, kind, name, quantity);
    return row ? row->predicted : NAN;
}

/* One gateway beside those of the toy; more keys of the pool, then of its fleet's workload. */
#define ONE_POOL(pool, devices, workload)                                                          \
    "[gateway-pool one]\nregions = south\n" pool "\n"                                              \
    "[workload own]\nwhere = gateway\n" workload "\n"                                              \
    "[fleet c]\nhwprofile = esp32-s3\nmodel = any\nworkload = own\nregions = south\n"              \
    "network = wire\ngateways = one\ndevices = " devices "\n"

/* M/M/3 by its sums: 100 devices ask once a minute, a worker serves 10 a second. */
static void one_gateway_waits_as_erlang_says(void)
{
    Forecast f = forecast_begin(ONE_POOL("count = 1\nworkers = 3\nservice = exp(mean=1s)", "100",
                                         "arrival = poisson(rate=60/h)"));
    double rate = 100.0 / 60.0, a = rate;
    double sum = 1 + a + a * a / 2, last = a * a * a / 6 / (1 - a / 3);
    double wait = last / (sum + last) / (3 - rate);
    const PredictionRow *row = row_of(f.study, "pool", "one", "queue_wait");
    CHECK_NEAR(predicted(f.study, "pool", "one", "gateway_load"), a / 3, 1e-12);
    CHECK_NEAR(predicted(f.study, "pool", "one", "peak_load"), a / 3, 1e-12);
    CHECK_NEAR(row->predicted, wait, 0.003 * wait);
    CHECK_NEAR(row->low, row->predicted, 0.003 * wait);
    CHECK_NEAR(row->high, row->predicted, 0.003 * wait);
    CHECK(isnan(row->observed));
    CHECK_INT(f.study->warnings->len, 0);
    forecast_end(&f);
}

/* Gateways for themselves, all behind one queue: M/M/1 at 0.5 and M/M/2 are the ends. */
static void a_range_goes_from_one_queue_to_each_for_itself(void)
{
    Forecast f = forecast_begin(ONE_POOL("count = 2\nworkers = 1\nservice = exp(mean=1s)\n"
                                         "policy = random-two",
                                         "60", "arrival = poisson(rate=60/h)"));
    const PredictionRow *row = row_of(f.study, "pool", "one", "queue_wait");
    CHECK_NEAR(row->low, 1.0 / 3.0, 0.001);
    CHECK_NEAR(row->high, 1.0, 0.003);
    CHECK(row->predicted >= row->low && row->predicted <= row->high);
    forecast_end(&f);
}

/* 1,000 devices ask for 1.2 s of work every 10 s on average, 1.8 in the busiest instant: of 100
 * workers, 120 are needed on average and 60 times 3 in the evening. */
static void the_busiest_hour_is_named_and_what_it_would_take(void)
{
    Forecast f = forecast_begin(
        ONE_POOL("count = 10\nworkers = 10\nservice = 600ms", "1000",
                 "arrival = poisson(rate=6/min)\npattern = diurnal(peak=05:30, ratio=3)"));
    double mean = 0.6, peak = mean * (1.0 + 0.5 * sin(G_PI / 24) / (G_PI / 24));
    CHECK_NEAR(predicted(f.study, "pool", "one", "peak_load"), peak, 1e-3);
    CHECK_INT(f.study->warnings->len, 0);
    forecast_end(&f);
    f = forecast_begin(
        ONE_POOL("count = 6\nworkers = 10\nservice = 600ms", "1000",
                 "arrival = poisson(rate=6/min)\npattern = diurnal(peak=05:30, ratio=3)"));
    peak *= 10.0 / 6.0;
    CHECK_NEAR(predicted(f.study, "pool", "one", "gateway_load"), 1.0, 1e-9);
    CHECK_NEAR(predicted(f.study, "pool", "one", "peak_load"), peak, 2e-3);
    CHECK_INT(f.study->warnings->len, 1);
    const char *said = g_array_index(f.study->warnings, const char *, 0);
    CHECK(strstr(said, "pool one are offered 1.5 times") != NULL);
    CHECK(strstr(said, "05:00 to 06:00; up to ") != NULL);
    CHECK(strstr(said, "count = 9 would bring it to 100 % (it is 6)") != NULL ||
          strstr(said, "count = 10 would bring it to 90 % (it is 6)") != NULL);
    forecast_end(&f);
}

static void a_law_without_variance_gives_no_wait_and_says_so(void)
{
    Forecast f = forecast_begin(ONE_POOL("count = 1\nworkers = 3\n"
                                         "service = pareto(scale=10ms, shape=1.5)",
                                         "10", "arrival = poisson(rate=60/h)"));
    CHECK(row_of(f.study, "pool", "one", "gateway_load") != NULL);
    CHECK(row_of(f.study, "pool", "one", "peak_load") != NULL);
    CHECK(row_of(f.study, "pool", "one", "queue_wait") == NULL);
    CHECK(row_of(f.study, "pool", "one", "peak_wait") == NULL);
    CHECK(row_of(f.study, "fleet", "c", "latency") == NULL);
    CHECK_INT(f.study->warnings->len, 1);
    const char *said = g_array_index(f.study->warnings, const char *, 0);
    CHECK(strstr(said, "not foretold: its service time has no finite variance") != NULL);
    forecast_end(&f);
}

/* Every policy below its peak hour and in it, against what a run measures. */
static void runs_wait_as_was_foretold(void)
{
    static const struct {
        const char *pool;
        double off;
    } rows[] = {
        {"count = 2\nworkers = 2\nservice = lognormal(median=400ms, sigma=0.4)\n"
         "policy = least-conn",
         0.1},
        {"count = 2\nworkers = 2\nservice = lognormal(median=400ms, sigma=0.4)\n"
         "policy = round-robin",
         0.1},
        {"count = 3\nworkers = 2\nservice = lognormal(median=400ms, sigma=0.4)\n"
         "policy = least-conn",
         0.25},
        {"count = 8\nworkers = 1\nservice = exp(mean=600ms)\npolicy = random-two", 0.15},
        {"count = 8\nworkers = 1\nservice = exp(mean=600ms)\npolicy = round-robin", 0.15},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *more =
            g_strdup_printf("[gateway-pool one]\nregions = south\n%s\n"
                            "[workload own]\nwhere = gateway\narrival = poisson(rate=1/min)\n"
                            "pattern = diurnal(peak=06:00, ratio=3)\n"
                            "[fleet c]\nhwprofile = esp32-s3\nmodel = any\nworkload = own\n"
                            "regions = south\nnetwork = wire\ngateways = one\ndevices = 500\n"
                            "[output]\nby = gateway-pool\n",
                            rows[i].pool);
        g_autoptr(Scenario) scenario = toy_scenario(more);
        const RunOptions options = {.thread_count = 1};
        g_autoptr(GError) error = NULL;
        g_autoptr(Study) study = study_run(scenario, &options, &error);
        const PredictionRow *row = study ? row_of(study, "pool", "one", "queue_wait") : NULL;
        if (!CHECK(row != NULL))
            continue;
        if (!CHECK_NEAR(row->observed / row->predicted, 1.0, rows[i].off))
            printf("%s\n", rows[i].pool);
        CHECK(row->observed > row->low * 0.9 && row->observed < row->high * 1.1);
    }
}

static const char alone[] = "[workload alone]\n"
                            "arrival = periodic(every=10s)\n"
                            "upload = none\n"
                            "[power cell]\n"
                            "source = battery\n"
                            "capacity = 1000mAh\n"
                            "self_discharge = 2%\n"
                            "brownout = 10%\n"
                            "resume = 20%\n"
                            "[fleet c]\n"
                            "devices = 7\n"
                            "hwprofile = nrf52840\n"
                            "model = any\n"
                            "workload = alone\n"
                            "regions = south\n"
                            "network = wire\n"
                            "power = cell\n"
                            "place = indoor(temperature=20C, swing=0C)\n"
                            "[health]\n"
                            "heartbeat = 1d\n";

static void a_device_alone_takes_what_the_scenario_gives(void)
{
    Forecast f = forecast_begin(alone);
    const FleetSection *fleet = &g_array_index(f.scenario->fleets, FleetSection, 2);
    const Board *board = fleet->board;
    double busy = 0.020 + (double)board->wake_time * 1e-9;
    CHECK_NEAR(predicted(f.study, "fleet", "c", "latency"), busy, 1e-9);
    CHECK_NEAR(predicted(f.study, "fleet", "c", "throughput"), 0.7, 1e-12);
    CHECK_NEAR(predicted(f.study, "fleet", "c", "accuracy"), 0.9, 0);
    double joule = board->active_current * board->voltage * busy;
    CHECK_NEAR(predicted(f.study, "fleet", "c", "energy_per_inference"), joule, joule * 0.01);
    double ampere =
        board->sleep_current + (board->active_current - board->sleep_current) * busy / 10;
    double leak = predicted(f.study, "fleet", "c", "current_self_discharge");
    CHECK_NEAR(predicted(f.study, "fleet", "c", "mean_current") - leak, ampere, ampere * 0.02);
    forecast_end(&f);
}

/* A second at 600 uA of each ten and 10 uA all the time are 70 uA; all consumers add up. */
static void currents_by_consumer_add_up_to_the_mean(void)
{
    static const char *const consumers[] = {"current_sensor", "current_inference", "current_radio",
                                            "current_sleep", "current_self_discharge"};
    g_autoptr(GString) text = g_string_new(alone);
    g_string_replace(text, "power = cell\n", "power = cell\nsensor = mic\n", 1);
    g_string_append(text, "[sensor mic]\n"
                          "window = 800ms\n"
                          "warm_up = 200ms\n"
                          "current = 600uA\n"
                          "standby_current = 10uA\n");
    Forecast f = forecast_begin(text->str);
    double sum = 0.0, mean = predicted(f.study, "fleet", "c", "mean_current");
    for (size_t i = 0; i < G_N_ELEMENTS(consumers); i++)
        sum += predicted(f.study, "fleet", "c", consumers[i]);
    CHECK_NEAR(predicted(f.study, "fleet", "c", "current_sensor"), 70e-6, 1e-11);
    CHECK_NEAR(sum, mean, 1e-9 * mean);
    forecast_end(&f);
}

/* ln((Q + P/s) / (L + P/s)) / s; the room is 3 C warmer inside the board. */
static void a_battery_lasts_as_the_exponential_says(void)
{
    Forecast f = forecast_begin(alone);
    const Board *board = g_array_index(f.scenario->fleets, FleetSection, 2).board;
    double full = 3600.0, empty = 360.0; /* coulomb */
    double leak = -log(0.98) / (365 * 86400.0) * pow(2.0, board->self_heating / 10.0);
    double mean = predicted(f.study, "fleet", "c", "mean_current");
    double drain = mean - predicted(f.study, "fleet", "c", "current_self_discharge");
    double life = log((full + drain / leak) / (empty + drain / leak)) / leak;
    CHECK_NEAR(predicted(f.study, "fleet", "c", "battery_life"), life, life * 1e-3);
    CHECK_NEAR(mean, (full - empty) / life, mean * 1e-3);
    CHECK(row_of(f.study, "fleet", "a", "battery_life") == NULL);
    forecast_end(&f);
}

static void causes_strike_as_often_as_their_laws_say(void)
{
    Forecast f = forecast_begin("[faults old]\n"
                                "kind = permanent\n"
                                "time_between = weibull(shape=2, scale=30h)\n"
                                "target = fleet:b\n"
                                "[faults new]\n"
                                "kind = permanent\n"
                                "time_between = exp(mean=20h)\n");
    CHECK_NEAR(predicted(f.study, "faults", "stop", "failures"), 100 * 9.0 / 100.0, 1e-9);
    CHECK_NEAR(predicted(f.study, "faults", "cut", "outages"), 1, 1e-12);
    CHECK_NEAR(predicted(f.study, "faults", "old", "failures"),
               40 * (exp(-1.0 / 900) - exp(-100.0 / 900)), 1e-6);
    CHECK_NEAR(predicted(f.study, "faults", "new", "failures"),
               100 * (exp(-1.0 / 20) - exp(-10.0 / 20)), 1e-6);
    forecast_end(&f);
}

/* 9 h count: one cycle of 8 + 1 h; half of what ends after 8 h strikes, for 4 h; 10 s of watchdog
 * and boot follow each crash. */
static void what_renews_at_its_end_strikes_once_a_cycle(void)
{
    Forecast f = forecast_begin("[faults a]\n"
                                "kind = power-cut\n"
                                "per = device\n"
                                "time_between = exp(mean=8h)\n"
                                "length = 1h\n"
                                "target = fleet:b\n"
                                "[faults b]\n"
                                "kind = power-cut\n"
                                "per = once\n"
                                "time_between = exp(mean=8h)\n"
                                "length = 4h\n"
                                "chance = 50%\n"
                                "[faults c]\n"
                                "kind = crash\n"
                                "time_between = exp(mean=1h)\n");
    double hours = 9;
    CHECK_NEAR(predicted(f.study, "faults", "a", "outages"), 40 * hours / 9.0, 1e-6);
    CHECK_NEAR(predicted(f.study, "faults", "b", "outages"), hours / (8.0 / 0.5 + 4.0), 1e-6);
    CHECK_NEAR(predicted(f.study, "faults", "c", "failures"), 100 * hours / (1.0 + 10.0 / 3600.0),
               1e-6);
    forecast_end(&f);
}

static void no_beats_cost_nothing(void)
{
    Forecast f = forecast_begin("[health]\nheartbeat = never\n");
    Forecast beating = forecast_begin("[health]\nheartbeat = 60s\n");
    const Board *board = g_array_index(f.scenario->fleets, FleetSection, 0).board;
    double beats = predicted(beating.study, "fleet", "a", "on_air_share") -
                   predicted(f.study, "fleet", "a", "on_air_share");
    /* 24 bytes at 1 Mbps and the board's own start of sending, once a minute */
    CHECK_NEAR(beats, (24 * 8e-6 + (double)board->tx_overhead * 1e-9) / 60.0, 1e-9);
    forecast_end(&f);
    forecast_end(&beating);
}

/* What a run measures lies beside the closed form, within its own chance. */
static void runs_measure_what_was_foretold(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[sweep]\n"
                                                "replications = 4\n"
                                                "[output]\n"
                                                "by = fleet, gateway-pool\n");
    g_autoptr(GError) error = NULL;
    const RunOptions options = {.thread_count = 2};
    g_autoptr(Study) study = study_run(scenario, &options, &error);
    CHECK(study != NULL);
    if (!study)
        return;
    static const struct {
        const char *kind, *name, *quantity;
        double off;
    } rows[] = {
        {"fleet", "a", "latency", 0.03},     {"fleet", "b", "throughput", 0.03},
        {"fleet", "a", "accuracy", 0.02},    {"pool", "hub", "gateway_load", 0.05},
        {"faults", "stop", "failures", 0.5}, {"faults", "cut", "outages", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const PredictionRow *row = row_of(study, rows[i].kind, rows[i].name, rows[i].quantity);
        CHECK(row != NULL);
        if (row)
            CHECK_NEAR(row->observed / row->predicted, 1.0, rows[i].off);
    }
}

TEST_MAIN(CASE(one_gateway_waits_as_erlang_says),
          CASE(a_range_goes_from_one_queue_to_each_for_itself),
          CASE(the_busiest_hour_is_named_and_what_it_would_take),
          CASE(a_law_without_variance_gives_no_wait_and_says_so), CASE(runs_wait_as_was_foretold),
          CASE(a_device_alone_takes_what_the_scenario_gives),
          CASE(currents_by_consumer_add_up_to_the_mean),
          CASE(a_battery_lasts_as_the_exponential_says),
          CASE(causes_strike_as_often_as_their_laws_say),
          CASE(what_renews_at_its_end_strikes_once_a_cycle), CASE(no_beats_cost_nothing),
          CASE(runs_measure_what_was_foretold))
