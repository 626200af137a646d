/* profile list and profile show: what they print is what the profiles say. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/profile_file.h"
#include "cli/status.h"
#include "test.h"
#include "util/csvfile.h"
#include "util/error.h"

int cmd_profile_list(int argc, char **argv);
int cmd_profile_show(int argc, char **argv);

typedef int (*CommandFn)(int argc, char **argv);

/* What a command writes to stdout; to be freed. words ends with NULL. */
static char *output_of(CommandFn run, const char *const *words, int *ret_status)
{
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("tinyfleet-profile-XXXXXX", &path, NULL);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    dup2(file, STDOUT_FILENO);
    g_auto(GStrv) argv = g_strdupv((char **)(uintptr_t)words);
    g_autofree char **given = g_memdup2(argv, (g_strv_length(argv) + 1) * sizeof *argv);
    *ret_status = run((int)g_strv_length(argv), given);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(file);
    char *text = NULL;
    CHECK(g_file_get_contents(path, &text, NULL, NULL));
    unlink(path);
    return text;
}

static bool count_row(void *user, const CsvRow *row, GError **error)
{
    double clock = 0.0;
    if (!csvrow_number(row, 1, &clock, error))
        return false;
    if (strcmp(row->fields[0], "nrf52840") == 0)
        CHECK_NEAR(clock, 64e6, 0.0);
    ++*(int *)user;
    return true;
}

static void the_list_has_every_profile_with_plain_numbers(void)
{
    static const char *const words[] = {"profile list", "--format", "csv", NULL};
    static const char *const columns[] = {"profile", "clock_hz", NULL};
    int status = -1, count = 0;
    g_autofree char *text = output_of(cmd_profile_list, words, &status);
    CHECK_INT(status, STATUS_YES);
    CsvText input = {text, strlen(text), "list"};
    CHECK(csvfile_parse(&input, columns, count_row, &count, NULL));
    g_auto(GStrv) names = profile_file_names(NULL);
    CHECK_INT(count, (int)g_strv_length(names));
}

static void the_list_is_aligned_for_people(void)
{
    static const char *const words[] = {"profile list", NULL};
    int status = -1;
    g_autofree char *text = output_of(cmd_profile_list, words, &status);
    CHECK_INT(status, STATUS_YES);
    CHECK(strstr(text, "nrf52840      cortex-m4       64 MHz    1 MiB  256 KiB") != NULL);
}

static void a_profile_is_shown_with_sources_and_fidelity(void)
{
    static const char *const words[] = {"profile show", "nrf52840", NULL};
    int status = -1;
    g_autofree char *text = output_of(cmd_profile_show, words, &status);
    CHECK_INT(status, STATUS_YES);
    CHECK(strstr(text, "nRF52840 Product Specification") != NULL);
    CHECK(strstr(text, "fidelity") != NULL);
    CHECK(strstr(text, "predicted") != NULL);
}

static void json_is_a_list_of_keys(void)
{
    static const char *const words[] = {"profile show", "rp2040", "--format=json", NULL};
    int status = -1;
    g_autofree char *text = output_of(cmd_profile_show, words, &status);
    CHECK_INT(status, STATUS_YES);
    CHECK(g_str_has_prefix(text, "["));
    CHECK(strstr(text, "\"key\": \"active_current\"") != NULL);
}

static void wrong_command_lines_are_refused(void)
{
    static const char *const none[] = {"profile show", NULL};
    static const char *const two[] = {"profile show", "a", "b", NULL};
    static const char *const format[] = {"profile list", "--format", "yaml", NULL};
    static const char *const unknown[] = {"profile show", "nrf5284", NULL};
    static const char *const extra[] = {"profile list", "nrf52840", NULL};
    int status = -1;
    g_free(output_of(cmd_profile_show, none, &status));
    CHECK_INT(status, STATUS_USAGE);
    g_free(output_of(cmd_profile_show, two, &status));
    CHECK_INT(status, STATUS_USAGE);
    g_free(output_of(cmd_profile_list, format, &status));
    CHECK_INT(status, STATUS_USAGE);
    g_free(output_of(cmd_profile_list, extra, &status));
    CHECK_INT(status, STATUS_USAGE);
    g_free(output_of(cmd_profile_show, unknown, &status));
    CHECK_INT(status, STATUS_INPUT);
}

static void a_mistyped_profile_gets_a_suggestion(void)
{
    g_autoptr(GError) error = NULL;
    CHECK(profile_file_find("nrf5284", &error) == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    CHECK(g_str_has_prefix(error->message, "no hwprofile 'nrf5284'; did you mean 'nrf52840'?"));
}

static void a_path_is_taken_as_it_is(void)
{
    g_autofree char *path = profile_file_find("boards/mine.ini", NULL);
    CHECK_TEXT(path, "boards/mine.ini");
    g_autofree char *file = profile_file_find("mine.ini", NULL);
    CHECK_TEXT(file, "mine.ini");
}

TEST_MAIN(CASE(the_list_has_every_profile_with_plain_numbers), CASE(the_list_is_aligned_for_people),
          CASE(a_profile_is_shown_with_sources_and_fidelity), CASE(json_is_a_list_of_keys),
          CASE(wrong_command_lines_are_refused), CASE(a_mistyped_profile_gets_a_suggestion),
          CASE(a_path_is_taken_as_it_is))
