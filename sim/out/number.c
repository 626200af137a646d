#include "out/number.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define UNIT_LETTERS  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/"
#define EXACTLY_KNOWN 1e-9 /* of a value: a half-width below it is rounding */

/* One way to show a unit: for values from `from` on. */
typedef struct UnitStep {
    const char *unit;
    double from, scale;
    const char *suffix;
} UnitStep;

/* The largest `from` comes first within a unit; the last row of a unit takes the rest. */
static const UnitStep unit_steps[] = {
    {"s", 3 * 86400.0, 1 / 86400.0, " d"},
    {"s", 2 * 3600.0, 1 / 3600.0, " h"},
    {"s", 120, 1 / 60.0, " min"},
    {"s", 1, 1, " s"},
    {"s", 1e-3, 1e3, " ms"},
    {"s", 1e-6, 1e6, " µs"},
    {"s", 0, 1e9, " ns"},
    {"J", 1e3, 1e-3, " kJ"},
    {"J", 1, 1, " J"},
    {"J", 1e-3, 1e3, " mJ"},
    {"J", 1e-6, 1e6, " µJ"},
    {"J", 0, 1e9, " nJ"},
    {"A", 1, 1, " A"},
    {"A", 1e-3, 1e3, " mA"},
    {"A", 1e-6, 1e6, " µA"},
    {"A", 0, 1e9, " nA"},
    {"W", 1, 1, " W"},
    {"W", 1e-3, 1e3, " mW"},
    {"W", 1e-6, 1e6, " µW"},
    {"W", 0, 1e9, " nW"},
    {"B", 1e9, 1e-9, " GB"},
    {"B", 1e6, 1e-6, " MB"},
    {"B", 1e4, 1e-3, " kB"},
    {"B", 0, 1, " B"},
    {"1/s", 0.1, 1, " /s"},
    {"1/s", 0.1 / 3600, 3600, " /h"},
    {"1/s", 0.1 / 86400, 86400, " /d"},
    {"1/s", 0, 30 * 86400.0, " /30 d"},
    {"fraction", 0, 100, " %"},
    {"count", 0, 1, ""},
    {"none", 0, 1, ""},
    {"", 0, 1, ""},
};

void number_exact(double value, char text[NUMBER_SIZE])
{
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
    text[0] = '\0';
    if (isnan(value))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(text, NUMBER_SIZE, formats[i], value);
        if (g_ascii_strtod(text, NULL) == value)
            return;
    }
}

static double power_of_ten(int n)
{
    double power = 1;
    for (int i = 0; i < n; i++)
        power *= 10;
    return power;
}

/* Decimals that show the first digit of `size`: 0.03 -> 2, 13 -> 0. */
static int decimals_of(double size, int most)
{
    int decimals = 0;
    while (decimals < most && size * power_of_ten(decimals) < 0.95)
        decimals++;
    return decimals;
}

/* Decimals that show four digits of a value, less the zeros at their end. */
static int decimals_of_four_digits(double value)
{
    double size = fabs(value);
    int decimals = 3;
    for (double x = size; x >= 10 && decimals > 0; x /= 10)
        decimals--;
    for (double x = size; x > 0 && x < 1 && decimals < 6; x *= 10)
        decimals++;
    double digits = floor(size * power_of_ten(decimals) + 0.5);
    for (; decimals > 0 && floor(digits / 10) * 10 == digits; digits /= 10)
        decimals--;
    return decimals;
}

NumberStyle number_style(double value, double half_width, const char *unit)
{
    g_assert(unit);

    NumberStyle style = {1, 0, ""};
    double size = isnan(value) ? 0 : fabs(value);
    const UnitStep *step = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(unit_steps) && !step; i++) {
        bool is_plain_zero = size == 0 && unit_steps[i].scale == 1;
        if (strcmp(unit_steps[i].unit, unit) == 0 &&
            (is_plain_zero || (size > 0 && size >= unit_steps[i].from) ||
             (size == 0 && unit_steps[i].from == 0)))
            step = &unit_steps[i];
    }
    if (step) {
        style.scale = step->scale;
        style.suffix = step->suffix;
    }
    if (isfinite(half_width) && half_width > EXACTLY_KNOWN * size)
        style.decimals = decimals_of(half_width * style.scale, 6);
    else if (isfinite(value))
        style.decimals = decimals_of_four_digits(value * style.scale);
    if (strcmp(unit, "fraction") != 0)
        return style;
    return number_style_apart(number_style_apart(style, value, 0), value, 1);
}

/* Rounds as the text will be. */
static double shown(NumberStyle style, double value)
{
    char text[NUMBER_SIZE], format[8];
    g_snprintf(format, sizeof format, "%%.%df", style.decimals);
    g_ascii_formatd(text, sizeof text, format, value * style.scale);
    return g_ascii_strtod(text, NULL);
}

static int side_of(double value, double limit)
{
    return (value > limit) - (value < limit);
}

