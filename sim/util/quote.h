/*
 * util/quote.h - what a message quotes, cut to a length that can be read.
 *
 * A mistake of 5,000 characters is told by its first QUOTE_CHARS_MAX and an ellipsis: whoever made
 * it finds it by the line, and a screen stays a screen.
 *
 * Units:   lengths count characters (UTF-8), not bytes.
 * Owner:   what is returned is to be freed.
 * Errors:  none.
 */
#ifndef TINYFLEET_UTIL_QUOTE_H
#define TINYFLEET_UTIL_QUOTE_H

enum { QUOTE_CHARS_MAX = 60 };

/* The text, or its beginning and an ellipsis. */
char *quote_cut(const char *text);

/* The sentence with everything between quotes, '...' or "...", cut. */
char *quote_cut_all(const char *sentence);

#endif
