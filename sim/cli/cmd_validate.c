/* A scenario is checked, and what can be said without a run is said. */
#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/listing.h"
#include "cli/options.h"
#include "cli/scenario_file.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "cli/validate_json.h"
#include "exp/study.h"
#include "out/number.h"
#include "out/view.h"
#include "util/error.h"

typedef struct ValidateOptions {
    gboolean is_effective, is_strict;
    bool is_json;
    char **settings;
} ValidateOptions;

/* "scenarios/smart-home.ini: ok: 1200 devices, 30 d, 10 replications" */
static void print_ok(const char *path, const Scenario *scenario)
{
    char devices[NUMBER_SIZE], duration[NUMBER_SIZE];
    uint32_t count = scenario->placement->device_count;
    int64_t replications = scenario->sweep.replications;
    number_bare((NumberStyle){1, 0, ""}, count, devices);
    number_duration((double)scenario->run.duration / 1e9, duration);
    g_autofree char *line = g_strdup_printf(
        "%s: ok: %s device%s, %s, %" G_GINT64_FORMAT " replication%s, seed %" G_GINT64_FORMAT "\n",
        path, devices, count == 1 ? "" : "s", duration, replications, replications == 1 ? "" : "s",
        scenario->run.seed);
    terminal_put(stdout, line);
}

/* --- what fits, what is where ----------------------------------------------------------------- */

static const ListingColumn fact_columns[] = {
    {"  about", "group"}, {"what", "name"}, {"found", "value"}, {NULL, NULL}};

/* Board, fit and cells; the rest of the facts stands in the scenario. */
static bool is_finding(const FactRow *fact)
{
    static const char *const of_fleet[] = {"board", "flash", "RAM", "inference", NULL};
    static const char *const of_pool[] = {"gateways", "cells", NULL};
    if (g_str_has_prefix(fact->group, "fleet "))
        return g_strv_contains(of_fleet, fact->name);
    return g_str_has_prefix(fact->group, "gateway-pool ") && g_strv_contains(of_pool, fact->name);
}

static void print_facts(const Study *study)
{
    g_autoptr(Listing) listing = listing_new(fact_columns);
    for (guint i = 0; i < study->facts->len; i++) {
        const FactRow *fact = &g_array_index(study->facts, FactRow, i);
        g_autofree char *about = g_strdup_printf("  %s", fact->group);
        if (!is_finding(fact))
            continue;
        listing_text(listing, about);
        listing_text(listing, fact->name);
        listing_text(listing, fact->value);
    }
    terminal_put(stdout, "\n");
    listing_print(listing, LISTING_TEXT);
}

/* --- predictions ------------------------------------------------------------------------------ */

static const ListingColumn columns[] = {
    {"  about", "scope"}, {"quantity", "quantity"}, {"predicted", "predicted"},
    {"range", "range"},   {"basis", "basis"},       {NULL, NULL},
};

/* "[58, 64]", or nothing where there is no range. */
static char *range_text(const PredictionRow *row, NumberStyle style)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (isnan(row->low) || isnan(row->high))
        return g_strdup("");
    number_bare(style, row->low, low);
    number_bare(style, row->high, high);
    return g_strdup_printf("[%s, %s]", low, high);
}

static void add_prediction(Listing *listing, const Study *study, const PredictionRow *row)
{
    char predicted[NUMBER_SIZE];
    double half_width = 0.5 * (row->high - row->low);
    NumberStyle style = number_style(row->predicted, half_width, row->unit);
    number_text(style, row->predicted, predicted);
    g_autofree char *scope = view_scope_text(view_scope(study, row->scope));
    g_autofree char *about = g_strdup_printf("  %s", scope);
    g_autofree char *quantity = g_strdelimit(g_strdup(row->quantity), "_", ' ');
    g_autofree char *range = range_text(row, style);
    listing_text(listing, about);
    listing_text(listing, quantity);
    listing_number(listing, row->predicted, predicted);
    listing_text(listing, range);
    listing_text(listing, row->basis);
}

static void print_predictions(const Study *study)
{
    g_autoptr(Listing) listing = listing_new(columns);
    for (guint i = 0; i < study->predictions->len; i++)
        add_prediction(listing, study, &g_array_index(study->predictions, PredictionRow, i));
    if (study->predictions->len == 0)
        return;
    terminal_put(stdout, "\n");
    listing_print(listing, LISTING_TEXT);
}

