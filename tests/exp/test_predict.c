/* Closed forms worked out again from the scenario's numbers, and measured by runs. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* M/M/3 by its sums: 100 devices ask once a minute, 6 gateways serve 10 a second per worker. */
static void gateways_wait_as_erlang_says(void)
{
    Forecast f = forecast_begin("");
    double rate = 100.0 / 60.0 / 6.0, a = rate * 0.1;
    double sum = 1 + a + a * a / 2, last = a * a * a / 6 / (1 - a / 3);
    double wait = last / (sum + last) / (3 / 0.1 - rate);
    CHECK_NEAR(predicted(f.study, "pool", "hub", "gateway_load"), a / 3, 1e-12);
    const PredictionRow *row = row_of(f.study, "pool", "hub", "queue_wait");
    CHECK_TEXT(row->basis, "M/M/c");
    CHECK_NEAR(row->predicted, wait, wait * 1e-9);
    CHECK(row->low < row->predicted && row->high == row->predicted && isnan(row->observed));
    forecast_end(&f);
}

static void more_work_than_workers_has_no_wait_but_a_warning(void)
{
    Forecast f = forecast_begin("[workload fast]\n"
                                "arrival = poisson(rate=20000/h)\n"
                                "where = gateway\n"
                                "[fleet c]\n"
                                "devices = 99\n"
                                "hwprofile = esp32-s3\n"
                                "model = any\n"
                                "workload = fast\n"
                                "regions = south\n"
                                "network = wire\n"
                                "gateways = hub\n");
    CHECK(predicted(f.study, "pool", "hub", "gateway_load") > 1.0);
    CHECK(row_of(f.study, "pool", "hub", "queue_wait") == NULL);
    CHECK(row_of(f.study, "fleet", "a", "latency") == NULL);
    bool is_said = false;
    for (guint i = 0; i < f.study->assumptions->len; i++)
        is_said = is_said || strstr(g_array_index(f.study->assumptions, const char *, i),
                                    "Gateways of pool hub are offered");
    CHECK(is_said);
    forecast_end(&f);
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
    CHECK_NEAR(predicted(f.study, "fleet", "c", "mean_current"), ampere, ampere * 0.02);
    forecast_end(&f);
}

/* ln((Q + P/s) / (L + P/s)) / s; the room is 3 C warmer inside the board. */
static void a_battery_lasts_as_the_exponential_says(void)
{
    Forecast f = forecast_begin(alone);
    const Board *board = g_array_index(f.scenario->fleets, FleetSection, 2).board;
    double full = 3600.0, empty = 360.0; /* coulomb */
    double leak = -log(0.98) / (365 * 86400.0) * pow(2.0, board->self_heating / 10.0);
    double drain = predicted(f.study, "fleet", "c", "mean_current") * board->voltage / 3.0;
    double life = log((full + drain / leak) / (empty + drain / leak)) / leak;
    CHECK_NEAR(predicted(f.study, "fleet", "c", "battery_life"), life, life * 1e-3);
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

TEST_MAIN(CASE(gateways_wait_as_erlang_says),
          CASE(more_work_than_workers_has_no_wait_but_a_warning),
          CASE(a_device_alone_takes_what_the_scenario_gives),
          CASE(a_battery_lasts_as_the_exponential_says),
          CASE(causes_strike_as_often_as_their_laws_say),
          CASE(what_renews_at_its_end_strikes_once_a_cycle), CASE(runs_measure_what_was_foretold))
