/*
 * stat/balancing.h - queues behind a balancer: steady waits of gateways that share requests.
 *
 * `load` of a form is work offered per worker, below 1; waits are INFINITY from there on. What is
 * exact and what is an approximation is said at each.
 *
 * Units:   rates 1/s, times s; cv2: squared coefficients of variation, of gaps (arrival) and of
 *          service times.
 * Errors:  none; counts at least 1, rates and times positive.
 * Source:  as each function says.
 */
#ifndef TINYFLEET_STAT_BALANCING_H
#define TINYFLEET_STAT_BALANCING_H

#include <stdint.h>

/* Requests of one station: c workers, how they come and how long they take. */
typedef struct Station {
    uint32_t workers;
    double rate, service_mean;
    double arrival_cv2, service_cv2;
} Station;

/* Mean wait before service in GI/G/c: that of M/M/c x (arrival_cv2 + service_cv2) / 2, less where
 * arrivals are more even than at random. Exact for Poisson arrivals and either one worker or
 * exponential service; an approximation elsewhere.
 * Source: A. O. Allen, "Probability, Statistics, and Queueing Theory", 1990, 5.4; W. Kraemer and
 * M. Langenbach-Belz, 8th International Teletraffic Congress, 1976 (the factor for cv2 < 1). */
double ggc_wait(Station station);

/* Exact mean wait in E_k/M/1: every k-th of Poisson arrivals, exponential service.
 * Source: L. Kleinrock, "Queueing Systems", vol. 1, 1975, 6.4 (G/M/1). */
double ekm1_wait(uint32_t stages, double rate, double service_mean);

/* Mean wait where each request goes to the less busy of two of very many such stations; `rate` is
 * of one station. Exact in that limit for exponential service, scaled by (1 + service_cv2) / 2.
 * Source: M. Mitzenmacher, IEEE TPDS 12(10), 2001: s_k = rate^(2^k - 1) for one worker, the balance
 * of its equations for more. */
double two_choices_wait(Station station);

#endif
