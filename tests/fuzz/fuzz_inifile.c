/* Random bytes never crash the reader, and what it accepts survives writing, reading, merging and
 * plain GKeyFile. */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/inifile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a text that was written by inifile_text(). */
static IniFile *read_back(const char *text)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    IniFile *ini = inifile_parse(text, strlen(text), "written", problems);
    g_assert(problem_at(problems, 0) == NULL);
    return ini;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = inifile_parse((const char *)data, size, "fuzz", problems);
    g_autofree char *lines = problem_list_text(problems);
    g_assert((problem_at(problems, 0) == NULL) == (*lines == '\0'));

    g_autofree char *text = inifile_text(ini);
    g_autoptr(IniFile) again = read_back(text);
    g_autofree char *second = inifile_text(again);
    g_assert_cmpstr(text, ==, second);
    inifile_merge(again, ini);
    g_autofree char *merged = inifile_text(again);
    g_assert_cmpstr(text, ==, merged);

    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    bool is_special = strstr(text, "Encoding") != NULL; /* a key that GKeyFile takes for its own */
    if (ini->sections->len > 0 && !is_special)
        g_assert(g_key_file_load_from_data(keyfile, text, strlen(text), G_KEY_FILE_NONE, NULL));
    return 0;
}
