/* Every profile loads, every number has a source, and mistakes are named. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "hw/board.h"
#include "hw/cost.h"
#include "test.h"
#include "util/csvfile.h"
#include "util/error.h"
#include "util/inifile.h"

static const char good[] = "[hwprofile]\n"
                           "name = Test\ncore = cortex-m4\nlibrary = hale-1.0\n"
                           "clock = 64MHz\nflash = 1MiB\nram = 256KiB\n"
                           "active_current = 3mA\nsleep_current = 2uA\n";

/* Reads a profile from memory by way of a file. */
static Board *read_text(const char *text, GError **error)
{
    g_autofree char *dir = g_dir_make_tmp("tinyfleet-board-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "tiny.ini", NULL);
    CHECK(g_file_set_contents(path, text, -1, NULL));
    Board *board = board_read(path, error);
    g_unlink(path);
    g_rmdir(dir);
    return board;
}

static void check_refused(const char *text, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Board) board = read_text(text, &error);
    CHECK(board == NULL);
    CHECK(g_error_matches(error, FLEET_ERROR, FLEET_ERROR_INPUT));
    if (!CHECK(error != NULL && strstr(error->message, part) != NULL))
        g_printerr("%s\n", error != NULL ? error->message : "(none)");
}

static void keys_fill_their_fields(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strconcat(good,
                                        "regulator = smps\nvoltage = 1.8V\ntx_current = 8mA\n"
                                        "wake_time = 5us\nkernel = conv:1.5, fc:2\n",
                                        NULL);
    g_autoptr(Board) board = read_text(text, &error);
    if (!CHECK(board != NULL))
        return;
    CHECK_TEXT(board->profile, "tiny");
    CHECK_TEXT(board->name, "Test");
    CHECK_NEAR(board->clock, 64e6, 0.0);
    CHECK_INT(board->flash, 1048576);
    CHECK_NEAR(board->active_current, 3e-3, 1e-18);
    CHECK_INT(board->regulator, BOARD_SMPS);
    CHECK_INT(board->wake_time, 5000);
    CHECK_INT((int64_t)board->kernel.count, 2);
    CHECK_INT(board->fidelity, BOARD_ASSUMED);
    CHECK_NEAR(board->temp_max, 85.0, 0.0);
    CHECK(isnan(board->rx_current));
    CHECK(isnan(board->fit));
}

static void a_missing_key_is_named(void)
{
    check_refused("[hwprofile]\nname = Test\n", "clock");
    check_refused("[hwprofile]\nname = Test\n", "sleep_current");
}

static void an_unknown_key_is_named(void)
{
    g_autofree char *text = g_strconcat(good, "colour = red\n", NULL);
    check_refused(text, "tiny.ini:10");
}

static void other_sections_are_refused(void)
{
    g_autofree char *text = g_strconcat(good, "[fleet a]\ndevices = 1\n", NULL);
    check_refused(text, "unknown section [fleet a]");
    check_refused("[scenario]\nname = x\n", "no section [hwprofile]");
    check_refused("", "no section [hwprofile]");
}

static void values_must_make_sense(void)
{
    g_autofree char *cold = g_strconcat(good, "temp_min = 90C\n", NULL);
    check_refused(cold, "temp_min must be below temp_max");
    g_autofree char *unit = g_strconcat(good, "voltage = 3\n", NULL);
    check_refused(unit, "voltage");
    g_autofree char *kernel = g_strconcat(good, "kernel = conv2d:1.5\n", NULL);
    check_refused(kernel, "unknown coefficient 'conv2d'");
    g_autofree char *negative = g_strconcat(good, "kernel = conv:-1\n", NULL);
    check_refused(negative, "'conv' is negative");
    g_auto(GStrv) parts = g_strsplit(good, "hale-1.0", 2);
    g_autofree char *library = g_strjoinv("hale-9", parts);
    check_refused(library, "library 'hale-9' on core 'cortex-m4'");
}

static void a_file_that_is_not_there_is_named(void)
{
    g_autoptr(GError) error = NULL;
    CHECK(board_read("/nowhere/none.ini", &error) == NULL);
    CHECK(error != NULL && strstr(error->message, "none.ini") != NULL);
}

