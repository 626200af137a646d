/* A Study: what is put in is found again, and everything is freed with it. */
#include "test.h"

#include "exp/result.h"
#include "exp/result_find.h"

static void a_name_is_found_at_its_place_and_an_unknown_one_is_not(void)
{
    g_autoptr(Study) study = study_new();
    MetricInfo metrics[] = {{.name = "availability"}, {.name = "failures"}};
    Scope scopes[] = {{"all", ""}, {"fleet", "a"}, {"region", "a"}};
    g_array_append_vals(study->metrics, metrics, 2);
    g_array_append_vals(study->scopes, scopes, 3);
    CHECK(study_find_metric(study, "failures") == 1);
    CHECK(study_find_metric(study, "failure") == -1);
    CHECK(study_find_scope(study, "all", "") == 0);
    CHECK(study_find_scope(study, "region", "a") == 2);
    CHECK(study_find_scope(study, "region", "b") == -1);
}

static void a_summary_row_is_found_by_all_four_parts_of_its_key(void)
{
    g_autoptr(Study) study = study_new();
    MetricInfo metric = {.name = "availability"};
    SummaryRow rows[] = {{.point = 0, .stat = "mean", .mean = 1},
                         {.point = 0, .scope = 1, .stat = "mean", .mean = 2},
                         {.point = 0, .scope = 1, .stat = "p5", .mean = 3},
                         {.point = 1, .scope = 1, .stat = "p5", .mean = 4}};
    g_array_append_val(study->metrics, metric);
    g_array_append_vals(study->summary, rows, 4);
    CHECK(study_find_summary(study, 0, "availability", 1, "p5")->mean == 3);
    CHECK(study_find_summary(study, 1, "availability", 1, "p5")->mean == 4);
    CHECK(study_find_summary(study, 0, "availability", 2, "p5") == NULL);
    CHECK(study_find_summary(study, 0, "nothing", 1, "p5") == NULL);
}

static void a_study_frees_the_runs_and_series_given_to_it(void)
{
    Study *study = study_new();
    RunResult *run = run_result_new();
    SeriesColumn column = {0, 0, g_new0(double, 10)};
    g_array_append_val(run->series, column);
    g_ptr_array_add(study->runs, run);
    study_free(study);
    study_free(NULL);
    run_result_free(NULL);
    CHECK(1);
}

TEST_MAIN(CASE(a_name_is_found_at_its_place_and_an_unknown_one_is_not),
          CASE(a_summary_row_is_found_by_all_four_parts_of_its_key),
          CASE(a_study_frees_the_runs_and_series_given_to_it))
