/* Gateways against queueing theory: rows Q1 to Q12 and B1, B2. */
#include "forms.h"
#include "oracle.h"
#include "stat/queueing.h"

static void mm1_answers_after_half_a_second_on_average(void)
{
    ORACLE_CHECK("q1a", {"Q1a.W", "inference_latency", "mean", 1.0 / (10.0 - 8.0), 0.5, 0.02},
                 {"Q1a.Wq", "queue_wait", "mean", mmc_wait(1, 8.0, 0.1), 0.4, 0.019},
                 {"Q1a.p95", "inference_latency", "p95", mm1_sojourn_quantile(8.0, 10.0, 0.95),
                  1.497866, 0.096},
                 {"Q1a.tail", "inference_latency", "share(> 1s)", mm1_sojourn_tail(8.0, 10.0, 1.0),
                  0.1353353, 0.012});
}

static void mm1_at_load_ninety_percent_still_agrees(void)
{
    ORACLE_CHECK("q1d", {"Q1d.W", "inference_latency", "mean", 1.0 / 1.5, 0.6666667, 0.063});
}

static void four_workers_follow_erlang_c(void)
{
    ORACLE_CHECK("q2a", {"Q2a.C", "queue_waited", "mean", erlang_c(4, 3.0), 0.509434, 0.0066},
                 {"Q2a.Wq", "queue_wait", "mean", mmc_wait(4, 3.0, 1.0), 0.509434, 0.032});
}

static void two_workers_follow_erlang_c(void)
{
    ORACLE_CHECK("q2b", {"Q2b.C", "queue_waited", "mean", erlang_c(2, 1.5), 0.6428571, 0.0067},
                 {"Q2b.Wq", "queue_wait", "mean", mmc_wait(2, 1.5, 1.0), 1.285714, 0.052});
}

static void three_workers_follow_erlang_c(void)
{
    ORACLE_CHECK("q2e", {"Q2e.C", "queue_waited", "mean", erlang_c(3, 2.55), 0.7303766, 0.0098},
                 {"Q2e.Wq", "queue_wait", "mean", mmc_wait(3, 2.55, 1.0), 1.623059, 0.12});
}

static void bounded_buffer_drops_and_holds_what_mm1k_says(void)
{
    ORACLE_CHECK("q3a",
                 {"Q3a.block", "queue_drop_ratio", "mean", mm1k_block(0.9, 10), 0.05081373, 0.0028},
                 {"Q3a.L", "gateway_in_system", "mean", mm1k_in_system(0.9, 10), 3.969441, 0.074});
}

static void critical_load_drops_one_in_k_plus_one(void)
{
    ORACLE_CHECK("q3b", {"Q3b.block", "queue_drop_ratio", "mean", mm1k_block(1.0, 9), 0.1, 0.003});
}

static void overloaded_buffer_stays_nearly_full(void)
{
    ORACLE_CHECK("q3d",
                 {"Q3d.L", "gateway_in_system", "mean", mm1k_in_system(1.2, 15), 10.91489, 0.11});
}

static void fixed_service_halves_the_wait(void)
{
    ORACLE_CHECK("q4a", {"Q4a", "queue_wait", "mean", mg1_wait(7.0, 0.1, 0.0), 0.1166667, 0.0026});
}

/* Squared coefficient of variation of `low`, or `high` with chance p. */
static double two_point_cv2(double low, double high, double p)
{
    double mean = low * (1.0 - p) + high * p;
    return (low * low * (1.0 - p) + high * high * p) / (mean * mean) - 1.0;
}

static void rare_slow_answers_cost_what_pollaczek_khinchine_says(void)
{
    ORACLE_CHECK("q5a", {"Q5a", "queue_wait", "mean",
                         mg1_wait(6.0, 0.095, two_point_cv2(0.05, 0.5, 0.1)), 0.1901163, 0.0045});
    ORACLE_CHECK("q5e", {"Q5e", "queue_wait", "mean",
                         mg1_wait(4.0, 0.2, two_point_cv2(0.1, 0.6, 0.2)), 0.8, 0.028});
}

static void erlang_service_waits_three_quarters_of_exponential(void)
{
    ORACLE_CHECK("q5b", {"Q5b", "queue_wait", "mean", mg1_wait(8.0, 0.1, 0.5), 0.3, 0.0099});
}

static void no_buffer_blocks_what_erlang_b_says(void)
{
    ORACLE_CHECK("q6a", {"Q6a", "queue_drop_ratio", "mean", erlang_b(8, 5.0), 0.07004785, 0.0016});
}

static void blocking_does_not_see_the_law_of_service(void)
{
    ORACLE_CHECK("q6b", {"Q6b", "queue_drop_ratio", "mean", erlang_b(8, 5.0), 0.07004785, 0.0018});
}

static void round_robin_is_erlang_arrivals_at_each_gateway(void)
{
    ORACLE_CHECK("q12a",
                 {"Q12a", "queue_wait", "mean", form_round_robin_wait(1.6, 2), 2.84398, 0.14});
}

/* The value is that of the Markov chain of two queues truncated at 100 each. */
static void least_connections_joins_the_shorter_queue(void)
{
    ORACLE_CHECK("b2a", {"B2a", "inference_latency", "mean", 2.955737, 2.955737, 0.069});
}

/* A quarter of the row's sample: twice its tolerance. */
static void two_random_choices_reach_the_mean_field(void)
{
    ORACLE_CHECK("b1a", {"B1a.T", "inference_latency", "mean", form_choices_sojourn(0.9, 2),
                         2.614057, 2.0 * 0.039});
}

TEST_MAIN(CASE(mm1_answers_after_half_a_second_on_average),
          CASE(mm1_at_load_ninety_percent_still_agrees), CASE(four_workers_follow_erlang_c),
          CASE(two_workers_follow_erlang_c), CASE(three_workers_follow_erlang_c),
          CASE(bounded_buffer_drops_and_holds_what_mm1k_says),
          CASE(critical_load_drops_one_in_k_plus_one), CASE(overloaded_buffer_stays_nearly_full),
          CASE(fixed_service_halves_the_wait),
          CASE(rare_slow_answers_cost_what_pollaczek_khinchine_says),
          CASE(erlang_service_waits_three_quarters_of_exponential),
          CASE(no_buffer_blocks_what_erlang_b_says), CASE(blocking_does_not_see_the_law_of_service),
          CASE(round_robin_is_erlang_arrivals_at_each_gateway),
          CASE(least_connections_joins_the_shorter_queue),
          CASE(two_random_choices_reach_the_mean_field))
