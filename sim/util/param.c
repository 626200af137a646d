#include "util/param.h"

#include <math.h>
#include <string.h>

#include "util/param_read.h"
#include "util/param_type.h"
#include "util/suggest.h"

void param_context_init(ParamContext *ctx, ProblemList *problems)
{
    g_assert(problems != NULL);
    *ctx = (ParamContext){.texts = g_string_chunk_new(1024),
                          .blocks = g_ptr_array_new_with_free_func(g_free),
                          .problems = problems,
                          .place = {"", 0}};
}

void param_context_clear(ParamContext *ctx)
{
    g_string_chunk_free(ctx->texts);
    g_ptr_array_unref(ctx->blocks);
    *ctx = (ParamContext){.problems = NULL};
}

void *param_alloc(ParamContext *ctx, size_t size)
{
    void *block = g_malloc0(size > 0 ? size : 1);
    g_ptr_array_add(ctx->blocks, block);
    return block;
}

const char *param_text_keep(ParamContext *ctx, const char *text)
{
    return g_string_chunk_insert_const(ctx->texts, text);
}

const ParamSpec *param_find(const ParamSpec *specs, const char *name)
{
    for (; specs->name != NULL; specs++) {
        if (strcmp(specs->name, name) == 0)
            return specs;
    }
    return NULL;
}

