/*
 * cli/listing.h - a small table as an answer on stdout: text for people, CSV or JSON.
 *
 * A cell is a text, or a number that people read with its unit and files hold in base units.
 *
 * Owner:   the listing copies its texts; columns are borrowed.
 * Errors:  none.
 */
#ifndef TINYFLEET_CLI_LISTING_H
#define TINYFLEET_CLI_LISTING_H

#include <glib.h>
#include <stddef.h>

typedef struct ListingColumn {
    const char *title; /* for people: "clock" */
    const char *name;  /* in files: "clock_hz"; NULL ends the columns */
} ListingColumn;

typedef struct Listing Listing;

/* Order of listing_formats: what options_choice() answers. */
typedef enum ListingFormat {
    LISTING_TEXT,
    LISTING_CSV,
    LISTING_JSON,
} ListingFormat;

extern const char *const listing_formats[]; /* ends with NULL */

Listing *listing_new(const ListingColumn *columns);
void listing_free(Listing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Listing, listing_free)

/* The next cell of the row; the row is complete with its last column. NULL = empty. */
void listing_text(Listing *listing, const char *text);
void listing_number(Listing *listing, double value, const char *shown);

/* To stdout; text columns are aligned, the last one is left as long as it is. */
void listing_print(const Listing *listing, ListingFormat format);

#endif
