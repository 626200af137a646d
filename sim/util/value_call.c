#include <string.h>

#include "util/error.h"
#include "util/suggest.h"
#include "util/value.h"

/* Where a scan is: inside quotes, how deep in parentheses. */
typedef struct Nest {
    bool is_quoted;
    size_t depth;
} Nest;

/* Steps over one character (two for an escaped one); returns the next place. */
static const char *nest_step(Nest *nest, const char *at)
{
    if (nest->is_quoted) {
        if (at[0] == '\\' && (at[1] == '"' || at[1] == '\\'))
            return at + 2;
        nest->is_quoted = *at != '"';
    } else if (*at == '"') {
        nest->is_quoted = true;
    } else if (*at == '(') {
        nest->depth++;
    } else if (*at == ')') {
        nest->depth--;
    }
    return at + 1;
}

/* First `wanted` outside quotes and parentheses, or the end. NULL: ')' without '('. */
static const char *find_outside(const char *text, char wanted, Nest *ret_nest)
{
    Nest nest = {false, 0};
    const char *at = text;
    while (*at != '\0') {
        bool is_outside = !nest.is_quoted && nest.depth == 0;
        if (is_outside && *at == wanted)
            break;
        if (is_outside && *at == ')')
            return NULL;
        at = nest_step(&nest, at);
    }
    *ret_nest = nest;
    return at;
}

static bool refuse_nest(const char *text, const Nest *nest, GError **error)
{
    if (nest == NULL)
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' has a ')' without its '('", text);
    else
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "the closing %s of '%s' is missing",
                    nest->is_quoted ? "quote" : "')'", text);
    return false;
}

static char *trimmed(const char *start, const char *end)
{
    return g_strstrip(g_strndup(start, (size_t)(end - start)));
}

GStrv value_split(const char *text, char separator, GError **error)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    const char *start = text;
    bool is_last = false;
    while (!is_last) {
        Nest nest;
        const char *end = find_outside(start, separator, &nest);
        if (end == NULL || nest.is_quoted || nest.depth > 0) {
            refuse_nest(text, end == NULL ? NULL : &nest, error);
            return NULL;
        }
        char *part = trimmed(start, end);
        g_ptr_array_add(parts, part);
        if (*part == '\0') {
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "item %u of '%s' is empty",
                        parts->len, text);
            return NULL;
        }
        is_last = *end == '\0';
        start = end + 1;
    }
    g_ptr_array_add(parts, NULL);
    g_ptr_array_set_free_func(parts, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&parts), FALSE);
}

bool value_pair(const char *text, char **ret_name, char **ret_value, GError **error)
{
    Nest nest;
    const char *colon = find_outside(text, ':', &nest);
    if (colon == NULL || nest.is_quoted || nest.depth > 0)
        return refuse_nest(text, colon == NULL ? NULL : &nest, error);
    g_autofree char *name = trimmed(text, colon);
    g_autofree char *value = *colon == ':' ? g_strstrip(g_strdup(colon + 1)) : NULL;
    if (*name != '\0' && value != NULL && *value == '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' has nothing behind its ':'", text);
        return false;
    }
    if (*name == '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not name:value", text);
        return false;
    }
    *ret_name = g_steal_pointer(&name);
    *ret_value = g_steal_pointer(&value);
    return true;
}

/* Length of letter { letter | digit | "-" | "_" | "." | "/" } at the start. */
static size_t word_length(const char *text)
{
    if (!g_ascii_isalpha(*text))
        return 0;
    size_t length = 1;
    while (g_ascii_isalnum(text[length]) ||
           (text[length] != '\0' && strchr("-_./", text[length]) != NULL))
        length++;
    return length;
}

void value_call_free(ValueCall *call)
{
    if (call == NULL)
        return;
    g_free(call->word);
    g_strfreev(call->names);
    g_strfreev(call->values);
    g_free(call);
}

const char *value_call_find(const ValueCall *call, const char *name)
{
    for (size_t i = 0; i < call->arg_count; i++) {
        if (strcmp(call->names[i], name) == 0)
            return call->values[i];
    }
    return NULL;
}

bool value_call_check(const ValueCall *call, const char *const *known, GError **error)
{
    for (size_t i = 0; i < call->arg_count; i++) {
        const char *name = call->names[i];
        if (g_strv_contains(known, name))
            continue;
        g_autofree char *best = suggest_text(name, known);
        g_autofree char *all = g_strjoinv(" ", (char **)(uintptr_t)known);
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "unknown parameter '%s'%s %s has%s %s",
                    name, *best == '\0' ? ";" : best, call->word, *all == '\0' ? "" : ":",
                    *all == '\0' ? "none" : all);
        return false;
    }
    return true;
}

/* "name = value" becomes the next argument. */
static bool add_argument(ValueCall *call, const char *text, GError **error)
{
    size_t length = word_length(text);
    const char *equals = text + length + strspn(text + length, " \t");
    if (length == 0 || *equals != '=') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "'%s' has no name; the parameters of %s are written name=value", text,
                    call->word);
        return false;
    }
    g_autofree char *name = g_strndup(text, length);
    g_autofree char *value = g_strstrip(g_strdup(equals + 1));
    if (*value == '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "parameter '%s' of %s has no value",
                    name, call->word);
        return false;
    }
    if (value_call_find(call, name) != NULL) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "parameter '%s' of %s given twice", name,
                    call->word);
        return false;
    }
    call->names[call->arg_count] = g_steal_pointer(&name);
    call->values[call->arg_count++] = g_steal_pointer(&value);
    return true;
}

/* Does the call end with the ')' that closes its '('? */
static bool check_end(const char *text, GError **error)
{
    Nest nest = {false, 0};
    const char *at = text;
    do
        at = nest_step(&nest, at);
    while (*at != '\0' && (nest.depth > 0 || nest.is_quoted || at[-1] != ')'));
    if (nest.depth > 0 || nest.is_quoted)
        return refuse_nest(text, &nest, error);
    if (*at == '\0')
        return true;
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' follows the ')' of '%.*s'",
                at + strspn(at, " \t"), (int)(at - text), text);
    return false;
}

ValueCall *value_call_parse(const char *text, GError **error)
{
    g_autoptr(ValueCall) call = g_new0(ValueCall, 1);
    size_t length = word_length(text);
    const char *open = text + length;
    size_t size = strlen(text);
    if (length == 0 || (*open != '\0' && *open != '(')) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "'%s' is neither a word nor a call like word(name=value)", text);
        return NULL;
    }
    call->word = g_strndup(text, length);
    if (*open == '(' && !check_end(text, error))
        return NULL;
    g_autofree char *inside = *open == '(' ? trimmed(open + 1, text + size - 1) : g_strdup("");
    g_auto(GStrv) parts = *inside == '\0' ? g_new0(char *, 1) : value_split(inside, ',', error);
    if (parts == NULL)
        return NULL;
    call->names = g_new0(char *, g_strv_length(parts) + 1);
    call->values = g_new0(char *, g_strv_length(parts) + 1);
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (!add_argument(call, parts[i], error))
            return NULL;
    }
    return g_steal_pointer(&call);
}
