/*
 * cli/main.c - from argv to a command, and from a command to an exit status.
 *
 * Numbers, dates and sorting stay in the C locale; only the charset follows the user.
 */
#include <glib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd_table.h"
#include "cli/log.h"
#include "cli/status.h"
#include "cli/terminal.h"

static const char short_help[] =
    "tinyfleet: what would this fleet of TinyML devices do, before you build it?\n"
    "\n"
    "  tinyfleet run scenarios/smart-home.ini       simulate, check the promises, write a report\n"
    "  tinyfleet validate scenarios/smart-home.ini  check a scenario, with predictions, no run\n"
    "\n"
    "All commands: tinyfleet help        One command: tinyfleet run --help\n"
    "What a scenario may say: tinyfleet help keys\n";

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

static int unknown_command(int argc, char **argv)
{
    g_autofree char *best = command_suggest(argc, argv);
    return status_usage(NULL, "unknown %s '%s'%s", argv[0][0] == '-' ? "option" : "command",
                        argv[0], best);
}

static int dispatch(int argc, char **argv)
{
    int word_count = 0;
    const Command *command = command_find(argc, argv, &word_count);
    if (command == NULL)
        return unknown_command(argc, argv);
    g_autofree char *program = g_strdup_printf("tinyfleet %s", command->name);
    g_set_prgname(program);
    if (asks_for_help(argc, argv))
        command_print_examples(command);
    return command->run(argc - word_count + 1, argv + word_count - 1);
}

/* What was asked for on stdout must have got there: a full disk is not a success. */
static int close_output(int status)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    terminal_put(stderr, "error: cannot write to standard output\n");
    return status == STATUS_YES || status == STATUS_NO ? STATUS_BROKEN : status;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    signal(SIGABRT, status_on_abort);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe and a file too large are errors of a write, */
    signal(SIGXFSZ, SIG_IGN); /* with a sentence, and not the end of what was going on */
    LogSettings log_settings = log_settings_from(argc, argv);
    log_start(&log_settings);
    if (argc < 2) {
        terminal_put(stdout, short_help);
        return close_output(STATUS_YES);
    }
    char help_word[] = "help", version_word[] = "version";
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        argv[1] = help_word;
    if (strcmp(argv[1], "--version") == 0)
        argv[1] = version_word;
    return close_output(dispatch(argc - 1, argv + 1));
}
