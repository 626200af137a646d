#include "cli/cmd_table.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "util/suggest.h"

#define COMMAND(name, function, doc, examples) int cmd_##function(int argc, char **argv);
#include "cli/cmd_table.def"
#undef COMMAND

static const Command commands[] = {
#define COMMAND(name, function, doc, examples) {name, cmd_##function, doc, examples},
#include "cli/cmd_table.def"
#undef COMMAND
};

const Command *command_at(size_t i)
{
    return i < G_N_ELEMENTS(commands) ? &commands[i] : NULL;
}

static const Command *command_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

const Command *command_find(int argc, char **argv, int *ret_word_count)
{
    g_assert(argc >= 1);
    *ret_word_count = 1;
    const Command *single = command_named(argv[0]);
    if (single != NULL || argc < 2)
        return single;
    g_autofree char *pair = g_strdup_printf("%s %s", argv[0], argv[1]);
    *ret_word_count = 2;
    return command_named(pair);
}

void command_print_examples(const Command *command)
{
    g_autofree char *head =
        g_strdup_printf("tinyfleet %s - %s\n\nExamples:\n", command->name, command->doc);
    terminal_put(stdout, head);
    g_auto(GStrv) lines = g_strsplit(command->examples, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_autofree char *line = g_strdup_printf("  %s\n", lines[i]);
        terminal_put(stdout, line);
    }
    terminal_put(stdout, "\n");
}

/* Names of two words, or of one; ends with NULL. */
static void collect_words(GPtrArray *words, bool are_pairs)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if ((strchr(commands[i].name, ' ') != NULL) == are_pairs)
            g_ptr_array_add(words, (gpointer)(uintptr_t)commands[i].name);
    }
    g_ptr_array_add(words, NULL);
}

/* "modle info" is near a name of two words; "rum" near one of one; "model" alone, or with a
 * second word that is far from all, lists what there is of it. */
char *command_suggest(int argc, char **argv)
{
    g_assert(argc >= 1);
    g_autoptr(GPtrArray) pairs = g_ptr_array_new(), singles = g_ptr_array_new();
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    collect_words(pairs, true);
    collect_words(singles, false);
    g_autofree char *typed = argc < 2 ? NULL : g_strdup_printf("%s %s", argv[0], argv[1]);
    g_autofree char *best_pair =
        suggest_text(typed == NULL ? "" : typed, (const char *const *)pairs->pdata);
    if (*best_pair != '\0')
        return g_steal_pointer(&best_pair);
    g_autofree char *best = suggest_text(argv[0], (const char *const *)singles->pdata);
    if (*best != '\0')
        return g_steal_pointer(&best);
    g_autofree char *prefix = g_strdup_printf("%s ", argv[0]);
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_has_prefix(commands[i].name, prefix))
            g_ptr_array_add(known, (gpointer)(uintptr_t)commands[i].name);
    }
    if (known->len == 0)
        return g_strdup("");
    g_ptr_array_add(known, NULL);
    g_autofree char *list = g_strjoinv("', '", (char **)known->pdata);
    return g_strdup_printf("; there is '%s'", list);
}