const char **param_names(const ParamSpec *specs)
{
    size_t count = 0;
    while (specs[count].name != NULL)
        count++;
    const char **names = g_new0(const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = specs[i].name;
    return names;
}

static void set_absent_scalar(FieldKind kind, void *field)
{
    switch (kind) {
    case FIELD_BOOL:
        *(bool *)field = false;
        break;
    case FIELD_INT:
    case FIELD_TIME:
        *(int64_t *)field = PARAM_AUTO;
        break;
    case FIELD_DOUBLE:
        *(double *)field = (double)NAN;
        break;
    case FIELD_CHOICE:
        *(int *)field = -1;
        break;
    case FIELD_TEXT:
        *(const char **)field = NULL;
        break;
    case FIELD_FORM:
        *(Form *)field = (Form){-1, NULL};
        break;
    }
}

void param_set_absent(const ParamSpec *spec, void *field)
{
    if (spec->is_list || spec->is_map)
        *(ParamList *)field = (ParamList){0, NULL, NULL};
    else if (spec->is_dist)
        *(Dist *)field = dist_constant((double)NAN);
    else
        set_absent_scalar(param_type_row(spec->type)->field, field);
}

void param_set_defaults(ParamContext *ctx, const ParamSpec *specs, void *record)
{
    for (; specs->name != NULL; specs++) {
        g_autoptr(GError) mistake = NULL;
        void *field = (char *)record + specs->offset;
        param_set_absent(specs, field);
        if (specs->def != NULL && !param_read_field(ctx, specs, specs->def, field, &mistake))
            g_error("default of '%s': %s", specs->name, mistake->message);
    }
}

/* Few enough to be listed in a message? */
static bool are_few(const char *const *names)
{
    enum { LISTED_MAX = 8 };
    return g_strv_length((GStrv)(uintptr_t)names) <= LISTED_MAX;
}

/* Is the key there, only misspelt? Then it is not missing too. */
static bool is_misspelt(const ParamSpec *specs, const IniSection *section, const char *name)
{
    const char *const known[] = {name, NULL};
    for (size_t i = 0; inisection_at(section, i) != NULL; i++) {
        const char *key = inisection_at(section, i)->key;
        g_autofree char *best = param_find(specs, key) == NULL ? suggest_text(key, known) : NULL;
        if (best != NULL && *best != '\0')
            return true;
    }
    return false;
}

/* One pair; false if it is a mistake. */
static bool read_pair(ParamContext *ctx, const ParamSpec *specs, const IniSection *section,
                      const IniPair *pair, void *record)
{
    ctx->place = pair->place;
    const ParamSpec *spec = param_find(specs, pair->key);
    if (spec != NULL)
        return param_read(ctx, spec, pair->value, record);
    g_autofree const char **names = param_names(specs);
    g_autofree char *best = suggest_text(pair->key, names);
    if (*best == '\0' && are_few(names)) {
        g_free(best);
        best = suggest_among(pair->key, "keys", names);
    }
    g_autofree char *title = inisection_title(section);
    g_autofree char *place = iniplace_text(pair->place);
    problem_add(ctx->problems, PROBLEM_ERROR, place, "unknown key '%s' in %s%s", pair->key, title,
                best);
    return false;
}

bool param_read_section(ParamContext *ctx, const ParamSpec *specs, const IniSection *section,
                        void *record)
{
    bool is_good = true;
    const ParamSpec *params = specs;
    param_set_defaults(ctx, specs, record);
    for (size_t i = 0; inisection_at(section, i) != NULL; i++) {
        if (!read_pair(ctx, specs, section, inisection_at(section, i), record))
            is_good = false;
    }
    for (; specs->name != NULL; specs++) {
        if (!specs->is_required || inisection_find(section, specs->name) != NULL)
            continue;
        is_good = false;
        if (section->is_damaged || is_misspelt(params, section, specs->name))
            continue;
        g_autofree char *title = inisection_title(section);
        g_autofree char *place = iniplace_text(section->place);
        problem_add(ctx->problems, PROBLEM_ERROR, place, "%s needs the key '%s'", title,
                    specs->name);
    }
    return is_good;
}

/* The word that a choice or form holds now, NULL if it is absent. */
static const char *current_word(const ParamSpec *spec, const void *record)
{
    const char *field = (const char *)record + spec->offset;
    g_assert(spec->type == PARAM_TYPE_CHOICE || spec->type == PARAM_TYPE_FORM);
    if (spec->type == PARAM_TYPE_CHOICE) {
        int choice = *(const int *)(const void *)field;
        return choice < 0 ? NULL : spec->words[choice];
    }
    int choice = ((const Form *)(const void *)field)->choice;
    return choice < 0 ? NULL : spec->form_at((size_t)choice)->name;
}

/* "strategy = canary, waves": the row of strategy; *ret_words is to be freed. */
static const ParamSpec *deciding_row(const ParamSpec *specs, const ParamSpec *spec,
                                     GStrv *ret_words)
{
    g_auto(GStrv) sides = g_strsplit(spec->only_with, "=", 2);
    g_assert(sides[1] != NULL);
    const ParamSpec *row = param_find(specs, g_strstrip(sides[0]));
    g_assert(row != NULL);
    *ret_words = value_split(g_strstrip(sides[1]), ',', NULL);
    g_assert(*ret_words != NULL);
    return row;
}

bool param_has_effect(const ParamSpec *specs, const ParamSpec *spec, const void *record)
{
    g_auto(GStrv) words = NULL;
    if (spec->only_with == NULL)
        return true;
    const char *current = current_word(deciding_row(specs, spec, &words), record);
    return current != NULL && value_word_find((const char *const *)words, current) >= 0;
}

bool param_check_effects(ParamContext *ctx, const ParamSpec *specs, const IniSection *section,
                         const void *record)
{
    bool is_good = true;
    for (size_t i = 0; inisection_at(section, i) != NULL; i++) {
        const IniPair *pair = inisection_at(section, i);
        const ParamSpec *spec = param_find(specs, pair->key);
        if (spec == NULL || param_has_effect(specs, spec, record))
            continue;
        g_auto(GStrv) words = NULL;
        const ParamSpec *row = deciding_row(specs, spec, &words);
        const char *current = current_word(row, record);
        g_autofree char *place = iniplace_text(pair->place);
        problem_add(ctx->problems, PROBLEM_ERROR, place,
                    "key '%s' has no effect with %s = %s; it goes with %s", pair->key, row->name,
                    current == NULL ? "none" : current, spec->only_with);
        is_good = false;
    }
    return is_good;
}
