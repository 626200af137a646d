/* Figures: data and scripts always, pictures if gnuplot is there, names literally. */
#include "test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "exp/result_find.h"
#include "out/chart_axis.h"
#include "out/chart_note.h"
#include "out/plot.h"
#include "out/plot_spec.h"
#include "synthetic.h"
#include "util/error.h"

static bool exists(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, "plots", name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static char *read_plot(const char *dir, const char *name)
{
    g_autofree char *path = g_build_filename(dir, "plots", name, NULL);
    char *text = NULL;
    CHECK(g_file_get_contents(path, &text, NULL, NULL));
    return text ? text : g_strdup("");
}

static void ignore_warning(const char *domain, GLogLevelFlags level, const char *text, void *user)
{
    (void)domain;
    (void)level;
    (void)text;
    (void)user;
}

/* Counts warnings instead of printing them. */
static void count_warning(const char *domain, GLogLevelFlags level, const char *text, void *count)
{
    (void)domain;
    (void)level;
    (void)text;
    ++*(int *)count;
}

static bool has_gnuplot(void)
{
    g_autofree char *path = g_find_program_in_path("gnuplot");
    return path != NULL;
}

static void without_gnuplot_scripts_and_data_are_written_with_one_warning(void)
{
    g_autoptr(Study) study = synthetic_study(2);
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    int warnings = 0;
    options.gnuplot = "/nonexistent/gnuplot";
    GLogFunc before = g_log_set_default_handler(count_warning, &warnings);
    CHECK(plots_write(study, dir, &options, NULL));
    g_log_set_default_handler(before, NULL);
    CHECK(warnings == 1);
    CHECK(exists(dir, "availability.gp") && exists(dir, "availability.csv"));
    CHECK(exists(dir, "style.gp") && !exists(dir, "availability.svg"));
    synthetic_remove(dir);
}

static void without_gnuplot_demanded_plots_are_an_error(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.gnuplot = "/nonexistent/gnuplot";
    options.are_plots_required = true;
    CHECK(!plots_write(study, dir, &options, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_RUN));
    synthetic_remove(dir);
}

static void a_gnuplot_that_fails_leaves_no_half_picture(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    const char *const one[] = {"availability", NULL};
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    int warnings = 0;
    options.gnuplot = "false";
    options.plots = one;
    GLogFunc before = g_log_set_default_handler(count_warning, &warnings);
    CHECK(plots_write(study, dir, &options, NULL));
    g_log_set_default_handler(before, NULL);
    CHECK(warnings == 1);
    CHECK(!exists(dir, "availability.svg") && !exists(dir, "availability.svg.part"));
    synthetic_remove(dir);
}

/* A gnuplot that begins its picture and never ends. */
static char *hanging_gnuplot(const char *dir)
{
    char *path = g_build_filename(dir, "hangs", NULL);
    CHECK(g_file_set_contents(path,
                              "#!/bin/sh\necho half >$(echo \"$5\" | cut -d\\' -f2)\n"
                              "touch \"begun-$6\"\nsleep 100\n",
                              -1, NULL));
    CHECK(g_chmod(path, 0755) == 0);
    return path;
}

static void a_gnuplot_that_hangs_is_ended_and_not_tried_again(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    const char *const two[] = {"availability", "latency", NULL};
    char *dir = synthetic_dir();
    g_autofree char *gnuplot = hanging_gnuplot(dir);
    OutputOptions options = synthetic_options(dir);
    int warnings = 0;
    options.gnuplot = gnuplot;
    options.plots = two;
    options.tool_limit_ms = 500;
    GLogFunc before = g_log_set_default_handler(count_warning, &warnings);
    CHECK(plots_write(study, dir, &options, NULL));
    g_log_set_default_handler(before, NULL);
    CHECK(warnings == 1);
    CHECK(exists(dir, "begun-availability.gp") != exists(dir, "begun-latency.gp"));
    CHECK(exists(dir, "availability.gp") && exists(dir, "latency.gp"));
    CHECK(!exists(dir, "availability.svg") && !exists(dir, "availability.svg.part"));
    CHECK(!exists(dir, "latency.svg") && !exists(dir, "latency.svg.part"));
    g_autoptr(GError) error = NULL;
    options.are_plots_required = true;
    CHECK(!plots_write(study, dir, &options, &error));
    CHECK(error && strstr(error->message, "had not answered within 0.5 s") != NULL);
    synthetic_remove(dir);
}

static void a_stop_ends_the_drawing_without_a_word(void)
{
    g_autoptr(Study) study = synthetic_study(1);
    g_autoptr(GError) error = NULL;
    const volatile int stop = 15;
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.gnuplot = "false";
    options.are_plots_required = true;
    options.stop = &stop;
    CHECK(plots_write(study, dir, &options, &error) && !error);
    CHECK(exists(dir, "style.gp") && !exists(dir, "availability.gp"));
    synthetic_remove(dir);
}

/* All figures of a hostile study are drawn; markup comes out as it was typed. */
static void names_with_markup_come_out_literally(void)
{
    if (!has_gnuplot())
        test_skip("gnuplot is not installed");
    g_autoptr(Study) study = synthetic_study(3);
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.are_plots_required = true;
    g_autoptr(GError) error = NULL;
    CHECK(plots_write(study, dir, &options, &error));
    const PlotSpec *spec;
    for (size_t i = 0; (spec = plot_spec_at(i)); i++) {
        g_autofree char *svg = g_strconcat(spec->name, ".svg", NULL);
        g_autofree char *png = g_strconcat(spec->name, ".png", NULL);
        CHECK(exists(dir, svg) && exists(dir, png));
    }
    g_autofree char *text = read_plot(dir, "latency.svg");
    CHECK(strstr(text, "kws_v3 and &lt;b>co&lt;/b>") != NULL);
    CHECK(strstr(text, "x^2 `touch /tmp/gotcha…") != NULL);
    CHECK(!g_file_test("/tmp/gotcha", G_FILE_TEST_EXISTS));
    synthetic_remove(dir);
}

/* A limit says whose it is; a band says once what it is. */
static void limits_and_bands_say_what_they_are(void)
{
    g_autoptr(Study) study = synthetic_large_study(2, 3);
    const char *const one[] = {"availability", NULL};
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.plots = one;
    options.gnuplot = "true";
    GLogFunc before = g_log_set_default_handler(ignore_warning, NULL);
    CHECK(plots_write(study, dir, &options, NULL));
    g_log_set_default_handler(before, NULL);
    g_autofree char *script = read_plot(dir, "availability.gp");
    CHECK(strstr(script, "'required of fleet:window-sensors: above 99.5 %'") != NULL);
    CHECK(strstr(script, "'evening\\_cut and <i>'") != NULL && strstr(script, "'warm-up'") != NULL);
    synthetic_remove(dir);
}

/* What struck at other instants in each replication belongs to no mean over them. */
static void a_fault_at_other_instants_is_said_and_not_drawn(void)
{
    g_autoptr(Study) study = synthetic_large_study(2, 3);
    RunResult *run = g_ptr_array_index(study->runs, 1);
    g_array_index(run->event_rows, EventRow, 0).t += NS_PER_H;
    const PlotSpec *spec = plot_spec_at(0);
    g_autoptr(Chart) chart = spec->build(study, spec);
    CHECK(chart->marks->len == 1);
    CHECK(strstr(chart->caption, "evening_cut &amp; &lt;i&gt;</span> strikes at other") != NULL);
}

/* What never changes has no worst hour. */
static void a_level_that_never_moves_is_so_throughout(void)
{
    g_autoptr(Study) study = synthetic_large_study(1, 1);
    RunResult *run = g_ptr_array_index(study->runs, 0);
    const PlotSpec *spec = plot_spec_at(0);
    int32_t metric = study_find_metric(study, spec->metric);
    for (guint i = 0; i < run->series->len; i++) {
        SeriesColumn *column = &g_array_index(run->series, SeriesColumn, i);
        for (uint32_t b = 0; column->metric == (uint32_t)metric && b < run->bin_count; b++)
            column->value[b] = 1;
    }
    for (guint i = 0; i < study->summary->len; i++) {
        SummaryRow *row = &g_array_index(study->summary, SummaryRow, i);
        if (row->metric == (uint32_t)metric)
            row->mean = 1;
    }
    g_autoptr(Chart) chart = spec->build(study, spec);
    CHECK(g_str_has_prefix(chart->caption,
                           "<span class=\"name\">speakers</span>: "
                           "<data value=\"least availability in fleet:speakers\">100 %</data> "
                           "throughout."));
}

static void six_fleets_get_a_panel_each(void)
{
    g_autoptr(Study) study = synthetic_large_study(2, 6);
    const char *const one[] = {"availability", NULL};
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    options.plots = one;
    CHECK(plots_write(study, dir, &options, NULL));
    g_autofree char *script = read_plot(dir, "availability.gp");
    CHECK(strstr(script, "set multiplot") != NULL && strstr(script, "'garage'") != NULL);
    CHECK(!exists(dir, "latency.gp"));
    synthetic_remove(dir);
}

static void a_study_without_runs_has_no_figures(void)
{
    g_autoptr(Study) study = study_new();
    char *dir = synthetic_dir();
    OutputOptions options = synthetic_options(dir);
    CHECK(plots_write(study, dir, &options, NULL));
    CHECK(!exists(dir, "availability.gp"));
    synthetic_remove(dir);
}

static void a_text_cannot_leave_its_quotes(void)
{
    g_autofree char *quoted = script_quote("a'b\"`c`\\ \n_^{}@~&", 100);
    CHECK(strcmp(quoted, "'a’b\"`c`\\\\  \\_\\^\\{\\}\\@\\~and'") == 0);
    g_autofree char *cut = script_quote("abcdef", 3);
    CHECK(strcmp(cut, "'abc…'") == 0);
    g_autofree char *bad = script_quote("\xff", 3);
    CHECK(g_utf8_validate(bad, -1, NULL));
}

static void tics_are_round_and_named_with_their_unit(void)
{
    ChartAxis axis = {0};
    axis_linear(&axis, 0.9621, 0.9993, "fraction", true);
    CHECK(strcmp(axis.tics, "'96 %%' 0.96, '97 %%' 0.97, '98 %%' 0.98, '99 %%' 0.99, '100 %%' 1") ==
          0);
    CHECK(axis.low == 0.96 && axis.high == 1);
    axis_log(&axis, 0.008, 1.2, "s");
    CHECK(g_str_has_prefix(axis.tics, "'10 ms' 0.01, '20' 0.02, '50' 0.05, '100 ms' 0.1"));
    axis_log(&axis, 60, 400000, "s");
    CHECK(strstr(axis.tics, "'1 h' 3600") != NULL && strstr(axis.tics, "'1 d' 86400") != NULL);
    g_free(axis.tics);
}

/* 99.95 % and 99.99 % are log10(5) steps apart; a decade is one step; 1 stands at the top. */
static void shares_near_one_lie_apart(void)
{
    ChartAxis axis = {0};
    axis_nines(&axis, 0.98, 5e-5);
    CHECK_NEAR(axis_place(&axis, 0.9999) - axis_place(&axis, 0.9995), 0.69897000433601880, 1e-9);
    CHECK_NEAR(axis_place(&axis, 0.99), 2, 1e-9);
    CHECK(axis_share(&axis, 1) == 1 && axis_share(&axis, 0.99999) == 1);
    CHECK(axis_share(&axis, 0.98) > 0 && axis_share(&axis, 0.98) < 0.05);
    CHECK(g_str_has_prefix(axis.tics, "'99 %%' 2, '99.5 %%' 2.30"));
    CHECK(strstr(axis.tics, "'99.95 %%' 3.30") != NULL &&
          strstr(axis.tics, "'99.99 %%' 4") != NULL);
    CHECK(strstr(axis.tics, ", '100 %%' 4.30") != NULL);
    g_free(axis.tics);
}

static void labels_are_moved_apart_and_keep_their_order(void)
{
    double shares[] = {0.5, 0.52, 0.51, 0.99, 1.0};
    axis_spread(shares, 5, 0.05);
    CHECK(shares[0] < shares[2] && shares[2] < shares[1]);
    CHECK(shares[2] - shares[0] >= 0.05 - 1e-12 && shares[1] - shares[2] >= 0.05 - 1e-12);
    CHECK(fabs(shares[4] - 1.0) < 1e-12 && fabs(shares[3] - 0.95) < 1e-12);
}

TEST_MAIN(CASE(without_gnuplot_scripts_and_data_are_written_with_one_warning),
          CASE(without_gnuplot_demanded_plots_are_an_error),
          CASE(a_gnuplot_that_fails_leaves_no_half_picture),
          CASE(a_gnuplot_that_hangs_is_ended_and_not_tried_again),
          CASE(a_stop_ends_the_drawing_without_a_word), CASE(names_with_markup_come_out_literally),
          CASE(limits_and_bands_say_what_they_are),
          CASE(a_fault_at_other_instants_is_said_and_not_drawn),
          CASE(a_level_that_never_moves_is_so_throughout), CASE(six_fleets_get_a_panel_each),
          CASE(a_study_without_runs_has_no_figures), CASE(a_text_cannot_leave_its_quotes),
          CASE(tics_are_round_and_named_with_their_unit), CASE(shares_near_one_lie_apart),
          CASE(labels_are_moved_apart_and_keep_their_order))
