#include "cli/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "util/error.h"
#include "util/quote.h"

static int status_of(const GError *error)
{
    if (error->domain != FLEET_ERROR)
        return STATUS_BROKEN;
    switch ((FleetError)error->code) {
    case FLEET_ERROR_INPUT:
        return STATUS_INPUT;
    case FLEET_ERROR_RUN:
        return STATUS_BROKEN;
    case FLEET_ERROR_USAGE:
        return STATUS_USAGE;
    case FLEET_ERROR_INTERNAL:
        break;
    }
    return STATUS_BUG;
}

/* Does the message say itself that it is an error, as a list of mistakes with places does? */
static bool is_told(const char *message)
{
    return strstr(message, ": error: ") != NULL || g_str_has_prefix(message, "error: ");
}

int status_report(const GError *error)
{
    g_assert(error != NULL);
    int status = status_of(error);
    g_autofree char *text = quote_cut_all(error->message);
    terminal_put(stderr, is_told(error->message) ? "" : "error: ");
    terminal_put(stderr, text);
    terminal_put(stderr, g_str_has_suffix(text, "\n") ? "" : "\n");
    if (status == STATUS_BUG)
        terminal_put(stderr, "this is a bug of tinyfleet: please send this line, the scenario "
                             "and the output of `tinyfleet version`\n");
    return status;
}

int status_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *whole = g_strdup_vprintf(format, arguments);
    g_autofree char *text = quote_cut_all(whole);
    va_end(arguments);
    g_autofree char *line =
        g_strdup_printf("error: %s\nsee: tinyfleet %s%s\n", text, command == NULL ? "" : command,
                        command == NULL ? "help" : " --help");
    terminal_put(stderr, line);
    return STATUS_USAGE;
}

void status_on_abort(int signal_number)
{
    static const char text[] =
        "internal error: this is a bug of tinyfleet; please send the lines above, the scenario "
        "and the output of `tinyfleet version`\n";
    (void)signal_number;
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(STATUS_BUG);
}
