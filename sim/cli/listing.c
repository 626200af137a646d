#include "cli/listing.h"

#include <csv.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/terminal.h"
#include "out/json.h"
#include "out/number.h"

const char *const listing_formats[] = {"text", "csv", "json", NULL};

typedef struct Cell {
    char *text;
    double value; /* NAN: the text is all there is */
} Cell;

struct Listing {
    const ListingColumn *columns;
    size_t column_count;
    GArray *cells; /* row by row */
};

static void clear_cell(gpointer cell)
{
    g_free(((Cell *)cell)->text);
}

Listing *listing_new(const ListingColumn *columns)
{
    Listing *listing = g_new0(Listing, 1);
    listing->columns = columns;
    while (columns[listing->column_count].name != NULL)
        listing->column_count++;
    g_assert(listing->column_count > 0);
    listing->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    g_array_set_clear_func(listing->cells, clear_cell);
    return listing;
}

void listing_free(Listing *listing)
{
    if (listing == NULL)
        return;
    g_array_unref(listing->cells);
    g_free(listing);
}

void listing_text(Listing *listing, const char *text)
{
    Cell cell = {g_strdup(text != NULL ? text : ""), NAN};
    g_array_append_val(listing->cells, cell);
}

void listing_number(Listing *listing, double value, const char *shown)
{
    Cell cell = {g_strdup(shown), value};
    g_array_append_val(listing->cells, cell);
}

static const Cell *cell_at(const Listing *listing, size_t row, size_t column)
{
    return &g_array_index(listing->cells, Cell, row * listing->column_count + column);
}

static size_t row_count(const Listing *listing)
{
    g_assert(listing->cells->len % listing->column_count == 0);
    return listing->cells->len / listing->column_count;
}

/* Characters of the widest cell of a column, its title included. */
static int column_width(const Listing *listing, size_t column)
{
    glong width = g_utf8_strlen(listing->columns[column].title, -1);
    for (size_t row = 0; row < row_count(listing); row++) {
        glong length = g_utf8_strlen(cell_at(listing, row, column)->text, -1);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void put_aligned(GString *line, const char *text, int width, bool is_right)
{
    int blanks = width - (int)g_utf8_strlen(text, -1);
    if (is_right)
        g_string_append_printf(line, "%*s%s", blanks, "", text);
    else
        g_string_append_printf(line, "%s%*s", text, blanks, "");
}

/* A column of numbers is set flush right. */
static bool is_number_column(const Listing *listing, size_t column)
{
    return row_count(listing) > 0 && !isnan(cell_at(listing, 0, column)->value);
}

static void print_text(const Listing *listing)
{
    size_t rows = row_count(listing), columns = listing->column_count;
    g_autofree int *widths = g_new0(int, columns);
    for (size_t column = 0; column + 1 < columns; column++) /* the last one needs no filling */
        widths[column] = column_width(listing, column);
    for (size_t row = 0; row <= rows; row++) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (size_t column = 0; column < columns; column++) {
            const char *text =
                row == 0 ? listing->columns[column].title : cell_at(listing, row - 1, column)->text;
            put_aligned(line, text, widths[column], is_number_column(listing, column));
            if (column + 1 < columns)
                g_string_append(line, "  ");
        }
        g_autofree char *whole = g_strdup_printf("%s\n", g_strchomp(line->str));
        terminal_put(stdout, whole);
    }
}

static void print_csv(const Listing *listing)
{
    for (size_t column = 0; column < listing->column_count; column++)
        printf("%s%s", column > 0 ? "," : "", listing->columns[column].name);
    printf("\n");
    for (size_t row = 0; row < row_count(listing); row++) {
        for (size_t column = 0; column < listing->column_count; column++) {
            const Cell *cell = cell_at(listing, row, column);
            char number[NUMBER_SIZE];
            if (column > 0)
                printf(",");
            if (isnan(cell->value)) {
                csv_fwrite(stdout, cell->text, strlen(cell->text));
            } else {
                number_exact(cell->value, number);
                printf("%s", number);
            }
        }
        printf("\n");
    }
}

static void print_json(const Listing *listing)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Json json = {text, true};
    json_begin(&json, NULL, '[');
    for (size_t row = 0; row < row_count(listing); row++) {
        json_begin(&json, NULL, '{');
        for (size_t column = 0; column < listing->column_count; column++) {
            const Cell *cell = cell_at(listing, row, column);
            const char *key = listing->columns[column].name;
            if (isnan(cell->value))
                json_text(&json, key, cell->text);
            else
                json_number(&json, key, cell->value);
        }
        json_end(&json, '{');
    }
    json_end(&json, '[');
    printf("%s\n", text->str);
}

void listing_print(const Listing *listing, ListingFormat format)
{
    static void (*const print[])(const Listing *) = {
        [LISTING_TEXT] = print_text, [LISTING_CSV] = print_csv, [LISTING_JSON] = print_json};
    g_assert(format <= LISTING_JSON);
    print[format](listing);
}
