/* Boards, model files and data pools: found, and boards read. */
#include "exp/scenario_files.h"

#include <math.h>
#include <string.h>

/* A name that stands for no file, and what else it might have meant. */
typedef struct Unfound {
    const char *what, *name;
    const char *const *more; /* names beside those of files; NULL = none */
} Unfound;

static void refuse(const Reading *reading, KeyPlace key, FileSearch search, Unfound unfound)
{
    g_autofree char *at = reading_place(reading, key);
    g_auto(GStrv) files = scenario_file_names(reading, search, at);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; files[i] != NULL; i++)
        g_hash_table_add(known, files[i]);
    for (size_t i = 0; unfound.more != NULL && unfound.more[i] != NULL; i++)
        g_hash_table_add(known, (gpointer)(uintptr_t)unfound.more[i]);
    guint count = 0;
    g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array(known, &count);
    g_autofree char *text = reading_unknown(unfound.what, unfound.name, names);
    reading_say(reading, PROBLEM_ERROR, key, "%s", text);
}

/* What is wrong with a board's file: lines "nrf.ini:4: error: TEXT", then how many there are. */
static void report_board(const Reading *reading, const char *path, const GError *error)
{
    static const char mark[] = ": error: ";
    g_autofree char *folder = g_path_get_dirname(path);
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        const char *found = strstr(lines[i], mark);
        if (found == NULL)
            continue;
        g_autofree char *name = g_strndup(lines[i], (size_t)(found - lines[i]));
        g_autofree char *place = g_build_filename(folder, name, NULL);
        problem_add(reading->problems, PROBLEM_ERROR, place, "%s", found + strlen(mark));
    }
}

/* A board is read once, whoever uses it; NULL if its file is wrong. */
static const Board *read_board(const Reading *reading, const char *path)
{
    const GPtrArray *boards = reading->memory->boards;
    for (guint i = 0; i < boards->len; i += 2) {
        if (strcmp(g_ptr_array_index(boards, i), path) == 0)
            return g_ptr_array_index(boards, i + 1);
    }
    g_autoptr(GError) error = NULL;
    Board *board = board_read(path, &error);
    if (board == NULL)
        report_board(reading, path, error);
    g_ptr_array_add(reading->memory->boards, g_strdup(path));
    g_ptr_array_add(reading->memory->boards, board);
    return board;
}

static void find_board(const Reading *reading, FleetSection *fleet)
{
    KeyPlace key = {"fleet", fleet->head.name, "hwprofile"};
    if (fleet->hwprofile == NULL)
        return;
    g_autofree char *at = reading_place(reading, key);
    FileSearch search = scenario_search_boards(reading);
    g_autofree char *path = scenario_file_find(reading, search, at, fleet->hwprofile);
    if (path == NULL)
        refuse(reading, key, search, (Unfound){"hwprofile", fleet->hwprofile, NULL});
    else
        fleet->board = read_board(reading, path);
}

/* A model file that a fleet names without a section of its own becomes one with the defaults. */
static void make_model(const Reading *reading, FleetSection *fleet)
{
    Scenario *scenario = reading->scenario;
    KeyPlace key = {"fleet", fleet->head.name, "model"};
    if (fleet->model == NULL || fleet->model_index >= 0)
        return;
    g_autofree char *at = reading_place(reading, key);
    FileSearch search = scenario_search_models(reading);
    g_autofree char *path = scenario_file_find(reading, search, at, fleet->model);
    if (path == NULL) {
        g_autofree const char **sections = scenario_names(scenario, "model");
        refuse(reading, key, search, (Unfound){"model", fleet->model, sections});
        return;
    }
    ParamContext *ctx = &reading->memory->params;
    fleet->model_index = scenario_find(scenario, "model", fleet->model);
    if (fleet->model_index >= 0) /* another fleet has made it */
        return;
    ModelSection model = {.head = {.name = fleet->model, .place = param_text_keep(ctx, at)}};
    param_set_defaults(ctx, scenario_model_params, &model);
    model.file = fleet->model;
    model.data = NULL;
    model.path = param_text_keep(ctx, path);
    g_array_append_val(scenario->models, model);
    scenario_index_newest(scenario, "model");
    fleet->model_index = (int32_t)scenario->models->len - 1;
}

static void find_model(const Reading *reading, ModelSection *model)
{
    KeyPlace key = {"model", model->head.name, "file"};
    if (model->file == NULL || model->path != NULL)
        return;
    g_autofree char *at = reading_place(reading, key);
    FileSearch search = scenario_search_models(reading);
    g_autofree char *path = scenario_file_find(reading, search, at, model->file);
    if (path == NULL)
        refuse(reading, key, search, (Unfound){"model file", model->file, NULL});
    else
        model->path = param_text_keep(&reading->memory->params, path);
}

/* The folder that `data` names, beside what names it or in the data folder. */
static char *find_given_pool(const Reading *reading, const ModelSection *model, KeyPlace key)
{
    g_autofree char *labels = g_build_filename(model->data, "labels.csv", NULL);
    g_autofree char *at = reading_place(reading, key);
    g_autofree char *path =
        scenario_file_find(reading, scenario_search_models(reading), at, labels);
    return path == NULL ? NULL : g_path_get_dirname(path);
}

static void find_pool(const Reading *reading, ModelSection *model)
{
    KeyPlace key = {"model", model->head.name, model->data == NULL ? "file" : "data"};
    if (!isnan(model->accuracy) || model->path == NULL)
        return;
    g_autofree char *path = model->data == NULL ? scenario_pool_find(model->path)
                                                : find_given_pool(reading, model, key);
    if (path != NULL)
        model->pool_path = param_text_keep(&reading->memory->params, path);
    else if (model->data != NULL)
        reading_say(reading, PROBLEM_ERROR, key, "no such data pool (a folder with labels.csv)");
    else
        reading_say(reading, PROBLEM_ERROR, key,
                    "no data pool beside the model; give `data`, or an assumed `accuracy`");
}

void scenario_check_files(Reading *reading)
{
    Scenario *scenario = reading->scenario;
    for (guint i = 0; i < scenario->fleets->len; i++) {
        FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection, i);
        find_board(reading, fleet);
        make_model(reading, fleet);
    }
    for (guint i = 0; i < scenario->models->len; i++) {
        ModelSection *model = &g_array_index(scenario->models, ModelSection, i);
        find_model(reading, model);
        find_pool(reading, model);
    }
}
