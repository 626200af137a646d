/* Random bytes never crash the reader of scenarios; what it accepts has everybody in a place, and
 * an effective text that reads back to itself. */
#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "exp/scenario_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_placement(const Placement *placement)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < placement->segment_count; i++) {
        g_assert(placement->segments[i].count > 0);
        g_assert(placement->segments[i].first_id == count);
        g_assert(placement->segments[i].leaf < placement->leaf_count);
        count += placement->segments[i].count;
    }
    g_assert(count == placement->device_count);
}

static void check_read_back(const Scenario *scenario, const ScenarioPlaces *places)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    const char *text = scenario->effective_text;
    g_autoptr(Scenario) again = scenario_parse(
        (ScenarioText){text, strlen(text), "/nowhere/again.ini"}, NULL, places, problems);
    g_autofree char *lines = problem_list_text(problems);
    if (again == NULL)
        g_error("%s\nread back: %s", text, lines);
    g_assert_cmpstr(again->effective_text, ==, text);
    g_assert_cmpint(again->placement->device_count, ==, scenario->placement->device_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *root = g_getenv("TINYFLEET_SOURCE_DIR");
    g_autofree char *boards = g_build_filename(root == NULL ? "." : root, "hwprofiles", NULL);
    g_autofree char *models =
        g_build_filename(root == NULL ? "." : root, "tests/fuzz/corpus/tflite", NULL);
    const ScenarioPlaces places = {models, boards};
    static const char *const settings[] = {"scenario.seed=7", NULL};
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(Scenario) scenario =
        scenario_parse((ScenarioText){(const char *)data, size, "/nowhere/fuzz.ini"},
                       size % 2 == 0 ? settings : NULL, &places, problems);
    g_autofree char *lines = problem_list_text(problems);
    g_assert((scenario == NULL) == (problem_count(problems, PROBLEM_ERROR) > 0));
    g_assert(scenario != NULL || *lines != 0);
    if (scenario != NULL) {
        check_placement(scenario->placement);
        check_read_back(scenario, &places);
    }
    return 0;
}
