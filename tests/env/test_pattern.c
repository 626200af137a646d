/* A day's factor: mean 1, the ratio that was asked for, and its integral. */
#include <math.h>

#include "env/pattern.h"
#include "test.h"

static const DayPattern evening = {.kind = PATTERN_DIURNAL, .peak = 19 * NS_PER_H, .ratio = 6.0};

/* No instant of an hour is busier than it says, and one of them is as busy. */
static void each_hour_knows_its_busiest_instant(void)
{
    DayPattern pattern = pattern_from_form((Form){PATTERN_DIURNAL, &evening});
    for (SimTime hour = 0; hour < PATTERN_HOURS; hour++) {
        double most = 0.0;
        for (SimTime t = hour * NS_PER_H; t <= (hour + 1) * NS_PER_H; t += NS_PER_S)
            most = MAX(most, pattern_factor(&pattern, t));
        CHECK(pattern.hour_most[hour] >= most);
        CHECK_NEAR(pattern.hour_most[hour], most, 1e-6);
    }
}

static void busiest_is_the_ratio_times_the_quietest(void)
{
    double most = 0.0, least = INFINITY;
    for (SimTime t = 0; t < NS_PER_D; t += NS_PER_MIN) {
        double factor = pattern_factor(&evening, t);
        most = factor > most ? factor : most;
        least = factor < least ? factor : least;
    }
    CHECK_NEAR(most / least, 6.0, 1e-9);
    CHECK_NEAR(most, pattern_peak(&evening), 1e-12);
    CHECK_NEAR(pattern_factor(&evening, 19 * NS_PER_H), most, 1e-12);
    CHECK_NEAR(pattern_factor(&evening, 7 * NS_PER_H), least, 1e-12);
}

static void the_mean_of_a_day_is_1(void)
{
    CHECK_NEAR(pattern_mean(&evening, 0, NS_PER_D), 1.0, 1e-12);
    CHECK_NEAR(pattern_mean(&evening, 5 * NS_PER_H, 5 * NS_PER_H + 3 * NS_PER_D), 1.0, 1e-12);
}

static void the_integral_is_that_of_the_factor(void)
{
    SimTime from = 16 * NS_PER_H, to = 28 * NS_PER_H + 17 * NS_PER_MIN, step = NS_PER_S;
    double sum = 0.0;
    for (SimTime t = from; t < to; t += step)
        sum += pattern_factor(&evening, (t + step / 2) % NS_PER_D);
    double mean = sum * (double)step / (double)(to - from);
    CHECK_NEAR(pattern_mean(&evening, from, to), mean, 1e-8);
}

/* Levels around the factor, near and far, at instants all over the day. */
static void bounds_decide_as_the_factor_does(void)
{
    static const double off[] = {-1.0, -0.05, -1e-3, -1e-6, -1e-13, 1e-13, 1e-6, 1e-3, 0.05, 1.0};
    const DayPattern patterns[] = {evening,
                                   {.kind = PATTERN_DIURNAL, .peak = 0, .ratio = 1.0},
                                   {.kind = PATTERN_DIURNAL, .peak = 1, .ratio = 1e6}};
    for (size_t p = 0; p < G_N_ELEMENTS(patterns); p++)
        for (SimTime t = 0; t < NS_PER_D; t += 7919 * NS_PER_MS) {
            double factor = pattern_factor(&patterns[p], t);
            for (size_t i = 0; i < G_N_ELEMENTS(off); i++)
                if (pattern_exceeds(&patterns[p], t, factor + off[i]) != (off[i] < 0.0)) {
                    CHECK_NEAR((double)t, NAN, 0.0);
                    return;
                }
        }
    DayPattern flat = pattern_from_form((Form){-1, NULL});
    CHECK(pattern_exceeds(&flat, 0, 0.999));
    CHECK(!pattern_exceeds(&flat, 0, 1.0));
}

static void a_flat_day_has_no_hours(void)
{
    DayPattern flat = pattern_from_form((Form){-1, NULL});
    CHECK_NEAR(pattern_factor(&flat, 3 * NS_PER_H), 1.0, 0.0);
    CHECK_NEAR(pattern_peak(&flat), 1.0, 0.0);
    CHECK_NEAR(pattern_mean(&flat, 0, NS_PER_H), 1.0, 0.0);
    DayPattern even = {.kind = PATTERN_DIURNAL, .peak = 0, .ratio = 1.0};
    CHECK_NEAR(pattern_factor(&even, 3 * NS_PER_H), 1.0, 0.0);
}

static void a_form_becomes_a_pattern(void)
{
    CHECK_TEXT(pattern_form_at(PATTERN_DIURNAL)->name, "diurnal");
    CHECK(pattern_form_at(2) == NULL);
    DayPattern read = pattern_from_form((Form){PATTERN_DIURNAL, &evening});
    CHECK_INT(read.kind, PATTERN_DIURNAL);
    CHECK_INT(read.peak, 19 * NS_PER_H);
}

TEST_MAIN(CASE(each_hour_knows_its_busiest_instant), CASE(busiest_is_the_ratio_times_the_quietest),
          CASE(the_mean_of_a_day_is_1), CASE(the_integral_is_that_of_the_factor),
          CASE(bounds_decide_as_the_factor_does), CASE(a_flat_day_has_no_hours),
          CASE(a_form_becomes_a_pattern))
