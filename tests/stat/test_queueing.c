/* Closed forms against values printed elsewhere, to the seven digits printed. */
#include "stat/queueing.h"

#include <math.h>

#include "test.h"

#define CHECK_PRINTED(actual, printed) CHECK_NEAR(actual, printed, 6e-7 * (printed))

static void mm1_is_erlang_c_with_one_worker(void)
{
    CHECK_PRINTED(mmc_wait(1, 8.0, 0.1), 0.4);
    CHECK_PRINTED(mm1_sojourn_quantile(8.0, 10.0, 0.95), 1.497866);
    CHECK_PRINTED(mm1_sojourn_tail(8.0, 10.0, 1.0), 0.1353353);
    CHECK_NEAR(erlang_c(1, 0.8), 0.8, 1e-15);
    CHECK_NEAR(mm1_sojourn_tail(8.0, 10.0, mm1_sojourn_quantile(8.0, 10.0, 0.95)), 0.05, 1e-12);
}

static void erlang_c_matches_printed_values(void)
{
    CHECK_PRINTED(erlang_c(4, 3.0), 0.509434);
    CHECK_PRINTED(mmc_wait(4, 3.0, 1.0), 0.509434);
    CHECK_PRINTED(erlang_c(2, 1.5), 0.6428571);
    CHECK_PRINTED(mmc_wait(2, 1.5, 1.0), 1.285714);
    CHECK_PRINTED(erlang_c(3, 2.55), 0.7303766);
    CHECK_PRINTED(mmc_wait(3, 2.55, 1.0), 1.623059);
}

static void erlang_b_matches_printed_values_and_a_full_mm1k(void)
{
    CHECK_PRINTED(erlang_b(8, 5.0), 0.07004785);
    CHECK_NEAR(erlang_b(1, 0.9), mm1k_block(0.9, 1), 1e-15);
    CHECK_NEAR(erlang_b(0, 3.0), 1.0, 0.0);
    CHECK_NEAR(erlang_b(5, 0.0), 0.0, 0.0);
}

static void bounded_buffers_match_printed_values(void)
{
    CHECK_PRINTED(mm1k_block(0.9, 10), 0.05081373);
    CHECK_PRINTED(mm1k_in_system(0.9, 10), 3.969441);
    CHECK_PRINTED(mm1k_block(1.0, 9), 0.1);
    CHECK_PRINTED(mm1k_in_system(1.2, 15), 10.91489);
}

static void overload_of_a_bounded_buffer_leaves_through_the_door(void)
{
    /* What is served cannot exceed the service rate: load (1 - block) -> 1. */
    CHECK_NEAR(50.0 * (1.0 - mm1k_block(50.0, 20)), 1.0, 1e-12);
    CHECK_NEAR(mm1k_in_system(1e6, 1000), 1000.0, 1e-5);
    CHECK_NEAR(mm1k_block(0.0, 3), 0.0, 0.0);
}

static void general_service_matches_printed_values(void)
{
    CHECK_PRINTED(mg1_wait(7.0, 0.1, 0.0), 0.1166667);
    CHECK_PRINTED(mg1_wait(8.0, 0.1, 0.5), 0.3);
    CHECK_PRINTED(mg1_wait(6.0, 0.095, 0.02725 / (0.095 * 0.095) - 1.0), 0.1901163);
    CHECK_NEAR(mgc_wait(4, 3.0, 1.0, 1.0), mmc_wait(4, 3.0, 1.0), 1e-15);
}

static void a_queue_above_capacity_waits_for_ever(void)
{
    CHECK(isinf(mmc_wait(2, 2.0, 1.0)));
    CHECK(isinf(mg1_wait(11.0, 0.1, 0.0)));
    CHECK(isinf(mm1_sojourn_quantile(10.0, 10.0, 0.5)));
    CHECK_NEAR(mm1_sojourn_tail(10.0, 10.0, 5.0), 1.0, 0.0);
    CHECK_NEAR(erlang_c(3, 3.5), 1.0, 0.0);
}

TEST_MAIN(CASE(mm1_is_erlang_c_with_one_worker), CASE(erlang_c_matches_printed_values),
          CASE(erlang_b_matches_printed_values_and_a_full_mm1k),
          CASE(bounded_buffers_match_printed_values),
          CASE(overload_of_a_bounded_buffer_leaves_through_the_door),
          CASE(general_service_matches_printed_values), CASE(a_queue_above_capacity_waits_for_ever))
