/* One invocation whole: the same answer in every way of running it, and what it tells. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exp/requirement.h"
#include "exp/result_find.h"
#include "exp/study.h"
#include "toy_scenario.h"
#include "util/error.h"

static const char two[] = "[sweep]\n"
                          "replications = 2\n"
                          "[output]\n"
                          "per_device = yes\n"
                          "[requirement answered]\n"
                          "check = inference_success_ratio > 90%\n"
                          "[requirement never]\n"
                          "check = failures < 1\n"
                          "level = should\n"
                          "where = fleet:a\n";

static Study *study_of(const Scenario *scenario, RunOptions options)
{
    g_autoptr(GError) error = NULL;
    Study *study = study_run(scenario, &options, &error);
    if (!study)
        printf("%s\n", error ? error->message : "no error");
    return study;
}

static const RunResult *run_at(const Study *study, guint i)
{
    return g_ptr_array_index(study->runs, i);
}

static bool are_same(const Study *a, const Study *b)
{
    bool is_same = a->digest.chains == b->digest.chains && a->digest.totals == b->digest.totals &&
                   a->summary->len == b->summary->len;
    for (guint i = 0; is_same && i < a->summary->len; i++) {
        const SummaryRow *x = &g_array_index(a->summary, SummaryRow, i);
        const SummaryRow *y = &g_array_index(b->summary, SummaryRow, i);
        is_same = memcmp(&x->mean, &y->mean, sizeof x->mean) == 0 && x->metric == y->metric;
    }
    return is_same;
}

static void every_way_of_running_gives_the_same_numbers(void)
{
    g_autoptr(Scenario) scenario = toy_scenario(two);
    g_autoptr(Study) one = study_of(scenario, (RunOptions){.thread_count = 1});
    g_autoptr(Study) threads = study_of(scenario, (RunOptions){.thread_count = 4});
    g_autoptr(Study) parts =
        study_of(scenario, (RunOptions){.thread_count = 3, .partition_devices = 10});
    g_autoptr(Study) events = study_of(scenario, (RunOptions){.events_every = true});
    CHECK(one != NULL && threads != NULL && parts != NULL && events != NULL);
    if (!one || !threads || !parts || !events)
        return;
    CHECK_INT(one->runs->len, 2);
    CHECK(are_same(one, threads));
    CHECK(are_same(one, parts));
    CHECK(are_same(one, events));
    CHECK(run_at(one, 0)->digest.chains != run_at(one, 1)->digest.chains);
    CHECK(run_at(one, 0)->digest.totals != run_at(one, 1)->digest.totals);
}

static void what_is_written_does_not_change_what_happens(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("");
    g_autoptr(Scenario) other = toy_scenario("[output]\n"
                                             "by = region, tag\n"
                                             "interval = 7min\n"
                                             "histograms = no\n"
                                             "per_device = yes\n");
    g_autoptr(Study) a = study_of(scenario, (RunOptions){.thread_count = 1});
    g_autoptr(Study) b = study_of(other, (RunOptions){.thread_count = 1});
    CHECK(a->digest.chains == b->digest.chains && a->digest.totals == b->digest.totals);
    CHECK_INT(run_at(b, 0)->histograms->len, 0);
    CHECK(run_at(a, 0)->histograms->len > 0);
    CHECK_INT(run_at(b, 0)->bin_count, 86);
}

static void requirements_are_judged_together(void)
{
    g_autoptr(Scenario) scenario = toy_scenario(two);
    g_autoptr(Study) study = study_of(scenario, (RunOptions){.thread_count = 1});
    CHECK_INT(study->requirements->len, 2);
    const RequirementRow *answered = &g_array_index(study->requirements, RequirementRow, 0);
    const RequirementRow *never = answered + 1;
    CHECK_NEAR(answered->confidence, 0.975, 1e-12);
    CHECK_INT(answered->verdict, VERDICT_PASS);
    CHECK(answered->observed > 0.95 && answered->observed < 1.0);
    CHECK_TEXT(never->level, "should");
    CHECK(never->verdict != VERDICT_PASS && never->verdict != VERDICT_NO_DATA);
    CHECK_INT(never->scope, study_find_scope(study, "fleet", "a"));
    CHECK_INT(requirements_verdict(study), VERDICT_PASS);
}

static void totals_of_devices_are_those_of_the_run(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[output]\nper_device = yes\n");
    scenario->run.warmup = 0;
    g_autoptr(Study) study = study_of(scenario, (RunOptions){.thread_count = 1});
    const RunResult *run = run_at(study, 0);
    int64_t failures = 0, inferences = 0;
    double uptime = 0;
    CHECK_INT(run->devices_rows->len, 100);
    for (guint i = 0; i < run->devices_rows->len; i++) {
        const DeviceRow *row = &g_array_index(run->devices_rows, DeviceRow, i);
        CHECK_INT(row->device, i);
        CHECK_TEXT(row->fleet, i < 60 ? "a" : "b");
        CHECK(isnan(row->battery));
        failures += row->failures;
        inferences += row->inferences;
        uptime += row->uptime;
    }
    CHECK_NEAR((double)failures, study_find_summary(study, 0, "failures", 0, "sum")->mean, 0);
    CHECK_NEAR((double)inferences, study_find_summary(study, 0, "inferences", 0, "sum")->mean, 0);
    CHECK_NEAR(uptime / 100.0, study_find_summary(study, 0, "availability", 0, "mean")->mean, 1e-9);
}

static void the_log_is_in_order_and_has_its_marks(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("");
    g_autoptr(Study) study = study_of(scenario, (RunOptions){.thread_count = 1});
    const GArray *rows = run_at(study, 0)->event_rows;
    const EventRow *warm = &g_array_index(rows, EventRow, 0), *begin = warm + 1, *stop = warm + 2;
    CHECK_INT(rows->len, 4);
    CHECK_TEXT(warm->kind, "run.warmup");
    CHECK_INT(warm->t, NS_PER_H);
    CHECK_TEXT(begin->kind, "fault.begin");
    CHECK_TEXT(begin->subject, "faults.cut");
    CHECK_INT(begin->t, 5 * NS_PER_H);
    CHECK_TEXT(stop->kind, "fault.end");
    CHECK_INT(stop->t, 5 * NS_PER_H + 10 * NS_PER_MIN);
    CHECK_TEXT(g_array_index(rows, EventRow, 3).kind, "run.end");
    CHECK_INT(g_array_index(rows, EventRow, 3).t, 10 * NS_PER_H);
}

static void a_stopped_study_judges_nothing_it_did_not_see(void)
{
    g_autoptr(Scenario) scenario = toy_scenario(two);
    const volatile int stop = 15;
    g_autoptr(Study) study = study_of(scenario, (RunOptions){.thread_count = 1, .stop = &stop});
    CHECK_INT(study->runs->len, 0);
    CHECK_INT(study->summary->len, 0);
    CHECK_INT(g_array_index(study->requirements, RequirementRow, 0).verdict, VERDICT_NO_DATA);
}

static bool refuse(void *user, const Study *study, GError **error)
{
    (*(int *)user)++;
    CHECK_TEXT(study->name, "toy");
    CHECK(study->predictions->len > 0 && study->runs->len == 0);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "no room");
    return false;
}

static void whoever_is_asked_before_the_run_may_refuse(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("");
    g_autoptr(GError) error = NULL;
    int asked = 0;
    const RunOptions options = {.on_ready = refuse, .ready_user = &asked};
    CHECK(study_run(scenario, &options, &error) == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
    CHECK_INT(asked, 1);
}

/* Which replications were handed on, and which of them was refused. */
typedef struct Keeper {
    GMutex lock; /* tells whether two are handed on at a time */
    uint32_t seen[64];
    uint32_t count, refused_after;
} Keeper;

