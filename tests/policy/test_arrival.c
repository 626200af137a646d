/* Every arrival process, and the two laws. Mean and variance of counts are those of a Poisson
 * process; the rates of busy and quiet hours those of the day pattern. */
#include <math.h>

#include "policy/arrival/arrival_table.h"
#include "test.h"

enum { DEVICES = 20000, HOURS = 24 };

/* Parameter structs as the rows of the members say. */
typedef struct PoissonValues {
    double rate;
} PoissonValues;

typedef struct PeriodicValues {
    SimTime every, jitter;
} PeriodicValues;

static const DayPattern flat = {.kind = PATTERN_FLAT, .ratio = 1.0};
static const DayPattern evening = {.kind = PATTERN_DIURNAL, .peak = 19 * NS_PER_H, .ratio = 6.0};

static DayPattern evening_pattern(void)
{
    return pattern_from_form((Form){PATTERN_DIURNAL, &evening});
}

static const ArrivalOps *find(const char *name)
{
    for (size_t i = 0; arrival_at(i) != NULL; i++)
        if (g_str_equal(arrival_at(i)->form.name, name))
            return arrival_at(i);
    g_assert_not_reached();
}

static ArrivalView view_of(uint32_t device, const DayPattern *pattern)
{
    return (ArrivalView){rng_key(5, 0, "fleet speakers"), device, pattern, 3 * NS_PER_H};
}

/* Parameters for any member of the family: one demand in about 100 s. */
static const void *sample_params(const ArrivalOps *ops)
{
    static const PoissonValues poisson = {0.01};
    static const PeriodicValues periodic = {100 * NS_PER_S, 100 * NS_PER_S};
    return g_str_equal(ops->form.name, "poisson") ? (const void *)&poisson : &periodic;
}

static void demands_follow_each_other_and_repeat(void)
{
    const DayPattern diurnal = evening_pattern();
    for (size_t i = 0; arrival_at(i) != NULL; i++) {
        const ArrivalOps *ops = arrival_at(i);
        const void *params = sample_params(ops);
        CHECK(arrival_form_at(i) == &ops->form);
        ArrivalView view = view_of(17, ops->is_thinned ? &diurnal : &flat);
        Demand last = ops->first(params, &view);
        CHECK(last.at >= 0);
        for (int n = 0; n < 5000; n++) {
            Demand next = ops->next(params, &view, last), again = ops->next(params, &view, last);
            if (!CHECK(next.at > last.at && next.number > last.number))
                return;
            CHECK_INT(again.at, next.at);
            CHECK_INT(again.number, next.number);
            last = next;
        }
        double seconds = 5000.0 / ops->rate(params);
        CHECK_NEAR((double)last.at * 1e-9, seconds, 6.0 * seconds / sqrt(5000.0));
    }
}

/* Another device, seed or replication has other demands. */
static void demands_are_the_devices_own(void)
{
    for (size_t i = 0; arrival_at(i) != NULL; i++) {
        const ArrivalOps *ops = arrival_at(i);
        ArrivalView a = view_of(1, &flat), b = view_of(2, &flat), c = a;
        c.key = rng_key(5, 1, "fleet speakers");
        const void *params = sample_params(ops);
        SimTime at = ops->first(params, &a).at;
        CHECK(ops->first(params, &b).at != at);
        CHECK(ops->first(params, &c).at != at);
    }
}

static int64_t count_between(const ArrivalOps *ops, const void *params, const ArrivalView *view,
                             int64_t *by_hour)
{
    int64_t count = 0;
    for (Demand d = ops->first(params, view); d.at < NS_PER_D; d = ops->next(params, view, d)) {
        by_hour[d.at / NS_PER_H]++;
        count++;
    }
    return count;
}

/* Counts of a day have mean and variance rate x 24 h; bounds are 4.5 standard errors. */
static void poisson_counts_have_their_mean_as_variance(void)
{
    const ArrivalOps *ops = find("poisson");
    PoissonValues params = {10.0 / 86400.0};
    int64_t by_hour[HOURS] = {0};
    double sum = 0.0, squares = 0.0;
    for (uint32_t i = 0; i < DEVICES; i++) {
        ArrivalView view = view_of(i, &flat);
        double count = (double)count_between(ops, &params, &view, by_hour);
        sum += count;
        squares += count * count;
    }
    double mean = sum / DEVICES, variance = squares / DEVICES - mean * mean;
    CHECK_NEAR(mean, 10.0, 4.5 * sqrt(10.0 / DEVICES));
    CHECK_NEAR(variance, 10.0, 4.5 * sqrt((10.0 + 2.0 * 100.0) / DEVICES));
}

