#include <stdlib.h>
#include <string.h>

#include "util/value_unit.h"

enum { TEXT_SIZE = 64, DECIMALS_MAX = 9, ZEROS_MIN = 6 };

/* Weeks are read, but nobody says 52.142857w. */
enum { DURATION_UNITS = 7, SIZE_UNITS = 7 };

/* 1000000 becomes 1e6, 1e+20 becomes 1e20, 1e-05 becomes 1e-5. */
static void tidy_number(char text[TEXT_SIZE])
{
    char *exponent = strchr(text, 'e');
    if (exponent != NULL) {
        int value = atoi(exponent + 1);
        g_snprintf(exponent, (gulong)(TEXT_SIZE - (exponent - text)), "e%d", value);
        return;
    }
    size_t length = strlen(text);
    size_t zero_count = 0;
    while (zero_count < length && text[length - 1 - zero_count] == '0')
        zero_count++;
    if (strchr(text, '.') == NULL && zero_count >= ZEROS_MIN && zero_count < length)
        g_snprintf(text + length - zero_count, TEXT_SIZE - (gulong)(length - zero_count), "e%zu",
                   zero_count);
}

/* value = shown x unit: with the fewest digits that read back to `value`; false if none do. */
static bool show_in(ValueKind kind, double value, double shown, const char *suffix,
                    char text[TEXT_SIZE])
{
    static const char *const formats[] = {"%.6g", "%.15g", "%.16g", "%.17g"};
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        double back;
        g_ascii_formatd(text, TEXT_SIZE - 16, formats[i], shown);
        tidy_number(text);
        g_strlcat(text, suffix, TEXT_SIZE);
        if (value_quantity(kind, text, &back, NULL) && back <= value && back >= value)
            return true;
    }
    return false;
}

/* The double that is so many steps further from 0. */
static double step_from(double value, int64_t steps)
{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits += steps;
    memcpy(&value, &bits, sizeof bits);
    return value;
}

/* One unit and its text, shorter than the best so far? What division has rounded away is looked for
 * beside it. */
static void try_unit(ValueKind kind, double value, double shown, const char *suffix,
                     char best[TEXT_SIZE])
{
    static const int64_t steps[] = {0, -1, 1, -2, 2};
    char text[TEXT_SIZE];
    bool is_shown = false;
    for (size_t i = 0; i < G_N_ELEMENTS(steps) && !is_shown; i++)
        is_shown = show_in(kind, value, step_from(shown, steps[i]), suffix, text);
    if (is_shown && (*best == '\0' || strlen(text) < strlen(best)))
        g_strlcpy(best, text, TEXT_SIZE);
}

static double unit_size(const ValueUnit *unit)
{
    Decimal one = {.digits = 1};
    return decimal_double(one, unit->exponent) * (double)unit->factor;
}

/* The last unit of a row in which the value is at least 1, or the first. */
static size_t largest_unit(const ValueUnit *units, double magnitude)
{
    size_t largest = 0;
    for (size_t i = 1; units[i].name != NULL; i++) {
        if (magnitude >= unit_size(&units[i]) && units[i].offset >= 0.0)
            largest = i;
    }
    return largest;
}

static void show_units(ValueKind kind, double value, char best[TEXT_SIZE])
{
    const ValueUnit *units = value_kind_row(kind)->units;
    for (size_t i = largest_unit(units, value < 0 ? -value : value) + 1; i-- > 0;)
        try_unit(kind, value, value / unit_size(&units[i]), units[i].name, best);
}

static void show_rate(ValueKind kind, double value, char best[TEXT_SIZE])
{
    const ValueUnit *periods = value_period_row.units;
    ValueKind amount = (ValueKind)value_kind_row(kind)->amount;
    const ValueUnit *units = value_kind_row(amount)->units;
    for (size_t i = 0; periods[i].name != NULL; i++) {
        double each = value * (double)periods[i].factor;
        size_t unit_count = units == NULL ? 1 : largest_unit(units, each) + 1;
        for (size_t j = 0; j < unit_count; j++) {
            char suffix[16];
            g_snprintf(suffix, sizeof suffix, "%s/%s", units == NULL ? "" : units[j].name,
                       periods[i].name);
            try_unit(kind, value, units == NULL ? each : each / unit_size(&units[j]), suffix, best);
        }
    }
}

