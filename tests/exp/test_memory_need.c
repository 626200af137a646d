/* Memory needed: sums by hand, what fits, and what runs really take. */
#include "exp/memory_need.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exp/study.h"
#include "test.h"
#include "toy_scenario.h"
#include "util/error.h"

#define MANY(devices)                                                                              \
    "[workload alone]\narrival = poisson(rate=1/h)\nupload = none\n"                               \
    "[fleet c]\nhwprofile = nrf52840\nmodel = any\nworkload = alone\nnetwork = wire\n"             \
    "devices = " devices "\n"                                                                      \
    "[health]\nheartbeat = 2h\n"

/* A pool with one device that asks it. */
#define POOL(count, workers)                                                                       \
    "[gateway-pool x]\nregions = south\ncount = " count "\nworkers = " workers "\n"                \
    "[fleet c]\nhwprofile = nrf52840\nmodel = any\nworkload = ask\nnetwork = wire\n"               \
    "regions = south\ngateways = x\ndevices = 1\n"

static MemoryNeed need_of(const char *more)
{
    g_autoptr(Scenario) scenario = toy_scenario(more);
    g_assert(scenario != NULL);
    return memory_need(scenario);
}

/* 64 + 64 + 24 + 16 bytes of columns with asserted sizes, DeviceRest and the queue on top. */
static void devices_and_their_faults_count(void)
{
    MemoryNeed few = need_of(MANY("1000")), many = need_of(MANY("3000"));
    double of_one = (many.parts[NEED_DEVICES] - few.parts[NEED_DEVICES]) / 2000.0;
    CHECK(of_one > 168.0 + 64.0 && of_one < 168.0 + 400.0);
    CHECK_NEAR(few.parts[NEED_DEVICES], 1100.0 * of_one, 1e-3);
    CHECK_NEAR(many.parts[NEED_CAUSES], 3100.0 * 20.0, 1e-6); /* crash; power-cut is per region */
    CHECK(many.reserved > few.reserved);
}

/* 10 h in bins of an hour and intervals of 30 min: 20; of a second: 36,000. */
static void slices_count_for_groups_pools_and_faults(void)
{
    MemoryNeed coarse = need_of(""), fine = need_of("[output]\ninterval = 1s\n");
    CHECK_NEAR(fine.parts[NEED_SLICES] / coarse.parts[NEED_SLICES], 36000.0 / 20.0, 1e-9);
    MemoryNeed odd = need_of("[output]\ninterval = 7min\n"); /* 86 and 20 */
    CHECK_NEAR(odd.parts[NEED_SLICES] / coarse.parts[NEED_SLICES], 106.0 / 20.0, 1e-9);
    MemoryNeed hourly = need_of("[output]\ninterval = 1h\n");
    CHECK_NEAR(fine.kept / hourly.kept, 3600.0, 1e-9);
}

static void gateways_count_with_their_workers(void)
{
    MemoryNeed few = need_of(POOL("10", "1"));
    MemoryNeed wide = need_of(POOL("10", "101"));
    CHECK_NEAR(wide.parts[NEED_GATEWAYS] - few.parts[NEED_GATEWAYS], 10 * 100 * 40.0, 1e-6);
}

static void parts_add_up(void)
{
    MemoryNeed need = need_of("[sweep]\nreplications = 8\n");
    double sum = 0;
    for (int p = 0; p < NEED_RESULTS; p++)
        sum += need.parts[p];
    CHECK_NEAR(need.of_run, sum, 1e-6);
    CHECK_INT(need.replications, 8);
    CHECK_NEAR(memory_total(&need, 3, false), need.program + 8 * need.kept + 3 * sum, 1e-3);
    CHECK_NEAR(memory_total(&need, 99, true) - memory_total(&need, 99, false), 8 * need.reserved,
               1e-3);
}

static void fewer_run_side_by_side_where_memory_is_short(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[sweep]\nreplications = 8\n");
    g_autoptr(GError) error = NULL;
    const MemoryNeed need = {.program = 100, .of_run = 1000, .kept = 10, .replications = 8};
    CHECK_INT(memory_lanes(&need, (MemoryRoom){1e9, "", false}, 8, scenario, &error), 8);
    CHECK_INT(memory_lanes(&need, (MemoryRoom){3180 / 0.9 + 1, "", false}, 8, scenario, &error), 3);
    CHECK_INT(memory_lanes(&need, (MemoryRoom){3180 / 0.9 - 1, "", false}, 8, scenario, &error), 2);
    CHECK_INT(memory_lanes(&need, (MemoryRoom){1180 / 0.9 + 1, "", false}, 8, scenario, &error), 1);
    CHECK(error == NULL);
    MemoryRoom none = {1180 / 0.9 - 1, "the machine has", false};
    CHECK_INT(memory_lanes(&need, none, 8, scenario, &error), 0);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    CHECK(strstr(error->message, "; the machine has ") != NULL);
}

