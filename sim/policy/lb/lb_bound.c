#include "policy/lb/lb_bound.h"

#include "stat/balancing.h"

double lb_wait_shared(const LbLoad *load)
{
    return ggc_wait((Station){load->gateway_count * load->worker_count, load->rate,
                              load->service_mean, load->arrival_cv2, load->service_cv2});
}

double lb_wait_alone(const LbLoad *load)
{
    double n = load->gateway_count;
    double cv2 = load->arrival_cv2 / n + (n - 1.0) / n; /* each n-th by a coin */
    return ggc_wait(
        (Station){load->worker_count, load->rate / n, load->service_mean, cv2, load->service_cv2});
}