/* Hour h UTC is h + 3 local; its share is the integral of the pattern. Together a chi-square. */
static void thinned_demands_follow_the_day(void)
{
    const DayPattern diurnal = evening_pattern();
    const ArrivalOps *ops = find("poisson");
    PoissonValues params = {10.0 / 86400.0};
    int64_t by_hour[HOURS] = {0};
    for (uint32_t i = 0; i < DEVICES; i++) {
        ArrivalView view = view_of(i, &diurnal);
        count_between(ops, &params, &view, by_hour);
    }
    double chi2 = 0.0, per_hour = 10.0 / HOURS * DEVICES;
    for (int h = 0; h < HOURS; h++) {
        double turn = 2.0 * M_PI / HOURS, from = (h + 3 - 19) * turn, to = from + turn;
        double expected = per_hour * (1.0 + 5.0 / 7.0 * (sin(to) - sin(from)) / turn);
        double miss = (double)by_hour[h] - expected;
        chi2 += miss * miss / expected;
    }
    CHECK(chi2 < 51.2); /* chi-square, 24 degrees of freedom, upper 0.001 */
    CHECK_NEAR((double)by_hour[15] / (double)by_hour[3], 6.0, 0.35); /* 18:30 to 6:30 local */
}

/* Gaps are exponential: P(gap > x) = e^(-rate x), Kolmogorov-Smirnov at 0.001. */
static void poisson_gaps_are_exponential(void)
{
    const ArrivalOps *ops = find("poisson");
    PoissonValues params = {0.02};
    ArrivalView view = view_of(3, &flat);
    int64_t above[8] = {0};
    Demand last = {0, 0};
    for (int n = 0; n < DEVICES; n++) {
        Demand next = ops->next(&params, &view, last);
        for (int k = 0; k < 8; k++)
            above[k] += next.at - last.at > (k + 1) * 20 * NS_PER_S;
        last = next;
    }
    for (int k = 0; k < 8; k++)
        CHECK_NEAR((double)above[k] / DEVICES, exp(-0.4 * (k + 1)), 1.95 / sqrt(DEVICES));
}

static void a_rate_of_zero_never_asks(void)
{
    const DayPattern diurnal = evening_pattern();
    const ArrivalOps *ops = find("poisson");
    PoissonValues params = {0.0};
    ArrivalView view = view_of(3, &flat);
    CHECK_INT(ops->first(&params, &view).at, TIME_NEVER);
    view.pattern = &diurnal;
    CHECK_INT(ops->first(&params, &view).at, TIME_NEVER);
}

/* phase + n every + jitter_n: the delays do not add up. */
static void jitter_does_not_shift_the_phase(void)
{
    const ArrivalOps *ops = find("periodic");
    PeriodicValues plain = {NS_PER_MIN, 0}, late = {NS_PER_MIN, 5 * NS_PER_S};
    ArrivalView view = view_of(8, &flat);
    Demand a = ops->first(&plain, &view), b = ops->first(&late, &view);
    CHECK(a.at < NS_PER_MIN);
    CHECK_INT(a.number, 0);
    double sum = 0.0;
    for (int n = 0; n < DEVICES; n++) {
        CHECK_INT(a.number, b.number);
        if (!CHECK(b.at >= a.at && b.at < a.at + 5 * NS_PER_S))
            return;
        sum += (double)(b.at - a.at) * 1e-9;
        a = ops->next(&plain, &view, a);
        b = ops->next(&late, &view, b);
    }
    CHECK_NEAR(sum / DEVICES, 2.5, 4.5 * 5.0 / sqrt(12.0 * DEVICES));
}

static void phases_are_uniform(void)
{
    const ArrivalOps *ops = find("periodic");
    PeriodicValues params = {NS_PER_MIN, 0};
    double bins[10] = {0.0}, chi2 = 0.0;
    for (uint32_t i = 0; i < DEVICES; i++) {
        ArrivalView view = view_of(i, &flat);
        bins[ops->first(&params, &view).at / (6 * NS_PER_S)] += 1.0;
    }
    for (int k = 0; k < 10; k++)
        chi2 += (bins[k] - DEVICES / 10.0) * (bins[k] - DEVICES / 10.0) / (DEVICES / 10.0);
    CHECK(chi2 < 27.9); /* 9 degrees of freedom, upper 0.001 */
}

static void a_demand_beyond_all_time_is_never(void)
{
    const ArrivalOps *ops = find("periodic");
    PeriodicValues params = {TIME_NEVER / 2, 1};
    ArrivalView view = view_of(8, &flat);
    Demand last = ops->first(&params, &view);
    last = ops->next(&params, &view, last);
    last = ops->next(&params, &view, last);
    CHECK_INT(last.at, TIME_NEVER);
}

static void jitter_beyond_the_period_is_refused(void)
{
    const ArrivalOps *ops = find("periodic");
    PeriodicValues sound = {NS_PER_S, NS_PER_S}, wrong = {NS_PER_S, NS_PER_S + 1};
    CHECK(ops->check(&sound) == NULL);
    CHECK_TEXT(ops->check(&wrong), "jitter must not be longer than every");
}

TEST_MAIN(CASE(demands_follow_each_other_and_repeat), CASE(demands_are_the_devices_own),
          CASE(poisson_counts_have_their_mean_as_variance), CASE(thinned_demands_follow_the_day),
          CASE(poisson_gaps_are_exponential), CASE(a_rate_of_zero_never_asks),
          CASE(jitter_does_not_shift_the_phase), CASE(phases_are_uniform),
          CASE(a_demand_beyond_all_time_is_never), CASE(jitter_beyond_the_period_is_refused))
