/* Scenario files: what is wrong is said as INTERFACE 2.8 words it; what is right merges as 2.7. */
#include "test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "exp/result.h"
#include "scenario_reader.h"

static const FleetSection *fleet_named(const Scenario *scenario, const char *name)
{
    for (guint i = 0; i < scenario->fleets->len; i++) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, i);
        if (strcmp(fleet->head.name, name) == 0)
            return fleet;
    }
    return NULL;
}

static const ConfigRow *config_row(const Scenario *scenario, const char *section, const char *key)
{
    for (guint i = 0; i < scenario->config->len; i++) {
        const ConfigRow *row = &g_array_index(scenario->config, ConfigRow, i);
        if (strcmp(row->section, section) == 0 && strcmp(row->key, key) == 0)
            return row;
    }
    return NULL;
}

/* NAME.ini beside NAME.txt: all that is said of it. */
static void every_wrong_file_is_told_in_the_expected_words(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(GDir) folder = g_dir_open(READER_FOLDER, 0, NULL);
    const char *name;
    int count = 0;
    while ((name = g_dir_read_name(folder)) != NULL) {
        if (!g_str_has_suffix(name, ".txt"))
            continue;
        g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".txt"));
        g_autofree char *file = g_strconcat(stem, ".ini", NULL);
        g_autofree char *expected = NULL;
        CHECK(g_file_get_contents(name, &expected, NULL, NULL));
        g_autoptr(Scenario) scenario = reader_file(&reader, file, NULL);
        g_autofree char *said = reader_said(&reader);
        CHECK_TEXT(said, expected);
        CHECK((scenario == NULL) == (strstr(expected, ": error: ") != NULL));
        count++;
    }
    CHECK(count >= 20);
    reader_close(&reader);
}

static void the_shipped_scenario_has_no_problem_at_all(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_file(&reader, TINYFLEET_SOURCE_DIR "/scenarios/smart-home.ini", NULL);
    g_autofree char *said = reader_said(&reader);
    CHECK_TEXT(said, "");
    CHECK(scenario != NULL);
    CHECK_INT(scenario->placement->device_count, 1200);
    CHECK_INT(scenario->requirements->len, 6);
    CHECK_INT(scenario->run.duration, 30 * NS_PER_D);
    CHECK_INT(scenario->run.start, 1767225600); /* date -ud 2026-01-01 +%s */
    CHECK_NEAR(fleet_named(scenario, "window-sensors")->clock_spread, 0.05, 0.0);
    reader_close(&reader);
}

static void a_draft_whose_keys_are_built_has_no_problem_at_all(void)
{
    Reader reader;
    if (test_shared_dir() == NULL)
        test_skip("shared/ is not there");
    reader_open(&reader);
    g_autofree char *path =
        g_build_filename(test_shared_dir(), "draft-scenarios/million.ini", NULL);
    g_autoptr(Scenario) scenario = reader_file(&reader, path, NULL);
    g_autofree char *said = reader_said(&reader);
    CHECK_TEXT(said, "");
    CHECK(scenario != NULL);
    CHECK_INT(scenario->placement->device_count, 1000000);
    CHECK_INT(scenario->placement->leaf_count, 8);
    reader_close(&reader);
}

static void later_bases_win_over_earlier_ones_and_the_file_over_all(void)
{
    Reader reader;
    reader_open(&reader);
    g_autofree char *a = g_build_filename(reader.folder, "a.ini", NULL);
    g_autofree char *b = g_build_filename(reader.folder, "b.ini", NULL);
    g_autofree char *top = g_build_filename(reader.folder, "top.ini", NULL);
    g_autofree char *bases =
        g_strdup_printf("[scenario]\nextends = %s/home.ini, a.ini, b.ini\nname = top\n"
                        "[fleet speakers]\ndevices = 7\n",
                        READER_FOLDER);
    g_assert(g_file_set_contents(a, "[fleet speakers]\ndevices = 5\nvariation = 1%\nage = 1d\n", -1,
                                 NULL));
    g_assert(g_file_set_contents(b, "[fleet speakers]\ndevices = 6\nvariation = 2%\n", -1, NULL));
    g_assert(g_file_set_contents(top, bases, -1, NULL));
    g_autoptr(Scenario) scenario = reader_file(&reader, top, NULL);
    CHECK(scenario != NULL);
    const FleetSection *fleet = fleet_named(scenario, "speakers");
    CHECK_INT(fleet->devices, 7);
    CHECK_NEAR(fleet->variation, 0.02, 0.0);
    CHECK_NEAR(fleet->age.p[0], 86400e9, 0.0);
    CHECK(fleet->head.is_inherited);
    CHECK_INT(scenario->inputs->len, 8); /* four scenarios, three boards, a model */
    CHECK(g_unlink(a) == 0 && g_unlink(b) == 0 && g_unlink(top) == 0);
    reader_close(&reader);
}

