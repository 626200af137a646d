/* Links and the monitor: rows L1, L2, L5 and L6. */
#include "forms.h"
#include "oracle.h"

static void two_state_links_lose_their_long_run_share(void)
{
    ORACLE_CHECK("l1a", {"L1a.loss", "data_loss_ratio", "mean",
                         form_gilbert_loss(0.01, 0.2, 0.0, 1.0), 0.04761905, 0.0024});
    ORACLE_CHECK("l1b", {"L1b.loss", "data_loss_ratio", "mean",
                         form_gilbert_loss(0.02, 0.1, 0.001, 0.5), 0.08416667, 0.0024});
}

/* message_attempts is over delivered messages; lost ones took `tries` each. */
static void check_retries(const char *scenario, int tries, const OracleRow rows[3])
{
    Oracle oracle;
    oracle_run(&oracle, scenario);
    double lost = oracle_value(&oracle, "data_loss_ratio", "mean");
    double delivered = oracle_value(&oracle, "message_attempts", "mean");
    oracle_compare(&rows[0], delivered);
    oracle_compare(&rows[1], delivered * (1.0 - lost) + tries * lost);
    oracle_compare(&rows[2], 1.0 - lost);
    oracle_end(&oracle);
}

static void retries_cost_and_save_the_truncated_geometric(void)
{
    const OracleRow four[3] = {
        {.id = "L2a.delivered",
         .exact = form_attempts_delivered(0.2, 4),
         .printed = 1.24358974,
         .tolerance = 0.0021},
        {.id = "L2a.att", .exact = form_attempts(0.2, 4), .printed = 1.248, .tolerance = 0.0021},
        {.id = "L2a.ok", .exact = 1.0 - pow(0.2, 4), .printed = 0.9984, .tolerance = 0.00019},
    };
    check_retries("l2a", 4, four);
    const OracleRow six[3] = {
        {.id = "L2d.delivered",
         .exact = form_attempts_delivered(0.35, 6),
         .printed = 1.527411632,
         .tolerance = 0.0044},
        {.id = "L2d.att",
         .exact = form_attempts(0.35, 6),
         .printed = 1.535633,
         .tolerance = 0.0044},
        {.id = "L2d.ok", .exact = 1.0 - pow(0.35, 6), .printed = 0.998161734, .tolerance = 0.0002},
    };
    check_retries("l2d", 6, six);
}

/* A fifth of the row's million deaths. */
static void a_silent_death_is_noticed_after_two_and_a_half_beats_and_grace(void)
{
    double fifth = sqrt(5.0);
    ORACLE_CHECK("l5a",
                 {"L5a.mean", "detection_time", "mean", form_detection(60.0, 3, 5.0, 0.0), 155.0,
                  fifth * 0.091},
                 {"L5a.tail", "detection_time", "share(> 170s)", 0.25, 0.25, fifth * 0.0018});
}

static void lost_beats_before_the_death_make_it_noticed_earlier(void)
{
    ORACLE_CHECK("l5b", {"L5b.mean", "detection_time", "mean", form_detection(60.0, 3, 5.0, 0.2),
                         141.4516, sqrt(5.0) * 0.14});
}

/* Half of the row's 20,000 alarms. */
static void false_alarms_come_as_rarely_as_runs_of_losses(void)
{
    ORACLE_CHECK("l6a", {"L6a", "false_alarm_gap_beats", "mean", form_false_alarm_gap(0.05, 3),
                         8420.0, sqrt(2.0) * 300.0});
}

TEST_MAIN(CASE(two_state_links_lose_their_long_run_share),
          CASE(retries_cost_and_save_the_truncated_geometric),
          CASE(a_silent_death_is_noticed_after_two_and_a_half_beats_and_grace),
          CASE(lost_beats_before_the_death_make_it_noticed_earlier),
          CASE(false_alarms_come_as_rarely_as_runs_of_losses))
