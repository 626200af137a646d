#include "util/value.h"

#include <string.h>

#include "util/error.h"
#include "util/value_unit.h"

static char folded(char c)
{
    return c == '-' ? '_' : g_ascii_tolower(c);
}

bool value_word_equal(const char *a, const char *b)
{
    while (*a != '\0' && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return folded(*a) == folded(*b);
}

int value_word_find(const char *const *known, const char *word)
{
    for (int i = 0; known[i] != NULL; i++) {
        if (value_word_equal(known[i], word))
            return i;
    }
    return -1;
}

bool value_is_name(const char *text)
{
    size_t length = 0;
    if (!g_ascii_isalpha(*text))
        return false;
    while (g_ascii_isalnum(text[length]) || text[length] == '-' || text[length] == '_')
        length++;
    return text[length] == '\0' && length <= VALUE_NAME_MAX;
}

bool value_name_check(const char *text, GError **error)
{
    if (value_is_name(text))
        return true;
    g_set_error(
        error, FLEET_ERROR, FLEET_ERROR_INPUT,
        "'%s' is not a name (a letter, then letters, digits, '-' or '_', at most %d in all)", text,
        VALUE_NAME_MAX);
    return false;
}

bool value_bool(const char *text, bool *ret_value, GError **error)
{
    static const char *const words[] = {"no", "yes", "false", "true", NULL};
    int found = value_word_find(words, text);
    if (found < 0) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not yes or no", text);
        return false;
    }
    *ret_value = found % 2 == 1;
    return true;
}

bool value_int(const char *text, int64_t *ret_value, GError **error)
{
    static const ValueUnit one = {"", 1, 0, 0};
    const char *at = text;
    Decimal decimal;
    int64_t value;
    bool is_exact = true;
    if (!decimal_scan(&at, &decimal) || *at != '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not a whole number", text);
        return false;
    }
    if (!decimal_int(decimal, &one, &value, &is_exact)) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is too large", text);
        return false;
    }
    if (!is_exact) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT, "'%s' is not a whole number", text);
        return false;
    }
    *ret_value = value;
    return true;
}

/* Exactly `count` digits, or -1; steps over them. */
static int scan_fixed(const char **cursor, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!g_ascii_isdigit(**cursor))
            return -1;
        value = value * 10 + (**cursor - '0');
        (*cursor)++;
    }
    return value;
}

/* Is the next character this one? Steps over it. */
static bool scan_char(const char **cursor, char c)
{
    bool is_there = **cursor == c;
    *cursor += is_there;
    return is_there;
}

bool value_time(const char *text, SimTime *ret_ns, GError **error)
{
    const char *at = text;
    int hour = scan_fixed(&at, g_ascii_isdigit(text[0]) && text[1] == ':' ? 1 : 2);
    bool has_colon = hour >= 0 && scan_char(&at, ':');
    int minute = has_colon ? scan_fixed(&at, 2) : -1;
    if (minute < 0 || hour > 23 || minute > 59 || *at != '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "'%s' is not a time of day, like 19:00 (00:00 to 23:59)", text);
        return false;
    }
    *ret_ns = hour * NS_PER_H + minute * NS_PER_MIN;
    return true;
}

/* Days from 1970-01-01 in the Gregorian calendar, by counting. */
static int64_t days_before(GDateYear year, GDateMonth month, GDateDay day)
{
    GDate epoch, date;
    g_date_clear(&epoch, 1);
    g_date_clear(&date, 1);
    g_date_set_dmy(&epoch, 1, G_DATE_JANUARY, 1970);
    g_date_set_dmy(&date, day, month, year);
    return g_date_days_between(&epoch, &date);
}

bool value_datetime(const char *text, int64_t *ret_s, GError **error)
{
    int part[5] = {-1, -1, -1, -1, -1}; /* year, month, day, hour, minute */
    static const char after[5] = {'-', '-', 'T', ':', 'Z'};
    const char *at = text;
    bool is_good = true;
    for (int i = 0; i < 5 && is_good; i++) {
        part[i] = scan_fixed(&at, i == 0 ? 4 : 2);
        is_good = part[i] >= 0 && scan_char(&at, after[i]);
    }
    if (!is_good || *at != '\0' || part[0] < 1970 || part[3] > 23 || part[4] > 59 ||
        !g_date_valid_dmy((GDateDay)part[2], (GDateMonth)part[1], (GDateYear)part[0])) {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    "'%s' is not a date and time in UTC from 1970 on, like 2026-01-01T00:00Z",
                    text);
        return false;
    }
    int64_t days = days_before((GDateYear)part[0], (GDateMonth)part[1], (GDateDay)part[2]);
    *ret_s = ((days * 24 + part[3]) * 60 + part[4]) * 60;
    return true;
}

char *value_unquote(const char *text, GError **error)
{
    if (*text != '"')
        return g_strdup(text);
    g_autoptr(GString) plain = g_string_new(NULL);
    const char *at = text + 1;
    for (; *at != '\0' && *at != '"'; at++) {
        if (at[0] == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        g_string_append_c(plain, *at);
    }
    if (at[0] != '"' || at[1] != '\0') {
        g_set_error(error, FLEET_ERROR, FLEET_ERROR_INPUT,
                    *at == '"' ? "something follows the closing quote in %s"
                               : "the closing quote of %s is missing",
                    text);
        return NULL;
    }
    return g_strdup(plain->str);
}
