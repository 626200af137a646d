#include "cli/options.h"

#include <stdint.h>
#include <string.h>

#include "util/error.h"
#include "util/suggest.h"

/* The long names of the entries, ends with NULL; texts are the entries' own. */
static char **long_names(const GOptionEntry *entries)
{
    GPtrArray *names = g_ptr_array_new();
    for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
        g_ptr_array_add(names, (gpointer)(uintptr_t)entry->long_name);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static bool is_known(const GOptionEntry *entries, const char *name, size_t length)
{
    for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++) {
        if (strlen(entry->long_name) == length && strncmp(entry->long_name, name, length) == 0)
            return true;
    }
    return strncmp(name, "help", length) == 0 && length == 4;
}

static void refuse_option(const GOptionEntry *entries, const char *name, size_t length,
                          GError **error)
{
    g_autofree char *word = g_strndup(name, length);
    g_autofree char **names = long_names(entries);
    g_autofree char *best = suggest_text(word, (const char *const *)names);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "unknown option '--%s'%s", word, best);
}

/* An unknown long option is named before GLib sees it, so that the sentence is ours. */
static bool check_long_options(const GOptionEntry *entries, int argc, char **argv, GError **error)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        size_t length = strcspn(argv[i] + 2, "=");
        if (!is_known(entries, argv[i] + 2, length)) {
            refuse_option(entries, argv[i] + 2, length, error);
            return false;
        }
    }
    return true;
}

static bool takes_value(const GOptionEntry *entry)
{
    return entry->arg != G_OPTION_ARG_NONE && entry->arg != G_OPTION_ARG_CALLBACK;
}

/* The entry of "-j4" or "-n=10", which GLib wants as two words; NULL for anything else. */
static const GOptionEntry *find_attached(const GOptionEntry *entries, const char *argument)
{
    if (argument[0] != '-' || argument[1] == '-' || argument[1] == '\0' || argument[2] == '\0')
        return NULL;
    for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++) {
        if (entry->short_name == argument[1] && takes_value(entry))
            return entry;
    }
    return NULL;
}

/* argv with attached values written out; the new texts are kept in `texts`. */
static char **expand(const GOptionEntry *entries, int argc, char **argv, GPtrArray *texts)
{
    char **expanded = g_new0(char *, (size_t)argc + 1);
    bool are_options = true;
    for (int i = 0; i < argc; i++) {
        are_options = are_options && strcmp(argv[i], "--") != 0;
        const GOptionEntry *entry = are_options && i > 0 ? find_attached(entries, argv[i]) : NULL;
        expanded[i] = argv[i];
        if (entry == NULL)
            continue;
        const char *value = argv[i][2] == '=' ? argv[i] + 3 : argv[i] + 2;
        expanded[i] = g_strdup_printf("--%s=%s", entry->long_name, value);
        g_ptr_array_add(texts, expanded[i]);
    }
    return expanded;
}

bool options_parse(const char *arguments, const GOptionEntry *entries, int *argc, char ***argv,
                   GError **error)
{
    if (!check_long_options(entries, *argc, *argv, error))
        return false;
    g_autoptr(GOptionContext) context = g_option_context_new(arguments);
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autofree char **expanded = expand(entries, *argc, *argv, texts);
    char **rest = expanded; /* GLib takes the options out; what stays are the caller's texts */
    GError *local = NULL;
    if (g_option_context_parse(context, argc, &rest, &local)) {
        memcpy(*argv, rest, (size_t)*argc * sizeof *rest);
        (*argv)[*argc] = NULL;
        return true;
    }
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s", local->message);
    g_error_free(local);
    return false;
}

int options_choice(const char *option, const char *word, const char *const *words, GError **error)
{
    if (word == NULL)
        return 0;
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    g_autofree char *known = g_strjoinv(", ", (char **)(uintptr_t)words);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_USAGE, "%s = %s: one of %s", option, word, known);
    return -1;
}

static bool is_plain(const char *argument)
{
    return *argument != '\0' &&
           strspn(argument, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                            "-_./=:,%+@") == strlen(argument);
}

char *options_command_line(int argc, char **argv)
{
    GString *line = g_string_new("tinyfleet");
    for (int i = 0; i < argc; i++) {
        g_autofree char *quoted = is_plain(argv[i]) ? g_strdup(argv[i]) : g_shell_quote(argv[i]);
        g_autofree char *valid = g_utf8_make_valid(quoted, -1);
        g_string_append_printf(line, " %s", valid);
    }
    return g_string_free(line, FALSE);
}
