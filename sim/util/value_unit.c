#include "util/value_unit.h"

#include <string.h>

#include "util/error.h"
#include "util/suggest.h"

#define DIGITS_END UINT64_C(1000000000000000000) /* from here on there are 19 digits */

enum { EXPONENT_MAX = 9999, UNITS_MAX = 16, WIDE_DIGITS = 38 };

__extension__ typedef unsigned __int128 Wide;

static const ValueUnit fraction_units[] = {{"%", 1, -2, 0}, {NULL, 0, 0, 0}};
static const ValueUnit factor_units[] = {{"x", 1, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit ppm_units[] = {{"ppm", 1, -6, 0}, {NULL, 0, 0, 0}};
static const ValueUnit temperature_units[] = {
    {"C", 1, 0, 0}, {"K", 1, 0, -273.15}, {NULL, 0, 0, 0}};
static const ValueUnit delta_units[] = {{"C", 1, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit duration_units[] = {
    {"ns", 1, 0, 0},   {"us", 1, 3, 0},    {"ms", 1, 6, 0},     {"s", 1, 9, 0}, {"min", 60, 9, 0},
    {"h", 3600, 9, 0}, {"d", 86400, 9, 0}, {"w", 604800, 9, 0}, {NULL, 0, 0, 0}};
static const ValueUnit period_units[] = {{"s", 1, 0, 0},     {"min", 60, 0, 0},   {"h", 3600, 0, 0},
                                         {"d", 86400, 0, 0}, {"w", 604800, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit size_units[] = {
    {"B", 1, 0, 0},         {"kB", 1, 3, 0}, {"KiB", 1024, 0, 0},       {"MB", 1, 6, 0},
    {"MiB", 1048576, 0, 0}, {"GB", 1, 9, 0}, {"GiB", 1073741824, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit bitrate_units[] = {
    {"bps", 1, 0, 0}, {"kbps", 1, 3, 0}, {"Mbps", 1, 6, 0}, {"Gbps", 1, 9, 0}, {NULL, 0, 0, 0}};
static const ValueUnit charge_units[] = {{"mAh", 36, -1, 0}, {"Ah", 3600, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit energy_units[] = {
    {"uJ", 1, -6, 0}, {"mJ", 1, -3, 0}, {"J", 1, 0, 0}, {"Wh", 3600, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit power_units[] = {
    {"uW", 1, -6, 0}, {"mW", 1, -3, 0}, {"W", 1, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit current_units[] = {
    {"uA", 1, -6, 0}, {"mA", 1, -3, 0}, {"A", 1, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit voltage_units[] = {{"mV", 1, -3, 0}, {"V", 1, 0, 0}, {NULL, 0, 0, 0}};
static const ValueUnit frequency_units[] = {
    {"Hz", 1, 0, 0}, {"kHz", 1, 3, 0}, {"MHz", 1, 6, 0}, {"GHz", 1, 9, 0}, {NULL, 0, 0, 0}};

#define MIN_OR_MS "'min' or 'ms'"
#define KB_OR_KIB "'kB' or 'KiB'"

static const UnitHint duration_hints[] = {
    {"m", MIN_OR_MS},  {"M", MIN_OR_MS},    {"msec", "'ms'"},     {"msecs", "'ms'"},
    {"usec", "'us'"},  {"usecs", "'us'"},   {"µs", "'us'"},       {"nsec", "'ns'"},
    {"sec", "'s'"},    {"secs", "'s'"},     {"second", "'s'"},    {"seconds", "'s'"},
    {"mins", "'min'"}, {"minute", "'min'"}, {"minutes", "'min'"}, {"hr", "'h'"},
    {"hrs", "'h'"},    {"hour", "'h'"},     {"hours", "'h'"},     {"day", "'d'"},
    {"days", "'d'"},   {"week", "'w'"},     {"weeks", "'w'"},     {NULL, NULL}};
static const UnitHint size_hints[] = {
    {"KB", KB_OR_KIB}, {"K", KB_OR_KIB},       {"k", KB_OR_KIB},
    {"kb", KB_OR_KIB}, {"M", "'MB' or 'MiB'"}, {"G", "'GB' or 'GiB'"},
    {"b", "'B'"},      {"bytes", "'B'"},       {NULL, NULL}};
static const UnitHint bitrate_hints[] = {{"b", "'bps'"},     {"k", "'kbps'"},    {"M", "'Mbps'"},
                                         {"G", "'Gbps'"},    {"kbit", "'kbps'"}, {"Mbit", "'Mbps'"},
                                         {"Gbit", "'Gbps'"}, {NULL, NULL}};
static const UnitHint temperature_hints[] = {{"°C", "'C'"}, {"degC", "'C'"}, {NULL, NULL}};
static const UnitHint fraction_hints[] = {{"percent", "'%'"}, {NULL, NULL}};

static const KindRow kind_rows[VALUE_KIND_COUNT] = {
    [VALUE_NUMBER] = {"a number", NULL, NULL, "0.5", true, -1},
    [VALUE_FRACTION] = {"a fraction", fraction_units, fraction_hints, "5%", true, -1},
    [VALUE_FACTOR] = {"a factor", factor_units, NULL, "8x", false, -1},
    [VALUE_PPM] = {"a share in ppm", ppm_units, NULL, "40ppm", false, -1},
    [VALUE_TEMPERATURE] = {"a temperature", temperature_units, temperature_hints, "20C", false, -1},
    [VALUE_TEMPERATURE_DELTA] = {"a temperature difference", delta_units, temperature_hints, "8C",
                                 false, -1},
    [VALUE_HOURS] = {"a number of hours", NULL, NULL, "1", true, -1},
    [VALUE_DURATION] = {"a duration", duration_units, duration_hints, "10ms", false, -1},
    [VALUE_SIZE] = {"a size", size_units, size_hints, "32kB", false, -1},
    [VALUE_BITRATE] = {"a bitrate", bitrate_units, bitrate_hints, "6Mbps", false, -1},
    [VALUE_RATE] = {"a rate of events", NULL, NULL, "3/h", true, VALUE_NUMBER},
    [VALUE_RATE_FRACTION] = {"a rate of change", NULL, NULL, "1%/d", true, VALUE_FRACTION},
    [VALUE_RATE_SIZE] = {"a rate of growth", NULL, NULL, "4kB/h", true, VALUE_SIZE},
    [VALUE_CHARGE] = {"a charge", charge_units, NULL, "1200mAh", false, -1},
    [VALUE_ENERGY] = {"an energy", energy_units, NULL, "2mJ", false, -1},
    [VALUE_POWER] = {"a power", power_units, NULL, "50mW", false, -1},
    [VALUE_CURRENT] = {"a current", current_units, NULL, "5mA", false, -1},
    [VALUE_VOLTAGE] = {"a voltage", voltage_units, NULL, "3.0V", false, -1},
    [VALUE_FREQUENCY] = {"a frequency", frequency_units, NULL, "64MHz", false, -1},
};

const KindRow value_period_row = {"a period", period_units, duration_hints, "h", false, -1};

const KindRow *value_kind_row(ValueKind kind)
{
    g_assert(kind < VALUE_KIND_COUNT);
    return &kind_rows[kind];
}

const char *value_kind_noun(ValueKind kind)
{
    return value_kind_row(kind)->noun;
}

/* Takes one digit in; false if the number has too many that count. Behind the point, what is too
 * small to count is left out. */
static bool take_digit(Decimal *decimal, char digit, bool is_behind_point, int *zero_count)
{
    if (digit == '0' && decimal->digits == 0) {
        decimal->exponent -= is_behind_point;
        return true;
    }
    if (digit == '0') { /* zeros count only if another digit follows */
        (*zero_count)++;
        decimal->exponent -= is_behind_point;
        return true;
    }
    for (; *zero_count > 0; (*zero_count)--) {
        if (decimal->digits >= DIGITS_END)
            return is_behind_point;
        decimal->digits *= 10;
    }
    if (decimal->digits >= DIGITS_END)
        return is_behind_point;
    decimal->digits = decimal->digits * 10 + (uint64_t)(digit - '0');
    decimal->exponent -= is_behind_point;
    return true;
}

/* digits { ["_"] digits }; true if there was one and all counted. */
static bool scan_digits(const char **cursor, Decimal *decimal, bool is_behind_point,
                        int *zero_count)
{
    const char *at = *cursor;
    if (!g_ascii_isdigit(*at))
        return false;
    while (g_ascii_isdigit(*at) || (*at == '_' && g_ascii_isdigit(at[1]))) {
        if (*at != '_' && !take_digit(decimal, *at, is_behind_point, zero_count))
            return false;
        at++;
    }
    *cursor = at;
    return true;
}

static int scan_exponent(const char **cursor)
{
    const char *at = *cursor;
    if (*at != 'e' && *at != 'E')
        return 0;
    at++;
    bool is_negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    if (!g_ascii_isdigit(*at))
        return 0;
    int exponent = 0;
    for (; g_ascii_isdigit(*at); at++)
        exponent = MIN(exponent * 10 + (*at - '0'), EXPONENT_MAX);
    *cursor = at;
    return is_negative ? -exponent : exponent;
}

bool decimal_scan(const char **cursor, Decimal *ret_decimal)
{
    const char *at = *cursor;
    Decimal decimal = {.is_negative = *at == '-'};
    int zero_count = 0;
    if (*at == '-' || *at == '+')
        at++;
    if (!scan_digits(&at, &decimal, false, &zero_count))
        return false;
    if (*at == '.') {
        at++;
        if (!scan_digits(&at, &decimal, true, &zero_count))
            return false;
    }
    decimal.exponent += zero_count + scan_exponent(&at);
    *cursor = at;
    *ret_decimal = decimal;
    return true;
}

double decimal_double(Decimal decimal, int shift)
{
    char text[48];
    g_snprintf(text, sizeof text, "%s%" G_GUINT64_FORMAT "e%d", decimal.is_negative ? "-" : "",
               decimal.digits, decimal.digits == 0 ? 0 : decimal.exponent + shift);
    return g_ascii_strtod(text, NULL);
}

bool decimal_int(Decimal decimal, const ValueUnit *unit, int64_t *ret_value, bool *ret_is_exact)
{
    Wide value = (Wide)decimal.digits * (Wide)unit->factor;
    Wide rest = 0;
    int exponent = decimal.exponent + unit->exponent;
    for (; exponent > 0 && value != 0; exponent--) {
        if (value > INT64_MAX)
            return false;
        value *= 10;
    }
    if (exponent < -WIDE_DIGITS) {
        rest = value;
        value = 0;
    } else if (exponent < 0) {
        Wide power = 1;
        for (; exponent < 0; exponent++)
            power *= 10;
        rest = value % power;
        value = value / power + (2 * rest >= power);
    }
    if (value > INT64_MAX)
        return false;
    *ret_value = decimal.is_negative ? -(int64_t)value : (int64_t)value;
    if (ret_is_exact != NULL)
        *ret_is_exact = rest == 0;
    return true;
}

static bool refuse_unit(const KindRow *row, const char *name, GError **error)
{
    const char *names[UNITS_MAX] = {NULL};
    for (size_t i = 0; row->units[i].name != NULL; i++)
        names[i] = row->units[i].name;
    for (const UnitHint *hint = row->hints; hint != NULL && hint->wrong != NULL; hint++) {
        if (strcmp(hint->wrong, name) == 0) {
            g_autofree char *all = g_strjoinv(" ", (char **)(uintptr_t)names);
            g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                        "unknown unit '%s'; did you mean %s? (units: %s)", name, hint->right, all);
            return false;
        }
    }
    g_autofree char *known = suggest_among(name, "units", names);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "unknown unit '%s'%s", name, known);
    return false;
}

static const ValueUnit *unit_find(const KindRow *row, const char *name)
{
    for (const ValueUnit *unit = row->units; unit->name != NULL; unit++) {
        if (strcmp(unit->name, name) == 0)
            return unit;
    }
    return NULL;
}

/* A number stands alone: fine, zero, or a unit is missing. */
static bool accept_bare(const KindRow *row, const char *whole, Amount *amount, GError **error)
{
    amount->unit = NULL;
    if (row->is_bare_fine || amount->number.digits == 0)
        return true;
    g_autoptr(GString) units = g_string_new(NULL);
    for (const ValueUnit *unit = row->units; unit->name != NULL; unit++)
        g_string_append_printf(units, " %s", unit->name);
    g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' needs a unit, like %s (units:%s)",
                whole, row->example, units->str);
    return false;
}

bool amount_scan(const KindRow *row, const char *whole, const char **cursor, Amount *ret_amount,
                 GError **error)
{
    const char *at = *cursor;
    Amount amount = {.unit = NULL};
    if (!decimal_scan(&at, &amount.number)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not %s, like %s", whole,
                    row->noun, row->example);
        return false;
    }
    const char *number_end = at;
    at += strspn(at, " \t");
    size_t length = row->units == NULL ? 0 : strcspn(at, "0123456789+-/ \t,():");
    if (length == 0) {
        *cursor = number_end;
        *ret_amount = amount;
        return accept_bare(row, whole, ret_amount, error);
    }
    g_autofree char *name = g_strndup(at, length);
    amount.unit = unit_find(row, name);
    if (amount.unit == NULL)
        return refuse_unit(row, name, error);
    if (at > number_end) {
        g_autofree char *number = g_strndup(*cursor, (size_t)(number_end - *cursor));
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "no blank before a unit; write '%s%s'",
                    number, name);
        return false;
    }
    *cursor = at + length;
    *ret_amount = amount;
    return true;
}

bool amount_double(Amount amount, const char *whole, double *ret_value, GError **error)
{
    double value = decimal_double(amount.number, amount.unit == NULL ? 0 : amount.unit->exponent);
    if (amount.unit != NULL)
        value = value * (double)amount.unit->factor + amount.unit->offset;
    if (!(value >= -G_MAXDOUBLE && value <= G_MAXDOUBLE)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is too large", whole);
        return false;
    }
    *ret_value = value;
    return true;
}
