/*
 * util/value.h - texts with units: "10s", "5%", "32kB", "3/h", "exp(mean=5ms)", and back.
 *
 * A text is one value without blanks around it.  A quantity needs its unit, written without a
 * blank; a bare 0 is a quantity of any kind.  Numbers are decimal, "_" may separate digits, and
 * the C locale holds always.  What is a plain decimal is read without any intermediate rounding:
 * times and sizes to the nearest integer, doubles to the nearest double (units of 60, 3600 ...
 * multiply once more).
 *
 * Units:   see ValueKind; durations and instants ns, sizes B.
 * Owner:   returned texts, arrays and calls are the caller's.
 * Errors:  FLEET_ERROR_INPUT, one sentence about the value without its place; ret_x is then left
 *          as it was.
 */
#ifndef TINYFLEET_UTIL_VALUE_H
#define TINYFLEET_UTIL_VALUE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/dist.h"
#include "util/units.h"

enum { VALUE_NAME_MAX = 63 };

typedef enum ValueKind {
    VALUE_NUMBER,            /* no unit */
    VALUE_FRACTION,          /* "5%" or a plain number */
    VALUE_FACTOR,            /* "8x" */
    VALUE_PPM,               /* 1e-6 = 1ppm */
    VALUE_TEMPERATURE,       /* degrees C; C or K */
    VALUE_TEMPERATURE_DELTA, /* C */
    VALUE_HOURS,             /* no unit */
    VALUE_DURATION,          /* ns */
    VALUE_SIZE,              /* B */
    VALUE_BITRATE,           /* bit/s */
    VALUE_RATE,              /* events per second: "3/h" */
    VALUE_RATE_FRACTION,     /* fraction per second: "1%/d" */
    VALUE_RATE_SIZE,         /* B/s: "4kB/h" */
    VALUE_CHARGE,            /* coulomb */
    VALUE_ENERGY,            /* joule */
    VALUE_POWER,             /* watt */
    VALUE_CURRENT,           /* ampere */
    VALUE_VOLTAGE,           /* volt */
    VALUE_FREQUENCY,         /* hertz */
    VALUE_KIND_COUNT
} ValueKind;

/* --- words ----------------------------------------------------------------- value.c ---------- */

/* Letter case does not count, and '-' = '_'. */
bool value_word_equal(const char *a, const char *b);

/* Position of a word among known ones (ends with NULL), or -1. */
int value_word_find(const char *const *known, const char *word);

/* letter { letter | digit | "-" | "_" }, at most VALUE_NAME_MAX characters. */
bool value_is_name(const char *text);
bool value_name_check(const char *text, GError **error);

bool value_bool(const char *text, bool *ret_value, GError **error);    /* yes no true false */
bool value_int(const char *text, int64_t *ret_value, GError **error);  /* 17, 1e6, 1_000 */
bool value_time(const char *text, SimTime *ret_ns, GError **error);    /* 19:00 */
bool value_datetime(const char *text, int64_t *ret_s, GError **error); /* 2026-01-01T00:00Z */

/* The text itself, or what stands between quotes, with \" and \\ undone. To be freed. */
char *value_unquote(const char *text, GError **error);

/* --- quantities ------------------------------------------------------- value_quantity.c ------ */

/* "a duration", "a rate": what a text should have been. */
const char *value_kind_noun(ValueKind kind);

/* Any kind, in its base unit. */
bool value_quantity(ValueKind kind, const char *text, double *ret_value, GError **error);
bool value_number(const char *text, double *ret_value, GError **error);
bool value_duration(const char *text, SimTime *ret_ns, GError **error); /* 12d18h30min */
bool value_size(const char *text, Bytes *ret_bytes, GError **error);

/* --- distributions -------------------------------------------------------- value_dist.c ------ */

/* Where empirical(file=, column=, unit=) gets its samples: ascending, owned by the source. The
 * factor and kind of `unit` (a text, NULL if absent) are its business; see value_samples_read(). */
typedef struct ValueSource {
    const double *(*samples)(void *user, const char *const file_column_unit[3], ValueKind kind,
                             size_t *ret_count, GError **error);
    void *user;
} ValueSource;

/* A quantity (a constant), or a call such as exp(mean=3h); prepared. Without a source (NULL),
 * empirical is refused. The unit of sd is that of a difference. */
bool value_dist(ValueKind kind, const char *text, const ValueSource *source, Dist *ret_dist,
                GError **error);

/* Does the text start like a call of a distribution? */
bool value_is_dist(const char *text);

/* Can every draw fall within least..most (either may be infinite)? What has a chance below 2^-53
 * does not count: no draw reaches it. */
bool value_dist_within(ValueKind kind, const Dist *dist, double least, double most, GError **error);

/* The sorted column of a CSV file; its numbers carry `unit` (NULL only for kinds without one). To
 * be freed with g_free. */
double *value_samples_read(const char *const file_column_unit[3], ValueKind kind, size_t *ret_count,
                           GError **error);

/* --- lists, maps, calls --------------------------------------------------- value_call.c ------ */

/* Parts between separators outside parentheses and quotes, trimmed, none empty. */
GStrv value_split(const char *text, char separator, GError **error);

/* name:value, split at the first ':' outside quotes; *ret_value is NULL if there is none. Both are
 * to be freed. */
bool value_pair(const char *text, char **ret_name, char **ret_value, GError **error);

typedef struct ValueCall {
    char *word;
    size_t arg_count;
    GStrv names;  /* [arg_count]; each given once */
    GStrv values; /* [arg_count] as written */
} ValueCall;

/* word or word(name=value, ...). */
ValueCall *value_call_parse(const char *text, GError **error);
void value_call_free(ValueCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ValueCall, value_call_free)

/* Is every argument one of `known` (ends with NULL)? */
bool value_call_check(const ValueCall *call, const char *const *known, GError **error);

/* The value of an argument, or NULL. */
const char *value_call_find(const ValueCall *call, const char *name);

/* --- back to text --------------------------------------------------------- value_show.c ------ */

/* Shortest scenario spelling that reads back to the same value; to be freed. 1.5h, 4KiB, 0.1%,
 * 1e6. TIME_NEVER is "never". */
char *value_show(ValueKind kind, double value);
char *value_show_duration(SimTime ns);
char *value_show_size(Bytes bytes);
char *value_show_int(int64_t value);

#endif