/* HARDWARE_NOTES: 4 KiB pages, 85 ms each, 41 us a word of 4 B. */
static void flash_time_is_erase_and_write(void)
{
    Board board = {.flash_sector = 4096, .flash_erase = 85 * NS_PER_MS, .flash_write = 32e6 / 41.0};
    CHECK_INT(board_flash_time(&board, 8192), 2 * 85 * NS_PER_MS + 2048 * 41000);
    CHECK_INT(board_flash_time(&board, 1), 85 * NS_PER_MS + 10250);
    CHECK_INT(board_flash_time(&board, 0), 0);
}

/* profile and key -> value. */
static bool take_row(void *user, const CsvRow *row, GError **error)
{
    g_autofree char *place = g_strdup_printf("%s:%s", row->fields[0], row->fields[1]);
    bool is_known = strcmp(row->fields[4], "high") == 0 || strcmp(row->fields[4], "medium") == 0 ||
                    strcmp(row->fields[4], "assumed") == 0;
    if (!is_known)
        return csvrow_refuse(row, error, "confidence '%s'", row->fields[4]);
    CHECK(row->fields[3][0] != '\0');
    if (!g_hash_table_insert(user, g_steal_pointer(&place), g_strdup(row->fields[2])))
        return csvrow_refuse(row, error, "given twice");
    return true;
}

static GHashTable *read_catalog(void)
{
    static const char *const columns[] = {"profile", "key", "value", "source", "confidence", NULL};
    GHashTable *catalog = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) error = NULL;
    if (!csvfile_read(TINYFLEET_SOURCE_DIR "/hwprofiles/catalog.csv", columns, take_row, catalog,
                      &error))
        g_printerr("%s\n", error->message);
    CHECK(error == NULL);
    return catalog;
}

static bool needs_source(const char *key)
{
    return strcmp(key, "name") != 0 && strcmp(key, "source") != 0 && strcmp(key, "fidelity") != 0;
}

/* Takes the keys of one profile out of the catalog; each must be there with its value. */
static void check_sources(const char *file, GHashTable *catalog)
{
    g_autoptr(ProblemList) problems = problem_list_new();
    g_autofree char *path = g_build_filename(TINYFLEET_SOURCE_DIR "/hwprofiles", file, NULL);
    g_autoptr(IniFile) ini = inifile_read(path, file, problems);
    const IniSection *section = inifile_find(ini, "hwprofile", "");
    for (size_t i = 0; inisection_at(section, i) != NULL; i++) {
        const IniPair *pair = inisection_at(section, i);
        if (!needs_source(pair->key))
            continue;
        g_autofree char *place = g_strdup_printf("%.*s:%s", (int)strlen(file) - 4, file, pair->key);
        const char *value = g_hash_table_lookup(catalog, place);
        if (!CHECK(value != NULL && strcmp(value, pair->value) == 0))
            g_printerr("%s has no row in catalog.csv\n", place);
        g_hash_table_remove(catalog, place);
    }
}

static void every_profile_loads_and_every_number_has_a_source(void)
{
    g_autoptr(GHashTable) catalog = read_catalog();
    g_autoptr(GDir) dir = g_dir_open(TINYFLEET_SOURCE_DIR "/hwprofiles", 0, NULL);
    int count = 0;
    for (const char *file = g_dir_read_name(dir); file != NULL; file = g_dir_read_name(dir)) {
        if (!g_str_has_suffix(file, ".ini"))
            continue;
        g_autofree char *path = g_build_filename(TINYFLEET_SOURCE_DIR "/hwprofiles", file, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(Board) board = board_read(path, &error);
        if (!CHECK(board != NULL))
            g_printerr("%s\n", error->message);
        check_sources(file, catalog);
        count++;
    }
    CHECK(count >= 10);
    CHECK_INT(g_hash_table_size(catalog), 0);
}

TEST_MAIN(CASE(keys_fill_their_fields), CASE(a_missing_key_is_named), CASE(an_unknown_key_is_named),
          CASE(other_sections_are_refused), CASE(values_must_make_sense),
          CASE(a_file_that_is_not_there_is_named), CASE(flash_time_is_erase_and_write),
          CASE(every_profile_loads_and_every_number_has_a_source))
