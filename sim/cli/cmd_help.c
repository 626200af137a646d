/* The commands, one command, the keys of a scenario, the metrics. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd_table.h"
#include "cli/help_topic.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"

static void print_commands(void)
{
    terminal_put(stdout, "Usage: tinyfleet COMMAND [OPTION…] [ARGUMENT…]\n\n");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const Command *command = command_at(i);
        g_autofree char *line = g_strdup_printf("  %-14s %s\n", command->name, command->doc);
        terminal_put(stdout, line);
    }
    terminal_put(stdout, "\nOne command: tinyfleet help COMMAND, or COMMAND --help\n"
                         "Scenario keys: tinyfleet help keys [KIND]     "
                         "Metrics: tinyfleet help metrics\n");
}

static int help_command(int argc, char **argv)
{
    int word_count = 0;
    const Command *command = command_find(argc, argv, &word_count);
    if (command == NULL) {
        g_autofree char *best = command_suggest(argc, argv);
        return status_usage("help", "no help on '%s'%s", argv[0], best);
    }
    if (word_count != argc)
        return status_usage("help", "no help on '%s'", argv[argc - 1]);
    g_autofree char *program = g_strdup_printf("tinyfleet %s", command->name);
    g_set_prgname(program);
    command_print_examples(command);
    char name[] = "command", flag[] = "--help";
    char *arguments[] = {name, flag, NULL};
    return command->run(2, arguments);
}

int cmd_help(int argc, char **argv)
{
    g_autofree char *format = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &format, "of help keys", "text|csv"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("[COMMAND | keys [KIND] | metrics]", entries, &argc, &argv, &error))
        return status_usage("help", "%s", error->message);
    bool is_keys = argc >= 2 && strcmp(argv[1], "keys") == 0;
    if (format != NULL && !is_keys)
        return status_usage("help", "--format is for help keys");
    if (argc < 2) {
        print_commands();
        return STATUS_YES;
    }
    if (is_keys)
        return argc > 3 ? status_usage("help", "one kind at a time") : help_keys(argv[2], format);
    if (argc == 2 && strcmp(argv[1], "metrics") == 0)
        return help_metrics();
    return help_command(argc - 1, argv + 1);
}
