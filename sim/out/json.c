#include "out/json.h"

#include <math.h>

#include "out/number.h"

static void put_string(GString *out, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_string_append_c(out, '"');
    for (const char *p = valid; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", c);
        else if (c == '\n')
            g_string_append(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_c(out, (char)c);
    }
    g_string_append_c(out, '"');
}

static void put_key(Json *json, const char *key)
{
    g_assert(json && json->text);

    if (!json->is_first)
        g_string_append(json->text, ",");
    if (json->text->len > 0)
        g_string_append_c(json->text, '\n');
    json->is_first = false;
    if (!key)
        return;
    put_string(json->text, key);
    g_string_append(json->text, ": ");
}

void json_begin(Json *json, const char *key, char kind)
{
    g_assert(kind == '{' || kind == '[');
    put_key(json, key);
    g_string_append_c(json->text, kind);
    json->is_first = true;
}

void json_end(Json *json, char kind)
{
    g_assert(kind == '{' || kind == '[');
    g_string_append_c(json->text, kind == '{' ? '}' : ']');
    json->is_first = false;
}

void json_text(Json *json, const char *key, const char *value)
{
    put_key(json, key);
    if (value)
        put_string(json->text, value);
    else
        g_string_append(json->text, "null");
}

void json_number(Json *json, const char *key, double value)
{
    char text[NUMBER_SIZE];
    put_key(json, key);
    number_exact(value, text);
    g_string_append(json->text, isfinite(value) ? text : "null");
}

void json_integer(Json *json, const char *key, int64_t value)
{
    put_key(json, key);
    g_string_append_printf(json->text, "%" G_GINT64_FORMAT, value);
}

void json_bool(Json *json, const char *key, bool value)
{
    put_key(json, key);
    g_string_append(json->text, value ? "true" : "false");
}