static void a_setting_wins_and_its_origin_is_said(void)
{
    static const char *const settings[] = {"fleet.speakers.devices=1e6", "scenario.duration = 3d",
                                           "health.missed=4", NULL};
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_text(&reader, "[fleet speakers]\ndevices = 5\nage = 1d\n", settings);
    CHECK(scenario != NULL);
    CHECK_INT(fleet_named(scenario, "speakers")->devices, 1000000);
    CHECK_INT(scenario->run.duration, 3 * NS_PER_D);
    CHECK_INT(scenario->health.missed, 4);
    CHECK_TEXT(config_row(scenario, "fleet speakers", "devices")->origin, "--set");
    CHECK_TEXT(config_row(scenario, "fleet speakers", "devices")->value, "1e6");
    CHECK_TEXT(config_row(scenario, "fleet speakers", "age")->origin, "x.ini:6");
    CHECK_TEXT(config_row(scenario, "fleet speakers", "model")->origin, "home.ini:23");
    CHECK_TEXT(config_row(scenario, "fleet speakers", "variation")->origin, "default");
    CHECK_TEXT(config_row(scenario, "region hills", "temperature")->origin, "home.ini:8");
    reader_close(&reader);
}

static void a_wrong_setting_is_an_error_of_the_command_line(void)
{
    static const char *const settings[] = {"fleet.speakers.devices=many",
                                           "fleet.speakrs.devices=5",
                                           "flet.speakers.devices=5",
                                           "fleet.speakers.devces=5",
                                           "fleet.devices=5",
                                           "health.detector.missed=5",
                                           "seed=5",
                                           "scenario.seed=",
                                           "workload.listen.deadline=100 msec",
                                           NULL};
    static const char *const said[] = {
        "--set fleet.speakers.devices=many: error: 'many' is not a whole number\n",
        "--set fleet.speakrs.devices=5: error: no such fleet; did you mean 'speakers'? (fleets: "
        "doorbells speakers window-sensors)\n",
        "--set flet.speakers.devices=5: error: unknown section 'flet'; did you mean 'fleet'?\n",
        "--set fleet.speakers.devces=5: error: unknown key 'devces' in [fleet speakers]; did you "
        "mean 'devices'?\n",
        "--set fleet.devices=5: error: a setting of [fleet NAME] is fleet.NAME.KEY=VALUE\n",
        "--set health.detector.missed=5: error: a setting of [health] is health.KEY=VALUE\n",
        "--set seed=5: error: a setting is KIND.NAME.KEY=VALUE, or KIND.KEY=VALUE\n",
        "--set scenario.seed=: error: the setting has no value\n",
        "--set workload.listen.deadline=100 msec: error: unknown unit 'msec'; did you mean 'ms'? "
        "(units: ns us ms s min h d w)\n",
        "9 errors\n",
    };
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, "", settings);
    CHECK(scenario == NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        CHECK(reader_says(&reader, said[i]));
    reader_close(&reader);
}

static void what_is_not_enabled_is_gone(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(
        &reader, "[fleet doorbells]\nenabled = no\n[faults crash]\nenabled = no\n", NULL);
    CHECK(scenario != NULL);
    CHECK(fleet_named(scenario, "doorbells") == NULL);
    CHECK_INT(scenario->faults->len, 0);
    CHECK_INT(scenario->placement->device_count, 70);
    CHECK(strstr(scenario->effective_text, "doorbells") == NULL);
    reader_close(&reader);
}

