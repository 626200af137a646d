/* The report: self-contained, escaped, and its verdict numbers those of the database. */
#include "test.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "exp/result_find.h"
#include "out/plot_spec.h"
#include "out/report.h"
#include "out/store.h"
#include "synthetic.h"

static void ignore_warning(const char *domain, GLogLevelFlags level, const char *text, void *user)
{
    (void)domain;
    (void)level;
    (void)text;
    (void)user;
}

/* The page of a study; the caller frees it. */
static char *make_page(const Study *study, const char *dir)
{
    OutputOptions options = synthetic_options(dir);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(dir, REPORT_FILE, NULL);
    char *page = NULL;
    CHECK(report_write(study, dir, &options, &error));
    CHECK(g_file_get_contents(path, &page, NULL, NULL));
    return page ? page : g_strdup("");
}

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
        count++;
    return count;
}

static void the_page_needs_no_network_and_no_script(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    CHECK(count_of(page, "http") == 0);
    CHECK(count_of(page, "<script") == 0 && count_of(page, "<link") == 0);
    CHECK(count_of(page, "url(") == 0 && count_of(page, "@import") == 0);
    CHECK(strlen(page) < 3000000);
    synthetic_remove(dir);
}

static void hostile_names_are_text(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    CHECK(strstr(page, "kws_v3 &amp; &lt;b&gt;co&lt;/b&gt;") != NULL);
    CHECK(strstr(page, "<b>co</b>") == NULL && strstr(page, "<friends>") == NULL);
    CHECK(strstr(page, "alert(1)") != NULL && strstr(page, "<script>") == NULL);
    CHECK(strstr(page, "evening_cut &amp; &lt;i&gt;") != NULL);
    synthetic_remove(dir);
}

/* The exact values stand in the page in the order of the table. */
static void every_number_of_the_verdict_table_equals_the_database(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    OutputOptions options = synthetic_options(dir);
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    CHECK(store_write(study, dir, &options, NULL));
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    sqlite3_prepare_v2(db,
                       "SELECT observed, ci_low, ci_high FROM requirement ORDER BY CASE name "
                       "WHEN 'fast-answers' THEN 1 WHEN 'available' THEN 2 WHEN 'battery' THEN "
                       "4 ELSE 3 END",
                       -1, &row, NULL);
    const char *place = page;
    int count = 0;
    while (sqlite3_step(row) == SQLITE_ROW)
        for (int c = 0; c < 3; c++, count++) {
            place = strstr(place, "data-value=\"");
            CHECK(place != NULL);
            place += strlen("data-value=\"");
            if (sqlite3_column_type(row, c) == SQLITE_NULL)
                CHECK(place[0] == '"');
            else
                CHECK(g_ascii_strtod(place, NULL) == sqlite3_column_double(row, c));
        }
    CHECK(count == 12);
    sqlite3_finalize(row);
    sqlite3_close(db);
    synthetic_remove(dir);
}

static void verdicts_come_first_and_say_what_would_decide(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    CHECK(strstr(page, "✗ FAIL") != NULL && strstr(page, "✓ PASS") != NULL);
    CHECK(strstr(page, "replications would decide") != NULL);
    CHECK(strstr(page, "class=\"verdict fail\"") < strstr(page, "id=\"availability\""));
    CHECK(strstr(page, "id=\"limits\"") < strstr(page, "id=\"redo\""));
    CHECK(strstr(page, "off by more than 10 %") != NULL);
    CHECK(count_of(page, "<section") == count_of(page, "</section>"));
    CHECK(count_of(page, "<table") == count_of(page, "</table>"));
    CHECK(count_of(page, "<details") == count_of(page, "</details>"));
    CHECK(count_of(page, "<tr") == count_of(page, "</tr>"));
    synthetic_remove(dir);
}

static void one_replication_is_said_and_no_interval_made_up(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    CHECK(strstr(page, "One replication: no interval is made up") != NULL);
    CHECK(strstr(page, "one replication gives no interval; run at least 2") != NULL);
    synthetic_remove(dir);
}

static void without_pictures_the_numbers_of_figures_are_there(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    CHECK(count_of(page, "<img") == 0);
    CHECK(count_of(page, "<figcaption>") >= 8);
    CHECK(strstr(page, "FROM v_series WHERE metric = &apos;availability&apos;") != NULL ||
          strstr(page, "FROM v_series WHERE metric = &#39;availability&#39;") != NULL);
    synthetic_remove(dir);
}

/* One more metric with a sum in two scopes; both belong to the study. */
static void add_sums(Study *study, const char *metric, const uint32_t scopes[2], double mean)
{
    MetricInfo info = {metric, "count", "run", "sum", metric, "none", false};
    g_array_append_val(study->metrics, info);
    for (int i = 0; i < 2; i++) {
        synthetic_add_summary(study, (SummaryRow){0, study->metrics->len - 1, scopes[i], "sum", 3,
                                                  mean, 0, mean, mean, mean});
    }
}

