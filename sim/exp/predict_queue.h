/*
 * exp/predict_queue.h - a queue through a day: what waits when the load follows the hours.
 *
 * A steady form W(rate) is no answer where the rate rises and falls, and there is none at all in
 * an hour with more work than workers can do.  So the queue is followed in steps: what is in it
 * decides how much of the workers it keeps busy (as much as would hold so many in a steady state),
 * the rest comes and stays.  At a constant rate that is W; above capacity it is the backlog of
 * work that nobody does; in between it is an approximation.
 *
 * Units:   rates 1/s, times s, but spans of the run in ns.
 * Shapes:  rates [QUEUE_STEPS] over 24 h from t = 0; sums [QUEUE_HOURS] by local hour.
 * Owner:   the caller.
 * Errors:  none.
 * Source:  W.-P. Wang, D. Tipper, S. Banerjee, "A Simple Approximation for Modeling Nonstationary
 *          Queues", IEEE INFOCOM 1996 (pointwise stationary fluid flow).
 */
#ifndef TINYFLEET_EXP_PREDICT_QUEUE_H
#define TINYFLEET_EXP_PREDICT_QUEUE_H

#include <stdbool.h>

#include "util/units.h"
#include "world/lb.h"

enum { QUEUE_STEPS = 240, QUEUE_HOURS = 24, QUEUE_KNOTS = 321 };

/* Which of LbForecast's waits is followed. */
typedef enum QueueBound { QUEUE_EXPECTED, QUEUE_LOW, QUEUE_HIGH } QueueBound;

/* Steady states: at this use of its workers so many wait. */
typedef struct QueueCurve {
    double capacity, workers;                      /* 1/s; of the instance */
    double limit;                                  /* most that wait */
    double use[QUEUE_KNOTS], waiting[QUEUE_KNOTS]; /* ascending */
} QueueCurve;

/* load->rate is not read. */
void queue_curve_init(QueueCurve *curve, const LbOps *lb, const void *lb_params, const LbLoad *load,
                      QueueBound bound);

typedef struct QueueSum {
    double seconds, offered, served, waited; /* time; requests; requests; request-seconds */
} QueueSum;

typedef struct QueueDay {
    double rates[QUEUE_STEPS];
    SimTime from, to;    /* what counts: warm-up to end */
    SimTime local_shift; /* local time of day at t = 0 */
} QueueDay;

typedef struct QueueFate {
    QueueSum hours[QUEUE_HOURS]; /* by local hour of day, in what counts */
    double most_waiting;         /* in what counts */
    SimTime most_waiting_at;
    bool is_cut; /* the limit cut a queue short that had a steady state */
} QueueFate;

void queue_follow(const QueueCurve *curve, const QueueDay *day, QueueFate *ret_fate);

#endif
