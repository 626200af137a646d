/* Every key of a scenario, from the tables that read it. */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/help_topic.h"
#include "cli/listing.h"
#include "cli/options.h"
#include "cli/status.h"
#include "cli/terminal.h"
#include "exp/scenario_keys.h"
#include "util/param_text.h"
#include "util/suggest.h"
#include "util/value.h"

static const char *const formats[] = {"text", "csv", NULL};

static const ListingColumn csv_columns[] = {
    {"section", "section"}, {"occurs", "occurs"},       {"key", "key"},
    {"type", "type"},       {"required", "required"},   {"default", "default"},
    {"range", "range"},     {"only_when", "only_when"}, {"description", "description"},
    {NULL, NULL},
};

static void add_csv(Listing *listing, const SectionKind *kind)
{
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++) {
        g_auto(GStrv) columns = param_columns(spec, kind->name, !kind->is_many);
        for (size_t i = 0; columns[i] != NULL; i++)
            listing_text(listing, columns[i]);
    }
}

/* "number of devices (1..1e9)" */
static char *meaning(const ParamSpec *spec)
{
    GString *text = g_string_new(spec->doc);
    g_autofree char *range = spec->type == PARAM_TYPE_FORM ? g_strdup("") : param_range_text(spec);
    if (*range != '\0')
        g_string_append_printf(text, " (%s)", range);
    if (spec->only_with != NULL)
        g_string_append_printf(text, "; only with %s", spec->only_with);
    return g_string_free(text, FALSE);
}

static const ListingColumn key_columns[] = {
    {"  key", "key"},       {"type", "type"}, {"default", "default"},
    {"meaning", "meaning"}, {NULL, NULL},
};

static void add_text(Listing *listing, const ParamSpec *spec)
{
    g_autofree char *key = g_strdup_printf("  %s", spec->name);
    g_autofree char *type = param_type_name(spec);
    g_autofree char *text = meaning(spec);
    listing_text(listing, key);
    listing_text(listing, type);
    listing_text(listing, spec->is_required ? "(required)" : spec->def == NULL ? "-" : spec->def);
    listing_text(listing, text);
}

/* The calls of a family, one a line. */
static void print_forms(const ParamSpec *spec)
{
    g_autofree char *head = g_strdup_printf("\n  %s is one of\n", spec->name);
    terminal_put(stdout, head);
    for (size_t i = 0; spec->form_at(i) != NULL; i++) {
        g_autofree char *form = param_form_text(spec->form_at(i));
        g_autofree char *line =
            g_strdup_printf("    %s\n        %s\n", form, spec->form_at(i)->doc);
        terminal_put(stdout, line);
    }
}

static void print_text(const SectionKind *kind)
{
    g_autofree char *title =
        g_strdup_printf("[%s%s]  %s\n\n", kind->name, kind->is_many ? " NAME" : "", kind->doc);
    terminal_put(stdout, title);
    g_autoptr(Listing) listing = listing_new(key_columns);
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++)
        add_text(listing, spec);
    listing_print(listing, LISTING_TEXT);
    for (const ParamSpec *spec = kind->params; spec->name != NULL; spec++) {
        if (spec->type == PARAM_TYPE_FORM)
            print_forms(spec);
    }
}

/* '-' and '_' mean the same in words. */
static const SectionKind *find_kind(const char *name)
{
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        if (value_word_equal(section_kind_at(i)->name, name))
            return section_kind_at(i);
    }
    return NULL;
}

static int refuse_kind(const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; section_kind_at(i) != NULL; i++)
        g_ptr_array_add(names, (gpointer)(uintptr_t)section_kind_at(i)->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *hint = suggest_among(name, "sections", (const char *const *)names->pdata);
    return status_usage("help", "no section '%s'%s", name, hint);
}

int help_keys(const char *kind, const char *format)
{
    g_autoptr(GError) error = NULL;
    int choice = options_choice("--format", format, formats, &error);
    if (choice < 0)
        return status_usage("help", "%s", error->message);
    const SectionKind *only = kind == NULL ? NULL : find_kind(kind);
    if (kind != NULL && only == NULL)
        return refuse_kind(kind);
    bool is_csv = choice == 1;
    g_autoptr(Listing) listing = listing_new(csv_columns);
    bool is_first = true;
    for (size_t i = 0; section_kind_at(i) != NULL; i++) {
        const SectionKind *at = section_kind_at(i);
        if (only != NULL && at != only)
            continue;
        if (is_csv) {
            add_csv(listing, at);
            continue;
        }
        if (!is_first)
            terminal_put(stdout, "\n");
        print_text(at);
        is_first = false;
    }
    if (is_csv)
        listing_print(listing, LISTING_CSV);
    return STATUS_YES;
}
