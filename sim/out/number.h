/*
 * out/number.h - numbers as text: exact for files, rounded for people.
 *
 * Exact text is the shortest of 15, 16 or 17 digits that reads back to the same double.
 * Text for people takes its decimals from the half-width of the interval: the last digit
 * shown is the first one that is uncertain.  A share is never rounded to 0 % or 100 % unless
 * it is that.
 *
 * Units:   values in base units (s, J, B, fraction, count, 1/s); a NumberStyle names its own.
 * Errors:  none; NAN is "" in files and "–" for people.
 */
#ifndef TINYFLEET_OUT_NUMBER_H
#define TINYFLEET_OUT_NUMBER_H

#include <stdint.h>

#define NUMBER_SIZE 40
#define NUMBER_NONE "–"

/* How one row of numbers is shown: the same scale and decimals for all of them. */
typedef struct NumberStyle {
    double scale; /* shown = value x scale */
    int decimals;
    const char *suffix; /* with its space: " ms", " %", or "" */
} NumberStyle;

/* Shortest text that reads back exactly; "" for NAN, "inf", "-inf". */
void number_exact(double value, char text[NUMBER_SIZE]);

/* The style for `value` known to +- half_width in this unit; NAN or 0: up to four digits. */
NumberStyle number_style(double value, double half_width, const char *unit);

/* More decimals, until rounding neither moves `value` to the other side of `limit` nor onto it. */
NumberStyle number_style_apart(NumberStyle style, double value, double limit);

/* "61.4 ms", "291 604 113": with unit, thousands in groups from five digits on. */
void number_text(NumberStyle style, double value, char text[NUMBER_SIZE]);

/* The same without its unit. */
void number_bare(NumberStyle style, double value, char text[NUMBER_SIZE]);

/* number_text of number_style. */
void number_show(double value, double half_width, const char *unit, char text[NUMBER_SIZE]);

/* "p95(x) < 100ms" -> "p95(x) < 100 ms": a blank before each unit, as people write them.
 * The caller frees it. */
char *number_spaced(const char *text);

/* "30 d", "1.5 h", "26 h": a given length of time in the unit that says it shortest. */
void number_duration(double seconds, char text[NUMBER_SIZE]);

/* "0.9", "28.7", "393", "18.9 M": a mean count, with one decimal while it is small. */
void number_few(double value, char text[NUMBER_SIZE]);

/* "518 M", "61.2 M", "4 180": a count in three or four digits. */
void number_count(double value, char text[NUMBER_SIZE]);

#endif