static const PlotSpec *find_spec(const char *name)
{
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++)
        if (strcmp(spec->name, name) == 0)
            return spec;
    return NULL;
}

static void gateways_that_nobody_asked_show_no_load(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    const PlotSpec *spec = find_spec("load");
    g_autofree char *asked = make_page(study, dir);
    CHECK(strstr(asked, "gateway_utilisation") != NULL);
    uint32_t pool = (uint32_t)study_find_scope(study, "pool", "home_hubs");
    add_sums(study, "gateway_requests", (uint32_t[]){0, pool}, 0);
    g_autofree char *page = make_page(study, dir);
    g_autoptr(Chart) chart = spec->build(study, spec);
    CHECK(chart == NULL);
    CHECK(strstr(page, "<b>gateway_utilisation") == NULL && strstr(page, "Gateway load") == NULL);
    synthetic_remove(dir);
}

/* A power cut breaks nothing, yet takes service: of 3, 4 and 5 parts of the downtime it has 5,
 * which is the most, so it comes first, before what fails more often. */
static void an_outage_has_its_share_of_the_downtime(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    const char *causes = strstr(page, "Causes, most downtime first");
    const char *cut = causes ? strstr(causes, "evening_cut &amp; &lt;i&gt;") : NULL;
    const char *wear = causes ? strstr(causes, "wear_out") : NULL;
    const char *crash = causes ? strstr(causes, ">crash<") : NULL;
    CHECK(cut != NULL && cut < wear && wear < crash);
    CHECK(cut != NULL && strstr(cut, ">41.7 %</td>") != NULL);
    CHECK(wear != NULL && strstr(wear, ">33.3 %</td>") < strstr(wear, ">75.0 %</td>"));
    synthetic_remove(dir);
}

/* Three samples in one of three replications are one a run. */
static void a_requirement_says_on_how_much_it_stands(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    uint32_t metric = (uint32_t)study_find_metric(study, "inference_latency");
    synthetic_add_summary(study, (SummaryRow){0, metric, 0, "count", 1, 3, NAN, NAN, NAN, 3});
    g_autofree char *page = make_page(study, dir);
    CHECK(strstr(page, "<br><small>1 sample a run, in 1 of 3 replications</small>") != NULL);
    synthetic_remove(dir);
}

static void a_figure_says_how_it_was_judged(void)
{
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    g_autofree char *page = make_page(study, dir);
    const char *caption = strstr(page, "<b>Availability by fleet.</b>");
    CHECK(caption != NULL &&
          strstr(caption, "✗ FAIL</span> <span class=\"name\">available</span>: ") != NULL);
    CHECK(strstr(page, "p95(inference_latency) &lt; 100 ms") != NULL);
    CHECK(strstr(page, "<tr><th scope=\"row\">board</th><td>stm32h7a3 (measured)</td>") != NULL);
    synthetic_remove(dir);
}

/* Each query of a figure is good SQL and finds rows. */
static void the_queries_of_figures_find_their_rows(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    g_autofree char *path = g_build_filename(dir, STORE_FILE, NULL);
    sqlite3 *db = NULL;
    CHECK(store_write(study, dir, &options, NULL));
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++) {
        g_autoptr(Chart) chart = spec->build(study, spec);
        sqlite3_stmt *row = NULL;
        CHECK(chart != NULL);
        CHECK(sqlite3_prepare_v2(db, chart->query, -1, &row, NULL) == SQLITE_OK);
        CHECK(sqlite3_step(row) == SQLITE_ROW);
        sqlite3_finalize(row);
    }
    sqlite3_close(db);
    synthetic_remove(dir);
}

static void an_empty_study_still_makes_a_page(void)
{
    g_autoptr(Study) study = study_new();
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.template_dir = NULL;
    study->name = "nothing";
    GLogFunc before = g_log_set_default_handler(ignore_warning, NULL);
    CHECK(report_write(study, dir, &options, NULL));
    g_log_set_default_handler(before, NULL);
    synthetic_remove(dir);
}

TEST_MAIN(CASE(the_page_needs_no_network_and_no_script), CASE(hostile_names_are_text),
          CASE(every_number_of_the_verdict_table_equals_the_database),
          CASE(verdicts_come_first_and_say_what_would_decide),
          CASE(one_replication_is_said_and_no_interval_made_up),
          CASE(without_pictures_the_numbers_of_figures_are_there),
          CASE(gateways_that_nobody_asked_show_no_load),
          CASE(an_outage_has_its_share_of_the_downtime),
          CASE(a_requirement_says_on_how_much_it_stands), CASE(a_figure_says_how_it_was_judged),
          CASE(the_queries_of_figures_find_their_rows), CASE(an_empty_study_still_makes_a_page))
