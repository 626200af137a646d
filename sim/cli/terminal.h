/*
 * cli/terminal.h - what the streams can show: terminal or not, colours, UTF-8.
 *
 * A pipe gets no escape code. Text that goes to a charset other than UTF-8 loses its
 * typographic glyphs, not its meaning: "–" becomes "-", "±" becomes "+-".
 */
#ifndef TINYFLEET_CLI_TERMINAL_H
#define TINYFLEET_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

typedef enum When { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER } When;

/* "auto", "always", "never"; NULL means auto. False for any other word. */
bool when_parse(const char *word, When *ret_when);

/* Can the stream show control codes at all? No for files, pipes and TERM=dumb. */
bool terminal_is_capable(FILE *stream);

/* May the stream be coloured? `auto` also honours NO_COLOR. */
bool terminal_has_color(FILE *stream, When when);

/* Width in columns: $COLUMNS, else what the terminal says, else 80. */
int terminal_columns(void);

/* Writes UTF-8 text to a person: as it is, or with ASCII in place of what cannot be shown. */
void terminal_put(FILE *stream, const char *text);

/* The ASCII form of UTF-8 text; to be freed. */
char *terminal_ascii(const char *text);

#endif
