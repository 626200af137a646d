/* What a checked scenario comes to: every value with its origin, a text that runs as it is, and
 * the files it was read from. */
#include "exp/scenario_files.h"

#include <stdlib.h>
#include <string.h>

#include "exp/result.h"

static bool is_enabled(const Reading *reading, const IniSection *section)
{
    const IniPair *pair = inisection_find(section, "enabled");
    bool is_yes = true;
    (void)reading;
    return pair == NULL || !value_bool(pair->value, &is_yes, NULL) || is_yes;
}

/* --- files with their whole path ------------------------------------------------------------- */

static char *quoted(const char *text)
{
    g_auto(GStrv) backslashes = g_strsplit(text, "\\", -1);
    g_autofree char *doubled = g_strjoinv("\\\\", backslashes);
    g_auto(GStrv) quotes = g_strsplit(doubled, "\"", -1);
    g_autofree char *escaped = g_strjoinv("\\\"", quotes);
    return g_strdup_printf("\"%s\"", escaped);
}

/* A file beside the scenario by its whole path; one of the data folders keeps its name. */
static char *whole_path(const char *value, const char *path, const char *data)
{
    if (path == NULL || (data != NULL && g_str_has_prefix(path, data)))
        return g_strdup(value);
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    return quoted(whole);
}

/* "empirical(file=x.csv, ...)" with the whole path of x.csv. */
static char *whole_samples(const Reading *reading, const IniPair *pair)
{
    const char *file = strstr(pair->value, "file=");
    if (file == NULL || !g_str_has_prefix(pair->value, "empirical"))
        return g_strdup(pair->value);
    file += strlen("file=");
    size_t length = *file == '"' ? strcspn(file + 1, "\"") + 2 : strcspn(file, ",) ");
    g_autofree char *written = g_strndup(file, length);
    g_autofree char *name = value_unquote(written, NULL);
    g_autofree char *at = iniplace_text(pair->place);
    FileSearch search = {"", "", NULL};
    g_autofree char *path = name == NULL ? NULL : scenario_file_find(reading, search, at, name);
    g_autofree char *whole = whole_path(written, path, NULL);
    return g_strdup_printf("%.*s%s%s", (int)(file - pair->value), pair->value, whole,
                           file + length);
}

/* The value that means the same wherever the text lies. */
static char *portable_value(const Reading *reading, const IniSection *section, const IniPair *pair)
{
    const Scenario *scenario = reading->scenario;
    FileSearch boards = scenario_search_boards(reading), models = scenario_search_models(reading);
    g_autofree char *at = iniplace_text(pair->place);
    if (strcmp(section->kind, "fleet") == 0 && strcmp(pair->key, "hwprofile") == 0) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection,
                                                   scenario_find(scenario, "fleet", section->name));
        g_autofree char *path = scenario_file_find(reading, boards, at, fleet->hwprofile);
        return whole_path(pair->value, path, boards.data);
    }
    if (strcmp(section->kind, "fleet") == 0 && strcmp(pair->key, "model") == 0) {
        const FleetSection *fleet = &g_array_index(scenario->fleets, FleetSection,
                                                   scenario_find(scenario, "fleet", section->name));
        bool is_section = inifile_find(reading->memory->merged, "model", fleet->model) != NULL;
        const ModelSection *model =
            &g_array_index(scenario->models, ModelSection, fleet->model_index);
        return is_section ? g_strdup(pair->value)
                          : whole_path(pair->value, model->path, models.data);
    }
    if (strcmp(section->kind, "model") == 0 &&
        (strcmp(pair->key, "file") == 0 || strcmp(pair->key, "data") == 0)) {
        const ModelSection *model = &g_array_index(scenario->models, ModelSection,
                                                   scenario_find(scenario, "model", section->name));
        const char *path = *pair->key == 'f'     ? model->path
                           : model->data == NULL ? NULL
                                                 : model->pool_path;
        return whole_path(pair->value, path, models.data);
    }
    return whole_samples(reading, pair);
}

/* --- the text -------------------------------------------------------------------------------- */

/* All sections that take part; with whole paths, or as written. */
static char *effective_text(const Reading *reading, bool is_portable)
{
    GString *text = g_string_new(NULL);
    const IniSection *section;
    for (size_t i = 0; (section = inifile_at(reading->memory->merged, i)) != NULL; i++) {
        if (!is_enabled(reading, section))
            continue;
        g_autofree char *title = inisection_title(section);
        g_string_append_printf(text, "%s%s\n", text->len > 0 ? "\n" : "", title);
        const IniPair *pair;
        for (size_t p = 0; (pair = inisection_at(section, p)) != NULL; p++) {
            if (strcmp(pair->key, "extends") == 0 || strcmp(pair->key, "enabled") == 0)
                continue;
            g_autofree char *value =
                is_portable ? portable_value(reading, section, pair) : g_strdup(pair->value);
            g_string_append_printf(text, "%s = %s\n", pair->key, value);
        }
    }
    return g_string_free(text, FALSE);
}

/* --- values with their origin ---------------------------------------------------------------- */

static void add_row(Reading *reading, const char *section, const char *key, const char *value,
                    const char *origin)
{
    ParamContext *ctx = &reading->memory->params;
    ConfigRow row = {section, key, param_text_keep(ctx, value), param_text_keep(ctx, origin)};
    g_array_append_val(reading->scenario->config, row);
}

