#include "cli/scenario_file.h"

#include <stdio.h>

#include "cli/data_dir.h"
#include "cli/terminal.h"
#include "exp/scenario_read.h"

/* The texts stay the array's; ends with NULL. */
static const char **settings_of(const GPtrArray *settings)
{
    guint count = settings == NULL ? 0 : settings->len;
    const char **list = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        list[i] = g_ptr_array_index(settings, i);
    return list;
}

Scenario *scenario_file_read(const ScenarioAsked *asked)
{
    g_autofree const char **settings = settings_of(asked->settings);
    g_autofree char *models = data_dir_find("models"), *hwprofiles = data_dir_find("hwprofiles");
    const ScenarioPlaces places = {models, hwprofiles};
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(Scenario) scenario = scenario_read(asked->path, settings, &places, problems);
    if (asked->is_strict)
        problem_make_strict(problems);
    bool is_wrong = problem_count(problems, PROBLEM_ERROR) > 0;
    g_autofree char *text = problem_list_text(problems);
    if (is_wrong || !asked->is_quiet)
        terminal_put(stderr, text);
    return is_wrong ? NULL : g_steal_pointer(&scenario);
}

const char *const *scenario_file_plots(const Scenario *scenario)
{
    const ParamList *plots = &scenario->output.plots;
    if (plots->count == 0)
        return NULL;
    const char **names = g_new0(const char *, plots->count + 1);
    for (size_t i = 0; i < plots->count; i++)
        names[i] = ((const char *const *)plots->items)[i];
    return names;
}