/* All 17 digits in a unit that is a power of ten of the base unit: only the exponent moves, so they
 * read back. */
static void show_shifted(ValueKind kind, double value, char best[TEXT_SIZE])
{
    const KindRow *row = value_kind_row(kind);
    const ValueUnit *units =
        row->amount >= 0 ? value_kind_row((ValueKind)row->amount)->units : row->units;
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, "%.16e", value);
    char *mark = strchr(digits, 'e');
    if (mark == NULL)
        return;
    int exponent = atoi(mark + 1);
    *mark = '\0';
    while (units != NULL && units->name != NULL && (units->factor != 1 || units->offset < 0.0))
        units++;
    bool is_bare = units == NULL || units->name == NULL;
    g_snprintf(best, TEXT_SIZE, "%se%d%s%s", digits, exponent - (is_bare ? 0 : units->exponent),
               is_bare ? "" : units->name, row->amount >= 0 ? "/s" : "");
}

/* A whole number of base units in a unit that is not larger, exactly; false if that takes more than
 * DECIMALS_MAX decimals. */
static bool show_whole(uint64_t value, const ValueUnit *unit, char text[TEXT_SIZE])
{
    uint64_t size = (uint64_t)unit->factor;
    for (int i = 0; i < unit->exponent; i++)
        size *= 10;
    if (value < size)
        return false;
    char decimals[DECIMALS_MAX + 2] = ".";
    size_t count = 0;
    uint64_t rest = value % size;
    for (; rest > 0 && count < DECIMALS_MAX; rest = rest * 10 % size)
        decimals[++count] = (char)('0' + rest * 10 / size);
    g_snprintf(text, TEXT_SIZE, "%" G_GUINT64_FORMAT "%s%s", value / size,
               count == 0 ? "" : decimals, unit->name);
    return rest == 0;
}

/* The shortest of all units; the larger unit if two are equally short. */
static char *show_integer(int64_t value, const ValueUnit *units, size_t unit_count)
{
    char best[TEXT_SIZE] = "0";
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    for (size_t i = unit_count; magnitude > 0 && i-- > 0;) {
        char text[TEXT_SIZE];
        if (show_whole(magnitude, &units[i], text) &&
            (best[0] == '0' || strlen(text) < strlen(best)))
            g_strlcpy(best, text, TEXT_SIZE);
    }
    return g_strconcat(value < 0 ? "-" : "", best, NULL);
}

char *value_show_duration(SimTime ns)
{
    if (ns == TIME_NEVER)
        return g_strdup("never");
    return show_integer(ns, value_kind_row(VALUE_DURATION)->units, DURATION_UNITS);
}

char *value_show_size(Bytes bytes)
{
    return show_integer(bytes, value_kind_row(VALUE_SIZE)->units, SIZE_UNITS);
}

char *value_show_int(int64_t value)
{
    char text[TEXT_SIZE];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    tidy_number(text);
    return g_strdup(text);
}

char *value_show(ValueKind kind, double value)
{
    g_assert(value == value);
    char best[TEXT_SIZE] = "";
    if (kind == VALUE_DURATION)
        return value_show_duration(int64_from_double(value));
    if (kind == VALUE_SIZE)
        return value_show_size(int64_from_double(value));
    if (value <= 0.0 && value >= 0.0)
        return g_strdup("0");
    if (value_kind_row(kind)->amount >= 0)
        show_rate(kind, value, best);
    else if (value_kind_row(kind)->units == NULL)
        try_unit(kind, value, value, "", best);
    else
        show_units(kind, value, best);
    if (*best == '\0')
        show_shifted(kind, value, best);
    if (*best == '\0') /* infinite */
        g_ascii_formatd(best, TEXT_SIZE, "%.17g", value);
    return g_strdup(best);
}
