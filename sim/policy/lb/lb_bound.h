/*
 * policy/lb/lb_bound.h - the waits that better and worse balancers than any of ours reach.
 *
 * Units:   s.
 * Errors:  none; INFINITY where workers cannot do the work.
 */
#ifndef TINYFLEET_POLICY_LB_LB_BOUND_H
#define TINYFLEET_POLICY_LB_LB_BOUND_H

#include "world/lb.h"

/* All workers of the instance behind one queue. */
double lb_wait_shared(const LbLoad *load);

/* Each gateway for itself, requests dealt out at random. */
double lb_wait_alone(const LbLoad *load);

#endif
