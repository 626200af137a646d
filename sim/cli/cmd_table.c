#include "cli/cmd_table.h"

#include <glib.h>
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
