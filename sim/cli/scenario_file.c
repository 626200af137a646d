#include "cli/scenario_file.h"

#include <stdio.h>

#include "cli/data_dir.h"
#include "cli/terminal.h"
#include "exp/scenario_read.h"
#include "out/plot_spec.h"
#include "util/suggest.h"

/* The texts stay the array's; ends with NULL. */
static const char **settings_of(const GPtrArray *settings)
{
    guint count = settings == NULL ? 0 : settings->len;
    const char **list = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        list[i] = g_ptr_array_index(settings, i);
    return list;
}

/* Names of figures are known to the layer that draws them. */
static void check_plots(const Scenario *scenario, ProblemList *problems)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (size_t i = 0; plot_spec_at(i) != NULL; i++)
        g_ptr_array_add(known, (gpointer)(uintptr_t)plot_spec_at(i)->name);
    g_ptr_array_add(known, NULL);
    const char *const *names = (const char *const *)known->pdata;
    const ParamList *plots = &scenario->output.plots;
    for (size_t i = 0; i < plots->count; i++) {
        const char *name = ((const char *const *)plots->items)[i];
        g_autofree char *among = suggest_among(name, "plots", names);
        if (!g_strv_contains(names, name))
            problem_add(problems, PROBLEM_ERROR, scenario_place(scenario, "output", "plots"),
                        "plots = %s: no such plot%s", name, among);
    }
}

Scenario *scenario_file_read(const ScenarioAsked *asked)
{
    g_autofree const char **settings = settings_of(asked->settings);
    g_autofree char *models = data_dir_find("models"), *hwprofiles = data_dir_find("hwprofiles");
    const ScenarioPlaces places = {models, hwprofiles};
    g_autoptr(ProblemList) own = problem_list_new();
    ProblemList *problems = asked->problems != NULL ? asked->problems : own;
    g_autoptr(Scenario) scenario = scenario_read(asked->path, settings, &places, problems);
    if (asked->is_strict)
        problem_make_strict(problems);
    if (scenario != NULL)
        check_plots(scenario, problems);
    bool is_wrong = problem_count(problems, PROBLEM_ERROR) > 0;
    g_autofree char *text = problem_list_text(problems);
    if (asked->problems == NULL && (is_wrong || !asked->is_quiet))
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
