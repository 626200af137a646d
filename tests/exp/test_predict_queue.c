/* A queue followed through days: steady states, backlogs by hand, hours. A backlog is off by what
 * a worker would be idle with so many waiting in a steady state: a few requests. */
#include "exp/predict_queue.h"

#include <math.h>

#include "policy/lb/lb_table.h"
#include "stat/queueing.h"
#include "test.h"

static const LbOps *find(const char *name)
{
    for (size_t i = 0; lb_at(i) != NULL; i++)
        if (g_str_equal(lb_at(i)->form.name, name))
            return lb_at(i);
    g_assert_not_reached();
}

/* One gateway of one worker that serves a request a second. */
static QueueCurve curve_of(double limit)
{
    QueueCurve curve;
    const LbLoad load = {1, 1, 0.0, 1.0, 1.0, 1.0};
    queue_curve_init(&curve, find("least-conn"), NULL, &load, QUEUE_EXPECTED);
    curve.limit = limit;
    return curve;
}

static QueueDay flat_day(double rate, SimTime to)
{
    QueueDay day = {.to = to};
    for (int i = 0; i < QUEUE_STEPS; i++)
        day.rates[i] = rate;
    return day;
}

static QueueSum total_of(const QueueFate *fate)
{
    QueueSum sum = {0};
    for (int h = 0; h < QUEUE_HOURS; h++) {
        sum.seconds += fate->hours[h].seconds;
        sum.offered += fate->hours[h].offered;
        sum.served += fate->hours[h].served;
        sum.waited += fate->hours[h].waited;
    }
    return sum;
}

static void a_constant_rate_waits_as_in_a_steady_state(void)
{
    QueueCurve curve = curve_of(1e6);
    for (double rate = 0.1; rate < 0.98; rate += 0.17) {
        QueueDay day = flat_day(rate, 40 * NS_PER_D);
        QueueFate fate;
        day.from = 10 * NS_PER_D;
        queue_follow(&curve, &day, &fate);
        QueueSum sum = total_of(&fate);
        double wait = rate / (1.0 - rate); /* M/M/1 */
        CHECK_NEAR(sum.waited / sum.served, wait, 0.005 * wait);
        CHECK_NEAR(sum.seconds, 30 * 86400.0, 1e-3);
        CHECK_NEAR(sum.offered, rate * 30 * 86400.0, 1e-3);
        CHECK(sum.served == sum.offered || fabs(sum.served / sum.offered - 1.0) < 1e-12);
        CHECK(!fate.is_cut);
    }
}

/* 1.5 a second come, one goes: after an hour 1,800 are there, who came last waits half an hour. */
static void more_work_than_workers_is_a_backlog(void)
{
    QueueCurve curve = curve_of(1e6);
    QueueDay day = flat_day(1.5, NS_PER_H);
    QueueFate fate;
    queue_follow(&curve, &day, &fate);
    QueueSum sum = total_of(&fate);
    CHECK_NEAR(fate.most_waiting, 1800.0, 9.0);
    CHECK_INT(fate.most_waiting_at, NS_PER_H);
    CHECK_NEAR(sum.waited / sum.served, 900.0, 9.0);
    CHECK_NEAR(sum.served, 5400.0, 1e-6);
}

/* With room for 100, who is let in waits 100 s and a third is refused. */
static void a_full_queue_refuses_what_is_too_much(void)
{
    QueueCurve curve = curve_of(100.0);
    QueueDay day = flat_day(1.5, 10 * NS_PER_D);
    QueueFate fate;
    day.from = NS_PER_D;
    queue_follow(&curve, &day, &fate);
    QueueSum sum = total_of(&fate);
    CHECK_NEAR(sum.waited / sum.served, 100.0, 1.0);
    CHECK_NEAR(sum.served / sum.offered, 1.0 / 1.5, 0.004);
    CHECK_NEAR(fate.most_waiting, 100.0, 1e-9);
    CHECK(!fate.is_cut);
}

