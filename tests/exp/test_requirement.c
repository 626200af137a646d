/* Verdicts: the truth table of INTERFACE 4.3, and planned replications (RELIABILITY notes 4.2). */
#include "test.h"

#include <math.h>

#include "exp/requirement.h"

static const double bank[] = {1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60};

static RequirementRow judge(const char *op, double limit, const char *rule, const double *values,
                            uint32_t count)
{
    RequirementRow row = {
        .name = "r", .level = "must", .op = op, .limit = limit, .rule = rule, .confidence = 0.90};
    requirement_judge(&row, values, count);
    return row;
}

/* The interval of the bank is 2.031 +- 0.322 at 90 %. */
static void only_a_whole_interval_on_one_side_decides(void)
{
    CHECK(judge("<", 2.36, "ci", bank, 10).verdict == VERDICT_PASS);
    CHECK(judge("<", 2.35, "ci", bank, 10).verdict == VERDICT_UNCLEAR);
    CHECK(judge("<", 1.71, "ci", bank, 10).verdict == VERDICT_UNCLEAR);
    CHECK(judge("<", 1.70, "ci", bank, 10).verdict == VERDICT_FAIL);
    CHECK(judge(">", 2.36, "ci", bank, 10).verdict == VERDICT_FAIL);
    CHECK(judge(">", 2.35, "ci", bank, 10).verdict == VERDICT_UNCLEAR);
    CHECK(judge(">", 1.71, "ci", bank, 10).verdict == VERDICT_UNCLEAR);
    CHECK(judge(">", 1.70, "ci", bank, 10).verdict == VERDICT_PASS);
}

/* 59 samples without a failure show 95 % at 95 % confidence, one-sided; 58 do not. */
static void few_samples_that_agree_prove_little(void)
{
    const double none[] = {0.0, 0.0}, all[] = {1.0, 1.0};
    RequirementRow row = {.op = "<", .limit = 0.05, .rule = "ci", .confidence = 0.90};
    row.is_share = true;
    row.samples = 59;
    requirement_judge(&row, none, 2);
    CHECK(row.verdict == VERDICT_PASS);
    CHECK_NEAR(row.ci_high, 0.0495, 1e-4);
    row.samples = 58;
    requirement_judge(&row, none, 2);
    CHECK(row.verdict == VERDICT_UNCLEAR);
    CHECK_INT(row.needed, 3); /* of 29 samples each */
    row.op = ">";
    row.limit = 0.95;
    requirement_judge(&row, all, 2);
    CHECK(row.verdict == VERDICT_UNCLEAR);
    row.samples = 59;
    requirement_judge(&row, all, 2);
    CHECK(row.verdict == VERDICT_PASS);
    CHECK_NEAR(row.ci_low, 1.0 - 0.0495, 1e-4);
}

static void no_interval_reaches_where_no_value_can_be(void)
{
    const double rare[] = {0.0, 0.0, 0.3}, high[] = {0.999, 0.6, 0.9};
    RequirementRow row = {.op = "<", .limit = 0.5, .rule = "ci", .confidence = 0.95};
    requirement_judge(&row, rare, 3);
    CHECK_NEAR(row.ci_low, 0.0, 0.0);
    requirement_judge(&row, high, 3);
    CHECK(row.ci_high > 1.0); /* not said to be a share */
    row.is_share = true;
    requirement_judge(&row, high, 3);
    CHECK_NEAR(row.ci_high, 1.0, 0.0);
}

static void an_end_on_the_limit_counts_only_for_the_closed_comparison(void)
{
    const double same[] = {2.0, 2.0, 2.0};
    CHECK(judge("<=", 2.0, "ci", same, 3).verdict == VERDICT_PASS);
    CHECK(judge(">=", 2.0, "ci", same, 3).verdict == VERDICT_PASS);
    CHECK(judge("<", 2.0, "ci", same, 3).verdict == VERDICT_FAIL);
    CHECK(judge(">", 2.0, "ci", same, 3).verdict == VERDICT_FAIL);
}

static void the_planned_number_is_that_of_the_textbook(void)
{
    RequirementRow row = judge("<", 2.031 + 0.25, "ci", bank, 10);
    CHECK(row.verdict == VERDICT_UNCLEAR && row.needed == 16);
    row = judge(">", 2.031 - 2.031 * 0.1 / 1.1, "ci", bank, 10);
    CHECK(row.verdict == VERDICT_UNCLEAR && row.needed == 27);
    row = judge("<", 2.031 + 2.031 * 0.15 / 1.15, "ci", bank, 10);
    CHECK(row.verdict == VERDICT_UNCLEAR && row.needed == 14);
}

