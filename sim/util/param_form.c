#include <string.h>

#include "util/error.h"
#include "util/param_read.h"

/* Position of the member of that name, -1 if there is none. */
static int find_form(FormAt form_at, const char *word)
{
    for (int i = 0; form_at((size_t)i) != NULL; i++) {
        if (value_word_equal(form_at((size_t)i)->name, word))
            return i;
    }
    return -1;
}

/* Position of the "<type>" member, -1 if there is none. */
static int find_bare(FormAt form_at)
{
    for (int i = 0; form_at((size_t)i) != NULL; i++) {
        if (form_at((size_t)i)->name[0] == '<')
            return i;
    }
    return -1;
}

static bool refuse_form(FormAt form_at, const char *word, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; form_at(i) != NULL; i++)
        g_ptr_array_add(names, (gpointer)(uintptr_t)form_at(i)->name);
    g_ptr_array_add(names, NULL);
    return param_refuse_word(word, (const char *const *)names->pdata, error);
}

static const ParamSpec *rows_of(const FormSpec *form)
{
    static const ParamSpec none[] = {PARAM_NONE};
    return form->params == NULL ? none : form->params;
}

/* What is given must have an effect beside the others. */
static bool check_arguments(const FormSpec *form, const ValueCall *call, const void *record,
                            GError **error)
{
    for (const ParamSpec *row = rows_of(form); row->name != NULL; row++) {
        if (value_call_find(call, row->name) == NULL ||
            param_has_effect(rows_of(form), row, record))
            continue;
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "parameter '%s' of %s has no effect without %s", row->name, call->word,
                    row->only_with);
        return false;
    }
    return true;
}

static bool read_arguments(ParamContext *ctx, const FormSpec *form, const ValueCall *call,
                           void *record, GError **error)
{
    const ParamSpec *rows = rows_of(form);
    g_autofree const char **names = param_names(rows);
    if (!value_call_check(call, names, error))
        return false;
    for (const ParamSpec *row = rows; row->name != NULL; row++) {
        const char *text = value_call_find(call, row->name);
        g_autoptr(GError) mistake = NULL;
        if (text == NULL && row->is_required) {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "parameter '%s' of %s is missing",
                        row->name, call->word);
            return false;
        }
        if (text == NULL ||
            param_read_field(ctx, row, text, (char *)record + row->offset, &mistake))
            continue;
        g_autofree char *said = param_say(row->name, text, mistake->message);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "%s", said);
        return false;
    }
    return check_arguments(form, call, record, error);
}

/* Is the text a value of the bare member, rather than a word or call? */
static bool looks_bare(const FormSpec *bare, const char *text)
{
    return !g_ascii_isalpha(*text) || param_is_special(bare->params, text) ||
           (bare->params->is_dist && value_is_dist(text));
}

bool param_read_form(ParamContext *ctx, const ParamSpec *spec, const char *text, Form *form,
                     GError **error)
{
    g_assert(spec->form_at != NULL);
    g_autoptr(ValueCall) call = NULL;
    int bare = find_bare(spec->form_at);
    g_autofree char *word = g_strstrip(g_strndup(text, strcspn(text, "(")));
    int choice = find_form(spec->form_at, word);
    bool is_bare = choice < 0 && bare >= 0 && looks_bare(spec->form_at((size_t)bare), text);
    if (choice < 0 && !is_bare && g_ascii_isalpha(*text))
        return refuse_form(spec->form_at, word, error);
    if (!is_bare && (call = value_call_parse(text, error)) == NULL)
        return false;
    if (!is_bare && choice < 0)
        return refuse_form(spec->form_at, word, error);
    const FormSpec *member = spec->form_at((size_t)(is_bare ? bare : choice));
    void *record = member->size > 0 ? param_alloc(ctx, member->size) : NULL;
    param_set_defaults(ctx, rows_of(member), record);
    if (is_bare ? !param_read_field(ctx, member->params, text,
                                    (char *)record + member->params->offset, error)
                : !read_arguments(ctx, member, call, record, error))
        return false;
    *form = (Form){is_bare ? bare : choice, record};
    return true;
}
