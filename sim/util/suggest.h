/*
 * util/suggest.h - "did you mean ...?", and lists of what would have been right.
 *
 * Words are compared without regard to case and with '-' = '_', by Damerau-Levenshtein distance.
 * A known word is near if the distance is at most max(1, length/3) and at least one letter stays.
 *
 * Owner:   every text returned is to be freed.
 * Errors:  none; a word longer than SUGGEST_WORD_MAX is near to nothing.
 * Source:  F. Damerau, CACM 7(3), 1964; R. Lowrance, R. Wagner, JACM 22(2), 1975.
 */
#ifndef TINYFLEET_UTIL_SUGGEST_H
#define TINYFLEET_UTIL_SUGGEST_H

#include <stdint.h>

enum { SUGGEST_WORD_MAX = 63 };

/* Insertions, deletions, replacements and swaps of neighbours from a to b, byte by byte; at least
 * the difference of their lengths if one is longer than SUGGEST_WORD_MAX. */
uint32_t suggest_distance(const char *a, const char *b);

/* "; did you mean 'a', 'b' or 'c'?" of the best three, or "". known ends with NULL. */
char *suggest_text(const char *word, const char *const *known);

/* suggest_text() and, if there are known words, " (WHAT: a b c)". */
char *suggest_among(const char *word, const char *what, const char *const *known);

#endif
