/*
 * out/summary_text.h - what a command prints when it is done, in the form asked for.
 *
 * Verdict first, then numbers, then where things are.  A verdict is a sign and a word, and
 * a colour only if asked; names that hold control characters print as "?" for each.
 *
 * Owner:   the text is the caller's to free.
 * Errors:  none.
 */
#ifndef TINYFLEET_OUT_SUMMARY_TEXT_H
#define TINYFLEET_OUT_SUMMARY_TEXT_H

#include <stdbool.h>

#include "exp/result.h"

typedef enum SummaryFormat {
    SUMMARY_TEXT,
    SUMMARY_JSON,
    SUMMARY_CSV,      /* rows of metrics/summary.csv */
    SUMMARY_MARKDOWN, /* for merge requests */
    SUMMARY_JUNIT,    /* a test case per requirement */
} SummaryFormat;

typedef struct SummaryStyle {
    bool is_color, is_ascii;
    bool is_quiet;      /* only the line with the verdict */
    const char *dir;    /* of the results; NULL = none were written */
    const char *status; /* "complete", "interrupted"; NULL = complete */
    const char *version;
} SummaryStyle;

/* "text", "json", "csv", "md", "junit"; false for another word. */
bool summary_format_find(const char *name, SummaryFormat *ret_format);

char *summary_format(const Study *study, SummaryFormat format, const SummaryStyle *style);

/* The forms, one file each. */
char *summary_print_text(const Study *study, const SummaryStyle *style);
char *summary_print_json(const Study *study, const SummaryStyle *style);
char *summary_print_csv(const Study *study, const SummaryStyle *style);
char *summary_print_markdown(const Study *study, const SummaryStyle *style);
char *summary_print_junit(const Study *study, const SummaryStyle *style);

#endif