static void scenario_faults_chooses_who_takes_part(void)
{
    static const char two[] = "[faults cold]\nkind = crash\nmtbf = 1d\n";
    static const struct {
        const char *key;
        guint count;
    } rows[] = {{"", 2}, {"faults = *\n", 2}, {"faults = none\n", 0}, {"faults = cold\n", 1}};
    Reader reader;
    reader_open(&reader);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *more = g_strconcat(rows[i].key, two, NULL);
        g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
        CHECK(scenario != NULL);
        CHECK_INT(scenario->faults->len, rows[i].count);
    }
    reader_close(&reader);
}

/* As it would be from a result directory: another folder, no bases. */
static void the_effective_text_runs_as_it_is_anywhere(void)
{
    static const char *const settings[] = {"workload.listen.deadline=80ms", NULL};
    Reader reader;
    reader_open(&reader);
    g_autofree char *board = g_build_filename(reader.folder, "my board.ini", NULL);
    g_autofree char *copy = g_build_filename(reader.folder, "scenario.ini", NULL);
    g_autofree char *profile = NULL;
    g_assert(
        g_file_get_contents(TINYFLEET_SOURCE_DIR "/hwprofiles/rp2040.ini", &profile, NULL, NULL));
    g_assert(g_file_set_contents(board, profile, -1, NULL));
    g_autofree char *more = g_strdup_printf("[fleet speakers]\nhwprofile = \"%s\"\n", board);
    g_autoptr(Scenario) first = reader_text(&reader, more, settings);
    CHECK(first != NULL);
    g_assert(g_file_set_contents(copy, first->effective_text, -1, NULL));
    g_autoptr(Scenario) again = reader_file(&reader, copy, NULL);
    g_autofree char *said = reader_said(&reader);
    CHECK_TEXT(said, "");
    CHECK(again != NULL);
    CHECK_TEXT(again->effective_text, first->effective_text);
    CHECK_INT(again->config->len, first->config->len);
    for (guint i = 0; i < first->config->len; i++)
        CHECK_TEXT(g_array_index(again->config, ConfigRow, i).value,
                   g_array_index(first->config, ConfigRow, i).value);
    CHECK_TEXT(fleet_named(again, "speakers")->board->profile, "my board");
    CHECK(g_unlink(board) == 0 && g_unlink(copy) == 0);
    reader_close(&reader);
}

static void the_hash_is_of_what_is_said_and_not_of_where_it_lies(void)
{
    static const char *const other_seed[] = {"scenario.seed=2", NULL};
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) here = reader_file(&reader, "home.ini", NULL);
    g_autoptr(Scenario) there = reader_file(&reader, READER_FOLDER "/home.ini", NULL);
    g_autoptr(Scenario) other = reader_file(&reader, "home.ini", other_seed);
    CHECK_TEXT(there->text_sha256, here->text_sha256);
    CHECK(strcmp(other->text_sha256, here->text_sha256) != 0);
    reader_close(&reader);
}