/* A load with a steady state whose queue does not fit is nobody's closed form. */
static void a_short_queue_has_no_forecast(void)
{
    QueueCurve curve = curve_of(10.0);
    QueueDay day = flat_day(0.9, NS_PER_D);
    QueueFate fate;
    queue_follow(&curve, &day, &fate);
    CHECK(fate.is_cut);
    day = flat_day(0.2, NS_PER_D);
    queue_follow(&curve, &day, &fate);
    CHECK(!fate.is_cut);
}

/* Two busy hours from 9:00 on, in a place where it is 3 o'clock at the start: 1,800 too many in
 * each, which the six hours after them work off at half a request a second, two of them. */
static void hours_are_local_and_a_backlog_lasts(void)
{
    QueueCurve curve = curve_of(1e6);
    QueueDay day = flat_day(0.5, 30 * NS_PER_D);
    QueueFate fate;
    day.local_shift = 3 * NS_PER_H;
    for (int i = 6 * QUEUE_STEPS / 24; i < 8 * QUEUE_STEPS / 24; i++)
        day.rates[i] = 1.5;
    queue_follow(&curve, &day, &fate);
    for (int h = 0; h < QUEUE_HOURS; h++) {
        double rate = fate.hours[h].offered / fate.hours[h].seconds;
        CHECK_NEAR(rate, h == 9 || h == 10 ? 1.5 : 0.5, 1e-9);
        CHECK_NEAR(fate.hours[h].seconds, 30 * 3600.0, 1e-6);
    }
    CHECK_NEAR(fate.most_waiting, 3600.0, 18.0);
    CHECK_NEAR(fate.hours[11].waited / fate.hours[11].served, 2700.0, 27.0);
    CHECK_NEAR(fate.hours[12].waited / fate.hours[12].served, 900.0, 20.0);
    CHECK(fate.hours[14].waited / fate.hours[14].served < 2.0);
    CHECK(fate.hours[8].waited / fate.hours[8].served < 1.1);
}

/* Days alike are not followed one by one: 41 days and a half give the sums of each. */
static void many_days_are_that_many_times_one(void)
{
    QueueCurve curve = curve_of(1e6);
    QueueDay day = flat_day(0.4, 41 * NS_PER_D + NS_PER_D / 2);
    QueueFate fate;
    day.from = NS_PER_D + NS_PER_H + 3 * NS_PER_MIN;
    queue_follow(&curve, &day, &fate);
    for (int h = 0; h < QUEUE_HOURS; h++) {
        double days = h == 1 ? 40.95 : h > 1 && h < 12 ? 41 : 40;
        CHECK_NEAR(fate.hours[h].seconds, days * 3600.0, 1e-6);
    }
    CHECK_NEAR(total_of(&fate).offered, 0.4 * (40.5 * 86400.0 - 3780.0), 1e-3);
}

/* 1,000 workers of an hour each fill up before anybody waits: in 1,171 s, as 1 a second come and
 * 1 in 3,600 goes; then 0.722 a second are too many. */
static void workers_fill_up_first(void)
{
    QueueCurve curve;
    const LbLoad load = {10, 100, 0.0, 3600.0, 1.0, 1.0};
    QueueDay day = flat_day(1.0, NS_PER_H);
    QueueFate fate;
    queue_curve_init(&curve, find("least-conn"), NULL, &load, QUEUE_EXPECTED);
    curve.limit = 1e6;
    queue_follow(&curve, &day, &fate);
    double waiting = (3600.0 + 3600.0 * log(1.0 - 1000.0 / 3600.0)) * (1.0 - 1000.0 / 3600.0);
    CHECK_NEAR(fate.most_waiting, waiting, 0.03 * waiting);
}

TEST_MAIN(CASE(workers_fill_up_first), CASE(a_constant_rate_waits_as_in_a_steady_state),
          CASE(more_work_than_workers_is_a_backlog), CASE(a_full_queue_refuses_what_is_too_much),
          CASE(a_short_queue_has_no_forecast), CASE(hours_are_local_and_a_backlog_lasts),
          CASE(many_days_are_that_many_times_one))