static bool take_run(void *user, const RunResult *run, GError **error)
{
    Keeper *keeper = user;
    bool is_alone = g_mutex_trylock(&keeper->lock);
    CHECK(is_alone && run->scalars->len > 0);
    if (!is_alone)
        return true;
    keeper->seen[run->replication]++;
    bool is_kept = ++keeper->count <= keeper->refused_after;
    if (!is_kept)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_RUN, "the disk is full");
    g_mutex_unlock(&keeper->lock);
    return is_kept;
}

static void each_replication_is_handed_on_once_and_one_at_a_time(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[sweep]\nreplications = 9\n");
    Keeper keeper = {.refused_after = 9};
    g_mutex_init(&keeper.lock);
    g_autoptr(Study) study = study_of(
        scenario, (RunOptions){.thread_count = 4, .on_run = take_run, .ready_user = &keeper});
    CHECK(study != NULL && study->runs->len == 9);
    CHECK_INT(keeper.count, 9);
    for (uint32_t r = 0; r < 9; r++)
        CHECK_INT(keeper.seen[r], 1);
    g_mutex_clear(&keeper.lock);
}

static void a_replication_that_cannot_be_kept_is_the_last(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("[sweep]\nreplications = 9\n");
    g_autoptr(GError) error = NULL;
    Keeper keeper = {.refused_after = 2};
    g_mutex_init(&keeper.lock);
    const RunOptions options = {.thread_count = 1, .on_run = take_run, .ready_user = &keeper};
    CHECK(study_run(scenario, &options, &error) == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    CHECK_INT(keeper.count, 3);
    g_mutex_clear(&keeper.lock);
}

static bool says(const Study *study, const char *words)
{
    for (guint i = 0; i < study->assumptions->len; i++) {
        if (strstr(g_array_index(study->assumptions, const char *, i), words))
            return true;
    }
    return false;
}

static const char *fact(const Study *study, const char *group, const char *name)
{
    for (guint i = 0; i < study->facts->len; i++) {
        const FactRow *row = &g_array_index(study->facts, FactRow, i);
        if (strcmp(row->group, group) == 0 && strcmp(row->name, name) == 0)
            return row->value;
    }
    return "";
}

static void facts_and_assumptions_say_what_stands_behind_the_numbers(void)
{
    g_autoptr(Scenario) scenario = toy_scenario("");
    g_autoptr(GError) error = NULL;
    g_autoptr(Study) study = study_predict(scenario, &error);
    CHECK(study != NULL);
    if (!study)
        return;
    CHECK(says(study, "Accuracy of model any is assumed (90%)"));
    CHECK(says(study, "Latency of model any is as the scenario gives it"));
    CHECK(says(study, "Not modelled"));
    CHECK(says(study, "no field visits"));
    CHECK_TEXT(fact(study, "fleet a", "devices"), "60");
    CHECK_TEXT(fact(study, "fleet a", "network"), "wire");
    CHECK(strstr(fact(study, "fleet b", "board"), "nrf52840") != NULL);
    CHECK(strstr(fact(study, "fleet b", "flash"), " of 1 MiB") != NULL);
    CHECK_TEXT(fact(study, "gateway-pool hub", "gateways"), "6 in 3 places");
    CHECK_TEXT(fact(study, "gateway-pool hub", "cells"), "3");
    CHECK_TEXT(fact(study, "faults cut", "at"), "5h");
    CHECK(study->config->len > 0 && study->runs->len == 0);
}

TEST_MAIN(CASE(every_way_of_running_gives_the_same_numbers),
          CASE(what_is_written_does_not_change_what_happens),
          CASE(requirements_are_judged_together), CASE(totals_of_devices_are_those_of_the_run),
          CASE(the_log_is_in_order_and_has_its_marks),
          CASE(a_stopped_study_judges_nothing_it_did_not_see),
          CASE(whoever_is_asked_before_the_run_may_refuse),
          CASE(each_replication_is_handed_on_once_and_one_at_a_time),
          CASE(a_replication_that_cannot_be_kept_is_the_last),
          CASE(facts_and_assumptions_say_what_stands_behind_the_numbers))
