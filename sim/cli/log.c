#include "cli/log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"

static int flag_verbosity(const char *argument)
{
    if (strcmp(argument, "--quiet") == 0)
        return -1;
    if (strcmp(argument, "--verbose") == 0)
        return 1;
    size_t length = strlen(argument);
    if (length < 2 || argument[0] != '-' || strspn(argument + 1, "qv") != length - 1)
        return 0;
    int sum = 0;
    for (const char *at = argument + 1; *at != '\0'; at++)
        sum += *at == 'q' ? -1 : 1;
    return sum;
}

LogSettings log_settings_from(int argc, char **argv)
{
    int sum = 0;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        sum += flag_verbosity(argv[i]);
    return (LogSettings){.verbosity = CLAMP(sum, -1, 2)};
}

static bool is_shown(GLogLevelFlags level, int verbosity)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return true;
    if ((level & G_LOG_LEVEL_WARNING) != 0)
        return verbosity >= 0;
    if ((level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0)
        return verbosity >= 1;
    return verbosity >= 2;
}

static const char *level_word(GLogLevelFlags level)
{
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
        return "internal error: ";
    if ((level & G_LOG_LEVEL_WARNING) != 0)
        return "warning: ";
    return (level & G_LOG_LEVEL_DEBUG) != 0 ? "debug: " : "";
}

static const char *field_find(const GLogField *fields, gsize count, const char *key)
{
    for (gsize i = 0; i < count; i++) {
        if (strcmp(fields[i].key, key) == 0 && fields[i].length < 0)
            return fields[i].value;
    }
    return "";
}

static GLogWriterOutput log_write(GLogLevelFlags level, const GLogField *fields, gsize count,
                                  gpointer user)
{
    const LogSettings *settings = user;
    if (!is_shown(level, settings->verbosity))
        return G_LOG_WRITER_HANDLED;
    const char *clear = terminal_is_capable(stderr) ? "\r\033[K" : "";
    g_autofree char *line =
        g_strdup_printf("%s%s%s\n", clear, level_word(level), field_find(fields, count, "MESSAGE"));
    terminal_put(stderr, line);
    return G_LOG_WRITER_HANDLED;
}

void log_start(LogSettings *settings)
{
    g_log_set_writer_func(log_write, settings, NULL);
}