/* The model holds "abc": FIPS 180-2, appendix B.1. */
static void every_input_has_its_sha256(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader, "", NULL);
    bool is_found = false;
    for (guint i = 0; i < scenario->inputs->len; i++) {
        const InputFile *input = &g_array_index(scenario->inputs, InputFile, i);
        if (!g_str_has_suffix(input->path, "wake-word.tflite"))
            continue;
        is_found = true;
        CHECK_TEXT(input->sha256,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    CHECK(is_found);
    reader_close(&reader);
}

static void a_fleet_may_name_a_model_file_without_a_section(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_text(&reader,
                                               "[fleet speakers]\nmodel = wake-word-v2-bad\n"
                                               "[fleet doorbells]\nmodel = wake-word-v2-bad\n",
                                               NULL);
    CHECK(scenario != NULL);
    CHECK_INT(scenario->models->len, 2);
    const FleetSection *fleet = fleet_named(scenario, "speakers");
    const ModelSection *model = &g_array_index(scenario->models, ModelSection, fleet->model_index);
    CHECK_INT(fleet_named(scenario, "doorbells")->model_index, fleet->model_index);
    CHECK(g_str_has_suffix(model->path, "models/wake-word-v2-bad.tflite"));
    CHECK(g_str_has_suffix(model->pool_path, "models/wake-word")); /* versions share it */
    CHECK(isnan(model->accuracy));
    reader_close(&reader);
}

static void boards_and_models_that_are_not_there_get_a_suggestion(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario =
        reader_text(&reader,
                    "[fleet speakers]\nhwprofile = esp32-s33\nmodel = wake-wrod\n"
                    "[model kws]\nfile = wakeword\n"
                    "[model lost]\nfile = wake-word\ndata = nowhere\n",
                    NULL);
    CHECK(scenario == NULL);
    CHECK(reader_says(&reader, "x.ini:5: error: hwprofile = esp32-s33: no such hwprofile; did you "
                               "mean 'esp32-s3'"));
    CHECK(reader_says(&reader, "x.ini:6: error: model = wake-wrod: no such model; did you mean "
                               "'wake-word'? (models: kws lost wake-word wake-word-v2-bad)"));
    CHECK(reader_says(&reader, "x.ini:8: error: file = wakeword: no such model file; did you mean "
                               "'wake-word'?"));
    CHECK(reader_says(&reader, "x.ini:11: error: data = nowhere: no such data pool"));
    reader_close(&reader);
}

static void a_wrong_board_is_told_at_its_own_lines(void)
{
    Reader reader;
    reader_open(&reader);
    g_autofree char *board = g_build_filename(reader.folder, "b.ini", NULL);
    g_assert(g_file_set_contents(board, "[hwprofile]\nname = b\ncor = cortex-m4\n", -1, NULL));
    g_autofree char *more = g_strdup_printf("[fleet speakers]\nhwprofile = %s\n", board);
    g_autoptr(Scenario) scenario = reader_text(&reader, more, NULL);
    CHECK(scenario == NULL);
    CHECK(reader_says(&reader, "b.ini:3: error: unknown key 'cor' in [hwprofile]; did you mean "
                               "'core'?"));
    CHECK(g_unlink(board) == 0);
    reader_close(&reader);
}

static void all_mistakes_are_found_and_twenty_are_shown(void)
{
    Reader reader;
    reader_open(&reader);
    GString *more = g_string_new("[fleet speakers]\n");
    for (int i = 0; i < 30; i++)
        g_string_append_printf(more, "zz%d = 1\n", i);
    g_autoptr(Scenario) scenario = reader_text(&reader, more->str, NULL);
    g_autofree char *said = reader_said(&reader);
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    CHECK(scenario == NULL);
    CHECK_INT(g_strv_length(lines), 22); /* 20, the summary, and what is behind the last newline */
    CHECK_TEXT(lines[20], "30 errors");
    g_string_free(more, TRUE);
    reader_close(&reader);
}

static void a_file_that_cannot_be_read_is_one_mistake(void)
{
    Reader reader;
    reader_open(&reader);
    g_autoptr(Scenario) scenario = reader_file(&reader, "nowhere.ini", NULL);
    CHECK(scenario == NULL);
    CHECK_INT(problem_count(reader.problems, PROBLEM_ERROR), 1);
    CHECK(reader_says(&reader, "nowhere.ini cannot be read"));
    reader_close(&reader);
}

TEST_MAIN(CASE(every_wrong_file_is_told_in_the_expected_words),
          CASE(the_shipped_scenario_has_no_problem_at_all),
          CASE(a_draft_whose_keys_are_built_has_no_problem_at_all),
          CASE(later_bases_win_over_earlier_ones_and_the_file_over_all),
          CASE(a_setting_wins_and_its_origin_is_said),
          CASE(a_wrong_setting_is_an_error_of_the_command_line), CASE(what_is_not_enabled_is_gone),
          CASE(scenario_faults_chooses_who_takes_part),
          CASE(the_effective_text_runs_as_it_is_anywhere),
          CASE(the_hash_is_of_what_is_said_and_not_of_where_it_lies),
          CASE(every_input_has_its_sha256), CASE(a_fleet_may_name_a_model_file_without_a_section),
          CASE(boards_and_models_that_are_not_there_get_a_suggestion),
          CASE(a_wrong_board_is_told_at_its_own_lines),
          CASE(all_mistakes_are_found_and_twenty_are_shown),
          CASE(a_file_that_cannot_be_read_is_one_mistake))