static void an_estimate_on_the_limit_needs_more_than_ten_thousand(void)
{
    CHECK(judge("<", 2.031, "ci", bank, 10).needed == INT64_MAX);
    CHECK(judge("<", 2.035, "ci", bank, 10).needed == INT64_MAX);
    CHECK(judge("<", 2.045, "ci", bank, 10).needed < 10000);
}

static void one_replication_decides_nothing_and_makes_no_interval_up(void)
{
    RequirementRow row = judge("<", 100, "ci", bank, 1);
    CHECK(row.verdict == VERDICT_UNCLEAR && row.needed == 2);
    CHECK(row.observed == 1.53 && isnan(row.ci_low) && isnan(row.ci_high));
}

static void a_decided_verdict_needs_nothing(void)
{
    CHECK(judge("<", 100, "ci", bank, 10).needed == -1);
    CHECK(judge(">", 100, "ci", bank, 10).needed == -1);
}

static void without_values_there_is_no_verdict(void)
{
    const double nothing[] = {NAN, NAN};
    RequirementRow row = judge("<", 100, "ci", nothing, 2);
    CHECK(row.verdict == VERDICT_NO_DATA && isnan(row.observed) && row.needed == -1);
    CHECK(judge("<", 100, "worst", nothing, 2).verdict == VERDICT_NO_DATA);
    CHECK(judge("<", 100, "mean", NULL, 0).verdict == VERDICT_NO_DATA);
}

static void rule_mean_judges_the_estimate_alone(void)
{
    RequirementRow row = judge("<", 2.04, "mean", bank, 10);
    CHECK(row.verdict == VERDICT_PASS && fabs(row.observed - 2.031) < 1e-12);
    CHECK(judge("<", 2.03, "mean", bank, 10).verdict == VERDICT_FAIL);
    CHECK(judge("<", 2.04, "mean", bank, 1).verdict == VERDICT_PASS);
}

static void rule_worst_asks_every_replication(void)
{
    RequirementRow row = judge("<", 2.87, "worst", bank, 10);
    CHECK(row.verdict == VERDICT_PASS && row.observed == 2.86 && isnan(row.ci_low));
    CHECK(judge("<", 2.86, "worst", bank, 10).verdict == VERDICT_FAIL);
    row = judge(">", 1.2, "worst", bank, 10);
    CHECK(row.verdict == VERDICT_PASS && row.observed == 1.24);
}

static void confidence_is_shared_out_among_requirements(void)
{
    CHECK(fabs(requirement_confidence(0.95, 1) - 0.95) < 1e-15);
    CHECK(fabs(requirement_confidence(0.95, 5) - 0.99) < 1e-15);
}

/* A study with rows of these levels and verdicts. */
static Verdict whole(const char *first_level, Verdict first, const char *second_level,
                     Verdict second)
{
    g_autoptr(Study) study = study_new();
    RequirementRow rows[] = {{.level = first_level, .verdict = first},
                             {.level = second_level, .verdict = second}};
    g_array_append_vals(study->requirements, rows, 2);
    return requirements_verdict(study);
}

static void only_must_rows_decide_and_a_failure_comes_first(void)
{
    CHECK(whole("must", VERDICT_PASS, "should", VERDICT_FAIL) == VERDICT_PASS);
    CHECK(whole("must", VERDICT_UNCLEAR, "must", VERDICT_FAIL) == VERDICT_FAIL);
    CHECK(whole("must", VERDICT_UNCLEAR, "must", VERDICT_NO_DATA) == VERDICT_NO_DATA);
    CHECK(whole("must", VERDICT_UNCLEAR, "must", VERDICT_PASS) == VERDICT_UNCLEAR);
}

TEST_MAIN(CASE(few_samples_that_agree_prove_little),
          CASE(no_interval_reaches_where_no_value_can_be),
          CASE(only_a_whole_interval_on_one_side_decides),
          CASE(an_end_on_the_limit_counts_only_for_the_closed_comparison),
          CASE(the_planned_number_is_that_of_the_textbook),
          CASE(an_estimate_on_the_limit_needs_more_than_ten_thousand),
          CASE(one_replication_decides_nothing_and_makes_no_interval_up),
          CASE(a_decided_verdict_needs_nothing), CASE(without_values_there_is_no_verdict),
          CASE(rule_mean_judges_the_estimate_alone), CASE(rule_worst_asks_every_replication),
          CASE(confidence_is_shared_out_among_requirements),
          CASE(only_must_rows_decide_and_a_failure_comes_first))