/* The pair that a key's value comes from; climate keys may be a region's above. */
static const IniPair *giving_pair(const Reading *reading, const SectionKind *kind, const char *name,
                                  const char *key)
{
    static const char *const climate[] = {"temperature", "swing",    "season",
                                          "latitude",    "timezone", NULL};
    const IniFile *merged = reading->memory->merged;
    const IniSection *section = inifile_find(merged, kind->name, name);
    const IniPair *pair = section == NULL ? NULL : inisection_find(section, key);
    bool is_climate = strcmp(kind->name, "region") == 0 && g_strv_contains(climate, key);
    while (pair == NULL && is_climate && strcmp(name, "global") != 0) {
        int32_t index = scenario_find(reading->scenario, "region", name);
        name = index < 0 ? "global"
                         : g_array_index(reading->scenario->regions, RegionSection, index).parent;
        section = inifile_find(merged, "region", name);
        pair = section == NULL ? NULL : inisection_find(section, key);
    }
    return pair;
}

static void add_section(Reading *reading, const SectionKind *kind, const char *name)
{
    g_autofree char *title =
        *name == '\0' ? g_strdup(kind->name) : g_strdup_printf("%s %s", kind->name, name);
    const char *kept = param_text_keep(&reading->memory->params, title);
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++) {
        const IniPair *pair = giving_pair(reading, kind, name, spec->name);
        if (strcmp(spec->name, "extends") == 0) /* done with: the bases are in */
            continue;
        if (pair != NULL) {
            g_autofree char *place = iniplace_text(pair->place);
            add_row(reading, kept, spec->name, pair->value,
                    pair->place.line == 0 ? "--set" : place);
        } else if (spec->def != NULL) {
            add_row(reading, kept, spec->name, spec->def, "default");
        }
    }
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const ConfigRow *left = a, *right = b;
    int order = strcmp(left->section, right->section);
    return order != 0 ? order : strcmp(left->key, right->key);
}

static void add_config(Reading *reading)
{
    for (size_t k = 0; section_kind_at(k) != NULL; k++) {
        const SectionKind *kind = section_kind_at(k);
        guint count = kind->is_many ? scenario_sections(reading->scenario, kind)->len : 1;
        for (guint i = 0; i < count; i++)
            add_section(reading, kind,
                        kind->is_many ? scenario_head(reading->scenario, kind, i)->name : "");
    }
    g_array_sort(reading->scenario->config, compare_rows);
}

/* --- inputs ---------------------------------------------------------------------------------- */

/* Files of the program's own data are called by their folder there, "models/x.tflite": where it
 * is installed is nobody's business. */
static const char *input_name(const Reading *reading, const char *path)
{
    const char *const folders[] = {reading->places->models, reading->places->hwprofiles};
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *above = folders[i] == NULL ? NULL : g_path_get_dirname(folders[i]);
        g_autofree char *start = above == NULL ? NULL : g_strconcat(above, "/", NULL);
        if (start != NULL && folders[i][0] == '/' && g_str_has_prefix(path, start))
            return path + strlen(start);
    }
    return path;
}

static void add_input(Reading *reading, const char *path)
{
    ParamContext *ctx = &reading->memory->params;
    const GArray *inputs = reading->scenario->inputs;
    const char *name = input_name(reading, path);
    for (guint i = 0; i < inputs->len; i++) {
        if (strcmp(g_array_index(inputs, InputFile, i).path, name) == 0)
            return;
    }
    g_autoptr(GMappedFile) file =
        g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new(path, FALSE, NULL) : NULL;
    if (file == NULL)
        return;
    gsize size = g_mapped_file_get_length(file);
    const char *bytes = size == 0 ? "" : g_mapped_file_get_contents(file);
    g_autofree char *hash =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
    InputFile input = {param_text_keep(ctx, name), param_text_keep(ctx, hash)};
    g_array_append_val(reading->scenario->inputs, input);
}

/* What of a data pool is read. */
static void add_pool(Reading *reading, const char *folder)
{
    static const char *const names[] = {"classes.csv", "inputs.bin", "labels.csv"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            add_input(reading, path);
    }
}

static void add_inputs(Reading *reading)
{
    const ScenarioMemory *memory = reading->memory;
    for (guint i = 0; i < memory->files->len; i++)
        add_input(reading, g_ptr_array_index(memory->files, i));
    for (guint i = 0; i < memory->boards->len; i += 2)
        add_input(reading, g_ptr_array_index(memory->boards, i));
    for (guint i = 0; i < reading->scenario->models->len; i++) {
        const ModelSection *model = &g_array_index(reading->scenario->models, ModelSection, i);
        add_input(reading, model->path);
        if (model->pool_path != NULL)
            add_pool(reading, model->pool_path);
    }
}

void scenario_effective(Reading *reading)
{
    ParamContext *ctx = &reading->memory->params;
    g_autofree char *text = effective_text(reading, true);
    g_autofree char *written = effective_text(reading, false);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, written, -1);
    reading->scenario->effective_text = param_text_keep(ctx, text);
    reading->scenario->text_sha256 = param_text_keep(ctx, hash);
    add_config(reading);
    add_inputs(reading);
}
