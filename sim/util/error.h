/*
 * util/error.h - the one GError domain and its codes.
 *
 * A code says who has to act; cli/main.c maps it to the exit status of the same
 * meaning.  The message is one sentence: where, what was found, what would be right.
 */
#ifndef TINYFLEET_UTIL_ERROR_H
#define TINYFLEET_UTIL_ERROR_H

#include <glib.h>

typedef enum FleetError {
    FLEET_ERROR_INPUT,    /* scenario, profile, model or data file is wrong: status 2 */
    FLEET_ERROR_RUN,      /* disk full, out of memory, a tool that failed: status 3 */
    FLEET_ERROR_USAGE,    /* wrong command line: status 64 */
    FLEET_ERROR_INTERNAL, /* a bug: status 70 */
} FleetError;

#define FLEET_ERROR fleet_error_quark()
GQuark fleet_error_quark(void);

#endif
