/* How much of its time a radio is taken, against sums by hand. */
#include <math.h>

#include "exp/radio_load.h"
#include "test.h"

static LinkModel link_of(double up_bps)
{
    LinkModel link = {.latency = dist_constant(0.0),
                      .up_bps = up_bps,
                      .down_bps = up_bps,
                      .mtu = 256,
                      .retries = 2,
                      .retry_spacing = NS_PER_S};
    link_prepare(&link);
    return link;
}

/* Loss 10 %, two retries: 1 + 0.1 + 0.01. */
static void tries_of_independent_losses_are_a_geometric_sum(void)
{
    LinkModel link = link_of(8e3);
    link.loss = loss_bernoulli(0.1);
    link_prepare(&link);
    CHECK_NEAR(radio_load_tries(&link, NS_PER_MS), 1.11, 1e-12);
}

/* Bad a fifth of the time and for long: what was lost in it is lost again. Loss 0 and 50 %; a
 * slot is so long that the state has moved on by no slot: 1 + 0.1 + 0.05. */
static void tries_follow_the_chain(void)
{
    LinkModel link = link_of(8e3);
    link.loss = (LossModel){LOSS_GILBERT_ELLIOTT, 0.0, 0.5, 0.1, 0.4, NS_PER_H};
    link_prepare(&link);
    CHECK_NEAR(radio_load_tries(&link, NS_PER_MS), 1.15, 1e-12);
}

static double never(const void *params)
{
    (void)params;
    return 0.0;
}

/* Beats of 24 B at a byte a ms, once a minute, started up in 6 ms: 30 ms. With 1.11 tries, 1 s
 * apart: 6 + 26.64 + 110 ms. At a tenth of the air time 216 ms more of silence. */
static void the_share_is_the_sum_of_its_parts(void)
{
    static const ArrivalOps arrival = {.rate = never};
    LinkModel link = link_of(8e3);
    WorkSpec work = {.arrival = &arrival, .upload = SEND_ALL, .result_size = 100};
    g_autofree FleetSpec *fleet = g_new0(FleetSpec, 1);
    fleet->link = &link;
    fleet->work = &work;
    fleet->tx_overhead_ns = 6 * NS_PER_MS;
    CHECK_NEAR(radio_load(fleet, NS_PER_MIN, 1.0).share, 0.030 / 60.0, 1e-15);
    link.loss = loss_bernoulli(0.1);
    CHECK_NEAR(radio_load(fleet, NS_PER_MIN, 1.0).share, 0.14264 / 60.0, 1e-15);
    link.duty_cycle = 0.1;
    CHECK_NEAR(radio_load(fleet, NS_PER_MIN, 1.0).share, 0.35864 / 60.0, 1e-15);
    link.poll = NS_PER_S; /* 6 ms, 1 ms up, 1 ms down */
    CHECK_NEAR(radio_load(fleet, NS_PER_MIN, 1.0).polls, 0.008, 1e-15);
    link.contact = (Contact){CONTACT_WINDOW, NS_PER_H, NS_PER_MIN};
    CHECK_NEAR(radio_load(fleet, NS_PER_MIN, 1.0).limit, 1.0 / 60.0, 1e-15);
}

TEST_MAIN(CASE(tries_of_independent_losses_are_a_geometric_sum), CASE(tries_follow_the_chain),
          CASE(the_share_is_the_sum_of_its_parts))
