#include "util/quote.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* Where the character behind the last one that is kept begins; the end if all are. */
static const char *cut_place(const char *text, const char *end)
{
    for (int i = 0; i < QUOTE_CHARS_MAX && text < end; i++)
        text = g_utf8_find_next_char(text, end) != NULL ? g_utf8_find_next_char(text, end) : end;
    return text;
}

static void append_cut(GString *into, const char *text, const char *end)
{
    const char *cut = cut_place(text, end);
    g_string_append_len(into, text, cut - text);
    g_string_append(into, cut < end ? ELLIPSIS : "");
}

char *quote_cut(const char *text)
{
    GString *cut = g_string_new(NULL);
    append_cut(cut, text, text + strlen(text));
    return g_string_free(cut, FALSE);
}

/* A quote opens behind a blank or a bracket; in "device's" it does not. */
static bool opens(const char *sentence, const char *at)
{
    bool is_quote = *at == '\'' || *at == '"';
    return is_quote && (at == sentence || strchr(" \t([", at[-1]) != NULL);
}

/* The quote that ends what `at` opens: the first with a blank or a mark behind it; else the end. */
static const char *closing(const char *at)
{
    const char *end = at + 1;
    while ((end = strchr(end, *at)) != NULL && strchr(" \t,.;:)]?!", end[1]) == NULL)
        end++;
    return end != NULL ? end : at + strlen(at);
}

char *quote_cut_all(const char *sentence)
{
    GString *cut = g_string_new(NULL);
    const char *at = sentence;
    while (*at != '\0') {
        if (!opens(sentence, at)) {
            g_string_append_c(cut, *at++);
            continue;
        }
        const char *end = closing(at);
        g_string_append_c(cut, *at);
        append_cut(cut, at + 1, end);
        if (*end != '\0')
            g_string_append_c(cut, *end++);
        at = end;
    }
    return g_string_free(cut, FALSE);
}
