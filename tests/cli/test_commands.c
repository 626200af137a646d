/* Which command a line means, what a mistyped one may have meant, options with attached values. */
#include "test.h"

#include <string.h>

#include "cli/cmd_table.h"
#include "cli/options.h"
#include "util/error.h"

static const char *named(const char *first, const char *second, int *ret_words)
{
    char one[32], two[32];
    g_strlcpy(one, first, sizeof one);
    g_strlcpy(two, second ? second : "", sizeof two);
    char *argv[] = {one, two, NULL};
    const Command *command = command_find(second ? 2 : 1, argv, ret_words);
    return command ? command->name : "none";
}

static void one_word_or_two_name_a_command(void)
{
    int words = 0;
    CHECK_TEXT(named("run", "x.ini", &words), "run");
    CHECK_INT(words, 1);
    CHECK_TEXT(named("model", "info", &words), "model info");
    CHECK_INT(words, 2);
    CHECK_TEXT(named("model", NULL, &words), "none");
    CHECK_TEXT(named("model", "run.tflite", &words), "none");
}

static void check_suggestion(const char *first, const char *second, const char *wanted)
{
    char one[32], two[32];
    g_strlcpy(one, first, sizeof one);
    g_strlcpy(two, second ? second : "", sizeof two);
    char *argv[] = {one, two, NULL};
    g_autofree char *best = command_suggest(second ? 2 : 1, argv);
    CHECK_TEXT(best, wanted);
}

static void a_mistyped_command_gets_the_near_ones(void)
{
    check_suggestion("rum", "x.ini", "; did you mean 'run'?");
    check_suggestion("validat", NULL, "; did you mean 'validate'?");
    check_suggestion("model", "inof", "; did you mean 'model info'?");
    check_suggestion("profile", NULL, "; there is 'profile list', 'profile show'");
    check_suggestion("entirely", "else", "");
}

static void every_command_has_examples_of_itself(void)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const Command *command = command_at(i);
        g_autofree char *start = g_strdup_printf("tinyfleet %s", command->name);
        CHECK(g_str_has_prefix(command->examples, start));
        CHECK(command->doc[0] != '\0' && !g_str_has_suffix(command->doc, "."));
    }
}

typedef struct Read {
    int threads;
    gboolean is_quiet;
    char *name;
} Read;

static bool read_options(Read *read, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"threads", 'j', 0, G_OPTION_ARG_INT, &read->threads, "", "N"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &read->is_quiet, "", NULL},
        {"name", 'o', 0, G_OPTION_ARG_FILENAME, &read->name, "", "X"},
        G_OPTION_ENTRY_NULL,
    };
    return options_parse("FILE", entries, argc, argv, error);
}

static void a_value_may_stand_at_its_letter(void)
{
    char program[] = "run", threads[] = "-j4", file[] = "a.ini", out[] = "-o=x-y", quiet[] = "-q";
    char end[] = "--", odd[] = "-j9";
    char *list[] = {program, threads, file, out, quiet, end, odd, NULL}, **argv = list;
    int argc = 7;
    Read read = {0};
    g_autoptr(GError) error = NULL;
    CHECK(read_options(&read, &argc, &argv, &error));
    CHECK_INT(read.threads, 4);
    CHECK(read.is_quiet);
    CHECK_TEXT(read.name, "x-y");
    CHECK_TEXT(argv[1], "a.ini");
    CHECK_TEXT(argv[argc - 1], "-j9");
    g_free(read.name);
}

static void a_value_that_is_no_number_is_refused(void)
{
    char program[] = "run", threads[] = "-jfour";
    char *list[] = {program, threads, NULL}, **argv = list;
    int argc = 2;
    Read read = {0};
    g_autoptr(GError) error = NULL;
    CHECK(!read_options(&read, &argc, &argv, &error));
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_USAGE));
}

TEST_MAIN(CASE(one_word_or_two_name_a_command), CASE(a_mistyped_command_gets_the_near_ones),
          CASE(every_command_has_examples_of_itself), CASE(a_value_may_stand_at_its_letter),
          CASE(a_value_that_is_no_number_is_refused))
