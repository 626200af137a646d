#include "cli/terminal.h"

#include <glib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct Glyph {
    const char *utf8, *ascii;
} Glyph;

static const Glyph glyphs[] = {
    {"–", "-"},      {"—", "-"}, {"−", "-"},  {"±", "+-"}, {"×", "x"},      {"…", "..."},
    {"µ", "u"},      {"·", "."}, {"≤", "<="}, {"≥", ">="}, {"→", "->"},     {"✓", "+"},
    {"✔", "+"},      {"✗", "x"}, {"✘", "x"},  {"°", ""},   {"\u00a0", " "}, {"\u2009", " "},
    {"\u202f", " "}, {"‘", "'"}, {"’", "'"},  {"“", "\""}, {"”", "\""},     {"²", "2"},
};

bool when_parse(const char *word, When *ret_when)
{
    static const char *const words[] = {"auto", "always", "never"};
    if (word == NULL) {
        *ret_when = WHEN_AUTO;
        return true;
    }
    for (int i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) == 0) {
            *ret_when = (When)i;
            return true;
        }
    }
    return false;
}

bool terminal_is_capable(FILE *stream)
{
    const char *term = g_getenv("TERM");
    return isatty(fileno(stream)) == 1 && g_strcmp0(term, "dumb") != 0;
}

bool terminal_has_color(FILE *stream, When when)
{
    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    return g_getenv("NO_COLOR") == NULL && terminal_is_capable(stream);
}

int terminal_columns(void)
{
    const char *text = g_getenv("COLUMNS");
    gint64 columns = text == NULL ? 0 : g_ascii_strtoll(text, NULL, 10);
    struct winsize size = {0};
    if (columns <= 0 && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    return columns <= 0 ? 80 : (int)MIN(columns, 1000);
}

static const Glyph *glyph_find(const char *at)
{
    for (size_t i = 0; i < G_N_ELEMENTS(glyphs); i++) {
        if (g_str_has_prefix(at, glyphs[i].utf8))
            return &glyphs[i];
    }
    return NULL;
}

char *terminal_ascii(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(NULL);
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        const Glyph *glyph = glyph_find(at);
        if ((unsigned char)*at < 0x80)
            g_string_append_c(out, *at);
        else
            g_string_append(out, glyph == NULL ? "?" : glyph->ascii);
    }
    return g_string_free(out, FALSE);
}

void terminal_put(FILE *stream, const char *text)
{
    if (g_get_charset(NULL)) {
        fputs(text, stream);
        return;
    }
    g_autofree char *ascii = terminal_ascii(text);
    fputs(ascii, stream);
}
