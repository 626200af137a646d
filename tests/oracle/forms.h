/*
 * oracle/forms.h - closed forms that only tests need; queues have theirs in stat/queueing.h.
 *
 * Written from the textbook with the C library's functions, not with the simulator's, so that
 * both sides of a comparison have nothing in common.
 *
 * Source:  R. E. Barlow and F. Proschan, "Statistical Theory of Reliability and Life Testing",
 *          1975 (availability, lifetimes); E. N. Gilbert, "Capacity of a Burst-Noise Channel",
 *          1960 (links); M. Mitzenmacher, IEEE TPDS 12(10), 2001 (two choices).
 */
#ifndef TINYFLEET_TESTS_FORMS_H
#define TINYFLEET_TESTS_FORMS_H

#include <math.h>

/* Up at t with failure rate l and repair rate m, up at 0. */
static inline double form_point_availability(double l, double m, double t)
{
    return m / (l + m) + l / (l + m) * exp(-(l + m) * t);
}

/* Mean share of [0, t] spent up, up at 0. */
static inline double form_interval_availability(double l, double m, double t)
{
    double s = l + m;
    return m / s + l / (s * s * t) * (1.0 - exp(-s * t));
}

static inline double form_weibull_cdf(double shape, double scale, double t)
{
    return 1.0 - exp(-pow(t / scale, shape));
}

static inline double form_normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

/* Loss of a two-state link in the long run: p good to bad, r bad to good. */
static inline double form_gilbert_loss(double p, double r, double good, double bad)
{
    return (r * good + p * bad) / (p + r);
}

/* Mean tries of a message that is sent until it arrives, at most n times; all messages. */
static inline double form_attempts(double p, int n)
{
    return (1.0 - pow(p, n)) / (1.0 - p);
}

/* The same over delivered messages only. */
static inline double form_attempts_delivered(double p, int n)
{
    double sum = 0.0;
    for (int j = 1; j <= n; j++)
        sum += j * pow(p, j - 1) * (1.0 - p);
    return sum / (1.0 - pow(p, n));
}

/* Mean delay of detection after death at a uniform phase: k missed beats of period t, grace g,
 * beats lost with chance p before the death, not declared already. */
static inline double form_detection(double t, int k, double g, double p)
{
    double early = 0.0;
    for (int j = 0; j < k; j++)
        early += j * pow(p, j) * (1.0 - p) / (1.0 - pow(p, k));
    return g + (k - 0.5) * t - t * early;
}

/* Mean beats from one false alarm to the next: k losses in a row. */
static inline double form_false_alarm_gap(double p, int k)
{
    return (1.0 - pow(p, k)) / (pow(p, k) * (1.0 - p));
}

/* Mean sojourn when each request takes the shorter of d queues of very many, service mean 1. */
static inline double form_choices_sojourn(double load, int d)
{
    double sum = 0.0, power = 1.0;
    for (int i = 1; i < 30; i++) {
        power *= d;
        sum += pow(load, (power - d) / (d - 1));
    }
    return sum;
}

/* Mean wait of round robin over n queues at total rate `rate`, service rate 1 each: E_n/M/1. */
static inline double form_round_robin_wait(double rate, int n)
{
    double sigma = 0.5;
    for (int i = 0; i < 10000; i++)
        sigma = pow(rate / (rate + 1.0 - sigma), n);
    return sigma / (1.0 - sigma);
}

/* Years (365.25 d) that `charge` mAh last at `current` mA, losing `leak` of what is left a year. */
static inline double form_battery_years(double charge, double current, double leak)
{
    double years = charge / current / 8766.0;
    if (leak <= 0.0)
        return years;
    double s = -log(1.0 - leak);
    return log(1.0 + s * years) / s;
}

#endif