#define PROMISE "[requirement r]\ncheck = availability > 50%\n"

static void a_promise_is_judged_over_ten_runs_unless_said(void)
{
    CHECK_INT(need_of("").replications, 1);
    CHECK_INT(need_of(PROMISE).replications, 10);
    CHECK_INT(need_of(PROMISE "[sweep]\nreplications = auto\n").replications, 10);
    CHECK_INT(need_of(PROMISE "[sweep]\nreplications = 1\n").replications, 1);
    CHECK_INT(need_of("[sweep]\nreplications = auto\n").replications, 1);
    CHECK_INT(need_of("[sweep]\nreplications = 3\n").replications, 3);
}

static void sizes_read_well(void)
{
    static const struct {
        double bytes;
        const char *text;
    } rows[] = {{1.23e6, "1.2 MB"}, {999.4e6, "999 MB"}, {999.6e6, "1.0 GB"}, {3.2e11, "320 GB"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = memory_text(rows[i].bytes);
        CHECK_TEXT(text, rows[i].text);
    }
}

/* A child under a limit on address space; its status: 0 it ran, 3 it was refused with a sentence
 * that names `word`, anything else it broke. */
static int refused(const char *more, const char *word)
{
    int wait_status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {UINT64_C(4000000) << 10, UINT64_C(4000000) << 10};
        const RunOptions options = {.thread_count = 1};
        g_autoptr(Scenario) scenario = toy_scenario(more);
        g_autoptr(GError) error = NULL;
        if (!scenario || setrlimit(RLIMIT_AS, &limit) != 0)
            _exit(9);
        g_autoptr(Study) study = study_run(scenario, &options, &error);
        bool is_said = error && g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN) &&
                       strstr(error->message, word) &&
                       strstr(error->message, "the limit on address space leaves ") != NULL;
        _exit(study ? 0 : is_said ? 3 : 8);
    }
    waitpid(child, &wait_status, 0);
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1000 + wait_status;
}

static void what_does_not_fit_is_refused_before_it_starts(void)
{
    CHECK_INT(refused(MANY("1e9"), "for 1000000100 devices ("), 3);
    CHECK_INT(refused("[output]\ninterval = 37ms\nby = fleet, region, gateway-pool, tag\n",
                      "slices of time"),
              3);
    CHECK_INT(refused(POOL("10000000", "64"), "gateways and their workers"), 3);
    CHECK_INT(refused("", "nothing"), 0);
}

/* Peak of a child that runs it, over what was foretold. */
static double measured(const char *more)
{
    struct rusage usage;
    int wait_status = 0;
    MemoryNeed need = need_of(more);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        const RunOptions options = {.thread_count = 1};
        g_autoptr(Scenario) scenario = toy_scenario(more);
        g_autoptr(Study) study = study_run(scenario, &options, NULL);
        _exit(study ? 0 : 1);
    }
    if (wait4(child, &wait_status, 0, &usage) != child || wait_status != 0)
        return 0.0;
    return (double)usage.ru_maxrss * 1024.0 / memory_total(&need, 1, false);
}

static void runs_take_what_was_foretold(void)
{
    CHECK_NEAR(measured(MANY("200000")), 1.0, 0.25);
    CHECK_NEAR(measured("[output]\ninterval = 1s\n"), 1.0, 0.25);
    CHECK_NEAR(measured(POOL("100000", "8")), 1.0, 0.25);
}

TEST_MAIN(CASE(devices_and_their_faults_count), CASE(slices_count_for_groups_pools_and_faults),
          CASE(gateways_count_with_their_workers), CASE(parts_add_up),
          CASE(fewer_run_side_by_side_where_memory_is_short),
          CASE(a_promise_is_judged_over_ten_runs_unless_said), CASE(sizes_read_well),
          CASE(what_does_not_fit_is_refused_before_it_starts), CASE(runs_take_what_was_foretold))