NumberStyle number_style_apart(NumberStyle style, double value, double limit)
{
    if (!isfinite(value) || !isfinite(limit))
        return style;
    int side = side_of(value, limit), most = style.decimals + 5;
    NumberStyle finer = style;
    NumberStyle finest = {style.scale, 9, ""};
    while (finer.decimals < most && side_of(shown(finer, value), shown(finest, limit)) != side)
        finer.decimals++;
    return side_of(shown(finer, value), shown(finest, limit)) == side ? finer : style;
}

/* Puts a space between groups of three digits when there are five or more before the point. */
static void group_digits(const char *plain, char text[NUMBER_SIZE])
{
    size_t sign = plain[0] == '-' ? 1 : 0;
    size_t digits = strspn(plain + sign, "0123456789"), out = 0;
    for (size_t i = 0; plain[i] && out + 2 < NUMBER_SIZE; i++) {
        size_t left = sign + digits - i;
        if (digits >= 5 && i > sign && i < sign + digits && left % 3 == 0)
            text[out++] = ' ';
        text[out++] = plain[i];
    }
    text[out] = '\0';
}

void number_bare(NumberStyle style, double value, char text[NUMBER_SIZE])
{
    char plain[NUMBER_SIZE], format[8];
    double scaled = value * style.scale;
    g_assert(style.decimals >= 0 && style.decimals < 20);

    if (isnan(value)) {
        g_strlcpy(text, NUMBER_NONE, NUMBER_SIZE);
        return;
    }
    bool is_long = fabs(scaled) >= 1e15;
    g_snprintf(format, sizeof format, "%%.%d%c", is_long ? 6 : style.decimals, is_long ? 'g' : 'f');
    g_ascii_formatd(plain, sizeof plain, format, scaled);
    if (plain[0] == '-' && strspn(plain + 1, "0.") == strlen(plain + 1))
        memmove(plain, plain + 1, strlen(plain));
    group_digits(plain, text);
}

void number_text(NumberStyle style, double value, char text[NUMBER_SIZE])
{
    number_bare(style, value, text);
    if (!isnan(value))
        g_strlcat(text, style.suffix, NUMBER_SIZE);
}

void number_show(double value, double half_width, const char *unit, char text[NUMBER_SIZE])
{
    number_text(number_style(value, half_width, unit), value, text);
}

char *number_spaced(const char *text)
{
    g_assert(text);

    GString *out = g_string_new(NULL);
    char before = ' ';
    while (*text) {
        bool is_number =
            g_ascii_isdigit(*text) && !g_ascii_isalnum(before) && !strchr("_.:-", before);
        gsize digits = is_number ? strspn(text, "0123456789._") : 0;
        while (digits > 0) {
            g_string_append_len(out, text, (gssize)digits);
            text += digits;
            gsize letters = *text == '%' ? 1 : strspn(text, UNIT_LETTERS);
            bool is_factor = letters == 1 && *text == 'x';
            g_string_append(out, letters > 0 && !is_factor ? " " : "");
            g_string_append_len(out, text, (gssize)letters);
            text += letters;
            digits = letters > 0 ? strspn(text, "0123456789._") : 0;
            g_string_append(out, digits > 0 ? " " : "");
        }
        before = is_number ? '0' : *text;
        if (!is_number)
            g_string_append_c(out, *text++);
    }
    return g_string_free(out, FALSE);
}

static bool has_one_decimal(double value)
{
    return fabs(10 * value - floor(10 * value + 0.5)) < 1e-9 * fabs(value);
}

void number_duration(double seconds, char text[NUMBER_SIZE])
{
    static const struct {
        double seconds;
        const char *suffix;
    } units[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}, {1e-3, " ms"}};
    size_t unit = 0;
    while (unit + 1 < G_N_ELEMENTS(units) &&
           (fabs(seconds) < units[unit].seconds || !has_one_decimal(seconds / units[unit].seconds)))
        unit++;
    g_ascii_formatd(text, NUMBER_SIZE, "%.6g", seconds / units[unit].seconds);
    g_strlcat(text, units[unit].suffix, NUMBER_SIZE);
}

void number_count(double value, char text[NUMBER_SIZE])
{
    static const struct {
        double from, scale;
        const char *suffix;
    } steps[] = {{1e13, 1e-12, " T"}, {1e10, 1e-9, " G"}, {1e6, 1e-6, " M"}};
    NumberStyle style = {1, 0, ""};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (fabs(value) < steps[i].from)
            continue;
        style.scale = steps[i].scale;
        style.suffix = steps[i].suffix;
        style.decimals = value * style.scale < 100 ? 1 : 0;
        break;
    }
    number_text(style, value, text);
}

void number_few(double value, char text[NUMBER_SIZE])
{
    bool is_short = value == floor(value) || fabs(value) >= 100;
    if (is_short)
        number_count(value, text);
    else
        number_text((NumberStyle){1, 1, ""}, value, text);
}
