#include "util/param_text.h"

#include <string.h>

#include "util/param_type.h"

const char *const param_column_names[] = {"section",     "occurs",  "key",   "type",
                                          "required",    "default", "range", "only_when",
                                          "description", NULL};

/* Name of one value: "duration", "ref:region", "phase". */
static char *scalar_name(const ParamSpec *spec)
{
    if (spec->type_name != NULL)
        return g_strdup(spec->type_name);
    if (spec->type == PARAM_TYPE_REF)
        return g_strdup_printf("ref:%s", spec->ref);
    return g_strdup(param_type_row(spec->type)->name);
}

char *param_type_name(const ParamSpec *spec)
{
    g_autofree char *name = scalar_name(spec);
    if (spec->is_map)
        return spec->ref == NULL ? g_strdup_printf("map<ident,%s>", name)
                                 : g_strdup_printf("map<ref:%s,%s>", spec->ref, name);
    if (spec->is_list)
        return g_strdup_printf("list<%s>", name);
    if (spec->is_dist)
        return g_strdup_printf("dist<%s>", name);
    return g_steal_pointer(&name);
}

/* "name:type" and, if there is one, "=default"; a choice among words shows as word. */
static void append_parameter(GString *text, const ParamSpec *row)
{
    g_autofree char *type = row->type == PARAM_TYPE_CHOICE && row->type_name == NULL
                                ? g_strdup("word")
                                : param_type_name(row);
    const char *last = text->str + text->len - 1;
    g_string_append_printf(text, "%s%s:%s", *last == '(' ? "" : ", ", row->name, type);
    if (row->def != NULL)
        g_string_append_printf(text, "=%s", row->def);
}

static bool is_optional(const ParamSpec *row)
{
    return !row->is_required && row->def == NULL;
}

/* The call with or without its optional parameters. */
static void append_call(GString *text, const FormSpec *form, bool has_optional)
{
    g_string_append(text, form->name);
    size_t start = text->len;
    g_string_append_c(text, '(');
    for (const ParamSpec *row = form->params; row != NULL && row->name != NULL; row++) {
        if (has_optional || !is_optional(row))
            append_parameter(text, row);
    }
    if (text->len == start + 1)
        g_string_truncate(text, start);
    else
        g_string_append_c(text, ')');
}

char *param_form_text(const FormSpec *form)
{
    GString *text = g_string_new(NULL);
    bool has_optional = false;
    if (form->name[0] == '<')
        return g_string_free(g_string_append(text, form->name), FALSE);
    for (const ParamSpec *row = form->params; row != NULL && row->name != NULL; row++)
        has_optional = has_optional || is_optional(row);
    append_call(text, form, false);
    if (has_optional) {
        g_string_append(text, " | ");
        append_call(text, form, true);
    }
    return g_string_free(text, FALSE);
}

static char *family_text(FormAt form_at)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; form_at(i) != NULL; i++) {
        g_autofree char *form = param_form_text(form_at(i));
        g_string_append_printf(text, "%s%s", i == 0 ? "" : " | ", form);
    }
    return g_string_free(text, FALSE);
}

char *param_range_text(const ParamSpec *spec)
{
    if (spec->type == PARAM_TYPE_FORM)
        return family_text(spec->form_at);
    if (spec->type == PARAM_TYPE_CHOICE)
        return g_strjoinv(", ", (char **)(uintptr_t)spec->words);
    return param_has_range(spec) ? param_limits_text(spec) : g_strdup("");
}

char *param_only_with_text(const ParamSpec *spec)
{
    g_auto(GStrv) sides = g_strsplit(spec->only_with == NULL ? "" : spec->only_with, " = ", 2);
    return g_strjoinv(": ", sides);
}

char **param_columns(const ParamSpec *spec, const char *section, bool occurs_once)
{
    char **columns = g_new0(char *, G_N_ELEMENTS(param_column_names));
    columns[0] = g_strdup(section);
    columns[1] = g_strdup(occurs_once ? "one" : "many");
    columns[2] = g_strdup(spec->name);
    columns[3] = param_type_name(spec);
    columns[4] = g_strdup(spec->is_required ? "yes" : "no");
    columns[5] = g_strdup(spec->def == NULL ? "" : spec->def);
    columns[6] = param_range_text(spec);
    columns[7] = param_only_with_text(spec);
    columns[8] = g_strdup(spec->doc == NULL ? "" : spec->doc);
    return columns;
}
