/*
 * out/report_html.h - pieces of an HTML page: text escaped, numbers with their exact value.
 *
 * Every rounded number stands in a cell with data-value="...", so that a program can read the
 * exact one from the page.
 */
#ifndef TINYFLEET_OUT_REPORT_HTML_H
#define TINYFLEET_OUT_REPORT_HTML_H

#include <glib.h>

/* Appends text, escaped; control characters become spaces, line ends stay. NULL = nothing. */
void html_text(GString *page, const char *text);

/* <td>text</td>; with class `kind` if not NULL. */
void html_cell(GString *page, const char *kind, const char *text);

/* A right-aligned cell of a rounded number with its exact value behind it. */
void html_number(GString *page, double exact, const char *shown);

/* Opens a table in a box that scrolls; columns separated by "|", a leading "#" = numbers. */
void html_table_begin(GString *page, const char *columns);
void html_table_end(GString *page);

/* <section id=...><h2>...</h2> */
void html_section_begin(GString *page, const char *id, const char *title);
void html_section_end(GString *page);

/* A closed fold. */
void html_fold_begin(GString *page, const char *summary);
void html_fold_end(GString *page);

#endif
