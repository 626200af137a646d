/* What the streams can show, and how far a run is. */
#include "cli/terminal.h"

#include <glib.h>
#include <string.h>

#include "cli/log.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "test.h"
#include "util/error.h"

static void glyphs_become_ascii_with_the_same_meaning(void)
{
    g_autofree char *text = terminal_ascii("2 ± 1 µs – 3× “a”… é");
    CHECK_TEXT(text, "2 +- 1 us - 3x \"a\"... ?");
    g_autofree char *broken = terminal_ascii("a\xff b");
    CHECK_TEXT(broken, "a? b");
}

static void when_is_one_of_three_words(void)
{
    When when = WHEN_NEVER;
    CHECK(when_parse(NULL, &when) && when == WHEN_AUTO);
    CHECK(when_parse("always", &when) && when == WHEN_ALWAYS);
    CHECK(!when_parse("sometimes", &when));
}

static void no_color_wins_over_auto_but_not_over_always(void)
{
    g_setenv("NO_COLOR", "", TRUE);
    CHECK(!terminal_has_color(stdout, WHEN_AUTO));
    CHECK(terminal_has_color(stdout, WHEN_ALWAYS));
    CHECK(!terminal_has_color(stdout, WHEN_NEVER));
    g_unsetenv("NO_COLOR");
}

static void columns_follow_the_environment(void)
{
    g_setenv("COLUMNS", "132", TRUE);
    CHECK_INT(terminal_columns(), 132);
    g_setenv("COLUMNS", "wide", TRUE);
    CHECK(terminal_columns() >= 1);
    g_unsetenv("COLUMNS");
}

static void progress_says_day_replication_speed_and_time_to_go(void)
{
    StudyProgress news = {.time = 15 * NS_PER_D + 12 * NS_PER_H,
                          .duration = 30 * NS_PER_D,
                          .replications_done = 5,
                          .replications = 10,
                          .device_days_per_s = 40000.0,
                          .share_done = 0.5};
    g_autofree char *steady = progress_text(&news, 10.0);
    CHECK_TEXT(steady, "day 15.5 / 30  rep 6/10  40 000 device-days/s  ETA 0:10");
    g_autofree char *early = progress_text(&news, 0.5);
    CHECK(g_str_has_suffix(early, "ETA --:--"));
    g_autofree char *slow = progress_text(&news, 7322.0);
    CHECK(g_str_has_suffix(slow, "ETA 2:02:02"));
}

static void progress_counts_hours_where_days_are_too_long(void)
{
    StudyProgress news = {.time = 3 * NS_PER_H, .duration = 6 * NS_PER_H, .replications = 1};
    g_autofree char *text = progress_text(&news, 1.0);
    CHECK(g_str_has_prefix(text, "hour 3.0 / 6  rep 1/1"));
}

static int verbosity(char *a, char *b)
{
    char program[] = "tinyfleet";
    char *argv[] = {program, a, b, NULL};
    return log_settings_from(b == NULL ? 2 : 3, argv).verbosity;
}

static void quiet_and_verbose_add_up_to_a_double_dash(void)
{
    char q[] = "-q", v[] = "-v", vv[] = "-vv", qv[] = "-qv", end[] = "--", set[] = "-quiver";
    char verbose[] = "--verbose";
    CHECK_INT(verbosity(q, NULL), -1);
    CHECK_INT(verbosity(v, NULL), 1);
    CHECK_INT(verbosity(vv, NULL), 2);
    CHECK_INT(verbosity(v, verbose), 2);
    CHECK_INT(verbosity(qv, NULL), 0);
    CHECK_INT(verbosity(end, v), 0);
    CHECK_INT(verbosity(set, NULL), 0);
}

static void an_unknown_option_is_refused_with_the_nearest_one(void)
{
    char *output = NULL;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "where", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    char name[] = "run", typo[] = "--ouput=x";
    char *arguments[] = {name, typo, NULL};
    char **argv = arguments;
    int argc = 2;
    g_autoptr(GError) error = NULL;
    CHECK(!options_parse("SCENARIO", entries, &argc, &argv, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
    CHECK(strstr(error->message, "'--ouput'") != NULL);
    CHECK(strstr(error->message, "output'") != NULL);
}

static void a_wrong_word_of_an_option_lists_the_right_ones(void)
{
    static const char *const words[] = {"settled", "every", NULL};
    g_autoptr(GError) error = NULL;
    CHECK_INT(options_choice("--events", NULL, words, NULL), 0);
    CHECK_INT(options_choice("--events", "every", words, NULL), 1);
    CHECK_INT(options_choice("--events", "often", words, &error), -1);
    CHECK_TEXT(error->message, "--events = often: one of settled, every");
}

static void a_command_line_reads_back_in_a_shell(void)
{
    char run[] = "run", file[] = "a b.ini", set[] = "x=$(y)";
    char *argv[] = {run, file, set, NULL};
    g_autofree char *line = options_command_line(3, argv);
    CHECK_TEXT(line, "tinyfleet run 'a b.ini' 'x=$(y)'");
}

TEST_MAIN(CASE(glyphs_become_ascii_with_the_same_meaning), CASE(when_is_one_of_three_words),
          CASE(no_color_wins_over_auto_but_not_over_always), CASE(columns_follow_the_environment),
          CASE(progress_says_day_replication_speed_and_time_to_go),
          CASE(progress_counts_hours_where_days_are_too_long),
          CASE(quiet_and_verbose_add_up_to_a_double_dash),
          CASE(an_unknown_option_is_refused_with_the_nearest_one),
          CASE(a_wrong_word_of_an_option_lists_the_right_ones),
          CASE(a_command_line_reads_back_in_a_shell))
