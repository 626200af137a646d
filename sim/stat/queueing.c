#include "stat/queueing.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

#include "util/detmath.h"

/* The recursion over workers avoids factorials and is stable for any count. */
double erlang_b(uint32_t workers, double load)
{
    g_assert(load >= 0.0);
    double block = 1.0;
    for (uint32_t c = 1; c <= workers; c++)
        block = load * block / ((double)c + load * block);
    return block;
}

double erlang_c(uint32_t workers, double load)
{
    g_assert(workers >= 1);
    if (load >= (double)workers)
        return 1.0;
    double use = load / (double)workers;
    double block = erlang_b(workers, load);
    return block / (1.0 - use * (1.0 - block));
}

double mmc_wait(uint32_t workers, double arrival_rate, double service_mean)
{
    double load = arrival_rate * service_mean;
    if (load >= (double)workers)
        return INFINITY;
    return erlang_c(workers, load) * service_mean / ((double)workers - load);
}

double mm1_sojourn_tail(double arrival_rate, double service_rate, double time)
{
    if (arrival_rate >= service_rate)
        return 1.0;
    return det_exp(-(service_rate - arrival_rate) * time);
}

double mm1_sojourn_quantile(double arrival_rate, double service_rate, double share)
{
    g_assert(share >= 0.0);
    g_assert(share < 1.0);
    if (arrival_rate >= service_rate)
        return INFINITY;
    return -det_log(1.0 - share) / (service_rate - arrival_rate);
}

/* P(n in system) is proportional to load^n, n = 0..room. Summed from the likelier end, so that
 * loads above 1 do not overflow. */
static double room_sum(double load, uint32_t room, double *ret_weighted)
{
    bool is_falling = load <= 1.0;
    double ratio = is_falling ? load : 1.0 / load;
    double power = 1.0, sum = 0.0, weighted = 0.0;
    for (uint32_t i = 0; i <= room; i++) {
        sum += power;
        weighted += power * (double)(is_falling ? i : room - i);
        power *= ratio;
    }
    *ret_weighted = weighted;
    return sum;
}

double mm1k_block(double load, uint32_t room)
{
    g_assert(load >= 0.0);
    g_assert(room >= 1);
    double weighted;
    double sum = room_sum(load, room, &weighted);
    if (load > 1.0)
        return 1.0 / sum;
    double power = 1.0;
    for (uint32_t i = 0; i < room; i++)
        power *= load;
    return power / sum;
}

double mm1k_in_system(double load, uint32_t room)
{
    g_assert(load >= 0.0);
    g_assert(room >= 1);
    double weighted;
    double sum = room_sum(load, room, &weighted);
    return weighted / sum;
}

double mg1_wait(double arrival_rate, double service_mean, double cv2)
{
    return mgc_wait(1, arrival_rate, service_mean, cv2);
}

double mgc_wait(uint32_t workers, double arrival_rate, double service_mean, double cv2)
{
    g_assert(cv2 >= 0.0);
    return mmc_wait(workers, arrival_rate, service_mean) * (1.0 + cv2) / 2.0;
}
