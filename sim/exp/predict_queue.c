#include "exp/predict_queue.h"

#include <math.h>
#include <string.h>

#include "util/detmath.h"

enum { KNOTS_AN_OCTAVE = 20, ROOM_FOR_CHANCE = 64 };

#define STEP_NS (NS_PER_D / QUEUE_STEPS)
/* A day that begins with what the one before began with: the rest are the same. */
#define SAME_SHARE 1e-9

static double wait_of(const LbForecast *forecast, QueueBound bound)
{
    const double waits[] = {forecast->wait, forecast->low, forecast->high};
    return waits[bound];
}

void queue_curve_init(QueueCurve *curve, const LbOps *lb, const void *lb_params, const LbLoad *load,
                      QueueBound bound)
{
    g_assert(lb->forecast != NULL);
    curve->workers = (double)load->gateway_count * load->worker_count;
    curve->capacity = curve->workers / load->service_mean;
    curve->use[0] = curve->waiting[0] = 0.0;
    for (int k = 1; k < QUEUE_KNOTS; k++) {
        LbLoad steady = *load;
        double idle = det_exp(-0.6931471805599453 * k / KNOTS_AN_OCTAVE);
        steady.rate = (1.0 - idle) * curve->capacity;
        LbForecast forecast = lb->forecast(lb_params, &steady);
        double waiting = wait_of(&forecast, bound) * steady.rate;
        curve->use[k] = 1.0 - idle;
        curve->waiting[k] = MAX(waiting, curve->waiting[k - 1]);
    }
}

typedef struct QueueState {
    double waiting, use;
} QueueState;

static double in_system(const QueueCurve *curve, QueueState state)
{
    return state.waiting + state.use * curve->workers;
}

static QueueState knot(const QueueCurve *curve, int k)
{
    return (QueueState){curve->waiting[k], curve->use[k]};
}

/* What is there at the end of a step and what goes in it add up to `all`. */
static QueueState state_after(const QueueCurve *curve, double all, double seconds)
{
    double done = seconds * curve->capacity;
    int low = 0, high = QUEUE_KNOTS - 1;
    QueueState last = knot(curve, high);
    if (all >= in_system(curve, last) + done * last.use)
        return (QueueState){MAX(all - curve->workers - done, last.waiting), 1.0};
    while (high - low > 1) {
        int middle = (low + high) / 2;
        QueueState state = knot(curve, middle);
        if (in_system(curve, state) + done * state.use <= all)
            low = middle;
        else
            high = middle;
    }
    QueueState a = knot(curve, low), b = knot(curve, high);
    double from = in_system(curve, a) + done * a.use, to = in_system(curve, b) + done * b.use;
    double part = to > from ? (all - from) / (to - from) : 0.0;
    return (QueueState){a.waiting + part * (b.waiting - a.waiting), a.use + part * (b.use - a.use)};
}

/* Of who comes now: those before it, as fast as they go. */
static double wait_in(const QueueCurve *curve, QueueState state)
{
    return state.use > 0.0 ? state.waiting / (curve->capacity * state.use) : 0.0;
}

static void count_step(QueueFate *fate, const QueueDay *day, SimTime t, QueueSum step,
                       double waiting)
{
    SimTime local = (day->local_shift + t + STEP_NS / 2) % NS_PER_D;
    QueueSum *hour = &fate->hours[local / NS_PER_H];
    hour->seconds += step.seconds;
    hour->offered += step.offered;
    hour->served += step.served;
    hour->waited += step.waited;
    if (waiting > fate->most_waiting) {
        fate->most_waiting = waiting;
        fate->most_waiting_at = t + STEP_NS;
    }
}

/* One step from t on; counted as far as it lies in what counts. */
static QueueState follow_step(const QueueCurve *curve, const QueueDay *day, SimTime t,
                              QueueState state, QueueFate *fate)
{
    const double seconds = (double)STEP_NS * 1e-9;
    double rate = day->rates[t / STEP_NS % QUEUE_STEPS], come = rate * seconds;
    QueueState next = state_after(curve, in_system(curve, state) + come, seconds);
    double refused = MAX(next.waiting - curve->limit, 0.0);
    next.waiting -= refused;
    SimTime counted = MIN(t + STEP_NS, day->to) - MAX(t, day->from);
    if (counted <= 0)
        return next;
    double share = (double)counted / (double)STEP_NS;
    double served = MAX(come - refused, 0.0) * share;
    double wait = 0.5 * (wait_in(curve, state) + wait_in(curve, next));
    count_step(fate, day, t, (QueueSum){seconds * share, come * share, served, served * wait},
               next.waiting);
    fate->is_cut |= curve->limit < ROOM_FOR_CHANCE && next.waiting > curve->limit / 8.0;
    return next;
}

/* The hours of one day, so many times more. */
static void repeat_day(QueueFate *fate, const QueueFate *before, double times)
{
    for (int h = 0; h < QUEUE_HOURS; h++) {
        QueueSum *sum = &fate->hours[h];
        const QueueSum *old = &before->hours[h];
        sum->seconds += times * (sum->seconds - old->seconds);
        sum->offered += times * (sum->offered - old->offered);
        sum->served += times * (sum->served - old->served);
        sum->waited += times * (sum->waited - old->waited);
    }
}

void queue_follow(const QueueCurve *curve, const QueueDay *day, QueueFate *ret_fate)
{
    QueueState state = {0};
    memset(ret_fate, 0, sizeof *ret_fate);
    for (SimTime t = 0; t < day->to; t += NS_PER_D) {
        const QueueFate before = *ret_fate;
        double began_with = in_system(curve, state);
        for (int i = 0; i < QUEUE_STEPS && t + i * STEP_NS < day->to; i++)
            state = follow_step(curve, day, t + i * STEP_NS, state, ret_fate);
        double change = fabs(in_system(curve, state) - began_with);
        SimTime more = (day->to - t) / NS_PER_D - 1; /* whole days to come */
        if (t < day->from || more <= 0 || change > SAME_SHARE * began_with)
            continue;
        repeat_day(ret_fate, &before, (double)more);
        t += more * NS_PER_D;
    }
}