/* Warnings that only figures give rise to. */
static void print_warnings(const char *path, const Study *study)
{
    for (guint i = 0; i < study->warnings->len; i++) {
        const char *warning = g_array_index(study->warnings, const char *, i);
        g_autofree char *line = g_strdup_printf("%s: warning: %s\n", path, warning);
        terminal_put(stderr, line);
    }
}

/* --- effective -------------------------------------------------------------------------------- */

/* Every value with its origin; what is at its default stands in a comment. */
static void print_effective(const Scenario *scenario)
{
    const char *section = "";
    for (guint i = 0; i < scenario->config->len; i++) {
        const ConfigRow *row = &g_array_index(scenario->config, ConfigRow, i);
        if (strcmp(row->section, section) != 0) {
            g_autofree char *title = g_strdup_printf("\n[%s]\n", row->section);
            terminal_put(stdout, title + (*section == '\0'));
            section = row->section;
        }
        bool is_default = strcmp(row->origin, "default") == 0;
        g_autofree char *line = g_strdup_printf("%s%s = %s   # %s\n", is_default ? "# " : "",
                                                row->key, row->value, row->origin);
        terminal_put(stdout, line);
    }
}

/* --- command ---------------------------------------------------------------------------------- */

static int say_text(const ValidateResult *result)
{
    if (result->scenario == NULL)
        return STATUS_INPUT; /* all is said */
    if (result->study == NULL)
        return status_report(result->error);
    print_ok(result->path, result->scenario);
    print_facts(result->study);
    print_predictions(result->study);
    print_warnings(result->path, result->study);
    return result->is_ok ? STATUS_YES : STATUS_INPUT;
}

static int say_json(const ValidateResult *result)
{
    validate_print_json(result);
    if (result->error != NULL)
        return g_error_matches(result->error, FLEET_ERROR, FLEET_ERROR_RUN) ? STATUS_BROKEN
                                                                            : STATUS_INPUT;
    return result->is_ok ? STATUS_YES : STATUS_INPUT;
}

static int validate(const char *path, const ValidateOptions *options)
{
    g_autoptr(GPtrArray) settings = g_ptr_array_new();
    for (size_t i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
        g_ptr_array_add(settings, options->settings[i]);
    g_autoptr(ProblemList) problems = problem_list_new();
    const ScenarioAsked asked = {path, settings, options->is_strict, false,
                                 options->is_json ? problems : NULL};
    g_autoptr(Scenario) scenario = scenario_file_read(&asked);
    if (scenario != NULL && options->is_effective) {
        print_effective(scenario);
        return STATUS_YES;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Study) study = scenario == NULL ? NULL : study_predict(scenario, &error);
    bool is_ok = study != NULL && !(options->is_strict && study->warnings->len > 0);
    const ValidateResult result = {path, scenario, study, problems, error, is_ok};
    return options->is_json ? say_json(&result) : say_text(&result);
}

static int validate_all(int argc, char **argv, const ValidateOptions *options)
{
    int worst = STATUS_YES;
    for (int i = 1; i < argc; i++) {
        int status = validate(argv[i], options);
        worst = MAX(worst, status);
    }
    return worst;
}

int cmd_validate(int argc, char **argv)
{
    static const char *const formats[] = {"text", "json", NULL};
    ValidateOptions options = {0};
    g_autofree char *format = NULL;
    int choice = 0;
    const GOptionEntry entries[] = {
        {"effective", 0, 0, G_OPTION_ARG_NONE, &options.is_effective,
         "print every value of the merged scenario with its origin", NULL},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &format, "form of the answer", "text|json"},
        {"set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.settings,
         "override a key, as in fleet.speakers.devices=1e6; may be repeated", "PATH=VALUE"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &options.is_strict, "warnings are errors", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    int status = STATUS_YES;
    if (!options_parse("SCENARIO…", entries, &argc, &argv, &error))
        status = status_usage("validate", "%s", error->message);
    else if ((choice = options_choice("--format", format, formats, &error)) < 0)
        status = status_usage("validate", "%s", error->message);
    else if (argc < 2)
        status = status_usage("validate", "which scenario?");
    else {
        options.is_json = choice == 1;
        status = validate_all(argc, argv, &options);
    }
    g_strfreev(options.settings);
    return status;
}
