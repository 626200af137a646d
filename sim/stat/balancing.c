#include "stat/balancing.h"

#include <glib.h>
#include <math.h>

#include "stat/queueing.h"
#include "util/detmath.h"

enum { HALVINGS = 100, LEVELS_MAX = 64, WORKERS_MAX = 4096 };

/* Beyond so many workers only the time to the next free one shrinks. */
static double mmc_wait_of_many(uint32_t workers, double rate, double mean)
{
    if (workers <= WORKERS_MAX)
        return mmc_wait(workers, rate, mean);
    double scale = (double)WORKERS_MAX / (double)workers;
    return mmc_wait(WORKERS_MAX, rate * scale, mean) * scale;
}

double ggc_wait(Station s)
{
    g_assert(s.workers >= 1);
    double load = s.rate * s.service_mean / (double)s.workers;
    double both = s.arrival_cv2 + s.service_cv2, even = 1.0 - s.arrival_cv2;
    double wait = mmc_wait_of_many(s.workers, s.rate, s.service_mean) * both / 2.0;
    if (load == 0.0 || load >= 1.0 || both == 0.0 || even <= 0.0)
        return both == 0.0 && load < 1.0 ? 0.0 : wait;
    return wait * det_exp(-2.0 * (1.0 - load) * even * even / (3.0 * load * both));
}

static double power(double x, uint32_t n)
{
    double y = 1.0;
    for (; n > 0; n >>= 1, x *= x)
        y *= n & 1 ? x : 1.0;
    return y;
}

/* sigma = A(mu (1 - sigma)), A the transform of the gaps, has one root below 1. */
double ekm1_wait(uint32_t stages, double rate, double service_mean)
{
    g_assert(stages >= 1);
    double load = rate * service_mean, low = 0.0, high = 1.0;
    if (load >= 1.0)
        return INFINITY;
    if (load == 0.0)
        return 0.0;
    for (int i = 0; i < HALVINGS; i++) {
        double sigma = 0.5 * (low + high);
        double gap = power(1.0 / (1.0 + (1.0 - sigma) / (load * stages)), stages);
        if (gap > sigma)
            low = sigma;
        else
            high = sigma;
    }
    return low / (1.0 - low) * service_mean;
}

/* Share of stations with at least k requests, k = workers - 1 given: the balance of levels below
 * gives the share with at least none, which must be 1. */
static double share_with_none(uint32_t workers, double erlang, double share)
{
    double above = erlang / workers * share * share;
    for (uint32_t k = workers - 1; k > 0; k--) {
        double below = sqrt(share * share + (double)k * (share - above) / erlang);
        above = share;
        share = below;
    }
    return share;
}

double two_choices_wait(Station s)
{
    g_assert(s.workers >= 1);
    double erlang = s.rate * s.service_mean, load = erlang / s.workers;
    double low = 0.0, high = 1.0, waiting = 0.0;
    if (load >= 1.0)
        return INFINITY;
    if (load == 0.0)
        return 0.0;
    for (int i = 0; i < HALVINGS; i++) {
        double share = 0.5 * (low + high);
        if (share_with_none(s.workers, erlang, share) < 1.0)
            low = share;
        else
            high = share;
    }
    double share = load * high * high; /* all workers busy */
    for (int k = 0; k < LEVELS_MAX && share > 0.0; k++) {
        share = load * share * share;
        waiting += share;
    }
    return waiting / s.rate * (1.0 + s.service_cv2) / 2.0;
}
