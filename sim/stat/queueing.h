/*
 * stat/queueing.h - closed forms of queues: what a gateway should do before it is simulated.
 *
 * Poisson arrivals everywhere.  `load` is offered work in erlang: arrival rate x mean service
 * time.  Waits are INFINITY when the queue has no steady state.
 *
 * Units:   rates 1/s, times s, loads erlang.
 * Errors:  none; rates and times must be positive (a load may be 0).
 * Source:  L. Kleinrock, "Queueing Systems", vol. 1, 1975: 3.2 (M/M/1), 3.5 (M/M/m, Erlang C),
 *          3.6 (M/M/1/K), 3.7 (Erlang B), 5.6-5.7 (M/G/1, Pollaczek-Khinchine).
 */
#ifndef TINYFLEET_STAT_QUEUEING_H
#define TINYFLEET_STAT_QUEUEING_H

#include <stdint.h>

/* Share of arrivals refused by `workers` workers and no waiting room, whatever the law of the
 * service time. */
double erlang_b(uint32_t workers, double load);

/* Share of arrivals that wait in M/M/c; 1 when load >= workers. */
double erlang_c(uint32_t workers, double load);

/* Mean wait before service in M/M/c. */
double mmc_wait(uint32_t workers, double arrival_rate, double service_mean);

/* Share of answers in M/M/1 that take longer than `time` from arrival to departure. */
double mm1_sojourn_tail(double arrival_rate, double service_rate, double time);

/* The time that this share (0..1) of M/M/1 sojourns stays below. */
double mm1_sojourn_quantile(double arrival_rate, double service_rate, double share);

/* M/M/1/K: room for `room` in the system, the one in service included. */
double mm1k_block(double load, uint32_t room);
double mm1k_in_system(double load, uint32_t room);

/* Mean wait in M/G/1; `cv2` is the squared coefficient of variation of the service time. */
double mg1_wait(double arrival_rate, double service_mean, double cv2);

/* Mean wait in M/G/c by the two-moment rule mmc_wait x (1 + cv2)/2: exact for c = 1 and for
 * exponential service, an approximation elsewhere (A. M. Lee and P. A. Longton, 1959). */
double mgc_wait(uint32_t workers, double arrival_rate, double service_mean, double cv2);

#endif
