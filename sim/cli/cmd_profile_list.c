/* The shipped boards, one line each. */
#include <glib.h>
#include <stdbool.h>

#include "cli/listing.h"
#include "cli/options.h"
#include "cli/profile_file.h"
#include "cli/status.h"
#include "hw/board.h"
#include "hw/fit.h"
#include "out/number.h"

static const ListingColumn columns[] = {
    {"profile", "profile"},  {"core", "core"},    {"clock", "clock_hz"},
    {"flash", "flash_size"}, {"RAM", "ram_size"}, {"library", "library"},
    {"latency", "fidelity"}, {"board", "board"},  {NULL, NULL},
};

static void add_size(Listing *listing, Bytes size)
{
    g_autofree char *text = fit_size_text(size);
    listing_number(listing, (double)size, text);
}

static void add_board(Listing *listing, const Board *board)
{
    char clock[NUMBER_SIZE];
    number_exact(board->clock * 1e-6, clock);
    g_autofree char *shown = g_strdup_printf("%s MHz", clock);
    listing_text(listing, board->profile);
    listing_text(listing, board->core);
    listing_number(listing, board->clock, shown);
    add_size(listing, board->flash);
    add_size(listing, board->ram);
    listing_text(listing, board->library);
    listing_text(listing, board_fidelity_name(board->fidelity));
    listing_text(listing, board->name);
}

static bool add_profile(Listing *listing, const char *name, GError **error)
{
    g_autofree char *path = profile_file_find(name, error);
    g_autoptr(Board) board = path != NULL ? board_read(path, error) : NULL;
    if (board == NULL)
        return false;
    add_board(listing, board);
    return true;
}

int cmd_profile_list(int argc, char **argv)
{
    g_autofree char *format = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &format, "form of the table", "text|csv|json"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("", entries, &argc, &argv, &error))
        return status_usage("profile list", "%s", error->message);
    if (argc > 1)
        return status_usage("profile list", "no argument wanted, found '%s'", argv[1]);
    int choice = options_choice("--format", format, listing_formats, &error);
    if (choice < 0)
        return status_usage("profile list", "%s", error->message);

    g_auto(GStrv) names = profile_file_names(&error);
    if (names == NULL)
        return status_report(error);
    g_autoptr(Listing) listing = listing_new(columns);
    for (size_t i = 0; names[i] != NULL; i++)
        if (!add_profile(listing, names[i], &error))
            return status_report(error);
    listing_print(listing, (ListingFormat)choice);
    return STATUS_YES;
}
