/*
 * cli/cmd_table.h - the commands: one row each in cmd_table.def.
 *
 * A command's name is one or two words. Its function gets its own name as argv[0] and
 * answers the exit status; --help is its own GOptionContext's, behind the examples.
 */
#ifndef TINYFLEET_CLI_CMD_TABLE_H
#define TINYFLEET_CLI_CMD_TABLE_H

#include <stddef.h>

typedef struct Command {
    const char *name; /* "run", "model info" */
    int (*run)(int argc, char **argv);
    const char *doc;      /* one sentence without its full stop */
    const char *examples; /* one per line, each starting with "tinyfleet " */
} Command;

/* The i-th command, NULL behind the last. */
const Command *command_at(size_t i);

/* The command that the first one or two words name; NULL if there is none. */
const Command *command_find(int argc, char **argv, int *ret_word_count);

/* "; did you mean 'run'?" or "", to be freed: the commands a mistyped word may stand for. */
char *command_suggest(int argc, char **argv);

/* What the command does, and its examples, on stdout. */
void command_print_examples(const Command *command);

#endif
