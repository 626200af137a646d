/* One board: every value, where it comes from, how far it can be trusted. */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "cli/listing.h"
#include "cli/options.h"
#include "cli/profile_file.h"
#include "cli/status.h"
#include "hw/board.h"
#include "hw/cost.h"
#include "out/number.h"
#include "util/csvfile.h"
#include "util/inifile.h"

static const ListingColumn columns[] = {
    {"key", "key"},       {"value", "value"}, {"confidence", "confidence"},
    {"source", "source"}, {NULL, NULL},
};

static const char *const catalog_columns[] = {"profile", "key", "source", "confidence", NULL};

/* Source and confidence of each key of one profile. */
typedef struct Catalog {
    const char *profile;
    GHashTable *sources, *confidences; /* key -> text */
} Catalog;

static bool take_row(void *user, const CsvRow *row, GError **error)
{
    (void)error;
    Catalog *catalog = user;
    if (strcmp(row->fields[0], catalog->profile) != 0)
        return true;
    g_hash_table_insert(catalog->sources, g_strdup(row->fields[1]), g_strdup(row->fields[2]));
    g_hash_table_insert(catalog->confidences, g_strdup(row->fields[1]), g_strdup(row->fields[3]));
    return true;
}

/* catalog.csv beside the profile; a profile without one has no sources. */
static bool read_catalog(Catalog *catalog, const char *path, GError **error)
{
    catalog->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    catalog->confidences = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *file = g_build_filename(folder, "catalog.csv", NULL);
    if (!g_file_test(file, G_FILE_TEST_EXISTS))
        return true;
    return csvfile_read(file, catalog_columns, take_row, catalog, error);
}

static void clear_catalog(Catalog *catalog)
{
    g_clear_pointer(&catalog->sources, g_hash_table_unref);
    g_clear_pointer(&catalog->confidences, g_hash_table_unref);
}

/* A key as it is written, or its default. The text of `source` stands in that column. */
static void add_key(Listing *listing, const ParamSpec *spec, const IniPair *pair,
                    const Catalog *catalog)
{
    const char *value = pair != NULL ? pair->value : spec->def;
    const char *source =
        pair != NULL ? g_hash_table_lookup(catalog->sources, spec->name) : "default";
    bool is_source = strcmp(spec->name, "source") == 0;
    listing_text(listing, spec->name);
    listing_text(listing, is_source ? NULL : value);
    listing_text(listing, g_hash_table_lookup(catalog->confidences, spec->name));
    listing_text(listing, is_source ? value : source);
}

/* A key that is neither given nor has a default is left out. */
static void add_keys(Listing *listing, const IniSection *section, const Catalog *catalog)
{
    for (const ParamSpec *spec = board_params; spec->name != NULL; spec++) {
        const IniPair *pair = inisection_find(section, spec->name);
        if (pair != NULL || spec->def != NULL)
            add_key(listing, spec, pair, catalog);
    }
}

static void add_rate(Listing *listing, const char *name, double rate, const CostModel *model)
{
    char number[NUMBER_SIZE];
    number_show(rate, 0.0, "", number);
    g_autofree char *source =
        g_strdup_printf("sim/hw/cost_table.def, latency within %.1f %%", 100.0 * model->error);
    bool is_given = strcmp(model->basis, "profile") == 0;
    listing_text(listing, name);
    listing_text(listing, number);
    listing_text(listing, model->basis);
    listing_text(listing, is_given ? "sim/hw/cost_table.def and the key kernel" : source);
}

static void add_rates(Listing *listing, const Board *board)
{
    CostModel model;
    bool is_known = cost_model(board, &model, NULL);
    g_assert(is_known);
    add_rate(listing, "cycles per conv MAC", model.rates.conv, &model);
    add_rate(listing, "cycles per conv_c1 MAC", model.rates.conv + model.rates.conv_c1, &model);
    add_rate(listing, "cycles per output", model.rates.out, &model);
    add_rate(listing, "cycles per depthwise MAC", model.rates.depthwise, &model);
    add_rate(listing, "cycles per fc MAC", model.rates.fc, &model);
}

static int show(const char *path, const Board *board, ListingFormat format)
{
    g_autoptr(GError) error = NULL;
    Catalog catalog = {.profile = board->profile};
    if (!read_catalog(&catalog, path, &error)) {
        clear_catalog(&catalog);
        return status_report(error);
    }
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autoptr(IniFile) ini = inifile_read(path, path, problems);
    g_autoptr(Listing) listing = listing_new(columns);
    add_keys(listing, inifile_find(ini, "hwprofile", ""), &catalog);
    add_rates(listing, board);
    listing_print(listing, format);
    clear_catalog(&catalog);
    return STATUS_YES;
}

int cmd_profile_show(int argc, char **argv)
{
    g_autofree char *format = NULL;
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &format, "form of the table", "text|csv|json"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    if (!options_parse("NAME", entries, &argc, &argv, &error))
        return status_usage("profile show", "%s", error->message);
    if (argc != 2)
        return status_usage("profile show", argc < 2 ? "which profile?" : "one profile at a time");
    int choice = options_choice("--format", format, listing_formats, &error);
    if (choice < 0)
        return status_usage("profile show", "%s", error->message);

    g_autofree char *path = profile_file_find(argv[1], &error);
    g_autoptr(Board) board = path != NULL ? board_read(path, &error) : NULL;
    return board != NULL ? show(path, board, (ListingFormat)choice) : status_report(error);
}
