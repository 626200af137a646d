#include "exp/scenario_read.h"

#include <string.h>

#include "exp/result.h"
#include "exp/scenario_part.h"
#include "util/error.h"

static ScenarioMemory *memory_new(const char *shown, ProblemList *problems)
{
    ScenarioMemory *memory = g_new0(ScenarioMemory, 1);
    param_context_init(&memory->params, problems);
    memory->boards = g_ptr_array_new();
    memory->removed = g_array_new(FALSE, FALSE, sizeof(FleetSection));
    memory->files = g_ptr_array_new_with_free_func(g_free);
    memory->positions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    memory->region_nodes = g_hash_table_new(g_str_hash, g_str_equal);
    memory->shown = param_text_keep(&memory->params, shown);
    memory->folder = g_path_get_dirname(shown);
    return memory;
}

/* boards holds pairs: a path, the board read from it. */
static void memory_free(ScenarioMemory *memory)
{
    for (guint i = 0; i + 1 < memory->boards->len; i += 2) {
        g_free(g_ptr_array_index(memory->boards, i));
        board_free(g_ptr_array_index(memory->boards, i + 1));
    }
    g_ptr_array_unref(memory->boards);
    g_array_unref(memory->removed);
    g_ptr_array_unref(memory->files);
    g_hash_table_unref(memory->positions);
    g_hash_table_unref(memory->region_nodes);
    inifile_free(memory->merged);
    param_context_clear(&memory->params);
    g_free(memory->folder);
    g_free(memory);
}

void scenario_free(Scenario *scenario)
{
    if (scenario == NULL)
        return;
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        if (section_kind_at(i)->is_many)
            g_array_unref(scenario_sections(scenario, section_kind_at(i)));
    }
    g_array_unref(scenario->config);
    g_array_unref(scenario->inputs);
    memory_free(scenario->memory);
    g_free(scenario);
}

const char *scenario_place(const Scenario *scenario, const char *section, const char *key)
{
    const char *blank = strchr(section, ' ');
    g_autofree char *kind =
        g_strndup(section, blank == NULL ? strlen(section) : (size_t)(blank - section));
    ScenarioMemory *memory = scenario->memory;
    const IniSection *found = inifile_find(memory->merged, kind, blank == NULL ? "" : blank + 1);
    if (found == NULL)
        return memory->shown;
    const IniPair *pair = key == NULL ? NULL : inisection_find(found, key);
    g_autofree char *place = iniplace_text(pair == NULL ? found->place : pair->place);
    return param_text_keep(&memory->params, place);
}

/* empirical(file=...): beside the file that says it, then beside the scenario. */
static char *find_samples(void *user, const char *name, GError **error)
{
    const ScenarioMemory *memory = user;
    g_autofree char *beside = g_path_get_dirname(memory->params.place.file);
    const char *const folders[] = {memory->params.place.line == 0 ? "." : beside, memory->folder};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path =
            g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(folders[i], name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            g_ptr_array_add(memory->files, g_strdup(path));
            return g_steal_pointer(&path);
        }
    }
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no such file '%s'", name);
    return NULL;
}

enum { REPLICATIONS_PLAIN = 1, REPLICATIONS_REQUIRED = 10 };

/* One run tells nothing of luck: what is required of it has no interval. */
static void set_replications(Scenario *scenario)
{
    SweepSection *sweep = &scenario->sweep;
    if (sweep->replications < 0)
        sweep->replications =
            scenario->requirements->len > 0 ? REPLICATIONS_REQUIRED : REPLICATIONS_PLAIN;
}

/* A text that was scanned; it may have been damaged, and its mistakes told already. */
typedef struct Scanned {
    IniFile *take_own;
    const char *shown;
    size_t before; /* errors before it was scanned */
} Scanned;

static Scenario *read_all(Scanned text, const char *const *settings, const ScenarioPlaces *places,
                          ProblemList *problems)
{
    Scenario *scenario = g_new0(Scenario, 1);
    scenario->memory = memory_new(text.shown, problems);
    scenario->memory->params.file_find = find_samples;
    scenario->memory->params.file_user = scenario->memory;
    scenario->config = g_array_new(FALSE, FALSE, sizeof(ConfigRow));
    scenario->inputs = g_array_new(FALSE, FALSE, sizeof(InputFile));
    Reading reading = {scenario, scenario->memory, places, problems};

    scenario_merge(&reading, text.take_own, settings);
    scenario_fill(&reading);
    set_replications(scenario);
    scenario_place_regions(&reading);
    scenario_check_refs(&reading);
    scenario_check_values(&reading);
    scenario_check_rules(&reading);
    scenario_check_rates(&reading);
    scenario_check_files(&reading);
    scenario_place_gateways(&reading);
    scenario_place_devices(&reading);
    scenario_check_scopes(&reading);
    if (problem_count(problems, PROBLEM_ERROR) > text.before) {
        scenario_free(scenario);
        return NULL;
    }
    scenario_effective(&reading);
    scenario->memory->params.problems = NULL;
    return scenario;
}

Scenario *scenario_read(const char *path, const char *const *settings, const ScenarioPlaces *places,
                        ProblemList *problems)
{
    size_t before = problem_count(problems, PROBLEM_ERROR);
    IniFile *own = inifile_read(path, path, problems);
    if (inifile_at(own, 0) == NULL && problem_count(problems, PROBLEM_ERROR) > before) {
        inifile_free(own); /* nothing was read: more mistakes would say nothing new */
        return NULL;
    }
    return read_all((Scanned){own, path, before}, settings, places, problems);
}

Scenario *scenario_parse(ScenarioText text, const char *const *settings,
                         const ScenarioPlaces *places, ProblemList *problems)
{
    size_t before = problem_count(problems, PROBLEM_ERROR);
    IniFile *own = inifile_parse(text.bytes, text.size, text.shown, problems);
    return read_all((Scanned){own, text.shown, before}, settings, places, problems);
}
