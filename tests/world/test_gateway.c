/* A settled gateway serves as one that is simulated job by job. */
#include "test.h"
#include "util/detmath.h"
#include "util/rng.h"
#include "world/gateway.h"

enum { JOBS = 20000 };

static const SimTime end = 100000 * NS_PER_S;

static SimTime drawn(RngKey key, uint32_t what, uint32_t i, double mean_s)
{
    SimTime t = int64_from_double(-mean_s * 1e9 * det_log(rng_unit_at(key, what, RNG_TEST, i)));
    return MAX(t, 1);
}

static MetricsCalendar *calendar_new(void)
{
    MetricsWindow window = {end / 10, end};
    return metrics_calendar_new(end, 1000 * NS_PER_S, 1000 * NS_PER_S, &window, 1);
}

/* Lindley's recursion for one worker: W' = max(0, W + S - A). */
static void one_worker_waits_as_lindley_says(void)
{
    RngKey key = rng_key(3, 0, "lindley");
    MetricsCalendar *calendar = calendar_new();
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 0});
    Gateway gateway;
    gateway_init(&gateway, 1, UINT32_MAX);
    SimTime now = 0, wait = 0, wrong = 0;
    for (uint32_t i = 0; i < JOBS; i++) {
        SimTime gap = drawn(key, 1, i, 1.0), service = drawn(key, 2, i, 0.8);
        now += gap;
        wait = i == 0 ? 0 : MAX(wait - gap, 0);
        Job job = {.device = i};
        gateway_settle(&gateway, now, metrics, 0);
        CHECK(gateway_offer(&gateway, now, service, &job));
        wrong += job.start - now != wait || job.end - job.start != service;
        wait += service;
    }
    CHECK_INT(wrong, 0);
    gateway_clear(&gateway);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

/* Integrals of Little's law: time in system added up by jobs is that added up by levels. */
static void levels_add_up_to_the_time_spent(void)
{
    RngKey key = rng_key(4, 0, "little");
    MetricsCalendar *calendar = calendar_new();
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 0});
    Gateway gateway;
    gateway_init(&gateway, 3, 5);
    SimTime now = 0, in_system = 0, waiting = 0, refused = 0;
    for (uint32_t i = 0; i < JOBS; i++) {
        now += drawn(key, 1, i, 1.0);
        Job job = {.device = i};
        gateway_settle(&gateway, now, metrics, 0);
        if (!gateway_offer(&gateway, now, drawn(key, 2, i, 3.2), &job)) {
            refused++;
            continue;
        }
        in_system += job.end - now;
        waiting += job.start - now;
    }
    gateway_settle(&gateway, end, metrics, 0);
    SimTime levels = 0, queue = 0, busy = 0;
    for (uint32_t s = 0; s < calendar->slice_count; s++) {
        levels += (SimTime)metrics->pools[0].in_system_ns[s];
        queue += (SimTime)metrics->pools[0].queue_ns[s];
        busy += (SimTime)metrics->pools[0].busy_ns[s];
    }
    CHECK(refused > 0);
    CHECK_INT(levels, in_system);
    CHECK_INT(queue, waiting);
    CHECK_INT(busy, in_system - waiting);
    gateway_clear(&gateway);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

static void count_lost(void *context, const Job *job)
{
    (void)job;
    ++*(int *)context;
}

static void a_full_gateway_refuses_and_a_dead_one_loses_all(void)
{
    MetricsCalendar *calendar = calendar_new();
    Metrics *metrics = metrics_new(calendar, (MetricsSize){1, 1, 0});
    Gateway gateway;
    gateway_init(&gateway, 2, 3);
    Job job = {.device = 0};
    int accepted = 0, lost = 0;
    gateway_settle(&gateway, 10, metrics, 0);
    for (int i = 0; i < 7; i++)
        accepted += gateway_offer(&gateway, 10, 100, &job);
    CHECK_INT(accepted, 5);
    CHECK_INT(gateway_open(&gateway), 5);
    gateway_settle(&gateway, 20, metrics, 0);
    gateway_drop_all(&gateway, 20, count_lost, &lost);
    CHECK_INT(lost, 5);
    CHECK_INT(gateway_open(&gateway), 0);
    CHECK(gateway_offer(&gateway, 20, 100, &job));
    CHECK_INT(job.start, 20);
    gateway_clear(&gateway);
    metrics_free(metrics);
    metrics_calendar_free(calendar);
}

TEST_MAIN(CASE(one_worker_waits_as_lindley_says), CASE(levels_add_up_to_the_time_spent),
          CASE(a_full_gateway_refuses_and_a_dead_one_loses_all))
